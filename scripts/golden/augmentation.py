"""Golden resized crops and changed colors, from torchvision and Pillow, for test/unit/data/augmentation.test.ts.

Run from the repository's root:

    pip install torch==2.15.0 torchvision==0.29.2 pillow==12.0.0
    python scripts/golden/augmentation.py

Pillow 13 resizes some shapes vertically before horizontally, which changes some pixels by one level.

It writes test/fixtures/golden/augmentation.json. An image's pixel i is (i * i * 7 + i * 37 + 11) % 256.
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image
from torchvision.transforms import RandomResizedCrop
from torchvision.transforms import functional as F

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "golden" / "augmentation.json"
HEIGHT, WIDTH = 9, 11
MODES = (("L", 1), ("RGB", 3))
# top, left, height, width, mirror; the size of the result
CROPS = [
    ((0, 0, 9, 11, False), (5, 5)),
    ((2, 1, 4, 3, False), (7, 7)),
    ((1, 3, 8, 5, True), (6, 6)),
    ((8, 10, 1, 1, True), (3, 3)),
    ((0, 2, 2, 9, True), (9, 11)),
]
CHANGES = [
    [("brightness", 0.37)],
    [("brightness", 1.62)],
    [("contrast", 0.0)],
    [("contrast", 0.41)],
    [("contrast", 1.93)],
    [("saturation", 0.0)],
    [("saturation", 0.58)],
    [("saturation", 1.77)],
    [("hue", 0.1)],
    [("hue", -0.37)],
    [("hue", 0.5)],
    [("contrast", 1.2), ("saturation", 0.7), ("brightness", 1.35)],
    [("saturation", 1.4), ("brightness", 0.8), ("contrast", 1.31)],
    [("hue", -0.05), ("contrast", 1.31), ("saturation", 0.6)],
]
LIGHTS = [(3.2, -7.75, 0.5), (-60.0, 12.4, 41.6)]
# height, width, ratio: no crop of the whole area has such a ratio, so that every draw fails
FALLBACKS = [(32, 32, (3.0, 4.0)), (32, 32, (0.2, 0.3)), (20, 50, (0.5, 2.0)), (50, 21, (0.7, 1.5))]


def image(mode, channels):
    count = HEIGHT * WIDTH * channels
    return Image.frombytes(mode, (WIDTH, HEIGHT), bytes((i * i * 7 + i * 37 + 11) % 256 for i in range(count)))


def main():
    crops, changes, lights, fallbacks = [], [], [], []
    for mode, channels in MODES:
        for (top, left, height, width, mirror), size in CROPS:
            crop = F.resized_crop(image(mode, channels), top, left, height, width, list(size))
            pixels = list((F.hflip(crop) if mirror else crop).tobytes())
            view = {"top": top, "left": left, "height": height, "width": width, "mirror": mirror}
            crops.append({"channels": channels, "view": view, "size": size, "pixels": pixels})
        for steps in CHANGES:
            if channels == 1 and any(kind in ("saturation", "hue") for kind, _ in steps):
                continue
            changed = image(mode, channels)
            for kind, factor in steps:
                changed = getattr(F, f"adjust_{kind}")(changed, factor)
            enhancements = [{"kind": kind, "factor": factor} for kind, factor in steps]
            changes.append({"channels": channels, "enhancements": enhancements, "pixels": list(changed.tobytes())})
    for light in LIGHTS:
        pixels = np.asarray(image("RGB", 3), np.float64) + np.array(light)
        lights.append({"light": light, "pixels": np.clip(np.floor(pixels + 0.5), 0, 255).astype(int).ravel().tolist()})
    for height, width, ratio in FALLBACKS:
        found = RandomResizedCrop.get_params(Image.new("L", (width, height)), [1.0, 1.0], list(ratio))
        rectangle = dict(zip(("top", "left", "height", "width"), found))
        fallbacks.append({"image": [height, width], "ratio": ratio, "rectangle": rectangle})
    golden = {"image": [HEIGHT, WIDTH], "crops": crops, "changes": changes, "lights": lights, "fallbacks": fallbacks}
    OUT.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
