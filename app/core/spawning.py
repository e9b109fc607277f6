"""How processes of ours begin: with Python's own modules, never with files of the current folder.

A new Python that is told what to do by ``-c`` looks for modules in its current folder first, and
ours is often a folder of photos: whoever put a ``types.py`` there would be run by every decoder.
``-P`` leaves that folder out. multiprocessing passes on the options of this process alone and has
no word for others, so what it asks for them is answered here. The program as it is installed
(frozen) starts itself instead, and never looks there.

Who goes first on the processor: the window, before the processes that work for it. A scan fills all
cores with decoders and the encoder. At equal priority the system lets the thread that paints wait
for them, a tenth of a second and more; behind it they take what it leaves. Niceness counts among
the processes of one session, as these are. Threads of the window's own process keep their priority:
one that was put back while it holds the interpreter's lock would let the window wait for longer.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.util
import os
import sys
from contextlib import suppress
from enum import IntEnum
from multiprocessing.context import SpawnContext
from typing import Any

_LEAVE_OUT_CURRENT_FOLDER = "-P"


class Priority(IntEnum):
    """How far a process steps back, as Unix counts niceness."""

    FULL = 0
    BEHIND_WINDOW = 10
    GENTLE = 15


def step_back(priority: Priority) -> None:
    """Let this process run behind others, where the system allows it.

    Windows knows one class below the normal one that is not starved.
    """
    if priority is Priority.FULL:
        return
    with suppress(OSError):
        if hasattr(os, "nice"):
            os.nice(priority)
        else:
            import psutil

            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)


def spawn_context() -> SpawnContext:
    """Return the way to start processes; the only one that the program may use."""
    if not getattr(sys, "frozen", False):
        _answer_with_safe_path()
    return multiprocessing.get_context("spawn")


def _answer_with_safe_path() -> None:
    # Not public, but where spawning and its book-keeper both ask; a test starts them all.
    util: Any = multiprocessing.util
    inherited = util._args_from_interpreter_flags
    if getattr(inherited, "is_safe", False):
        return

    def options() -> list[str]:
        given: list[str] = inherited()
        return given if _LEAVE_OUT_CURRENT_FOLDER in given else [*given, _LEAVE_OUT_CURRENT_FOLDER]

    options.is_safe = True  # type: ignore[attr-defined]
    util._args_from_interpreter_flags = options
