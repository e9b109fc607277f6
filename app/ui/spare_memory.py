"""Memory that the window no longer needs goes back to the system when nothing happens.

What long lists and pictures leave behind, glibc keeps for later, and SQLite the pages of the
library: 90 MB after an evening's decisions among 100,000 photos. Elsewhere the system's own
allocator sees to what is free.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

QUIET_MS = 2000
# Threads that share few arenas leave fewer gaps. Of more than two, the window's threads wait for
# the interpreter's lock rather than for memory.
ARENAS = 2
_M_ARENA_MAX = -8


class SpareMemory(QObject):
    """Gives memory back some time after the last :meth:`note`.

    Parameters
    ----------
    let_go : callable, optional
        Frees what can be had again at once.
    """

    def __init__(
        self, parent: QObject | None = None, let_go: Callable[[], object] | None = None
    ) -> None:
        super().__init__(parent)
        self._let_go = let_go
        self.timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self.timer.timeout.connect(self._on_quiet)

    def note(self) -> None:
        """Note that something happened that leaves memory behind."""
        self.timer.start()

    def _on_quiet(self) -> None:
        if self._let_go is not None:
            self._let_go()
        _give_back()


def keep_start() -> None:
    """End the start: what it made stays as long as the window, and no search for garbage sees it.

    Does nothing unless searching was switched off, as the program does first of all.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def share_arenas() -> None:
    """Let all threads allocate from few arenas; for the start of the window's process."""
    set_option = _of_glibc("mallopt")
    if set_option is not None:
        set_option(_M_ARENA_MAX, ARENAS)


def _give_back() -> None:
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    # Others have no malloc_trim.
    if sys.platform != "linux" or getattr(ctypes.CDLL(None), "malloc_trim", None) is None:
        return None
    found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    return found
