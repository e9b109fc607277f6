"""Every one of the 65,536 float16 values becomes the float32 that numpy makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from app.store.halves import widen

_EVERY = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
_FINITE = _EVERY[np.isfinite(_EVERY)]


@pytest.mark.parametrize("values", [_FINITE, _EVERY, _FINITE[:1], _FINITE[:0], _FINITE[-31744:]])
def test_every_value_is_the_same_to_the_last_bit(values: np.ndarray) -> None:
    found, true = widen(values), values.astype(np.float32)
    assert found.dtype == np.float32
    assert (found.view(np.uint32) == true.view(np.uint32)).all()


def test_shapes_and_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.halves._BLOCK", 1000)
    table = _FINITE[:60_000].reshape(300, 200)
    assert (widen(table) == table.astype(np.float32)).all()
    assert (widen(table[:, ::2]) == table[:, ::2].astype(np.float32)).all()
    table = np.full((50, 200), 1, np.float16)
    table[30, 7] = np.nan
    found = widen(table)
    assert np.isnan(found[30, 7])
    assert found.sum(where=~np.isnan(found)) == 50 * 200 - 1
