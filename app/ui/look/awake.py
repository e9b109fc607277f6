"""Asks the system to leave the screen on while nobody touches a key and still looks."""

from __future__ import annotations

import ctypes
import logging
import os
import sys
from collections.abc import Callable
from threading import Event, Thread

from PySide6.QtCore import QObject, QProcess

from app.ui.desktop_bus import BusService, open_bus

log = logging.getLogger(__name__)

PLATFORM: str = sys.platform
SCREEN_SAVER = BusService("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")
CAFFEINATE = "/usr/bin/caffeinate"
# Windows: until further notice, the display is needed.
ES_CONTINUOUS, ES_DISPLAY_REQUIRED = 0x80000000, 0x2
Release = Callable[[], None]


class Awake(QObject):
    """Keeps the screen on between :meth:`hold` and :meth:`release`.

    Where the system cannot be asked, nothing happens: the screen saver comes as always.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._release: Release | None = None

    @property
    def is_held(self) -> bool:
        """Whether the screen is to stay on."""
        return self._release is not None

    def hold(self, reason: str) -> None:
        """Keep the screen on; ``reason`` is what the system shows to people."""
        if self._release is None:
            hold = {"win32": _hold_windows, "darwin": _hold_macos}.get(PLATFORM, _hold_desktop)
            self._release = hold(self, reason)

    def release(self) -> None:
        """Let the screen do what it does."""
        release, self._release = self._release, None
        if release is not None:
            release()


def _hold_windows(_parent: QObject, _reason: str) -> Release:
    set_state = ctypes.windll.kernel32.SetThreadExecutionState  # type: ignore[attr-defined]
    set_state(ES_CONTINUOUS | ES_DISPLAY_REQUIRED)
    return lambda: set_state(ES_CONTINUOUS)


def _hold_macos(parent: QObject, _reason: str) -> Release:
    process = QProcess(parent)
    # It ends with this program, too, whatever becomes of it.
    process.start(CAFFEINATE, ["-d", "-w", str(os.getpid())])

    def release() -> None:
        process.finished.connect(process.deleteLater)
        process.terminate()

    return release


def _hold_desktop(_parent: QObject, reason: str) -> Release:
    """Ask the desktop's screen saver; what was asked for ends with the connection."""
    released = Event()
    Thread(target=_inhibit, args=(reason, released), name="awake", daemon=True).start()
    return released.set


def _inhibit(reason: str, released: Event) -> None:
    with open_bus() as bus:
        if bus is None:
            return
        try:
            SCREEN_SAVER.call(bus, "Inhibit", "ss", "Albumen", reason)
        except OSError as error:
            log.info("the screen saver cannot be held: %s", error)
            return
        released.wait()
