"""Whether a window can be shown. By itself, because every start of the window asks."""

from __future__ import annotations

import os
import sys


def has_screen() -> bool:
    """Return whether a window can be shown here."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
