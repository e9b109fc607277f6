"""The large preview that cameras put behind a JPEG: a tenth of the pixels, half the time.

The index of further pictures (MPF, CIPA DC-007) names it a large thumbnail. It stands for the photo
where that cannot be told from it at the size that is wanted, which is looked at each time: a
program that changes the picture may leave the preview behind. So the upper part of the picture
itself is decoded (its rows come first in the file, an eighth costs an eighth) and held against that
of the preview. What was changed further down would not be seen: the photo has to be as its camera
took it, by what it says of itself. Where anything is unsure the preview is left alone.

The picture itself stays what is hashed: what makes a file the same photo does not change.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import ExifTags, Image

from app.media import metadata
from app.media.jpeg.end import END, segments

Size = tuple[int, int]

_APP1, _APP2, _SCAN = 0xE1, 0xE2, 0xDA
# Pictures that are coded from the top to the bottom, by Huffman's way.
_IN_ROWS = (0xC0, 0xC1)
_INDEX = b"MPF\0"
_ENTRIES, _ENTRY_BYTES, _MOST_PICTURES = 0xB002, 16, 16
_KIND, _LARGE_THUMBNAIL = 0x00FF0000, 0x00010000
# It is decoded this many times as large as what is wanted: then what the model is shown is nearer
# to that of a full decode than by the photo at an eighth (cosine of the features .998 and .996).
_TIMES = 2
# Cameras round its sides; bars and a part of the picture are more than half a percent.
_SHAPE = 0.005
# The part of the picture that is held against the preview, and of the file that is read for it.
_PART, _BYTES = 1 / 8, 1 / 4
_BLOCK_ROWS = 32
_GRID = (48, 6)
# Steps of 255, on the grid: what may differ by noise and sharpening, and how much there has to be
# to see. Skies and walls tell nothing.
_LEAST_CONTRAST, _MOST_NOISE, _MOST_SHARE = 5.0, 1.5, 0.15


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the parts of a file stand: frame (height and width in it), first scan, MPF's index."""

    frame: int
    scan: int
    index: int


def large_preview(data: bytes, size: Size, wanted: Size) -> Image.Image | None:
    """Return the preview of a JPEG, loaded, at least as large as ``wanted``.

    Parameters
    ----------
    data : bytes
        The whole file.
    size, wanted : tuple of int
        Width and height of the picture, and of what is to be made of it.

    Returns
    -------
    Image or None
        Not turned, colours as in the file; None where there is none that could stand for the
        picture.
    """
    head = _head(data)
    if head is None:
        return None
    for start, end in _large_thumbnails(data, head):
        preview = _loaded(data[start:end], size, wanted)
        if preview is not None and _shows_top_of(data, head, start, size, preview):
            return preview
    return None


def is_as_taken(image: Image.Image) -> bool:
    """Return whether nobody changed a photo since, by its dates and by the marks of editors."""
    main, camera, _ = metadata.read_exif(image)
    changed, taken = main.get(ExifTags.Base.DateTime), camera.get(ExifTags.Base.DateTimeOriginal)
    return bool(taken) and changed == taken and "photoshop" not in image.info


def _head(data: bytes) -> _Head | None:
    """Find the parts of a JPEG that is coded in rows and has an index of further pictures."""
    frame = index = 0
    for marker, at, body in segments(data):
        if marker in _IN_ROWS:
            frame = at
        elif marker == _APP2 and body.startswith(_INDEX):
            index = at + 4 + len(_INDEX)
        elif marker == _SCAN:
            return _Head(frame, at, index) if frame and index else None
    return None


def _large_thumbnails(data: bytes, head: _Head) -> Iterator[tuple[int, int]]:
    """Yield start and end of the large thumbnails, the largest file first."""
    try:
        entries = list(_entries(data, head.index))
    except struct.error:
        return
    # The picture itself comes first, and has to be whole: nobody decodes it to its end here.
    if not entries or not data.endswith(END, 0, entries[0][1]):
        return
    found = [
        (head.index + place, head.index + place + length)
        for kind, length, place in entries[1:]
        if kind & _KIND == _LARGE_THUMBNAIL
    ]
    for start, end in sorted(found, key=lambda span: span[0] - span[1]):
        if entries[0][1] <= start < end <= len(data) and data[start : start + 2] == b"\xff\xd8":
            yield start, end


def _entries(data: bytes, index: int) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, length, place) of each picture; places count from the index."""
    order = "<" if data[index : index + 2] == b"II" else ">"
    (directory,) = struct.unpack_from(order + "I", data, index + 4)
    (count,) = struct.unpack_from(order + "H", data, index + directory)
    for entry in range(index + directory + 2, index + directory + 2 + 12 * count, 12):
        tag, _, length, place = struct.unpack_from(order + "HHII", data, entry)
        if tag == _ENTRIES:
            for number in range(min(length // _ENTRY_BYTES, _MOST_PICTURES)):
                at = index + place + number * _ENTRY_BYTES
                yield struct.unpack_from(order + "III", data, at)
            return


def _loaded(jpeg: bytes, size: Size, wanted: Size) -> Image.Image | None:
    """Decode a preview that is large enough and of the picture's shape."""
    try:
        with Image.open(BytesIO(jpeg), formats=["JPEG", "MPO"]) as preview:
            if not _fits(preview.size, size, wanted) or preview.mode != "RGB":
                return None
            if "icc_profile" in preview.info:
                return None  # colours of its own
            preview.draft(None, _times(wanted))
            preview.load()
            return preview
    except Exception:  # noqa: BLE001 - decoders raise anything over damaged bytes
        return None


def _fits(preview: Size, size: Size, wanted: Size) -> bool:
    is_large = all(p >= w for p, w in zip(preview, _times(wanted), strict=True))
    shape = preview[0] * size[1] / (preview[1] * size[0])
    return is_large and abs(shape - 1) <= _SHAPE and preview[0] < size[0]


def _times(wanted: Size) -> Size:
    return wanted[0] * _TIMES, wanted[1] * _TIMES


def _shows_top_of(data: bytes, head: _Head, end: int, size: Size, preview: Image.Image) -> bool:
    """Hold the preview against the uppermost rows of the picture, which ends before ``end``."""
    height = size[1]
    rows = min(height, -(-int(height * _PART) // _BLOCK_ROWS) * _BLOCK_ROWS)
    enough = head.scan + int((end - head.scan) * _BYTES)
    frame = bytearray(data[head.frame : head.scan])
    struct.pack_into(">H", frame, 5, rows)
    cut = b"".join((data[: head.frame], frame, data[head.scan : enough], END))
    try:
        with Image.open(BytesIO(cut), formats=["JPEG", "MPO"]) as top:
            top.draft(None, (max(1, size[0] // 8), max(1, rows // 8)))
            top.decodermaxblock = len(cut)
            ours = _grey(top.resize(_GRID, Image.Resampling.BOX))
    except Exception:  # noqa: BLE001 - decoders raise anything over damaged bytes
        return False
    box = (0.0, 0.0, float(preview.width), preview.height * rows / height)
    theirs = _grey(preview.resize(_GRID, Image.Resampling.BOX, box=box))
    contrast = float(ours.std())
    apart = float(np.sqrt(np.square(ours - theirs).mean()))
    return contrast >= _LEAST_CONTRAST and apart <= _MOST_NOISE + _MOST_SHARE * contrast


def _grey(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(image.convert("L"), dtype=np.float32)
