"""Rows that lie near each other are found among many, without comparing each with each."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.duplicates import near_pairs as module
from app.core.duplicates.near_pairs import cells_of, near_pairs


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_pairs_are_those_of_all_with_all() -> None:
    rows = unit(np.random.default_rng(0).normal(size=(60, 6)))
    near = rows @ rows.T
    first, second, cosines = near_pairs(rows, 0.6, 60)
    wanted = {(a, b) for a in range(60) for b in range(a + 1, 60) if near[a, b] >= 0.6}
    assert set(zip(first.tolist(), second.tolist(), strict=True)) == wanted
    assert np.allclose(cosines, near[first, second])


def test_of_many_near_ones_the_nearest_are_given() -> None:
    angles = np.linspace(0, 0.1, 30)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    first, second, _ = near_pairs(rows, 0.9, 2)
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    assert {(at, at + 1) for at in range(29)} <= pairs
    assert len(pairs) < 90


def test_cells_hold_every_row_and_nearly_all_near_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS_A_CELL", 50)
    random = np.random.default_rng(1)
    rows = unit(random.normal(size=(2000, 16)))
    rows[1000:] = unit(rows[:1000] + random.normal(scale=0.01, size=(1000, 16)))
    cells = list(cells_of(rows))
    assert max(map(len, cells)) < 1000
    assert set(np.concatenate(cells).tolist()) == set(range(2000))
    together = set()
    for cell in cells:
        held = set(cell.tolist())
        together |= {row for row in range(1000) if row in held and row + 1000 in held}
    assert len(together) >= 999


def test_thousands_of_equal_rows_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS_A_CELL", 50)
    monkeypatch.setattr(module, "MOST_ROWS_A_CELL", 100)
    cells = list(cells_of(np.ones((1000, 4), dtype=np.float32)))
    assert max(map(len, cells)) <= 100
    assert set(np.concatenate(cells).tolist()) == set(range(1000))
