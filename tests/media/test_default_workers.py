"""How many decoders run where the person chose no number: what cores and free memory allow."""

from __future__ import annotations

import os
from types import SimpleNamespace

import psutil
import pytest

from app.media.decoder_pool import MAX_WORKERS, WORKER_BYTES, default_workers


@pytest.mark.parametrize(
    ("cores", "room", "gentle", "expected"),
    [
        (8, 100, False, 8),
        (8, 3, False, 3),
        (8, 0, False, 1),
        (64, 100, False, MAX_WORKERS),
        (8, 100, True, 4),
        (1, 100, True, 1),
    ],
)
def test_workers(
    monkeypatch: pytest.MonkeyPatch, cores: int, room: int, gentle: bool, expected: int
) -> None:
    memory = SimpleNamespace(available=room * WORKER_BYTES + 1)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(64), raising=False)
    assert default_workers(gentle=gentle) == expected


def test_cores_that_others_have_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = SimpleNamespace(available=100 * WORKER_BYTES)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3}, raising=False)
    assert default_workers() == 2
