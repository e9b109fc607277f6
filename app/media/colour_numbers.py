"""Colours that are described by numbers: primaries, white and transfer curve (ITU-T H.273).

HEIF and AVIF (nclx), PNG (cICP, gAMA with cHRM) and cameras (Adobe RGB by a tag) say so what their
channels mean. The way to sRGB: curve to light, matrix between the primaries (Bradford, where the
whites differ), what is brighter than white rolled off, light to the curve of sRGB.

Brightness: 1.0 is the white of paper. For PQ and HLG that is 203 cd/m2 (ITU-R BT.2408), so that
pictures of the ordinary range look as they would without HDR; only what is brighter is pressed
together, from three quarters of white on, and only as far as the picture goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

_D65 = (0.3127, 0.3290)
SRGB_PRIMARIES = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, *_D65)
ADOBE_PRIMARIES = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, *_D65)
ADOBE_GAMMA = 563 / 256
# H.273, table 2: red, green, blue, white. What is not here counts as that of sRGB.
_PRIMARIES = {
    4: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.310, 0.316),
    5: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06, *_D65),
    6: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    7: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    8: (0.681, 0.319, 0.243, 0.692, 0.145, 0.049, 0.310, 0.316),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *_D65),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351),
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *_D65),
    22: (0.630, 0.340, 0.295, 0.605, 0.155, 0.077, *_D65),
}
# The curves of television (1, 6, 14, 15) are shown like that of sRGB, as browsers do.
_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
_DCI = 17
PQ, HLG = 16, 18
_PAPER_WHITE = 203.0  # cd/m2
_HLG_PEAK = 1000.0  # cd/m2
_KNEE = 0.75
_MAX_PEAK = 10_000 / _PAPER_WHITE
_STRIP_PIXELS = 1 << 19
_CODES = 1 << 14
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class ColourNumbers:
    """What the three channels of a picture mean.

    Attributes
    ----------
    primaries : tuple of 8 float
        x and y of red, green, blue and white.
    transfer : int
        The curve, by its number in H.273; 13 is that of sRGB.
    gamma : float
        A plain power instead of ``transfer``, where it is not 0.
    """

    primaries: tuple[float, ...] = SRGB_PRIMARIES
    transfer: int = 13
    gamma: float = 0.0

    @property
    def is_hdr(self) -> bool:
        """Whether there may be more light than white."""
        return not self.gamma and self.transfer in (PQ, HLG)


def from_codes(primaries: int, transfer: int) -> ColourNumbers:
    """Return the colours that two numbers of H.273 stand for."""
    known = _PRIMARIES.get(primaries, SRGB_PRIMARIES)
    return ColourNumbers(known, transfer, _GAMMAS.get(transfer, 0.0))


def from_gamma(gamma: float, chromaticities: tuple[float, ...] | None) -> ColourNumbers | None:
    """Return the colours that PNG's gAMA and cHRM describe; None where they make no sense.

    ``gamma`` is that of the file, such as 0.45455; ``chromaticities`` begin with white.
    """
    if not 0.05 <= gamma <= 10:
        return None
    primaries: tuple[float, ...] = SRGB_PRIMARIES
    if chromaticities is not None:
        primaries = (*chromaticities[2:], *chromaticities[:2])
        if not _are_sane(primaries):
            return None
    # 1/2.2 is what everybody writes for the curve of sRGB.
    if abs(gamma - 1 / 2.2) < 0.005:
        return ColourNumbers(primaries)
    return ColourNumbers(primaries, gamma=1 / gamma)


def _are_sane(primaries: tuple[float, ...]) -> bool:
    x, y = np.array(primaries).reshape(4, 2).T
    area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
    return bool(abs(area) > 0.01 and y[3] > 0.05 and max(x.max(), y.max()) < 1.5)


class NumbersTransform:
    """Brings 8-bit pictures (RGB or L) to sRGB.

    ``peak`` is the brightest light of the picture, in units of white; see :func:`measure_peak`.
    """

    def __init__(self, numbers: ColourNumbers, peak: float = 1.0) -> None:
        self._numbers = numbers
        self._light = _light_of(numbers)
        self._matrix = _matrix_to_srgb(numbers.primaries)
        self._peak = peak

    def apply(self, image: Image.Image) -> Image.Image:
        """Return the picture in sRGB, in the mode that it has."""
        if image.mode == "L":
            ramp = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
            return image.point(self.convert(ramp).max(axis=1).tolist())
        pixels = np.asarray(image)
        result = np.empty_like(pixels)
        rows = max(1, _STRIP_PIXELS // image.width)
        for top in range(0, image.height, rows):
            result[top : top + rows] = self.convert(pixels[top : top + rows])
        return Image.fromarray(result)

    def convert(self, pixels: Array) -> Array:
        """Convert uint8 (..., 3) to sRGB of the same shape."""
        light = linear_light(pixels, self._numbers, self._light, self._matrix)
        if self._peak > 1:
            _roll_off(light, self._peak)
        np.clip(light, 0, 1, out=light)
        light *= _CODES - 1
        light += 0.5
        return _srgb_codes()[light.astype(np.uint16)]


def linear_light(pixels: Array, numbers: ColourNumbers, table: Array, matrix: Array) -> Array:
    """Return light with the primaries of sRGB, float32 (..., 3); 1 is white."""
    light: Array = table[pixels]
    if numbers.transfer == HLG and not numbers.gamma:
        _hlg_display(light)
    return light @ matrix.T


def measure_peak(image: Image.Image, numbers: ColourNumbers | None) -> float:
    """Return the brightest light of a picture with HDR, in units of white, 1 at least."""
    if numbers is None or not numbers.is_hdr or image.mode not in ("RGB", "RGBA"):
        return 1.0
    small = image.reduce(max(1, min(image.size) // 256)).convert("RGB")
    table, matrix = _light_of(numbers), _matrix_to_srgb(numbers.primaries)
    light = linear_light(np.asarray(small), numbers, table, matrix).max(axis=-1)
    return float(np.clip(np.percentile(light, 99.9), 1.0, _MAX_PEAK))


def _roll_off(light: Array, peak: float) -> None:
    """Press what is above the knee together, so that ``peak`` becomes white; hues stay."""
    brightest = light.max(axis=-1)
    over = brightest > _KNEE
    value = (brightest[over] - _KNEE) / (1 - _KNEE)
    top = (peak - _KNEE) / (1 - _KNEE)
    pressed = value * (1 + value / top**2) / (1 + value)
    light[over] *= ((_KNEE + (1 - _KNEE) * pressed) / brightest[over])[:, None]


def _hlg_display(light: Array) -> None:
    """Turn the light of a scene (0-1) into that of a display, in units of white, in place."""
    luminance = light @ np.array([0.2627, 0.6780, 0.0593], dtype=np.float32)
    scale = np.power(np.maximum(luminance, 1e-6), 0.2) * (_HLG_PEAK / _PAPER_WHITE)
    light *= scale[..., None].astype(np.float32)


@lru_cache(maxsize=32)
def _light_of(numbers: ColourNumbers) -> Array:
    """Return the light of each of 256 codes, float32."""
    code = np.arange(256) / 255.0
    if numbers.gamma:
        light = code**numbers.gamma
    elif numbers.transfer == PQ:
        power = code ** (1 / 78.84375)
        ratio = np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)
        light = ratio ** (1 / 0.1593017578125) * (10_000 / _PAPER_WHITE)
    elif numbers.transfer == HLG:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        light = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    elif numbers.transfer == _DCI:
        light = code**2.6 * (52.37 / 48)
    else:
        light = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return light.astype(np.float32)


@lru_cache(maxsize=1)
def _srgb_codes() -> Array:
    light = np.arange(_CODES) / (_CODES - 1)
    code = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(code * 255).astype(np.uint8)


@lru_cache(maxsize=32)
def _matrix_to_srgb(primaries: tuple[float, ...]) -> Array:
    """Return the 3 x 3 matrix from light in these primaries to light in those of sRGB."""
    if primaries == SRGB_PRIMARIES:
        return np.eye(3, dtype=np.float32)
    here, there = _xyz_of_white(primaries), _xyz_of_white(SRGB_PRIMARIES)
    adapt = np.diag((_BRADFORD @ there) / (_BRADFORD @ here))
    to_white = np.linalg.inv(_BRADFORD) @ adapt @ _BRADFORD
    from_xyz: Array = np.linalg.inv(_to_xyz(SRGB_PRIMARIES))
    return np.asarray(from_xyz @ to_white @ _to_xyz(primaries), dtype=np.float32)


def _to_xyz(primaries: tuple[float, ...]) -> Array:
    x, y = np.array(primaries[:6]).reshape(3, 2).T
    columns: Array = np.stack([x, y, 1 - x - y])
    scales: Array = np.linalg.solve(columns, _xyz_of_white(primaries))
    return columns * scales


def _xyz_of_white(primaries: tuple[float, ...]) -> Array:
    x, y = primaries[6:8]
    return np.array([x / y, 1.0, (1 - x - y) / y])
