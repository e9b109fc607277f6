"""Half precision becomes single as numpy says, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from app.store.features import halves
from app.store.features.halves import widen

# Every number of 16 bits: both zeros, subnormal ones, infinite ones, and what is no number.
EVERY = np.arange(1 << 16, dtype=np.uint16).view(np.float16).reshape(-1, 64)


@pytest.mark.parametrize("at_once", [1000, 1 << 17])
def test_every_half_is_what_numpy_makes_of_it(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halves, "NUMBERS_AT_ONCE", at_once)
    finite = EVERY[np.isfinite(EVERY).all(axis=1)]
    for given in (EVERY, finite, finite[:1], finite[:0], finite[:, ::3], finite.astype(">f2")):
        found = widen(given)
        assert found.shape == given.shape
        assert found.dtype == np.float32
        assert (found.view(np.int32) == given.astype(np.float32).view(np.int32)).all()
