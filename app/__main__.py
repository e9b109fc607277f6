"""Start Albumen: the window without a command, else the terminal. Imports as little as it can.

Until the current folder is left out, nothing may be imported that Python has not loaded itself:
not even ``__future__``, which is a file like any other.
"""

import os
import sys


def leave_out_current_folder() -> None:
    """Take the current folder out of where modules are looked for: it may hold anybody's photos.

    ``python -m app`` puts it there, and so does an empty part of ``PYTHONPATH``. Where the program
    itself lies in it, it stays. Must run before anything else is imported.
    """
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:
        here = None  # deleted: nothing is found there
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if here is None or here != os.path.realpath(ours):
        sys.path[:] = [place for place in sys.path if place and os.path.realpath(place) != here]
    places = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if any(not os.path.isabs(place) for place in places) and places != [""]:
        # Processes that we start read it too.
        os.environ["PYTHONPATH"] = os.pathsep.join(p for p in places if os.path.isabs(p))


def main(argv: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0 done, 1 could not be done, 2 wrong usage."""
    leave_out_current_folder()
    import gc
    import multiprocessing

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
