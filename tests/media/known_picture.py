"""The picture that every file of the reference suite shows, and how colours of it are described.

The way into other colours is written here a second time, from the definitions and in double
precision: it shares nothing with the program, which goes the other way.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np

WIDTH, HEIGHT = 48, 32
Array = np.ndarray[Any, np.dtype[Any]]

D65 = (0.3127, 0.3290)
SRGB = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, *D65)
ADOBE = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, *D65)
P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *D65)
BT2020 = (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *D65)
BT601 = (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *D65)
PROPHOTO = (0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001, 0.3457, 0.3585)
_CONE = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
D50_XYZ = np.array([0.9642, 1.0, 0.8249])


def picture() -> Array:
    """Return the picture upright, sRGB as float64 0-1 (HEIGHT, WIDTH, 3).

    No corner is like another; no colour is so rich that a narrower space lacks it.
    """
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    across, down = x / (WIDTH - 1), y / (HEIGHT - 1)
    return np.stack([0.25 + 0.6 * across, 0.3 + 0.5 * down, 0.75 - 0.4 * across * down], axis=-1)


def grey_picture() -> Array:
    """Return a grey picture, sRGB as float64 0-1 (HEIGHT, WIDTH)."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return 0.04 + 0.6 * x / (WIDTH - 1) + 0.3 * y / (HEIGHT - 1)


def to_bytes(values: Array) -> Array:
    """Return values of 0-1 as uint8."""
    return np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)


def light_of(srgb: Array) -> Array:
    """Return the light of sRGB values."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def srgb_of(light: Array) -> Array:
    """Return the sRGB values of light."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def power(gamma: float) -> Callable[[Array], Array]:
    """Return the curve of a plain power."""
    return lambda light: np.clip(light, 0, None) ** (1 / gamma)


def pq(light: Array) -> Array:
    """Return PQ values of light, of which 1 is 203 cd/m2."""
    y = np.clip(light * 203 / 10_000, 0, 1) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * y) / (1 + 2392 / 128 * y)) ** (2523 / 32)


def hlg(light: Array) -> Array:
    """Return HLG values of BT.2020 light, of which 1 is 203 of 1000 cd/m2."""
    shown = np.clip(light * 203 / 1000, 1e-9, 1)
    luminance = shown @ np.array([0.2627, 0.6780, 0.0593])
    scene = shown * (luminance[..., None] ** (1 / 1.2 - 1))
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    high = a * np.log(np.maximum(12 * scene - b, 1e-9)) + c
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)


def encoded(srgb: Array, primaries: tuple[float, ...], curve: Callable[[Array], Array]) -> Array:
    """Return sRGB values as those of other primaries and another curve."""
    matrix = np.linalg.inv(_to_xyz(primaries)) @ _adapted(SRGB, _white(primaries)) @ _to_xyz(SRGB)
    return curve(light_of(srgb) @ matrix.T)


def _white(primaries: tuple[float, ...]) -> Array:
    x, y = primaries[6:]
    return np.array([x / y, 1, (1 - x - y) / y])


def _to_xyz(primaries: tuple[float, ...]) -> Array:
    x, y = np.array(primaries[:6]).reshape(3, 2).T
    columns = np.stack([x / y, np.ones(3), (1 - x - y) / y])
    return columns * np.linalg.solve(columns, _white(primaries))


def _adapted(primaries: tuple[float, ...], white: Array) -> Array:
    gains = np.diag((_CONE @ white) / (_CONE @ _white(primaries)))
    return np.linalg.inv(_CONE) @ gains @ _CONE


def profile(name: str, primaries: tuple[float, ...], gamma: float = 0.0) -> bytes:
    """Write an ICC profile of three primaries; with ``gamma`` 0 the curve is that of sRGB."""
    columns = _adapted(primaries, D50_XYZ) @ _to_xyz(primaries)
    curve = _curve(gamma)
    text = name.encode("ascii") + b"\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 78
    tags = {b"desc": description, b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(D50_XYZ)}
    for index, letter in enumerate(b"rgb"):
        tags[bytes([letter]) + b"XYZ"] = _xyz(columns[:, index])
        tags[bytes([letter]) + b"TRC"] = curve
    return _profile(b"RGB ", tags)


def grey_profile(gamma: float) -> bytes:
    """Write an ICC profile of grey with a plain power."""
    return _profile(b"GRAY", {b"wtpt": _xyz(D50_XYZ), b"kTRC": _curve(gamma)})


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for tag, value in tags.items():
        table += struct.pack(">4sII", tag, start + len(body), len(value))
        body += value + b"\0" * (-len(value) % 4)
    head = struct.pack(">II", 0x02400000, 0)[:4]
    head = (
        b"\0\0\0\0lcms" + head + b"mntr" + space + b"XYZ " + struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    )
    head += b"acsp" + b"\0" * 28 + struct.pack(">3i", *_fixed(D50_XYZ))
    head = head.ljust(128, b"\0")
    whole = head + table + body
    return struct.pack(">I", len(whole)) + whole[4:]


def _fixed(values: Array) -> list[int]:
    return [round(float(value) * 65536) for value in values]


def _xyz(values: Array) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *_fixed(values))


def _curve(gamma: float) -> bytes:
    if gamma:
        return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    points = np.round(light_of(np.linspace(0, 1, 1024)) * 65535).astype(">u2")
    return b"curv\0\0\0\0" + struct.pack(">I", len(points)) + points.tobytes()
