"""Start Albumen: the window without a command, else the terminal. Imports as little as it can."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0 done, 1 could not be done, 2 wrong usage."""
    multiprocessing.freeze_support()
    # Two threads of linear algebra on cores that are busy decoding wait for each other: a refresh
    # took a hundred times longer. Must be set before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nothing that a start makes is garbage, and looking for it takes a tenth of the time. Switched
    # on again where the work begins.
    gc.disable()
    from app.bootstrap import start

    return start(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
