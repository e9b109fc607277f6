"""Memory after each of several scans in one process: JSON.

python -m tests.benchmarks.scan_memory LIBRARY FOLDER FOLDER FOLDER ...

A process that reads photos grows while its caches fill, and its system gives memory back when it
likes: a line through samples of that says little. So folders of equal size are scanned one after
the other. After each the process lets go of what it can, SQLite's pages too, which fill their room
and no more, and what is its own alone is read (USS): what was added since the first scan is what
photos leave behind. Decoders and encoder are new in every scan: of these the most is told.
"""

from __future__ import annotations

import ctypes
import gc
import json
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psutil

from app.bootstrap import DesktopProgram
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders

SAMPLE_S = 0.25


class ChildWatch:
    """Notes the largest process that this one starts, in megabytes, while it is entered."""

    def __init__(self) -> None:
        self.most_mb = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> ChildWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._over.wait(SAMPLE_S):
            for child in me.children(recursive=True):
                with suppress(psutil.Error):  # it ended between the two calls
                    self.most_mb = max(self.most_mb, child.memory_info().rss / 1e6)


def own_mb() -> float:
    """Return megabytes that this process alone holds, once it has let go of what it can."""
    gc.collect()
    with suppress(OSError, AttributeError):  # glibc's way to give memory back
        ctypes.CDLL(None).malloc_trim(0)
    return float(psutil.Process().memory_full_info().uss / 1e6)


def growth(parts: list[dict[str, float]]) -> float:
    """Return megabytes that 10,000 photos leave behind.

    The first scan warms up: what was added to it since is told. One reading is off by a megabyte.
    """
    first, *later = parts
    photos = sum(part["photos"] for part in later)
    return (later[-1]["own_mb"] - first["own_mb"]) / photos * 10_000


def main() -> None:
    """Scan each folder, and print the figures."""
    library, *folders = sys.argv[1:]
    parts: list[dict[str, float]] = []
    with DesktopProgram().open(Path(library)) as ctx:
        for folder in folders:
            with ChildWatch() as children:
                summary = run_now(scan_folders(ctx, [folder])).summary
            ctx.library.rest()
            parts.append(
                {
                    "photos": summary["new"],
                    "own_mb": own_mb(),
                    "child_mb": children.most_mb,
                }
            )
    print(json.dumps(parts))


if __name__ == "__main__":
    main()
