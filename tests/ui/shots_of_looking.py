"""Pages of looking: what is known over the photo, the whole screen, photos side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPointF
from PySide6.QtWidgets import QWidget

from app.core.records import View
from app.ui.shell.main_window import MainWindow


def _show_list(window: MainWindow) -> None:
    window.parts.sidebar.choose("view", View.ALL)
    window.parts.browser.walk.go_to(min(1, len(window.parts.photos.ids) - 1))


def show_known(window: MainWindow, mode: str) -> None:
    """The current photo large, with what is known of it, and in the whole screen its controls."""
    _show_list(window)
    window.parts.browser.set_mode(mode)
    window.parts.look.overlay.set_wanted(True)
    if mode == "full":
        window.parts.look.bar.appear()
        window.parts.look.bar._going.stop()


def show_compared(window: MainWindow, count: int, *, zoomed: bool = False) -> None:
    """Photos side by side, the second one chosen; or zoomed into the same place."""
    _show_list(window)
    parts = window.parts
    rows = QItemSelection(parts.photos.index(0), parts.photos.index(count - 1))
    parts.chosen.selection.select(rows, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    parts.look.compare.toggle()
    page = parts.look.compare.page
    assert page is not None
    parts.look.compare.desk.activate(1)
    if zoomed:
        loupe = page.loupe()
        loupe.zoom_by(3, QPointF(loupe.rect().center()) * 0.8)


PAGES_OF_LOOKING: dict[str, Callable[[MainWindow], QWidget | None]] = {
    "known-loupe": partial(show_known, mode="filmstrip"),
    "known-full": partial(show_known, mode="full"),
    **{f"compared-{count}": partial(show_compared, count=count) for count in (2, 3, 4)},
    "compared-zoomed": partial(show_compared, count=2, zoomed=True),
}
