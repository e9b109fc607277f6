"""How processes of ours begin: with Python's own modules, never with files of the current folder.

A new Python that is told what to do by ``-c`` looks for modules in its current folder first, and
ours is often a folder of photos: whoever put a ``types.py`` there would be run by every decoder.
``-P`` leaves that folder out. multiprocessing passes on the options of this process alone and has
no word for others, so what it asks for them is answered here. The program as it is installed
(frozen) starts itself instead, and never looks there.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.util
import sys
from multiprocessing.context import SpawnContext
from typing import Any

_LEAVE_OUT_CURRENT_FOLDER = "-P"


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
