"""Raw files made by hand: a DNG with a Bayer mosaic, with or without a camera's preview."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

_SHORT, _LONG, _BYTE, _ASCII, _RATIONAL, _SIGNED = 3, 4, 1, 2, 5, 10
_WHITE = 16383
# XYZ to linear sRGB: a camera that sees what screens show.
_COLOURS = (
    *(3.2406, -1.5372, -0.4986),
    *(-0.9689, 1.8758, 0.0415),
    *(0.0557, -0.2040, 1.0570),
)


@dataclass
class Dng:
    """What to write.

    Attributes
    ----------
    picture : Image
        As the sensor sees it, not turned; even sides.
    preview : bytes
        A JPEG; without it there is none.
    tags, camera, gps : dict
        More tags of the first, the EXIF and the GPS directory, as (type, values).
    """

    picture: Image.Image
    preview: bytes = b""
    orientation: int = 1
    order: str = "<"
    compression: int = 1
    tags: dict[int, tuple[int, Any]] = field(default_factory=dict)
    camera: dict[int, tuple[int, Any]] = field(default_factory=dict)
    gps: dict[int, tuple[int, Any]] = field(default_factory=dict)


def make_dng(dng: Dng) -> bytes:
    """Return the file, the sensor's values last, as cameras write it."""
    sensor = _mosaic(dng.picture).astype(f"{dng.order}u2").tobytes()
    at = len(_before_sensor(dng, 0, len(sensor)))
    return _before_sensor(dng, at, len(sensor)) + sensor


def _before_sensor(dng: Dng, at: int, length: int) -> bytes:
    out = _File(dng.order)
    about = _about(dng)
    if dng.camera:
        about[34665] = (_LONG, [out.directory(dng.camera)])
    if dng.gps:
        about[34853] = (_LONG, [out.directory(dng.gps)])
    page = _sensor_page(dng, at, length)
    if not dng.preview:
        return out.end(page | about)
    about[330] = (_LONG, [out.directory(page)])
    width, height = Image.open(BytesIO(dng.preview)).size
    return out.end(
        about
        | {
            254: (_LONG, [1]),
            256: (_LONG, [width]),
            257: (_LONG, [height]),
            258: (_SHORT, [8, 8, 8]),
            259: (_SHORT, [7]),
            262: (_SHORT, [6]),
            273: (_LONG, [out.put(dng.preview)]),
            277: (_SHORT, [3]),
            278: (_LONG, [height]),
            279: (_LONG, [len(dng.preview)]),
        }
    )


def jpeg_of(picture: Image.Image, **options: Any) -> bytes:
    """Return a picture as JPEG."""
    out = BytesIO()
    picture.save(out, "JPEG", **{"quality": 95, **options})
    return out.getvalue()


def _about(dng: Dng) -> dict[int, tuple[int, Any]]:
    return {
        271: (_ASCII, "Albumen"),
        272: (_ASCII, "Box Camera"),
        274: (_SHORT, [dng.orientation]),
        50706: (_BYTE, [1, 4, 0, 0]),
        50708: (_ASCII, "Albumen Box Camera"),
        50721: (_SIGNED, _COLOURS),
        50728: (_RATIONAL, (1.0, 1.0, 1.0)),
        50778: (_SHORT, [21]),
    } | dng.tags


def _sensor_page(dng: Dng, at: int, length: int) -> dict[int, tuple[int, Any]]:
    size = dng.picture.size
    return {
        254: (_LONG, [0]),
        256: (_LONG, [size[0]]),
        257: (_LONG, [size[1]]),
        258: (_SHORT, [16]),
        259: (_SHORT, [dng.compression]),
        262: (_SHORT, [32803]),
        273: (_LONG, [at]),
        277: (_SHORT, [1]),
        278: (_LONG, [size[1]]),
        279: (_LONG, [length]),
        33421: (_SHORT, [2, 2]),
        33422: (_BYTE, [0, 1, 1, 2]),
        50717: (_LONG, [_WHITE]),
    }


def _mosaic(picture: Image.Image) -> np.ndarray[Any, np.dtype[np.uint16]]:
    """Return what a sensor under red, green, green and blue glass counts of a picture."""
    seen = np.asarray(picture.convert("RGB"), dtype=np.float64) / 255
    light = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    counted = np.round(light * _WHITE).astype(np.uint16)
    mosaic = counted[..., 1].copy()
    mosaic[::2, ::2] = counted[::2, ::2, 0]
    mosaic[1::2, 1::2] = counted[1::2, 1::2, 2]
    return mosaic


class _File:
    """A TIFF that grows; its first directory is written last."""

    def __init__(self, order: str) -> None:
        self._order = order
        self._out = bytearray(b"II" if order == "<" else b"MM")
        self._out += struct.pack(f"{order}HI", 42, 0)

    def put(self, data: bytes) -> int:
        at = len(self._out)
        self._out += data + b"\0" * (len(data) % 2)
        return at

    def directory(self, tags: dict[int, tuple[int, Any]]) -> int:
        entries = b""
        for tag, (kind, value) in sorted(tags.items()):
            count, data = self._packed(kind, value)
            if len(data) > 4:
                data = struct.pack(f"{self._order}I", self.put(data))
            entries += struct.pack(f"{self._order}HHI", tag, kind, count) + data.ljust(4, b"\0")
        head = struct.pack(f"{self._order}H", len(tags))
        return self.put(head + entries + b"\0" * 4)

    def end(self, tags: dict[int, tuple[int, Any]]) -> bytes:
        first = self.directory(tags)
        struct.pack_into(f"{self._order}I", self._out, 4, first)
        return bytes(self._out)

    def _packed(self, kind: int, value: Any) -> tuple[int, bytes]:
        if kind == _ASCII:
            text = value.encode() + b"\0"
            return len(text), text
        if kind in (_RATIONAL, _SIGNED):
            letter = "I" if kind == _RATIONAL else "i"
            parts = [part for number in value for part in (round(number * 10_000), 10_000)]
            return len(value), struct.pack(f"{self._order}{len(parts)}{letter}", *parts)
        if isinstance(value, bytes):
            return len(value), value
        letter = {_SHORT: "H", _LONG: "I", _BYTE: "B"}[kind]
        return len(value), struct.pack(f"{self._order}{len(value)}{letter}", *value)
