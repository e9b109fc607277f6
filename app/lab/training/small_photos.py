"""All training photos in one file, whole and small, so that tuning can cut squares at random."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from app.core.types import ByteArray, Progress

log = logging.getLogger(__name__)
# Short sides are reduced to this, and never enlarged.
SHORT_PX = 256
FILE = "photos.bin"
PLACES = "photos.json"


class SmallPhotos:
    """Photos by number, uint8 (H, W, 3) of their own shape, read when they are asked for.

    ``is_read`` says of each file whether it is among them; those that cannot be read are not.
    """

    def __init__(self, folder: Path) -> None:
        places = json.loads((folder / PLACES).read_text(encoding="utf-8"))
        self.is_read: list[bool] = [place is not None for place in places]
        self._places = [place for place in places if place is not None]
        self._bytes = np.memmap(folder / FILE, dtype=np.uint8, mode="r")

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: int) -> ByteArray:
        start, height, width = self._places[number]
        flat = self._bytes[start : start + height * width * 3]
        return np.asarray(flat).reshape(height, width, 3)


def keep_small(files: Sequence[Path], folder: Path) -> Generator[Progress, None, SmallPhotos]:
    """Write the photos once; a later run finds them."""
    places: list[tuple[int, int, int] | None] = []
    done, start = folder / PLACES, 0
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / FILE).open("wb") as out:
            for number, path in enumerate(files):
                try:
                    pixels = _read_small(path)
                except (OSError, ValueError) as error:
                    log.warning("%s cannot be read, and is left out: %s", path, error)
                    places.append(None)
                    continue
                out.write(pixels.tobytes())
                places.append((start, pixels.shape[0], pixels.shape[1]))
                start += pixels.nbytes
                if number % 50 == 49 or number + 1 == len(files):
                    yield Progress(number + 1, len(files), "read")
        done.write_text(json.dumps(places), encoding="utf-8")
    return SmallPhotos(folder)


def _read_small(path: Path) -> ByteArray:
    with Image.open(path) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    shorter = min(picture.size)
    if shorter > SHORT_PX:
        size = [round(side * SHORT_PX / shorter) for side in picture.size]
        picture = picture.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    return np.asarray(picture, dtype=np.uint8)
