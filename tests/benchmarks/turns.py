"""How long the turns of the window's event loop take, and what they wait for.

A thread that does not run waits for a core, or for something that another one has: most often the
interpreter's lock, seldom the disk. Linux counts the first (``run_delay`` of
``/proc/thread-self/schedstat``); the rest of a turn is the second. Elsewhere all is the second.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer

TICK_MS = 5
_DELAYS = Path("/proc/thread-self/schedstat")
NS_A_MS = 1e6


def waited_for_core_ms() -> float:
    """Return how long this thread has waited for a core until now; 0 where the system is silent."""
    try:
        return int(_DELAYS.read_text("ascii").split()[1]) / NS_A_MS
    except OSError:
        return 0.0


class Turns:
    """Notes each turn from ``start`` on; everything is called in the thread of the event loop."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.timeout.connect(self._on_turn)
        self._turns: list[NDArray[np.float64]] = []
        self._last = _clocks_ms()

    def __len__(self) -> int:
        return len(self._turns)

    def start(self) -> None:
        """Begin to note."""
        self._timer.start(TICK_MS)
        self._last = _clocks_ms()

    def stop(self) -> dict[str, Any]:
        """End, and return the figures."""
        self._timer.stop()
        return figures(np.array(self._turns))

    def _on_turn(self) -> None:
        now = _clocks_ms()
        self._turns.append(now - self._last)
        self._last = now


def _clocks_ms() -> NDArray[np.float64]:
    seconds = np.array([time.perf_counter(), time.thread_time()])
    return np.array([*seconds * 1000, waited_for_core_ms()])


def figures(turns: NDArray[np.float64]) -> dict[str, Any]:
    """Return what is told of turns.

    Parameters
    ----------
    turns : float64 (N, 3)
        Of each turn the milliseconds by the clock, in the thread, and waiting for a core.
    """
    walls, cpus, cores = turns.T
    walls = walls - TICK_MS  # so long it was asked to sleep
    longest = int(walls.argmax())
    others = walls - cpus - cores
    return {
        "longest_ms": float(walls[longest]),
        "longest_cpu_ms": float(cpus.max()),
        "longest_turn": {
            "in_thread_ms": float(cpus[longest]),
            "for_core_ms": float(cores[longest]),
            "for_lock_ms": max(0.0, float(others[longest])),
        },
        "most_for_core_ms": float(cores.max()),
        "most_for_lock_ms": max(0.0, float(others.max())),
        "cpu_s": float(cpus.sum() / 1000),
        "for_core_s": float(cores.sum() / 1000),
        "p99_ms": float(np.percentile(walls, 99)),
        "over_100_ms": int((walls > 100).sum()),
        "turns": len(turns),
    }
