"""How many decoders run: what the person chose, else what cores and free memory allow."""

from __future__ import annotations

from types import SimpleNamespace

import psutil
import pytest

from app.bootstrap import MAX_WORKERS, WORKER_BYTES, worker_count
from app.core.settings import Settings


@pytest.mark.parametrize(
    ("cores", "room", "settings", "expected"),
    [
        (8, 100, {}, 8),
        (8, 3, {}, 3),
        (8, 0, {}, 1),
        (64, 100, {}, MAX_WORKERS),
        (8, 100, {"gentle": True}, 4),
        (1, 100, {"gentle": True}, 1),
        (8, 1, {"workers": 5}, 5),
    ],
)
def test_workers(
    monkeypatch: pytest.MonkeyPatch, cores: int, room: int, settings: dict, expected: int
) -> None:
    memory = SimpleNamespace(available=room * WORKER_BYTES + 1)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    chosen = Settings()
    for key, value in settings.items():
        chosen.set(key, value)
    assert worker_count(chosen) == expected
