"""Golden padded, cropped and mirrored images, from Pillow, for test/unit/data/padded-crop.test.ts.

Run from the repository's root:

    pip install pillow==13.0.0
    python scripts/golden/views.py

It writes test/fixtures/golden/views.json. `top` and `left` are relative to the image without its border.
"""

import json
from pathlib import Path

from PIL import Image, ImageOps

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "golden" / "views.json"
HEIGHT, WIDTH, PAD = 5, 6, 4
CROPS = [(0, 0, 5, 6), (-4, -4, 5, 6), (4, 4, 5, 6), (-2, 3, 4, 4), (1, -3, 3, 3), (4, 5, 5, 5), (-4, 1, 4, 2)]


def main():
    cases = []
    for mode, channels in (("L", 1), ("RGB", 3)):
        pixels = bytes((i * 37 + 11) % 256 for i in range(HEIGHT * WIDTH * channels))
        image = ImageOps.expand(Image.frombytes(mode, (WIDTH, HEIGHT), pixels), border=PAD, fill=0)
        for top, left, height, width in CROPS:
            for mirror in (False, True):
                box = (left + PAD, top + PAD, left + PAD + width, top + PAD + height)
                crop = image.crop(box)
                found = list((ImageOps.mirror(crop) if mirror else crop).tobytes())
                view = {"top": top, "left": left, "mirror": mirror}
                cases.append({"channels": channels, "view": view, "size": [height, width], "pixels": found})
    OUT.write_text(json.dumps({"image": [HEIGHT, WIDTH], "pad": PAD, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
