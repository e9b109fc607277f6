"""Half precision to single: by steps that the processor does for sixteen numbers at a time.

numpy converts them one after the other, which was most of the time that reading features took.
"""

from __future__ import annotations

import numpy as np

from app.core.types import FloatArray
from app.store.features.feature_rows import HalfArray

# Numbers that are converted at once: they stay close to the processor.
NUMBERS_AT_ONCE = 1 << 17
# The ten digits of a half stand at the beginning of the 23 of a single.
_SHIFT = 13
# Sign, exponent and digits after the shift; the sign has spread over what lies between.
_KEPT = np.int32(-(2**31) | (2**28 - 2**_SHIFT))
# Exponents of halves count from 15, those of singles from 127.
_RAISE = np.float32(2.0 ** (127 - 15))
# From here on, bits stand for what is no number, or is infinite: positive and negative.
_ODD, _NEGATIVE_ODD = 0x7C00, 0xFC00


def widen(halves: HalfArray) -> FloatArray:
    """Return float32 (N, D) of float16 (N, D), to the last bit what ``astype`` returns."""
    if not halves.size or not halves.dtype.isnative or not halves.flags.c_contiguous:
        return halves.astype(np.float32)
    out = np.empty(halves.shape, dtype=np.float32)
    short, single = halves.view(np.int16).reshape(-1), out.reshape(-1)
    bits = single.view(np.int32)
    for start in range(0, len(single), NUMBERS_AT_ONCE):
        part = slice(start, start + NUMBERS_AT_ONCE)
        if short[part].max() >= _ODD or short[part].view(np.uint16).max() >= _NEGATIVE_ODD:
            single[part] = short[part].view(np.float16)
            continue
        bits[part] = short[part]
        np.left_shift(bits[part], _SHIFT, out=bits[part])
        np.bitwise_and(bits[part], _KEPT, out=bits[part])
        np.multiply(single[part], _RAISE, out=single[part])
    return out
