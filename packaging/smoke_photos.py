"""Photos for the smoke test: free of anyone's rights, in every form that can be written here."""

from __future__ import annotations

import importlib.util
import math
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from project import ROOT

if TYPE_CHECKING:
    from PIL import Image

# A library of the first form, with labels in it, as the tests of the store keep it.
OLD_LIBRARY = ROOT / "tests" / "store" / "fixtures" / "form_0001.sql"
SAMPLES = ("coffee.png", "chelsea.png", "astronaut.png", "rocket.jpg", "brick.png", "camera.png")
FORMS = ("jpg", "webp", "tif", "gif", "bmp", "avif")


def make_photos(folder: Path) -> tuple[int, int]:
    """Write photos and one broken file into a folder.

    Returns
    -------
    (int, int)
        How many can be read, and how many cannot.
    """
    from PIL import Image, features

    folder.mkdir(parents=True)
    for name in SAMPLES:
        sample = _samples() / name if _samples() else None
        if sample and sample.is_file():
            shutil.copyfile(sample, folder / name)
    for number, form in enumerate(FORMS):
        if form != "avif" or features.check("avif"):
            landscape = Image.new("RGB", (640, 480))
            landscape.putdata(_landscape(640, 480, number))
            landscape.save(folder / f"landscape-{number}.{form}")
    (folder / "landscape-raw.dng").write_bytes(_raw_landscape())
    # The one painted photo of whose scene, or its parent, the gate is sure.
    _receipt().save(folder / "receipt.png")
    readable = len(list(folder.iterdir()))
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no photo")
    return readable, 1


def _raw_landscape() -> bytes:
    """Return a raw file without a preview, as the tests make them."""
    from PIL import Image

    sys.path.insert(0, str(ROOT))
    from tests.dng_files import Dng, make_dng

    landscape = Image.new("RGB", (640, 480))
    landscape.putdata(_landscape(640, 480, 6))
    return make_dng(Dng(landscape))


def _samples() -> Path | None:
    """Return the folder of scikit-image's sample photos, where that is installed."""
    found = importlib.util.find_spec("skimage")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "data"


def _receipt() -> Image.Image:
    """Return a made-up till receipt."""
    from PIL import Image, ImageDraw, ImageFont

    paper = Image.new("RGB", (600, 900), (236, 234, 228))
    pen, ink = ImageDraw.Draw(paper), (56, 56, 60)
    large, small = ImageFont.load_default(34), ImageFont.load_default(20)
    pen.text((300, 60), "ALBUMEN STORES", fill=ink, font=large, anchor="mm")
    pen.text((300, 105), "12 Long Street   Tel 555 0100", fill=ink, font=small, anchor="mm")
    names = ("Bread", "Milk", "Paper", "Apples", "Tea", "Soap", "Candles")
    for line in range(22):
        y, name = 160 + 30 * line, names[(line * 5) % 7]
        pen.text((50, y), f"{name} x {line % 4 + 1}", fill=ink, font=small)
        price = f"{line * 7 % 40 + 1}.{line * 13 % 90 + 10}"
        pen.text((550, y), price, fill=ink, font=small, anchor="ra")
    pen.line((50, 820, 550, 820), fill=ink, width=2)
    pen.text((50, 832), "TOTAL", fill=ink, font=large)
    pen.text((550, 832), "231.40", fill=ink, font=large, anchor="ra")
    return paper


def _landscape(width: int, height: int, number: int) -> list[tuple[int, int, int]]:
    """Return the pixels of a made-up sky over hills, different for each number."""
    pixels = []
    for y in range(height):
        for x in range(width):
            hill = height * (0.55 + 0.1 * math.sin(x / (60 + 17 * number) + number))
            if y < hill:
                pixels.append((90 + 20 * number, 140 + y // 6, 235 - y // 8))
            else:
                shade = int(30 * math.sin(x * 0.7 + y * 0.3 * (number + 1)))
                pixels.append((60 + shade, 120 + shade - 8 * number, 50 + shade))
    return pixels
