"""An album of photos that anybody may show: for the pictures in README and manual.

``python -m tests.ui.free_album FOLDER [--root DIR]`` makes it from what ``docs/pictures.csv``
names: files of the Debian packages ``lomiri-wallpapers-16.04``, ``lomiri-wallpapers-20.04`` and
``plasma-workspace-wallpapers`` (installed, or unpacked into DIR by ``dpkg-deb -x``), and samples
that scikit-image and scikit-learn ship. Times and places are written into the copies, for the pages
that show them: they are examples, not where and when these photos were taken.
"""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from PIL import Image

LIST = Path(__file__).resolve().parents[2] / "docs" / "pictures.csv"
LONGER_SIDE_PX = 1600
TAKEN, GPS_BLOCK = 0x9003, 0x8825


class Picture(NamedTuple):
    """One line of the list. ``origin`` is a path below a root, or ``package:path``."""

    file: str
    author: str
    licence: str
    source: str
    origin: str
    latitude: float | None
    longitude: float | None
    taken: datetime


def pictures() -> list[Picture]:
    """Return the list."""
    with LIST.open(encoding="utf-8", newline="") as stream:
        return [_picture(row) for row in csv.DictReader(stream)]


def make_album(folder: Path, root: Path) -> list[Path]:
    """Write the album below ``folder``; return the files, in the order of the list.

    Raises
    ------
    FileNotFoundError
        When a package is not there.
    """
    made = []
    for picture in pictures():
        path = folder / picture.file
        path.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(_found(picture.origin, root)) as image:
            small = image.convert("RGB")
            small.thumbnail((LONGER_SIDE_PX, LONGER_SIDE_PX))
            small.save(path, quality=90, exif=_exif(picture))
        made.append(path)
    return made


def _picture(row: dict[str, str]) -> Picture:
    place = [float(row[name]) if row[name] else None for name in ("latitude", "longitude")]
    taken = datetime.fromisoformat(row["taken"])
    words = [row[name] for name in ("file", "author", "licence", "source", "from")]
    return Picture(*words, *place, taken)


def _found(origin: str, root: Path) -> Path:
    package, _, path = origin.rpartition(":")
    if not package:
        return root / path
    spec = find_spec(package)
    assert spec is not None, package
    assert spec.origin is not None, package
    return Path(spec.origin).parent / path


def _exif(picture: Picture) -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[TAKEN] = picture.taken.strftime("%Y:%m:%d %H:%M:%S")
    if picture.latitude is not None and picture.longitude is not None:
        exif.get_ifd(GPS_BLOCK).update(
            {
                1: "N" if picture.latitude >= 0 else "S",
                2: _degrees(picture.latitude),
                3: "E" if picture.longitude >= 0 else "W",
                4: _degrees(picture.longitude),
            }
        )
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = abs(value) % 1 * 60
    return float(int(abs(value))), float(int(minutes)), round(minutes % 1 * 60, 2)


def main() -> int:
    """Parse the arguments and make the album."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--root", type=Path, default=Path("/"))
    options = parser.parse_args()
    print(len(make_album(options.folder, options.root)), "photos")
    return 0


if __name__ == "__main__":
    sys.exit(main())
