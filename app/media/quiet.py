"""C libraries print what they think of damaged files; nobody who scans photos wants to read it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# What Pillow logs about damaged files is said by the failure; without a handler it is printed.
logging.getLogger("PIL").addHandler(logging.NullHandler())
logging.getLogger("PIL").propagate = False


def silence_libraries() -> None:
    """Send what C libraries print nowhere, but keep Python's own errors; for a whole process."""
    kept = _move_errors_away()
    if kept is not None:
        sys.stderr = open(kept, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Do the same for a while."""
    errors = sys.stderr
    kept = _move_errors_away()
    if kept is None:
        yield
        return
    ours = open(os.dup(kept), "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115
    if _is_system_stream(errors):
        sys.stderr = ours
    try:
        yield
    finally:
        sys.stderr = errors
        os.dup2(kept, 2)
        os.close(kept)
        ours.close()


def _move_errors_away() -> int | None:
    """Let the system's stream of errors end nowhere; return a copy of it, None if there is none."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
        kept = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
    except (OSError, AttributeError, ValueError):
        return None
    os.dup2(nowhere, 2)
    os.close(nowhere)
    return kept


def _is_system_stream(stream: object) -> bool:
    try:
        return stream.fileno() == 2  # type: ignore[attr-defined, no-any-return]
    except (OSError, AttributeError, ValueError):
        return False
