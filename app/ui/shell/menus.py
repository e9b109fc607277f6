"""The menu bar, and the menus that come up over photos and over the sidebar."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.core.records import PhotoDetail
from app.ui.actions import Actions
from app.ui.models.scene_book import SceneBook
from app.ui.review.desk import Desk
from app.ui.widgets.scene_input import colour_icon

translate = QCoreApplication.translate

MENUS: dict[str, tuple[str, ...]] = {
    "library": (
        "add_folder",
        "rescan",
        "",
        "refresh",
        "suggest",
        "versions",
        "history",
        "",
        "settings",
        "",
        "quit",
    ),
    "decide": (
        "accept",
        "refuse",
        "none",
        "type_scene",
        "again",
        "skip",
        "clear",
        "new_scene",
        "",
        "select_all",
        "select_group",
        "open_group",
        "",
        "undo",
        "redo",
    ),
    "view": (
        "grid",
        "filmstrip",
        "loupe",
        "scenes_page",
        "",
        "review",
        "find",
        "filters",
        "why_panel",
        "fold",
        "",
        "larger",
        "smaller",
        "whole",
        "zoom",
    ),
    "help": ("keys", "tour", "", "report", "about"),
}


class MenuBar(QMenuBar):
    """All commands by menu."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._menus: dict[str, QMenu] = {}
        for name, entries in MENUS.items():
            menu = self.addMenu("")
            self._menus[name] = menu
            for entry in entries:
                if entry:
                    menu.addAction(actions[entry])
                else:
                    menu.addSeparator()
        self.retranslate()

    def retranslate(self) -> None:
        """Name the menus in the language in force."""
        names = {
            "library": self.tr("&Library"),
            "decide": self.tr("&Decide"),
            "view": self.tr("&View"),
            "help": self.tr("&Help"),
        }
        for name, menu in self._menus.items():
            menu.setTitle(names[name])


def photo_menu(
    actions: Actions, desk: Desk, scenes: SceneBook, detail: PhotoDetail | None, parent: QWidget
) -> QMenu:
    """Make the menu of the selected photos."""
    menu = QMenu(parent)
    for name in ("accept", "refuse", "none"):
        menu.addAction(actions[name])
    label = menu.addMenu(translate("PhotoMenu", "Label as"))
    if detail is not None:
        for found in detail.candidates:
            _add_scene(label, found.scene, desk, scenes)
        label.addSeparator()
    shown = {c.scene for c in detail.candidates} if detail is not None else set()
    for row in sorted(scenes.usable(), key=lambda r: r.name(scenes.language)):
        if row.id not in shown:
            _add_scene(label, row.id, desk, scenes)
    for name in (
        "type_scene",
        "again",
        "clear",
        "",
        "new_scene",
        "",
        "select_group",
        "open_group",
        "loupe",
    ):
        if name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()
    return menu


def _add_scene(menu: QMenu, scene: str, desk: Desk, scenes: SceneBook) -> None:
    icon = colour_icon(scenes.colour(scene) or "#888888")
    action = menu.addAction(icon, scenes.name(scene))
    action.triggered.connect(partial(_label, desk, scene))


def _label(desk: Desk, scene: str, _checked: bool = False) -> None:
    desk.label(scene)
