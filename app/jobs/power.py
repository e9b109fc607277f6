"""Whether long jobs should wait: on battery, where the person wants that."""

from __future__ import annotations

import time

from app.core.settings import Settings

ASK_EVERY_S = 10.0
BATTERY = "battery"


class PowerWatch:
    """Says why long jobs should wait just now.

    Parameters
    ----------
    settings : Settings
        ``pause_on_battery`` is read each time, so that a change acts at once.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._asked = -ASK_EVERY_S
        self._on_battery = False

    def reason(self) -> str:
        """Return ``"battery"`` while jobs should wait for the mains, else ""."""
        if not self._settings.get("pause_on_battery"):
            return ""
        now = time.monotonic()
        if now - self._asked >= ASK_EVERY_S:
            self._asked = now
            self._on_battery = is_on_battery()
        return BATTERY if self._on_battery else ""


def is_on_battery() -> bool:
    """Return whether this machine runs on its battery; False where that cannot be told."""
    import psutil  # at the first question: the window opens sooner without

    sensors = getattr(psutil, "sensors_battery", None)
    if sensors is None:
        return False
    try:
        battery = sensors()
    except (OSError, RuntimeError):
        return False
    return battery is not None and battery.power_plugged is False
