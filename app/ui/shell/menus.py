"""The menu bar, and the menu that comes up over photos."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.core.collecting.ratings import MOST_STARS
from app.ui.command import Menu, WindowActions
from app.ui.models.scene_book import SceneBook
from app.ui.review.chosen_photos import ChosenPhotos
from app.ui.review.desk import Desk
from app.ui.widgets.plain_text import plain_action
from app.ui.widgets.scene_input import colour_icon

STARS = tuple(f"stars_{number}" for number in range(MOST_STARS + 1))
# The menu of the selected photos, below the scenes; an empty word is a line.
OF_PHOTOS = (
    "type_scene", "again", "clear", "", "new_scene", "", *STARS, "pick_photo", "reject_photo",
    "unflag_photo", "", "add_to_album", "new_album", "take_from_album", "album_cover", "",
     "similar", "select_group", "open_group", "loupe", "compare", "",
    "open_file", "open_with", "show_file", "copy_files", "copy_paths", "",
    "copy_to", "move_to", "print_sheet", "", "trash",
)  # fmt: skip


class MenuBar(QMenuBar):
    """All commands by menu, a line between their sections."""

    def __init__(self, actions: WindowActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._menus: dict[Menu, QMenu] = {menu: self.addMenu("") for menu in Menu}
        self._numbers: dict[str, QMenu] = {}
        sections: dict[Menu, int] = {}
        for command in actions.commands:
            if not command.section:
                continue
            menu = self._menus[command.menu]
            if sections.setdefault(command.menu, command.section) != command.section:
                menu.addSeparator()
            sections[command.menu] = command.section
            if command.number is not None:
                menu = self._of_numbers(menu, command.text)
            menu.addAction(actions[command.id])
        self.retranslate()

    def retranslate(self) -> None:
        """Name the menus in the language in force."""
        names = {
            Menu.LIBRARY: self.tr("&Library"),
            Menu.PHOTOS: self.tr("&Photos"),
            Menu.DECIDE: self.tr("&Decide"),
            Menu.VIEW: self.tr("&View"),
            Menu.HELP: self.tr("&Help"),
        }
        for name, menu in self._menus.items():
            menu.setTitle(names[name])
        for menu in self._numbers.values():
            menu.setTitle(self.tr("Stars"))

    def _of_numbers(self, above: QMenu, text: str) -> QMenu:
        """Return the menu of the rows that differ in their number alone."""
        if text not in self._numbers:
            self._numbers[text] = above.addMenu("")
        return self._numbers[text]


class PhotoMenu(QObject):
    """The menu of the selected photos."""

    def __init__(
        self,
        actions: WindowActions,
        desk: Desk,
        chosen: ChosenPhotos,
        scenes: SceneBook,
        frame: QWidget,
    ) -> None:
        super().__init__(frame)
        self._actions = actions
        self._desk = desk
        self._chosen = chosen
        self._scenes = scenes
        self._frame = frame

    def show(self, place: QPoint) -> None:
        """Show the menu where it was asked for."""
        menu = self.make()
        menu.exec(place)
        menu.deleteLater()

    def make(self) -> QMenu:
        """Make the menu for the current photo."""
        menu = QMenu(self._frame)
        for name in ("accept", "refuse", "none"):
            menu.addAction(self._actions[name])
        self._add_scenes(menu.addMenu(self.tr("Label as")))
        stars: QMenu | None = None
        for name in OF_PHOTOS:
            if name in STARS:
                stars = stars or menu.addMenu(self.tr("Stars"))
                stars.addAction(self._actions[name])
            elif name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        return menu

    def _add_scenes(self, menu: QMenu) -> None:
        detail = self._chosen.detail
        candidates = [c.scene for c in detail.candidates] if detail is not None else []
        for scene in candidates:
            self._add_scene(menu, scene)
        if candidates:
            menu.addSeparator()
        for row in sorted(self._scenes.usable(), key=lambda r: r.name(self._scenes.language)):
            if row.id not in candidates:
                self._add_scene(menu, row.id)

    def _add_scene(self, menu: QMenu, scene: str) -> None:
        icon = colour_icon(self._scenes.colour(scene))
        action = menu.addAction(icon, plain_action(self._scenes.name(scene)))
        action.triggered.connect(partial(self._label, scene))

    def _label(self, scene: str, _checked: bool = False) -> None:
        self._desk.label(scene)
