"""One decoder process as its owner sees it: a pipe, a clock, and an end."""

from __future__ import annotations

import time

import psutil

from app.core.spawning import spawn_context
from app.media.decode_worker import DecodeFunction, WorkerLimits, run_worker

_START_LIMIT_S = 60.0
# A file that is waited for (a disk that spins up, a network) is given this many times as long.
_PATIENCE = 3
_MIN_PAUSE_S = 0.1


class DecoderProcess:
    """A process that runs :func:`app.media.decode_worker.run_worker`.

    Attributes
    ----------
    connection : multiprocessing.connection.Connection
        Takes files, gives results; broken when the process is dead.
    is_ready : bool
        Whether the process has said that it is there.
    look_at_s : float or None
        When to ask :meth:`is_late` (monotonic seconds); None while it has nothing to do.
    """

    def __init__(self, decode: DecodeFunction, limits: WorkerLimits) -> None:
        context = spawn_context()
        self.connection, theirs = context.Pipe()
        self.is_ready = False
        self._process = context.Process(
            target=run_worker, args=(theirs, decode, limits), name="albumen-decoder", daemon=True
        )
        self._process.start()
        theirs.close()
        self._limit_s = limits.time_s
        self._since = time.monotonic()
        self._cpu_since_s = 0.0
        self.look_at_s: float | None = self._since + _START_LIMIT_S

    def start_clock(self) -> None:
        """Begin to count the time of the next file."""
        self._since = time.monotonic()
        self._cpu_since_s = self._cpu_s()
        self.look_at_s = self._since + self._limit_s

    def stop_clock(self) -> None:
        """Stop counting: there is nothing to do."""
        self.look_at_s = None

    def is_late(self) -> bool:
        """Say whether the process took too long for what it does.

        Processor time counts, so that a busy machine makes no photo unreadable.
        """
        now = time.monotonic()
        if self.look_at_s is None or now < self.look_at_s:
            return False
        if self.connection.poll():
            return False  # done in time, whenever it is read
        if not self.is_ready:
            return True
        left_s = self._limit_s - (self._cpu_s() - self._cpu_since_s)
        last = self._since + _PATIENCE * self._limit_s
        if left_s <= 0 or now >= last:
            return True
        self.look_at_s = min(now + max(left_s, _MIN_PAUSE_S), last)
        return False

    def end(self) -> None:
        """Kill the process, if it still lives, and forget it."""
        self.connection.close()
        self._process.kill()
        self._process.join()
        self._process.close()

    def _cpu_s(self) -> float:
        try:
            times = psutil.Process(self._process.pid).cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)
