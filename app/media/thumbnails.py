"""The thumbnail cache: one small JPEG a photo, named by the hash of the file's content.

Renamed and moved files keep their thumbnail. The folder is a cache: it may be deleted at any time,
and a thumbnail that cannot be written stops nothing.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from app.core.types import ByteArray
from app.media.formats import extension
from app.media.metadata import read_exif, read_orientation

_EMBEDDED_READ_BYTES = 256 * 1024
_MIN_EMBEDDED_PX = 64
# A hash without its first two letters, of a photo or of a first look; and what was not finished.
_OUR_NAME = re.compile(r"(?:rst-)?[0-9a-f]{20,}\.jpg(?:\.\d+\.part)?")
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class CacheSize:
    """How many thumbnails there are, and how many bytes they take."""

    files: int
    bytes: int


# Names of small pictures from headers, which stand in until the photo is decoded.
FIRST_LOOK = "first-"


def first_look_pictures(folder: str | os.PathLike[str]) -> list[Path]:
    """Return the files of small pictures that stand in for photos that wait."""
    some = thumbnail_path(folder, f"{FIRST_LOOK}0")
    return sorted(some.parent.glob(f"{some.stem[:-1]}*{some.suffix}"))


def thumbnail_path(folder: str | os.PathLike[str], content_hash: str) -> Path:
    """Return where the thumbnail of a content hash lies, whether it exists or not.

    Raises
    ------
    ValueError
        When this is no hash but could lead out of the folder.
    """
    if not content_hash.replace("-", "").replace("_", "").isalnum():
        raise ValueError(f"{content_hash!r} is not a content hash")
    return Path(folder, content_hash[:2], f"{content_hash[2:]}.jpg")


def write_thumbnail(folder: str | os.PathLike[str], content_hash: str, jpeg: bytes) -> bool:
    """Write a thumbnail so that readers see all of it or nothing; say whether it is there now."""
    path = thumbnail_path(folder, content_hash)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and path.stat().st_size == len(jpeg):
            return True
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with part.open("xb") as file:  # never through a link that somebody put there
            file.write(jpeg)
        os.replace(part, path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        return False
    return True


def measure_cache(folder: str | os.PathLike[str]) -> CacheSize:
    """Count the files of the cache and their bytes."""
    sizes = [size for _, size, _ in _list_cache(folder)]
    return CacheSize(len(sizes), sum(sizes))


def prune_thumbnails(folder: str | os.PathLike[str], limit_bytes: int) -> CacheSize:
    """Remove the oldest thumbnails until the cache is within its limit; return what was removed.

    Left-overs of an interrupted write go first.
    """
    files = sorted(_list_cache(folder), key=lambda item: (not item[2].endswith(".part"), item[0]))
    total = sum(size for _, size, _ in files)
    removed_files = removed_bytes = 0
    for _, size, path in files:
        if total <= limit_bytes and not path.endswith(".part"):
            break
        try:
            os.unlink(path)
        except OSError:
            continue
        total -= size
        removed_files += 1
        removed_bytes += size
    return CacheSize(removed_files, removed_bytes)


def _list_cache(folder: str | os.PathLike[str]) -> list[tuple[int, int, str]]:
    """List (mtime in ns, bytes, path) of our files two levels below ``folder``.

    What does not bear a name that we give is not ours: people choose folders that hold more.
    """
    found: list[tuple[int, int, str]] = []
    try:
        with os.scandir(folder) as entries:
            shelves = [
                e.path for e in entries if len(e.name) == 2 and e.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return found
    for shelf in shelves:
        try:
            with os.scandir(shelf) as entries:
                for entry in entries:
                    if not _OUR_NAME.fullmatch(entry.name) or entry.is_symlink():
                        continue
                    status = entry.stat(follow_symlinks=False)
                    found.append((status.st_mtime_ns, status.st_size, entry.path))
        except OSError:
            continue
    return found


def read_embedded_thumbnail(path: str) -> bytes | None:
    """Return the small JPEG that cameras put into the EXIF header, upright, or None.

    For the first paint of the grid: reads at most 256 KiB of a JPEG and takes about 2 ms. It is
    not good enough for the model. It is decoded and written anew, whatever the header held.
    """
    if extension(path) not in ("jpg", "jpeg", "jpe", "jfif"):
        return None
    try:
        with open(path, "rb") as file:
            head = file.read(_EMBEDDED_READ_BYTES)
        with Image.open(BytesIO(head), formats=["JPEG", "MPO"]) as image:
            main, _, _ = read_exif(image)
            thumbnail = image.getexif().get_ifd(ExifTags.IFD.IFD1)
            start, length = int(thumbnail[0x201]), int(thumbnail[0x202])
            exif = image.info.get("exif", b"")
            jpeg = exif[6 + start : 6 + start + length]
        return _turned(jpeg, read_orientation(main))
    except Exception:  # noqa: BLE001 - garbage raises anything, and there is nothing to lose
        return None


def _turned(jpeg: bytes, orientation: int) -> bytes | None:
    with Image.open(BytesIO(jpeg), formats=["JPEG"]) as small:
        if min(small.size) < _MIN_EMBEDDED_PX or max(small.size) > 2048:
            return None
        small.load()
        out = BytesIO()
        transpose(small, orientation).convert("RGB").save(out, "JPEG", quality=80)
        return out.getvalue()


def transpose(image: Image.Image, orientation: int) -> Image.Image:
    """Turn an image upright by its EXIF orientation (1-8)."""
    step = _TRANSPOSITIONS.get(orientation)
    return image if step is None else image.transpose(step)


def read_thumbnail(folder: str | os.PathLike[str], content_hash: str) -> ByteArray | None:
    """Return the pixels of a thumbnail, sRGB uint8 (H, W, 3); None where there is none."""
    try:
        with Image.open(thumbnail_path(folder, content_hash), formats=["JPEG"]) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, ValueError):
        return None


def resized(pixels: ByteArray, width: int, height: int) -> ByteArray:
    """Return pixels (H, W, 3) at another size; what is made smaller is the mean of what was."""
    if pixels.shape[:2] == (height, width):
        return pixels
    is_smaller = width <= pixels.shape[1] and height <= pixels.shape[0]
    way = Image.Resampling.BOX if is_smaller else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(pixels).resize((width, height), way))
