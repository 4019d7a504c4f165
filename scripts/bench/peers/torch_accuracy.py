"""Trains a network with DropIn in PyTorch, as the spec says, until a test passes an accuracy, and prints a line of JSON after
every test. The images are in memory, as the program's own are."""
import json
import os
import sys
import time

import numpy as np
import torch

import torch_network
from torch_network import copied_at, optimizer, scores_of, task, train

with open(sys.argv[2]) as file:
    plan = json.load(file)
height, width, channels = plan["imageShape"]


def read(split):
    pixels = np.fromfile(os.path.join(plan["folder"], f"{split}.pixels"), np.uint8).reshape(-1, height, width, channels)
    labels = np.fromfile(os.path.join(plan["folder"], f"{split}.labels"), np.int32).astype(np.int64)
    return torch.from_numpy(pixels), torch.from_numpy(labels)


(pixels, labels), (test_pixels, test_labels) = read("training"), read("test")
if plan["negativeMean"] is not None:
    mean = torch.tensor(plan["negativeMean"])
    torch_network.negative_mean = mean if len(mean) == channels else mean.reshape(1, height, width, channels)
generator = torch.Generator().manual_seed(plan["seed"])
base = [group["lr"] for group in optimizer.param_groups]


def batches():
    while True:
        for chosen in torch.randperm(len(labels), generator=generator).split(task.batch):
            if len(chosen) == task.batch:
                yield mirrored(pixels[chosen]), labels[chosen]


def mirrored(images):
    """Mirrors each image with probability one half, if the spec says so."""
    if plan["mirror"]:
        chosen = torch.rand(len(images), generator=generator) < 0.5
        images[chosen] = images[chosen].flip(2)
    return images


def accuracy(copied):
    parts = zip(test_pixels.split(plan["testBatch"]), test_labels.split(plan["testBatch"]))
    return sum((scores_of(images, copied).argmax(1) == truth).sum().item() for images, truth in parts) / len(test_labels)


began = time.perf_counter()
given = batches()
for iteration, (rate, p) in enumerate(zip(plan["rates"], plan["p"])):
    copied = copied_at(p)
    if iteration > 0 and iteration % plan["interval"] == 0:
        found = accuracy(copied)
        print(json.dumps({"iteration": iteration, "accuracy": found, "seconds": time.perf_counter() - began}), flush=True)
        if found >= plan["until"]:
            break
    for group, lr in zip(optimizer.param_groups, base):
        group["lr"] = lr / task.learning_rate * rate
    train(*next(given), copied)
