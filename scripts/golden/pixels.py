"""Golden pixels of small images, from Pillow, for test/unit/data/pixels.test.ts.

Each image file is decoded, converted and resized as torchvision does:
`Image.open(file).convert("RGB" or "L").resize((W, H), Image.BILINEAR)`. Run from the repository's root:

    pip install pillow==13.0.0
    python scripts/golden/pixels.py

It writes test/fixtures/golden/pixels.json: for each case its file (base64), the target size, and Pillow's pixels (base64).
"""

import base64
import io
import json
from pathlib import Path

import PIL
from PIL import Image

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "golden" / "pixels.json"


def texture(width, height, mode="RGB"):
    """An image whose pixels are a function of their position, with edges and smooth parts."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            edge = 120 if (x // 5 + y // 7) % 2 else 0
            image.putpixel((x, y), ((edge + 9 * x) % 256, (edge + 5 * y) % 256, (3 * x + 11 * y) % 256))
    return image.convert(mode)


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def row(*colours, mode="RGB"):
    image = Image.new(mode, (len(colours), 1))
    for x, colour in enumerate(colours):
        image.putpixel((x, 0), colour)
    return image


def transparent():
    image = texture(20, 14, "RGBA")
    image.putalpha(Image.linear_gradient("L").resize((20, 14)))
    return image


PRIMARIES = row((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (90, 90, 90))
WHITE = Image.new("RGB", (2, 2), (255, 255, 255))

# name: (file, [H, W, C])
CASES = {
    "PNG reduced": (encoded(texture(40, 30), "PNG"), [8, 9, 3]),
    "PNG enlarged": (encoded(texture(11, 7), "PNG"), [24, 20, 3]),
    "PNG of two pixels enlarged": (encoded(row((0, 0, 0), (200, 200, 200)), "PNG"), [1, 8, 3]),
    "PNG enlarged in height and reduced in width": (encoded(texture(40, 7), "PNG"), [24, 9, 3]),
    "PNG enlarged in width and reduced in height": (encoded(texture(7, 40), "PNG"), [9, 24, 3]),
    "PNG of the wanted size": (encoded(texture(12, 10), "PNG"), [10, 12, 3]),
    "JPEG reduced": (encoded(texture(64, 48), "JPEG", quality=90), [16, 16, 3]),
    "JPEG enlarged": (encoded(texture(24, 16), "JPEG", quality=90), [32, 32, 3]),
    "grey JPEG enlarged": (encoded(texture(24, 16, "L"), "JPEG", quality=90), [32, 32, 3]),
    "primary colours as grey": (encoded(PRIMARIES, "PNG"), [1, 5, 1]),
    "colours reduced as grey": (encoded(texture(40, 30), "PNG"), [8, 9, 1]),
    "transparent PNG reduced": (encoded(transparent(), "PNG"), [8, 9, 3]),
    "transparent PNG enlarged": (encoded(transparent(), "PNG"), [24, 30, 3]),
    "PNG with alpha 0": (encoded(Image.new("RGBA", (2, 2), (255, 255, 255, 0)), "PNG"), [2, 2, 3]),
    "PNG whose white is transparent": (encoded(WHITE, "PNG", transparency=(255, 255, 255)), [2, 2, 3]),
    "palette PNG with a transparent colour": (
        encoded(texture(20, 14).quantize(8), "PNG", transparency=3),
        [8, 9, 3],
    ),
    "grey PNG with alpha": (encoded(transparent().convert("LA"), "PNG"), [8, 9, 3]),
}


def golden(file, shape):
    height, width, channels = shape
    image = Image.open(io.BytesIO(file)).convert("L" if channels == 1 else "RGB")
    pixels = image.resize((width, height), Image.BILINEAR).tobytes()
    return {
        "shape": shape,
        "file": base64.b64encode(file).decode(),
        "pixels": base64.b64encode(pixels).decode(),
    }


cases = {name: golden(file, shape) for name, (file, shape) in CASES.items()}
OUT.write_text(json.dumps({"pillow": PIL.__version__, "cases": cases}, indent=1) + "\n")
