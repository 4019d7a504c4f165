"""The network and its solver in PyTorch as its users write them: contiguous (NCHW) or channels_last, float32 or bfloat16
autocast."""
import contextlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

from protocol import Task

task = Task()
layout = torch.channels_last if task.variant.get("channelsLast") else torch.contiguous_format
bfloat16 = task.variant.get("bfloat16", False)
torch.set_num_threads(task.threads)
torch.manual_seed(1)

DROPPED = ("softmax_loss", "accuracy", "input")
layers = [placed for placed in task.layers if placed["layer"]["type"] not in DROPPED]
head = next(placed["layer"]["inputs"][0] for placed in task.layers if placed["layer"]["type"] == "softmax_loss")


def as_torch(array, placed):
    """Our weights, channels last, in PyTorch's order."""
    if array.ndim == 4:
        return array.transpose(3, 2, 0, 1)
    if array.ndim == 2:
        before = placed["inputShapes"][0]
        if len(before) == 3:
            array = array.reshape(*before, -1).transpose(2, 0, 1, 3).reshape(array.shape)
        return array.T
    return array


parameters, groups = {}, []
for placed in layers:
    for described in placed["parameters"]:
        value = torch.from_numpy(np.ascontiguousarray(as_torch(task.initial(described), placed)))
        if value.dim() == 4:
            value = value.to(memory_format=layout)
        parameters[described["name"]] = value.requires_grad_()
        groups.append({
            "params": [parameters[described["name"]]],
            "lr": task.learning_rate * described["lrMult"],
            "weight_decay": task.weight_decay * described["decayMult"],
        })
optimizer = torch.optim.SGD(groups, momentum=task.momentum)


def mask(placed, copied):
    height, width, channels = placed["outputShape"]
    units = torch.arange(channels * height * width).reshape(1, channels, height, width)
    return (units >= copied).contiguous(memory_format=layout)


def forward(x, copied, training):
    outputs = {"input": x}
    for placed in layers:
        layer = placed["layer"]
        kind, name = layer["type"], layer["name"]
        y = outputs[layer["inputs"][0]]
        if kind == "conv":
            y = F.conv2d(y, parameters[f"{name}/weights"], parameters.get(f"{name}/biases"), layer["stride"], layer["pad"], 1, layer["groups"])
        elif kind == "fc":
            y = F.linear(y.flatten(1), parameters[f"{name}/weights"], parameters.get(f"{name}/biases"))
        elif kind == "relu":
            y = F.relu(y)
        elif kind == "pool":
            pool = F.max_pool2d if layer["pooling"] == "max" else F.avg_pool2d
            y = pool(y, layer["kernel"], layer["stride"], layer["pad"], ceil_mode=layer["rounding"] == "ceil")
        elif kind == "lrn" and layer["region"] == "across_channels":
            y = F.local_response_norm(y, layer["size"], layer["alpha"], layer["beta"], 1.0)
        elif kind == "lrn":
            window = F.avg_pool2d(y * y, layer["size"], 1, layer["size"] // 2)
            y = y * (1 + layer["alpha"] * window) ** -layer["beta"]
        elif kind == "dropout":
            y = F.dropout(y, layer["ratio"], training)
        elif kind == "dropin":
            y = torch.where(mask(placed, copied[name]), y, outputs[layer["inputs"][1]])
        else:
            sys.exit(f"the PyTorch peer has no {kind} layer")
        outputs[name] = y
    return outputs[head]


negative_mean = None
"""What is added to pixels, [C] or [1, H, W, C], if anything is."""


def shown(pixels):
    """Pixels [N, H, W, C] as bytes, in the layout of the network, without the mean and scaled."""
    values = pixels.float() if negative_mean is None else pixels.float() + negative_mean
    return (values.permute(0, 3, 1, 2) * task.scale).contiguous(memory_format=layout)


def copied_at(p):
    return {placed["layer"]["name"]: task.copied(placed, p) for placed in layers if placed["layer"]["type"] == "dropin"}


def autocast():
    return torch.autocast("cpu", torch.bfloat16) if bfloat16 else contextlib.nullcontext()


def loss_and_accuracy(x, labels, copied):
    with autocast():
        scores = forward(x, copied, True)
    scores = scores.float()
    return F.cross_entropy(scores, labels), (scores.argmax(1) == labels).float().mean()


if task.variant.get("compile"):
    loss_and_accuracy = torch.compile(loss_and_accuracy)


def train(pixels, labels, copied):
    """A training step. Returns the loss."""
    optimizer.zero_grad(set_to_none=True)
    loss, accuracy = loss_and_accuracy(shown(pixels), labels, copied)
    loss.backward()
    optimizer.step()
    accuracy.item()
    return loss.item()


def scores_of(pixels, copied):
    """Scores [N, classes] without dropout."""
    with torch.no_grad(), autocast():
        return forward(shown(pixels), copied, False).float()
