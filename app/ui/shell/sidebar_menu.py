"""The menus that come up over scenes and folders of the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.session import Session
from app.ui.widgets.folder_choice import choose_folder


class SidebarMenu(QObject):
    """What can be done with a folder or a scene.

    Signals
    -------
    scene_asked : (str)
        Show this scene on its page.
    settings_asked : ()
        Show the settings of folders.
    rename_asked, delete_asked : (tuple)
        Rename or delete an album or a kept search: noun and key.
    """

    scene_asked = Signal(str)
    settings_asked = Signal()
    rename_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, session: Session, frame: QWidget) -> None:
        super().__init__(frame)
        self._frame = frame
        self._reader = session.reader
        self._scenes = session.scenes
        self._commands = session.commands

    def show(self, noun: str, key: object, place: QPoint) -> None:
        """Show the menu of an entry."""
        menu = self.make(noun, key)
        if not menu.isEmpty():
            menu.exec(place)
        menu.deleteLater()

    def make(self, noun: str, key: object) -> QMenu:
        """Make the menu of an entry; empty for most."""
        menu = QMenu(self._frame)
        if noun == "scene":
            self._fill_scene(menu, str(key))
        elif noun == "folder":
            self._fill_folder(menu, int(str(key)))
        elif noun in ("album", "search"):
            entry = (noun, key)
            menu.addAction(self.tr("Rename…"), lambda: self.rename_asked.emit(entry))
            menu.addAction(self.tr("Delete…"), lambda: self.delete_asked.emit(entry))
        return menu

    def _fill_scene(self, menu: QMenu, scene: str) -> None:
        row = self._scenes.get(scene)
        if row is None:
            return
        menu.addAction(self.tr("Samples and range…"), lambda: self.scene_asked.emit(scene))
        text = self.tr("Switch off") if row.enabled else self.tr("Switch on")
        enabled = not row.enabled
        change = self._commands.scenes.change
        menu.addAction(text, lambda: change(scene, enabled=enabled))

    def _fill_folder(self, menu: QMenu, folder: int) -> None:
        row = next((f for f in self._reader.folders.rows() if f.id == folder), None)
        if row is None:
            return
        commands = self._commands.folders
        menu.addAction(self.tr("Rescan this folder"), lambda: commands.scan([row.path]))
        watch = menu.addAction(self.tr("Tag new photos as they come"))
        watch.setCheckable(True)
        watch.setChecked(row.watch)
        watch.triggered.connect(lambda on: commands.watch(folder, on))
        menu.addAction(self.tr("It moved…"), lambda: self._relocate(folder))
        menu.addAction(self.tr("Remove from the library"), lambda: commands.remove(folder))
        menu.addSeparator()
        menu.addAction(self.tr("Settings of folders…"), self.settings_asked.emit)

    def _relocate(self, folder: int) -> None:
        path = choose_folder(self._frame, self.tr("Where is this folder now?"), self._reader)
        if path:
            self._commands.folders.relocate(folder, path)
