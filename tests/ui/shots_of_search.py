"""Pages of :mod:`tests.ui.screenshots` that show the search."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QDialog, QWidget

from app.ui.help.search_dialog import SearchDialog
from app.ui.shell.main_window import MainWindow

LONG = "jpg -name:0003 date:2000..2026 (kitchen OR 海滩 OR img) width:>=10 -is:failed size:<50MB"


def show_search(window: MainWindow, text: str, *, filters: bool = False) -> None:
    window.parts.sidebar.choose("view", "all")
    window.parts.actions["filters"].setChecked(filters)
    window.parts.toolbar.text.setText(text)
    window.parts.toolbar.text.setFocus()


def show_wrong(window: MainWindow) -> None:
    show_search(window, "img (camra:fuji)")
    window.parts.toolbar.text.tell_error()


def show_offer(window: MainWindow, text: str) -> None:
    show_search(window, text)
    window.parts.toolbar.text.offer()


def show_help(window: MainWindow) -> QDialog:
    dialog = SearchDialog(window)
    dialog.show()
    return dialog


SEARCH_PAGES: dict[str, Callable[[MainWindow], QWidget | None]] = {
    "search": partial(show_search, text=LONG),
    "search-filters": partial(
        show_search, text="img date:2020..2026 similarity:>=0.1", filters=True
    ),
    "search-wrong": show_wrong,
    "search-offer": partial(show_offer, text="s"),
    "search-help": show_help,
}
