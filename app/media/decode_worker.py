"""What runs in a decoder process: take a job, decode it, send the result, until the pipe closes.

The process limits itself before it meets the first file: its memory (where the system can), its
priority, and, as a last resort should its parent die while it hangs, its life time.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from app.core.messages import Message
from app.core.spawning import Priority, step_back
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFile
from app.media.quiet import silence_libraries

DecodeFunction = Callable[[PhotoFile], DecodedPhoto | DecodeFailure]

READY = "ready"


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """How much one decoder process may use. ``memory_bytes`` is on top of what it starts with."""

    time_s: float
    memory_bytes: int
    priority: Priority


def run_worker(connection: Connection, decode: DecodeFunction, limits: WorkerLimits) -> None:
    """Serve jobs from ``connection`` until it closes."""
    with suppress(ValueError, OSError):
        # Ctrl+C in a terminal reaches the whole group: the parent decides what it means.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence_libraries()
    _limit_memory(limits.memory_bytes)
    step_back(limits.priority)
    with suppress(EOFError, OSError):
        connection.send(READY)
        while True:
            file = connection.recv()
            _set_alarm(limits.time_s * 4 + 5)
            result = _decode(decode, file)
            _set_alarm(0)
            connection.send(result)


def _decode(decode: DecodeFunction, file: PhotoFile) -> DecodedPhoto | DecodeFailure:
    try:
        return decode(file)
    except MemoryError:
        return DecodeFailure(file, Message("memory"))


def _set_alarm(seconds: float) -> None:
    """Ask the system to end this process after ``seconds``; 0 takes it back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory(extra_bytes: int) -> None:
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as statm:
            used = int(statm.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = used + extra_bytes
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    except (ImportError, OSError, ValueError):
        return  # macOS and Windows: the limits on size and pixels must do
