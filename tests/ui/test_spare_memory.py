"""Freed memory goes back to the system, once and not while something happens."""

from __future__ import annotations

import gc
import sys

import psutil
import pytest
from PySide6.QtWidgets import QApplication

from app.ui import spare_memory
from app.ui.spare_memory import SpareMemory, keep_start, share_arenas


def test_memory_is_let_go_once_after_the_last_note(qapp: QApplication) -> None:
    given: list[bool] = []
    spare = SpareMemory(let_go=lambda: given.append(True))
    spare.timer.setInterval(0)
    spare.note()
    spare.note()
    assert not given
    qapp.processEvents()
    qapp.processEvents()
    assert given == [True]
    assert not spare.timer.isActive()


@pytest.mark.skipif(
    spare_memory._of_glibc("malloc_trim") is None, reason="only glibc keeps memory for later"
)
def test_the_system_gets_what_was_freed(qapp: QApplication) -> None:
    kept = [bytes(5000) for _ in range(16_000)]
    pins = [bytes(5000) for _ in range(2)]  # behind them: the heap cannot just be cut off
    del kept
    process = psutil.Process()
    before = process.memory_info().rss
    spare = SpareMemory()
    spare._on_quiet()
    assert before - process.memory_info().rss > 40 * 2**20
    assert pins


def test_where_it_is_not_known_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    share_arenas()
    SpareMemory()._on_quiet()


def test_what_the_start_made_is_not_searched_for_garbage() -> None:
    before = gc.get_freeze_count()
    keep_start()  # searching goes on: it was switched on long ago
    assert gc.get_freeze_count() == before
    gc.disable()
    try:
        made = [[n] for n in range(100)]
        keep_start()
        assert gc.isenabled()
        assert gc.get_freeze_count() >= before + len(made)
    finally:
        gc.enable()
