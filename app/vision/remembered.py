"""What an earlier start found to be the fastest way to run a backbone on this machine.

The check before the first photo runs the backbone a few times, which takes as long as half a
hundred photos. What it found holds until a library, the backbone or the machine is another one;
after a month it is made again, as drivers change unseen. That nothing is faster holds for a day:
a graphics processor may have been busy.
"""

from __future__ import annotations

import json
import platform
import time
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import numpy as np

from app import __version__
from app.vision.ways import PLAIN, Engine, Way

DAY_S = 24 * 3600
HELD_S = 30 * DAY_S


def machine() -> list[str]:
    """Return what the answer depends on, but for the backbone and graphics processors.

    The frozen program does not know its packages' versions: its own stands for them.
    """
    simd = np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", [])
    return [__version__, _version("torch"), _version("openvino"), platform.machine(), *simd]


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def recall(file: Path, backbone: str) -> Way | None:
    """Return the way that was chosen, or None where nothing that holds is known."""
    try:
        found = json.loads(file.read_text("utf-8"))[backbone]
        way = Way(found["device"], found["dtype"], Engine(found["engine"]))
        held_s = min(HELD_S, DAY_S) if way == PLAIN else HELD_S
        if found["machine"] == machine() and 0 <= time.time() - found["at"] < held_s:
            return way
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        return None  # not there, not ours, or cut off
    return None


def chosen(file: Path) -> str:
    """Return the way that this machine's last check chose, as people read it; "" without one."""
    try:
        (backbone,) = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(recall(file, backbone) or "")


def remember(file: Path, backbone: str, way: Way) -> None:
    """Keep what was found; a place that cannot be written costs the next start a check."""
    entry = {"machine": machine(), "at": time.time(), **way._asdict()}
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({backbone: entry}), "utf-8")


def forget(file: Path) -> None:
    """Drop what was kept: it turned out to be wrong."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
