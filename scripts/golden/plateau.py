"""Golden decisions of PyTorch's ReduceLROnPlateau, for test/unit/run/plateau.test.ts.

Run from the repository's root:

    pip install torch==2.15.0
    python scripts/golden/plateau.py

It writes test/fixtures/golden/plateau.json: for each case the test curve, and the learning rate after each test pass.
"""

import json
import random
from importlib.metadata import version
from pathlib import Path

import torch

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "golden" / "plateau.json"
RATE, PASSES = 0.1, 60


def saturating(seed, noise):
    """An accuracy that rises to 0.9, with noise, as multiples of 1/10,000."""
    draw = random.Random(seed)
    rise = [0.9 * (1 - 0.85**n) for n in range(1, PASSES + 1)]
    return [round(min(1, max(0, value + draw.uniform(-noise, noise))), 4) for value in rise]


def falling(seed, noise):
    """A loss that falls to 0.1, with noise."""
    draw = random.Random(seed)
    return [0.1 + 2.2 * 0.8**n + draw.uniform(-noise, noise) for n in range(PASSES)]


STAIRS = [round(0.1 * (1 + n // 8), 1) for n in range(PASSES)]
CASES = {
    "a noisy accuracy": (saturating(1, 0.02), {"patience": 3}),
    "an accuracy whose gains are small": (saturating(2, 0), {"patience": 2, "min_gain": 0.01}),
    "an accuracy in stairs, gains equal to min_gain": (STAIRS, {"patience": 4, "min_gain": 0.1}),
    "no patience": (saturating(3, 0.05), {"patience": 0, "gamma": 0.5, "min_lr": 0.001}),
    "a cooldown": (saturating(4, 0.03), {"patience": 1, "cooldown": 5, "gamma": 0.5}),
    "a constant accuracy": ([0.1] * PASSES, {"patience": 10, "min_lr": 0.002}),
    "a noisy loss": (falling(5, 0.05), {"metric": "loss", "patience": 4}),
    "a loss with a gain and a cooldown": (
        falling(6, 0.1),
        {"metric": "loss", "patience": 2, "min_gain": 0.02, "cooldown": 3, "gamma": 0.7, "min_lr": 0.01},
    ),
}


def rates(curve, settings):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=RATE)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer,
        mode="min" if settings.get("metric") == "loss" else "max",
        factor=settings.get("gamma", 0.1),
        patience=settings["patience"],
        threshold=settings.get("min_gain", 0),
        threshold_mode="abs",
        cooldown=settings.get("cooldown", 0),
        min_lr=settings.get("min_lr", 0),
        eps=0,
    )
    found = []
    for value in curve:
        scheduler.step(value)
        found.append(optimizer.param_groups[0]["lr"])
    return found


def main():
    cases = {
        name: {"settings": settings, "curve": curve, "rates": rates(curve, settings)}
        for name, (curve, settings) in CASES.items()
    }
    OUT.write_text(json.dumps({"torch": version("torch"), "base_lr": RATE, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
