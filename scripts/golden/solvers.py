"""Golden steps of the solvers and schedules, from PyTorch in double precision.

Six steps on softmax regression with four inputs and three classes, for test/tensorflow/graph/solver-golden.test.ts, and learning
rates for test/unit/train/learning-rate.test.ts. Run from the repository's root:

    pip install torch==2.15.0
    python scripts/golden/solvers.py

It writes test/fixtures/golden/solvers.json. The learning rate is constant: PyTorch's momentum excludes it and Caffe's includes
it, so only then are the two equal. PyTorch's Adam adds ε to the corrected root, Caffe's to the uncorrected one; with ε = 1e-8
both round to the same values here.
"""

import json
from importlib.metadata import version
from pathlib import Path

import torch
import torch.nn.functional as F

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "golden" / "solvers.json"
RATE, STEPS = 0.1, 6
PIXELS = [
    [[255, 0, 51, 204], [102, 153, 0, 0]],
    [[10, 20, 250, 240], [1, 2, 3, 4]],
    [[90, 60, 30, 0], [200, 100, 50, 25]],
]
LABELS = [[0, 1], [2, 1], [0, 2]]
WEIGHTS = [[0.5, -0.25, 0.1], [0.75, 1.0, -0.5], [-0.3, 0.2, 0.6], [0.05, -0.8, 0.4]]
BIASES = [0.1, -0.2, 0.3]

CASES = {
    "sgd": {"solver": {"type": "sgd", "momentum": 0.9, "weight_decay": 0.05}},
    "nesterov": {"solver": {"type": "nesterov", "momentum": 0.9, "weight_decay": 0.05}},
    "adam": {"solver": {"type": "adam", "momentum": 0.9, "momentum2": 0.99, "weight_decay": 0.05}},
    "adamw": {"solver": {"type": "adamw", "momentum": 0.8, "weight_decay": 0.5}},
    "rmsprop": {"solver": {"type": "rmsprop", "rms_decay": 0.9, "weight_decay": 0.05, "delta": 0.001}},
    "adagrad": {"solver": {"type": "adagrad", "weight_decay": 0.05, "delta": 0.001}},
    "clipped": {"solver": {"type": "sgd", "momentum": 0.9, "weight_decay": 0.05, "clip_gradients": 0.2}},
    "smoothed": {"solver": {"type": "sgd", "momentum": 0.9, "label_smoothing": 0.1}},
}


def optimizer_of(parameters, solver):
    kind, decay = solver["type"], solver.get("weight_decay", 0)
    if kind in ("sgd", "nesterov"):
        return torch.optim.SGD(
            parameters, lr=RATE, momentum=solver["momentum"], weight_decay=decay, nesterov=kind == "nesterov"
        )
    if kind in ("adam", "adamw"):
        optimizer = torch.optim.Adam if kind == "adam" else torch.optim.AdamW
        betas = (solver["momentum"], solver.get("momentum2", 0.999))
        return optimizer(parameters, lr=RATE, betas=betas, eps=1e-8, weight_decay=decay)
    if kind == "rmsprop":
        return torch.optim.RMSprop(
            parameters, lr=RATE, alpha=solver["rms_decay"], eps=solver["delta"], weight_decay=decay
        )
    return torch.optim.Adagrad(parameters, lr=RATE, eps=solver["delta"], weight_decay=decay)


def train(solver):
    weights = torch.tensor(WEIGHTS, dtype=torch.float64, requires_grad=True)
    biases = torch.tensor(BIASES, dtype=torch.float64, requires_grad=True)
    optimizer = optimizer_of([weights, biases], solver)
    losses = []
    for step in range(STEPS):
        images = torch.tensor(PIXELS[step % len(PIXELS)], dtype=torch.float64) / 255
        labels = torch.tensor(LABELS[step % len(LABELS)])
        loss = F.cross_entropy(images @ weights + biases, labels, label_smoothing=solver.get("label_smoothing", 0))
        optimizer.zero_grad()
        loss.backward()
        if "clip_gradients" in solver:
            torch.nn.utils.clip_grad_norm_([weights, biases], solver["clip_gradients"])
        optimizer.step()
        losses.append(loss.item())
    return {"losses": losses, "weights": weights.detach().flatten().tolist(), "biases": biases.detach().tolist()}


def rates(make):
    """The learning rates of ten steps, from a base of 0.5."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    scheduler = make(optimizer)
    found = []
    for _ in range(10):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def main():
    schedules = torch.optim.lr_scheduler
    golden = {
        "torch": version("torch"),
        "rate": RATE,
        "pixels": PIXELS,
        "labels": LABELS,
        "weights": WEIGHTS,
        "biases": BIASES,
        "cases": {name: {**case, **train(case["solver"])} for name, case in CASES.items()},
        "schedules": {
            "cosine": rates(lambda o: schedules.CosineAnnealingLR(o, T_max=10)),
            "cosine_final": rates(lambda o: schedules.CosineAnnealingLR(o, T_max=10, eta_min=0.05)),
            "warmup": rates(lambda o: schedules.LinearLR(o, start_factor=0.25, end_factor=1, total_iters=4)),
        },
    }
    OUT.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
