"""Golden values of layers, from PyTorch in double precision, for test/tensorflow/graph/layer-golden.test.ts.

Run from the repository's root:

    pip install torch==2.15.0
    python scripts/golden/layers.py

It writes test/fixtures/golden/layers.json: values and derivatives of the activations.
"""

import json
from importlib.metadata import version
from pathlib import Path

import torch
import torch.nn.functional as F

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "golden" / "layers.json"
POINTS = [-20, -5.5, -3, -2.25, -1.5, -1, -0.75, -0.3, -0.01, 0.01, 0.4, 0.9, 1.25, 2, 3.5, 6, 20]
SLOPE = 0.2
ACTIVATIONS = {
    "relu": F.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "leaky_relu": lambda x: F.leaky_relu(x, SLOPE),
    "elu": F.elu,
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
}


def activation(function):
    x = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
    y = function(x)
    y.sum().backward()
    return {"values": y.tolist(), "derivatives": x.grad.tolist()}


def main():
    golden = {
        "torch": version("torch"),
        "points": POINTS,
        "negative_slope": SLOPE,
        "activations": {name: activation(function) for name, function in ACTIVATIONS.items()},
    }
    OUT.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
