"""Golden training steps of the paper's networks for CIFAR-10 and ImageNet, from PyTorch in double precision.

One step of Caffe's solver from known weights on known pixels, for test/tensorflow/graph/golden-networks.test.ts. The masks of dropout
and of the regularizing DropIn are drawn by Python's TensorFlow from the seeds that the compiled graph uses. Run from the
repository's root:

    pip install numpy==2.4.6 torch==2.15.0 tensorflow-cpu==2.21.0
    python scripts/golden/networks.py [NAME…]

It writes test/fixtures/golden/NAME.json: the loss and, for every array, the change of one step: norm, largest value, its
projection on the weights before the step, and a few hundred elements. Weights, pixels and labels are functions of their position,
here and in the test, so networks of 138 million weights need no file: `uniform` with one stream per array.
"""

import hashlib
import json
import platform
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "golden"
SEED, ITERATION = 1, 7
SAMPLES, SAMPLE_STREAM, PIXEL_STREAM, LABEL_STREAM = 128, 9001, 9002, 9003
# q of every gradual DropIn is 2/3: τ/d = 1/3, a cut inside a channel.
TAU, D = 1, 3
# A hundred times Caffe's, so that weight decay contributes visibly to every change.
WEIGHT_DECAY = 0.05


def hash32(position: np.ndarray, stream: int) -> np.ndarray:
    """MurmurHash3's finalizer of position and stream; test/tensorflow/graph/helpers/numbers.ts has the same."""
    with np.errstate(over="ignore"):
        h = position.astype(np.uint32) * np.uint32(2654435761) + np.uint32(stream) * np.uint32(2246822519)
        h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        return h ^ (h >> np.uint32(16))


def uniform(count: int, bound: float, stream: int) -> np.ndarray:
    """float32 in [-bound, bound)."""
    h = hash32(np.arange(count, dtype=np.uint32), stream)
    return (((h >> np.uint32(8)).astype(np.float64) / 2**24 * 2 - 1) * bound).astype(np.float32)


def stateless_uniform(count: int, *seeds: list[int]) -> np.ndarray:
    """TensorFlow's, for one seed after another, from a separate process: it cannot be loaded together with PyTorch."""
    code = (
        "import sys, tensorflow as tf\n"
        f"for seed in {list(seeds)}:\n"
        f"    numbers = tf.random.stateless_uniform([{count}], seed=seed, dtype=tf.float32)\n"
        "    sys.stdout.buffer.write(numbers.numpy().tobytes())\n"
    )
    drawn = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return np.frombuffer(drawn.stdout, dtype=np.float32).copy()


def name_seed(name: str) -> int:
    """32 bits of the SHA-256 of a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little", signed=True)


@dataclass
class Net:
    """The forward pass of one network, which creates its weights on the way; images are NCHW."""

    batch: int
    classes: int
    weights: dict[str, torch.Tensor] = field(default_factory=dict)
    decay_mults: dict[str, float] = field(default_factory=dict)
    lr_mults: dict[str, float] = field(default_factory=dict)
    # Multipliers of the biases if a layer specifies none: Caffe's AlexNet's.
    bias_lr: float = 2.0
    bias_decay: float = 0.0

    def _array(self, name: str, shape: tuple[int, ...], bound: float, lr_mult: float, decay_mult: float) -> torch.Tensor:
        array = uniform(int(np.prod(shape)), bound, len(self.weights)).reshape(shape)
        self.weights[name] = torch.tensor(array, dtype=torch.float64, requires_grad=True)
        self.lr_mults[name] = lr_mult
        self.decay_mults[name] = decay_mult
        return self.weights[name]

    def _parameters(self, name: str, shape: tuple[int, ...], bias_lr, bias_decay) -> tuple[torch.Tensor, torch.Tensor]:
        """Weights in ±√(6/fan_in), a hundredth of that for the logits layer; biases in ±0.1."""
        bound = float(np.sqrt(6 / np.prod(shape[:-1]))) * (0.01 if shape[-1] == self.classes else 1)
        return (
            self._array(f"{name}/weights", shape, bound, 1, 1),
            self._array(
                f"{name}/biases",
                shape[-1:],
                0.1,
                self.bias_lr if bias_lr is None else bias_lr,
                self.bias_decay if bias_decay is None else bias_decay,
            ),
        )

    def conv(self, x, name: str, outputs: int, kernel: int, stride=1, pad=0, groups=1, bias_lr=None, bias_decay=None):
        w, b = self._parameters(name, (kernel, kernel, x.shape[1] // groups, outputs), bias_lr, bias_decay)
        return F.relu(F.conv2d(x, w.permute(3, 2, 0, 1), b, stride=stride, padding=pad, groups=groups))

    def fc(self, x, name: str, outputs: int, relu: bool):
        if x.dim() == 4:
            x = x.permute(0, 2, 3, 1).reshape(self.batch, -1)
        w, b = self._parameters(name, (x.shape[1], outputs), None, None)
        y = x @ w + b
        return F.relu(y) if relu else y

    def dropin(self, new: torch.Tensor, previous: torch.Tensor) -> torch.Tensor:
        """y = r·y_new + (1 − r)·y_prev; r(λ) = 0 for λ < q·n; NCHW is the paper's unit order."""
        units = new[0].numel()
        copied = -(-(D - TAU) * units // D)
        return torch.where((torch.arange(units) >= copied).reshape(new.shape[1:]), new, previous)

    def drawn(self, name: str, shape: torch.Size) -> torch.Tensor:
        """Uniform in [0, 1), as the graph draws it for a layer: from (seed xor hash of its name, iteration)."""
        return torch.tensor(stateless_uniform(int(np.prod(shape)), [SEED ^ name_seed(name), ITERATION])).reshape(shape)

    def dropout(self, x: torch.Tensor, name: str, ratio: float = 0.5) -> torch.Tensor:
        return torch.where(self.drawn(name, x.shape) >= ratio, x / (1 - ratio), 0.0)


def lrn_within(x: torch.Tensor, size: int, alpha: float, beta: float) -> torch.Tensor:
    """Caffe's WithinChannelForward: the divisor counts the zeros beyond the border."""
    mean = F.avg_pool2d(x * x, size, stride=1, padding=(size - 1) // 2, count_include_pad=True)
    return x * (1 + alpha * mean) ** -beta


def lrn_across(x: torch.Tensor) -> torch.Tensor:
    """Caffe's CrossChannelForward with AlexNet's numbers; PyTorch divides alpha by the size too."""
    return F.local_response_norm(x, 5, alpha=1e-4, beta=0.75, k=1.0)


def pool(x: torch.Tensor, kernel: int) -> torch.Tensor:
    return F.max_pool2d(x, kernel, 2, ceil_mode=True)


def cifar3(net: Net, x: torch.Tensor) -> torch.Tensor:
    x = lrn_within(pool(net.conv(x, "conv1", 32, 5, pad=2, bias_decay=1), 2), 3, 5e-5, 0.75)
    x = lrn_within(pool(net.conv(x, "conv2", 32, 5, pad=2, bias_decay=1), 2), 3, 5e-5, 0.75)
    x = pool(net.conv(x, "conv3", 64, 3, pad=1, bias_lr=1, bias_decay=1), 2)
    return net.fc(x, "fc", 10, relu=False)


def cifar11(dropin: bool):
    def forward(net: Net, x: torch.Tensor) -> torch.Tensor:
        for k in range(1, 6):
            x = lrn_within(net.conv(x, f"conv{k}_1", 32, 5, pad=2, bias_decay=1), 3, 5e-5, 0.75)
            new = lrn_within(net.conv(x, f"conv{k}_2", 32, 5, pad=2, bias_decay=1), 3, 5e-5, 0.75)
            x = net.dropin(new, x) if dropin else new
        x = pool(net.conv(x, "conv6_1", 64, 3, pad=1, bias_lr=1, bias_decay=1), 2)
        return net.fc(x, "fc", 10, relu=False)

    return forward


def alexnet_convolutions(x: torch.Tensor, block) -> torch.Tensor:
    x = pool(lrn_across(block(x, "conv1", 96, 11, stride=4)), 3)
    x = pool(lrn_across(block(x, "conv2", 256, 5, pad=2, groups=2)), 3)
    x = block(x, "conv3", 384, 3, pad=1)
    x = block(x, "conv4", 384, 3, pad=1, groups=2)
    return pool(block(x, "conv5", 256, 3, pad=1, groups=2), 3)


def alexnet_head(net: Net, x: torch.Tensor, fc7: str) -> torch.Tensor:
    drop6 = net.dropout(net.fc(x, "fc6", 4096, relu=True), "drop6")
    x = net.fc(drop6, "fc7", 4096, relu=True)
    if fc7 == "dropout":
        x = net.dropout(x, "drop7")
    elif fc7 == "dropin":
        x = torch.where(net.drawn("dropin7", x.shape) >= 0.5, drop6, x)
    return net.fc(x, "fc8", 1000, relu=False)


def alexnet(fc7: str):
    def forward(net: Net, x: torch.Tensor) -> torch.Tensor:
        def block(x, name, outputs, kernel, **options):
            return net.conv(x, f"{name}_1", outputs, kernel, **options)

        return alexnet_head(net, alexnet_convolutions(x, block), fc7)

    return forward


def alexnet13(net: Net, x: torch.Tensor) -> torch.Tensor:
    def block(x, name, outputs, kernel, groups=1, **first):
        x = net.conv(x, f"{name}_1", outputs, kernel, groups=groups, **first)
        return net.dropin(net.conv(x, f"{name}_2", outputs, kernel, pad=kernel // 2, groups=groups), x)

    return alexnet_head(net, alexnet_convolutions(x, block), "dropout")


def vgg(depths: tuple[int, ...]):
    def forward(net: Net, x: torch.Tensor) -> torch.Tensor:
        net.bias_lr = net.bias_decay = 1.0  # the VGG authors' prototxt specifies no multipliers
        for k, (outputs, depth) in enumerate(zip((64, 128, 256, 512, 512), depths), start=1):
            x = net.conv(x, f"conv{k}_1", outputs, 3, pad=1)
            for i in range(2, depth + 1):
                x = net.dropin(net.conv(x, f"conv{k}_{i}", outputs, 3, pad=1), x)
            x = pool(x, 2)
        x = net.dropout(net.fc(x, "fc6", 4096, relu=True), "drop6")
        x = net.dropout(net.fc(x, "fc7", 4096, relu=True), "drop7")
        return net.fc(x, "fc8", 1000, relu=False)

    return forward


# name of the spec: (forward pass, side of the image, classes, batch, learning rate); regularization-case1 is alexnet
NETWORKS = {
    "cifar3": (cifar3, 32, 10, 2, 1e-4),
    "cifar11": (cifar11(dropin=True), 32, 10, 2, 1e-4),
    "cifar11-plain": (cifar11(dropin=False), 32, 10, 2, 1e-4),
    "alexnet": (alexnet("dropout"), 227, 1000, 2, 1e-5),
    "alexnet13": (alexnet13, 227, 1000, 1, 1e-5),
    "vgg8": (vgg((1, 1, 1, 1, 1)), 224, 1000, 1, 1e-5),
    "vgg16": (vgg((2, 2, 3, 3, 3)), 224, 1000, 1, 1e-5),
    "regularization-case2": (alexnet("none"), 227, 1000, 2, 1e-5),
    "regularization-case3": (alexnet("dropin"), 227, 1000, 2, 1e-5),
}


def array_fixture(weights: torch.Tensor, gradient: torch.Tensor, learning_rate: float, decay: float) -> dict:
    """Change of an array in one step of Caffe's solver from zero momentum."""
    with torch.no_grad():
        change = (-learning_rate * (gradient + decay * weights)).reshape(-1)
        count = change.numel()
        where = hash32(np.arange(min(SAMPLES, count), dtype=np.uint32), SAMPLE_STREAM) % np.uint32(count)
        return {
            "shape": list(weights.shape),
            "norm": change.norm().item(),
            "largest": change.abs().max().item(),
            "projection": torch.dot(change, weights.reshape(-1)).item(),
            "sample": [float(f"{value:.8g}") for value in change[torch.tensor(where.astype(np.int64))].tolist()],
        }


def golden(name: str) -> dict:
    forward, side, classes, batch, learning_rate = NETWORKS[name]
    net = Net(batch, classes)
    pixels = hash32(np.arange(batch * side * side * 3, dtype=np.uint32), PIXEL_STREAM) >> np.uint32(24)
    images = torch.tensor(pixels.astype(np.float64)).reshape(batch, side, side, 3).permute(0, 3, 1, 2)
    labels = torch.tensor((hash32(np.arange(batch), LABEL_STREAM) % np.uint32(classes)).astype(np.int64))
    loss = F.cross_entropy(forward(net, images), labels)
    loss.backward()
    arrays = {
        key: array_fixture(w, w.grad, learning_rate * net.lr_mults[key], WEIGHT_DECAY * net.decay_mults[key])
        for key, w in net.weights.items()
    }
    versions = f"PyTorch {torch.__version__.split('+')[0]} in float64, TensorFlow {version('tensorflow-cpu')}, NumPy {np.__version__}"
    return {
        "made_by": f"scripts/golden/networks.py, {versions}, Python {platform.python_version()}",
        "side": side,
        "batch": batch,
        "learning_rate": learning_rate,
        "weight_decay": WEIGHT_DECAY,
        "iteration": ITERATION,
        "tau": TAU,
        "d": D,
        "loss": loss.item(),
        "arrays": arrays,
    }


def main() -> None:
    torch.use_deterministic_algorithms(True)
    OUT.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or NETWORKS:
        fixture = golden(name)
        (OUT / f"{name}.json").write_text(json.dumps(fixture) + "\n")
        largest = max(array["largest"] for array in fixture["arrays"].values())
        print(f"{name}: loss {fixture['loss']:.6f}, {len(fixture['arrays'])} arrays, largest change {largest:.3g}")


if __name__ == "__main__":
    main()
