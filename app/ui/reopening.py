"""Leaves the window so that another library, or the same anew, is opened in its place."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.core.settings import Settings

# What the window's event loop returns when another library, or the same anew, shall be opened.
REOPEN = 64
REOPEN_SAME = 65


def reopen(settings: Settings, library: str) -> None:
    """Close this library and open another."""
    settings.set("library", library)
    QApplication.exit(REOPEN)


def reopen_same() -> None:
    """Open this library anew."""
    QApplication.exit(REOPEN_SAME)
