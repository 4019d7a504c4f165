"""Golden values of layers, by PyTorch in double precision, for test/tensorflow/graph/layer-golden.test.ts.

Run from the repository's root:

    pip install numpy==2.4.6 torch==2.15.0 tensorflow-cpu==2.21.0
    python scripts/golden/layers.py

It writes test/fixtures/golden/layers.json: values and derivatives of the activations, and a few training steps of small
networks with a test pass after each. Weights, pixels and labels are formulas of their position, here and in the test. The random
numbers of stochastic depth are drawn by Python's TensorFlow from the seeds that the compiled graph uses.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from networks import LABEL_STREAM, PIXEL_STREAM, SEED, hash32, name_seed, stateless_uniform, uniform

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


@dataclass
class Net:
    """The forward pass of one network, which makes its arrays as it goes; images are NCHW."""

    training: bool = True
    # Number of training steps before this one.
    step: int = 0
    parameters: dict[str, torch.Tensor] = field(default_factory=dict)
    # How the arrays above were made: `center` plus uniform numbers in ±`bound` of stream `stream`.
    made: dict[str, dict] = field(default_factory=dict)
    running: dict[str, torch.Tensor] = field(default_factory=dict)

    def parameter(self, name: str, shape: tuple[int, ...], bound: float, center: float = 0) -> torch.Tensor:
        if name not in self.parameters:
            stream = len(self.parameters)
            values = uniform(int(np.prod(shape)), bound, stream).astype(np.float64) + center
            # The program gets the same numbers in single precision.
            values = values.astype(np.float32).astype(np.float64).reshape(shape)
            self.parameters[name] = torch.tensor(values, requires_grad=True)
            self.made[name] = {"shape": shape, "bound": bound, "center": center, "stream": stream}
        return self.parameters[name]

    def conv(self, x, name, outputs, kernel, bias=True, groups=1, **windows):
        rows, columns = (kernel, kernel) if isinstance(kernel, int) else kernel
        inputs = x.shape[1] // groups
        bound = float(np.sqrt(3 / (rows * columns * inputs)))
        w = self.parameter(f"{name}/weights", (rows, columns, inputs, outputs), bound)
        b = self.parameter(f"{name}/biases", (outputs,), 0.1) if bias else None
        return F.conv2d(x, w.permute(3, 2, 0, 1), b, groups=groups, **windows)

    def fc(self, x, name, outputs):
        if x.dim() == 4:
            x = x.permute(0, 2, 3, 1).flatten(1)
        w = self.parameter(f"{name}/weights", (x.shape[1], outputs), float(np.sqrt(3 / x.shape[1])))
        return x @ w + self.parameter(f"{name}/biases", (outputs,), 0.1)

    def rnn(self, x, name, cell, units, forget_bias=1):
        """PyTorch's own layer over the rows of NCHW images; h of each step, `[N, T, units]`."""
        sequence = x.permute(0, 2, 3, 1).flatten(2) if x.dim() == 4 else x
        gates = {"tanh": 1, "lstm": 4, "gru": 3}[cell]
        inputs = sequence.shape[2]
        w = self.parameter(f"{name}/weights", (inputs, gates * units), float(np.sqrt(3 / inputs)))
        u = self.parameter(f"{name}/recurrent_weights", (units, gates * units), float(np.sqrt(3 / units)))
        b = self.parameter(f"{name}/biases", (gates * units,), 0.1)
        recurrent = torch.zeros(gates * units, dtype=torch.float64)
        if cell == "lstm":
            recurrent[units : 2 * units] = forget_bias
        if cell == "gru":
            candidate = self.parameter(f"{name}/recurrent_biases", (units,), 0.1)
            recurrent = torch.cat([recurrent[: 2 * units], candidate])
        layer = {"tanh": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
        arrays = {"weight_ih_l0": w.T, "weight_hh_l0": u.T, "bias_ih_l0": b, "bias_hh_l0": recurrent}
        module = layer(inputs, units, batch_first=True).double()
        return torch.func.functional_call(module, arrays, (sequence,))[0]

    def batch_norm(self, x, name, fraction=0.999, average="normalized", affine=True, epsilon=1e-5):
        channels = x.shape[1]
        scale = self.parameter(f"{name}/scale", (channels,), 0.4, 1) if affine else None
        offset = self.parameter(f"{name}/offset", (channels,), 0.3) if affine else None
        mean = self.running.setdefault(f"{name}/running_mean", torch.zeros(channels, dtype=torch.float64))
        variance = self.running.setdefault(f"{name}/running_variance", torch.ones(channels, dtype=torch.float64))
        if not self.training:
            return F.batch_norm(x, mean, variance, scale, offset, False, 0, epsilon)
        if average == "plain":
            return F.batch_norm(x, mean, variance, scale, offset, True, 1 - fraction, epsilon)
        # Caffe's blobs: sums with weights, and the sum of the weights (batch_norm_layer.cpp).
        weight = self.running.setdefault(f"{name}/running_weight", torch.zeros(1, dtype=torch.float64))
        with torch.no_grad():
            batch = x.transpose(0, 1).flatten(1)
            mean_sum, variance_sum = mean * weight * fraction, variance * weight * fraction
            weight.mul_(fraction).add_(1)
            mean.copy_((mean_sum + batch.mean(1)) / weight)
            variance.copy_((variance_sum + batch.var(1, unbiased=True)) / weight)
        return F.batch_norm(x, None, None, scale, offset, True, 0, epsilon)


    def stochastic_depth(self, x, name, survival, draw="batch"):
        if not self.training:
            return x * survival
        count = x.shape[0] if draw == "image" else 1
        drawn = drawn_in_steps(name, count)[self.step] < np.float32(survival)
        return x * torch.tensor(drawn.astype(np.float64)).reshape(count, 1, 1, 1)


@cache
def drawn_in_steps(name: str, count: int) -> np.ndarray:
    """What the graph draws for a layer in each step: `[STEPS, count]`, uniform in [0, 1)."""
    seeds = [[SEED ^ name_seed(name), step] for step in range(STEPS)]
    return stateless_uniform(count, *seeds).reshape(STEPS, count)


def dropin(new: torch.Tensor, previous: torch.Tensor, copied: int) -> torch.Tensor:
    """r(λ) = 0 for the first `copied` units; NCHW is the paper's unit order."""
    is_new = (torch.arange(new[0].numel()) >= copied).reshape(new.shape[1:])
    return torch.where(is_new, new, previous)


def windows(net, x):
    x = torch.tanh(net.conv(x, "flat", 6, (1, 3), stride=(2, 1), padding=(0, 1)))
    x = F.elu(net.conv(x, "dilated", 6, (3, 2), dilation=(1, 3), padding=(2, 1)))
    x = F.gelu(net.conv(x, "depthwise", 12, 3, groups=6, padding=1, stride=2))
    x = F.leaky_relu(net.conv(x, "grouped", 8, 1, groups=2), 0.1)
    return net.fc(F.avg_pool2d(x, x.shape[2:]), "scores", 3)


WINDOWS = """
- conv: {name: flat, outputs: 6, kernel: [1, 3], stride: [2, 1], pad: [0, 1], activation: tanh}
- conv: {name: dilated, outputs: 6, kernel: [3, 2], dilation: [1, 3], pad: [2, 1], activation: elu}
- conv: {name: depthwise, outputs: 12, kernel: 3, groups: 6, pad: 1, stride: 2, activation: gelu}
- conv: {name: grouped, outputs: 8, kernel: 1, groups: 2, activation: leaky_relu, negative_slope: 0.1}
- pool: {type: average, global: true}
- fc: {name: scores, outputs: 3}
"""


def batch_norm(net, x):
    x = torch.tanh(net.batch_norm(net.conv(x, "first", 4, 3, bias=False), "first/batch_norm", fraction=0.9))
    x = net.conv(x, "second", 6, 3, stride=2)
    x = F.gelu(net.batch_norm(x, "plain", fraction=0.8, average="plain", affine=False, epsilon=1e-3))
    x = torch.sigmoid(net.batch_norm(net.fc(x, "third", 5), "third/batch_norm"))
    return net.fc(x, "scores", 3)


BATCH_NORM = """
- conv: {name: first, outputs: 4, kernel: 3, bias: false, activation: tanh, batch_norm: {moving_average_fraction: 0.9}}
- conv: {name: second, outputs: 6, kernel: 3, stride: 2}
- batch_norm: {name: plain, moving_average: plain, moving_average_fraction: 0.8, affine: false, epsilon: 0.001}
- activation: {type: gelu}
- fc: {name: third, outputs: 5, batch_norm: true, activation: sigmoid}
- fc: {name: scores, outputs: 3}
"""


def batch_norm_dropin(net, x):
    first = torch.tanh(net.conv(x, "conv1_1", 4, 3, padding=1))
    x = dropin(torch.tanh(net.conv(first, "conv1_2", 4, 3, padding=1)), first, 150)
    x = net.batch_norm(x, "mixed", fraction=0.9)
    previous = F.elu(net.batch_norm(net.conv(x, "conv2_1", 4, 3, stride=2), "conv2_1/batch_norm", fraction=0.9))
    new = F.elu(net.batch_norm(net.conv(previous, "conv2_2", 4, 3, padding=1), "conv2_2/batch_norm", fraction=0.9))
    return net.fc(dropin(new, previous, 13), "scores", 3)


BATCH_NORM_DROPIN = """
- block: {conv: conv1, outputs: 4, kernel: 3, pad: 1, added: 1, activation: tanh}
- batch_norm: {name: mixed, moving_average_fraction: 0.9}
- block: {conv: conv2, outputs: 4, kernel: 3, stride: 2, added: 1, activation: elu, batch_norm: {moving_average_fraction: 0.9}}
- fc: {name: scores, outputs: 3}
"""

def unit(net, x, name, outputs, stride=1):
    y = F.elu(net.batch_norm(net.conv(x, f"{name}a", outputs, 3, False, stride=stride, padding=1), f"{name}a/batch_norm"))
    y = net.batch_norm(net.conv(y, f"{name}b", outputs, 3, False, padding=1), f"{name}b/batch_norm")
    if x.shape != y.shape:
        name = f"{name}/projection"
        x = net.batch_norm(net.conv(x, name, outputs, 1, False, stride=stride), f"{name}/batch_norm")
    return F.elu(y + x)


def residual(net, x):
    stem = torch.tanh(net.conv(x, "stem", 4, 3, padding=1))
    x = unit(net, stem, "res1_1", 4)
    first = unit(net, x, "res2_1", 6, stride=2)
    x = dropin(unit(net, first, "res2_2", 6), first, 31)
    x = torch.cat([x, F.max_pool2d(stem, 2, ceil_mode=True)], 1)
    return net.fc(F.avg_pool2d(x, x.shape[2:]), "scores", 3)


RESIDUAL = """
- conv: {name: stem, outputs: 4, kernel: 3, pad: 1, activation: tanh}
- block: {conv: res1, outputs: 4, kernel: 3, pad: 1, residual: true, bias: false, batch_norm: true, activation: elu}
- block: {conv: res2, outputs: 6, kernel: 3, pad: 1, stride: 2, added: 1, residual: true, bias: false, batch_norm: true, activation: elu}
- pool: {name: shallow, from: stem, type: max, kernel: 2, stride: 2}
- concat: {inputs: [res2, shallow]}
- pool: {type: average, global: true}
- fc: {name: scores, outputs: 3}
"""

def stochastic_unit(net, x, name, outputs, survival, draw):
    y = torch.tanh(net.batch_norm(net.conv(x, f"{name}a", outputs, 3, padding=1), f"{name}a/batch_norm"))
    y = net.batch_norm(net.conv(y, f"{name}b", outputs, 3, padding=1), f"{name}b/batch_norm")
    y = net.stochastic_depth(y, f"{name}b/stochastic_depth", survival, draw)
    if x.shape != y.shape:
        name = f"{name}/projection"
        x = net.batch_norm(net.conv(x, name, outputs, 1), f"{name}/batch_norm")
    return torch.tanh(y + x)


def stochastic_depth(draw):
    def forward(net, x):
        for position, (name, outputs) in enumerate([("c1_1", 4), ("c1_2", 4), ("c2_1", 3)], start=1):
            x = stochastic_unit(net, x, name, outputs, 1 - position / 3 * (1 - LAST_SURVIVAL), draw)
        return net.fc(x, "scores", 3)

    return forward


LAST_SURVIVAL = 0.4
STOCHASTIC_DEPTH = """
- block: {conv: c1, outputs: 4, kernel: 3, pad: 1, added: 1, residual: true, dropin: false, batch_norm: true, activation: tanh}
- block: {conv: c2, outputs: 3, kernel: 3, pad: 1, residual: true, batch_norm: true, activation: tanh}
- fc: {name: scores, outputs: 3}
"""


def highway_unit(net, x, name):
    transformed = torch.tanh(net.conv(x, name, 4, 3, padding=1))
    gate = torch.sigmoid(net.conv(x, f"{name}_gate", 4, 3, padding=1))
    return gate * transformed + (1 - gate) * x


def highway(net, x):
    first = torch.tanh(net.conv(x, "c1_1", 4, 3, stride=2, padding=1))
    second = dropin(highway_unit(net, first, "c1_2"), first, 5)
    third = dropin(highway_unit(net, second, "c1_3"), second, 25)
    return net.fc(third, "scores", 3)


HIGHWAY = """
- block: {conv: c1, outputs: 4, kernel: 3, stride: 2, pad: 1, added: 2, highway: true, activation: tanh}
- fc: {name: scores, outputs: 3}
"""

def recurrent(cell):
    def forward(net, x):
        first = net.rnn(x, "rnn1", cell, 5)
        second = net.rnn(first, "rnn2", cell, 5, forget_bias=0.5)
        # Units in the paper's order: a unit's steps follow one another.
        mixed = dropin(second.transpose(1, 2), first.transpose(1, 2), 13).transpose(1, 2)
        return net.fc(net.rnn(mixed, "rnn3", cell, 4)[:, -1], "scores", 3)

    return forward


def recurrent_text(cell):
    return f"""
- rnn: {{cell: {cell}, units: 5}}
- rnn: {{cell: {cell}, units: 5, forget_bias: 0.5}}
- dropin: {{from: rnn1}}
- rnn: {{cell: {cell}, units: 4, output: last}}
- fc: {{name: scores, outputs: 3}}
"""


# name: (forward pass, the same for a spec, units copied by each DropIn, more of the spec)
NETWORKS = {
    "windows": (windows, WINDOWS, [], {}),
    "batch_norm": (batch_norm, BATCH_NORM, [], {}),
    "batch_norm_dropin": (batch_norm_dropin, BATCH_NORM_DROPIN, [150, 13], {}),
    "residual": (residual, RESIDUAL, [31], {}),
    "highway": (highway, HIGHWAY, [5, 25], {}),
    **{f"rnn_{cell}": (recurrent(cell), recurrent_text(cell), [13], {}) for cell in ("tanh", "lstm", "gru")},
    **{
        f"stochastic_depth_{draw}": (
            stochastic_depth(draw),
            STOCHASTIC_DEPTH,
            [],
            {"stochastic_depth": {"survival": LAST_SURVIVAL, "draw": draw}},
        )
        for draw in ("batch", "image")
    },
}
IMAGE, CLASSES, BATCH, STEPS = (8, 7, 2), 3, 4, 5
SOLVER = {"base_lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}


def batch(step: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Image i of the step is number step · BATCH + i of all; pixels scaled to [0, 1)."""
    pixels = BATCH * int(np.prod(IMAGE))
    values = hash32(np.arange(step * pixels, (step + 1) * pixels, dtype=np.uint32), PIXEL_STREAM) >> np.uint32(24)
    labels = hash32(np.arange(step * BATCH, (step + 1) * BATCH, dtype=np.uint32), LABEL_STREAM) % np.uint32(CLASSES)
    images = torch.tensor(values.astype(np.float64) / 256).reshape(BATCH, *IMAGE).permute(0, 3, 1, 2)
    return images, torch.tensor(labels.astype(np.int64))


def trained(forward, text, copied, more):
    net = Net()
    with torch.no_grad():
        forward(net, batch(0)[0])
    net.running.clear()
    # Biases of convolutions and fully connected layers learn twice as fast by default, as in Caffe's examples.
    groups = [
        {"params": [array], "lr": SOLVER["base_lr"] * (2 if name.endswith("biases") else 1)}
        for name, array in net.parameters.items()
    ]
    optimizer = torch.optim.SGD(groups, momentum=SOLVER["momentum"], weight_decay=SOLVER["weight_decay"])
    losses, tests = [], []
    for step in range(STEPS):
        images, labels = batch(step)
        net.training, net.step = True, step
        loss = F.cross_entropy(forward(net, images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        net.training = False
        with torch.no_grad():
            images, labels = batch(STEPS)
            tests.append(F.cross_entropy(forward(net, images), labels, reduction="sum").item())
    arrays = {**net.parameters, **net.running}
    return {
        "network": text,
        "copied": copied,
        "more": more,
        "start": net.made,
        "losses": losses,
        "test_losses": tests,
        "arrays": {name: [float(f"{x:.9g}") for x in array.detach().flatten()] for name, array in arrays.items()},
    }


def main():
    golden = {
        "torch": version("torch"),
        "points": POINTS,
        "negative_slope": SLOPE,
        "activations": {name: activation(function) for name, function in ACTIVATIONS.items()},
        "image": IMAGE,
        "classes": CLASSES,
        "batch": BATCH,
        "solver": SOLVER,
        "networks": {name: trained(*network) for name, network in NETWORKS.items()},
    }
    OUT.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
