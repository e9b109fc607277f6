"""Which slot each command calls. A table, read by the main window once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.core.records import View
from app.ui.actions import CANDIDATE_KEYS

if TYPE_CHECKING:
    from app.ui.shell.main_window import MainWindow


def connect_commands(window: MainWindow) -> None:
    """Connect every action of the window."""
    actions, desk, dialogs = window.actions_by_id, window.desk, window.dialogs
    library, browser, photos = window.library, window.browser, window.photos
    pages = dialogs.pages
    slots: dict[str, Callable[[], object]] = {
        "accept": desk.accept,
        "refuse": desk.refuse,
        "none": desk.set_aside,
        "type_scene": window.ask_scene,
        "again": desk.label_again,
        "skip": desk.skip,
        "clear": desk.clear,
        "new_scene": window.ask_scene,
        "undo": window.commands.undo,
        "redo": window.commands.redo,
        "select_all": browser.grid.selectAll,
        "select_group": desk.select_group,
        "open_group": desk.open_group,
        "grid": partial(browser.set_mode, "grid"),
        "filmstrip": partial(browser.set_mode, "filmstrip"),
        "loupe": partial(browser.set_mode, "loupe"),
        "zoom": dialogs.zoom,
        "larger": partial(dialogs.resize_tiles, 32),
        "smaller": partial(dialogs.resize_tiles, -32),
        "find": window.toolbar.text.setFocus,
        "review": partial(window.sidebar.choose, "view", View.REVIEW),
        "add_folder": library.choose_folder,
        "rescan": library.rescan,
        "refresh": library.refresh,
        "quit": window.close,
        "scenes_page": pages.show_scenes,
        "suggest": pages.suggest,
        "history": pages.show_history,
        "versions": pages.show_versions,
        "settings": pages.show_settings,
        "keys": dialogs.show_keys,
        "tour": dialogs.start_tour,
        "report": dialogs.show_report,
        "about": dialogs.show_about,
    }
    for number in range(1, CANDIDATE_KEYS + 1):
        slots[f"candidate_{number}"] = partial(desk.choose_candidate, number)
    for name, slot in slots.items():
        actions[name].triggered.connect(_without_state(slot))
    browser.tour.asked.connect(dialogs.start_tour)
    browser.tour.declined.connect(dialogs.decline_tour)
    actions["whole"].toggled.connect(browser.grid.set_whole)
    actions["filters"].toggled.connect(browser.set_filters)
    actions["why_panel"].toggled.connect(window.why.setVisible)
    actions["fold"].setChecked(True)
    actions["fold"].toggled.connect(photos.set_folded)


def _without_state(slot: Callable[[], object]) -> Callable[[bool], None]:
    """Wrap a slot, so that the state of a checkable action is not handed to it."""

    def call(_checked: bool = False) -> None:
        slot()

    return call
