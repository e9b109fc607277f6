"""Memory that the window no longer needs goes back to the system when nothing happens.

What long lists and pictures leave behind, glibc keeps for later: 50 MB after an evening's
decisions among 100,000 photos. Elsewhere the system's own allocator sees to that.
"""

from __future__ import annotations

import ctypes
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
    give_back : callable, optional
        Does it; by default what the C library has for that.
    """

    def __init__(
        self, parent: QObject | None = None, give_back: Callable[[], object] | None = None
    ) -> None:
        super().__init__(parent)
        self._give_back = give_back or _give_back
        self.timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self.timer.timeout.connect(self._on_quiet)

    def note(self) -> None:
        """Note that something happened that leaves memory behind."""
        self.timer.start()

    def _on_quiet(self) -> None:
        self._give_back()


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
