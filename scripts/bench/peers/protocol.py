"""What the Python peers share: the task, described as plain data by network.js, and the answers to the driver."""
import json
import math
import os
import sys
import time

import numpy as np


class Task:
    def __init__(self):
        task = json.loads(sys.argv[1])
        self.variant, self.batch, self.threads = task["variant"], task["batch"], task["threads"]
        self.layers, self.p, self.weights = task["network"]["layers"], task["p"], task.get("weights")
        self.scale, self.learning_rate = task["scale"], task["learningRate"]
        self.weight_decay, self.momentum = task["weightDecay"], task["momentum"]
        self.random = np.random.default_rng(task.get("seed", 1))
        size = self.batch * math.prod(task["network"]["inputShape"])
        numbers = self._numbers(size + self.batch)
        self.images = (numbers[:size] & 255).astype(np.uint8).reshape(self.batch, *task["network"]["inputShape"])
        self.labels = (numbers[size:] % task["network"]["classes"]).astype(np.int32)

    @staticmethod
    def _numbers(count):
        """The driver's own generator, so that every peer sees the same batch (see protocol.js)."""
        state, numbers = 1, np.empty(count, np.uint32)
        for index in range(count):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            numbers[index] = state >> 16
        return numbers

    def initial(self, parameter):
        """A parameter's first value: ours where the step is checked, else as its filler says."""
        if self.weights:
            return np.load(os.path.join(self.weights, f"{parameter['name']}.npy"))
        filler, shape = parameter["filler"], parameter["shape"]
        if filler["type"] == "constant":
            return np.full(shape, filler["value"], np.float32)
        bound = math.sqrt(3 / parameter["fanIn"])
        spread = filler["std"] if filler["type"] == "gaussian" else bound / math.sqrt(3)
        return (self.random.standard_normal(shape, np.float32) * np.float32(spread))

    def copied(self, placed, p):
        return math.ceil((1 - p) * math.prod(placed["outputShape"]))


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def answer(task, step, loss_of):
    """`step(p)`: one training step, finished when it returns, gives the loss; `loss_of(p)`: the loss without dropout."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        p = asked.get("p", task.p)
        if "check" in asked:
            print(json.dumps({"losses": [loss_of(p), *(step(p) for _ in range(asked["check"]))]}), flush=True)
            continue
        ms = []
        for _ in range(asked["steps"]):
            began = time.perf_counter()
            step(p)
            ms.append((time.perf_counter() - began) * 1e3)
        print(json.dumps({"ms": ms, "rss": resident()}), flush=True)
