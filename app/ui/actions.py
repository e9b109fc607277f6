"""Every command of the window, with its default key; keys can be changed in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.core.settings import Settings
from app.ui.icons import icon

translate = QCoreApplication.translate
CANDIDATE_KEYS = 9


@dataclass(frozen=True)
class Command:
    """A command: its id, its default keys, its icon, the group it is listed under."""

    id: str
    keys: tuple[str, ...]
    icon: str | None
    group: str
    checkable: bool = False


COMMANDS = (
    Command("accept", ("P",), "yes", "decide"),
    Command("refuse", ("X",), "no", "decide"),
    Command("none", ("N",), "none", "decide"),
    *(Command(f"candidate_{n}", (str(n),), None, "decide") for n in range(1, CANDIDATE_KEYS + 1)),
    Command("type_scene", ("T",), "type", "decide"),
    Command("again", (".",), "again", "decide"),
    Command("skip", ("S",), "skip", "decide"),
    Command("clear", ("Backspace",), None, "decide"),
    Command("new_scene", ("Ctrl+Shift+N",), "plus", "decide"),
    Command("undo", ("Ctrl+Z",), "undo", "decide"),
    Command("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "decide"),
    Command("select_all", ("Ctrl+A",), None, "look"),
    Command("select_group", ("Ctrl+G",), "stack", "look"),
    Command("open_group", ("O",), "stack", "look"),
    Command("fold", ("L",), "stack", "look", checkable=True),
    Command("grid", ("G",), "grid", "look", checkable=True),
    Command("filmstrip", ("F",), "filmstrip", "look", checkable=True),
    Command("loupe", ("E",), "loupe", "look", checkable=True),
    Command("zoom", ("Z",), "zoom", "look"),
    Command("scenes_page", ("Ctrl+E",), "scene", "look", checkable=True),
    Command("whole", ("W",), None, "look", checkable=True),
    Command("larger", ("Ctrl++", "Ctrl+="), None, "look"),
    Command("smaller", ("Ctrl+-",), None, "look"),
    Command("find", ("Ctrl+F",), "search", "look"),
    Command("filters", ("Ctrl+Shift+F",), "filter", "look", checkable=True),
    Command("why_panel", ("I",), "panel", "look", checkable=True),
    Command("review", ("Ctrl+1",), "review", "look"),
    Command("add_folder", ("Ctrl+O",), "folder-add", "library"),
    Command("rescan", ("F5",), "rescan", "library"),
    Command("refresh", ("Ctrl+R",), "sparkle", "library"),
    Command("suggest", (), "sparkle", "library"),
    Command("history", ("Ctrl+H",), "history", "library"),
    Command("versions", (), "versions", "library"),
    Command("settings", ("Ctrl+,",), "settings", "library"),
    Command("quit", ("Ctrl+Q",), None, "library"),
    Command("keys", ("?", "F1"), "keyboard", "help"),
    Command("tour", (), "help", "help"),
    Command("report", (), "warning", "help"),
    Command("about", (), "info", "help"),
)


def group_title(group: str) -> str:
    """Name a group of commands."""
    return {
        "decide": translate("Actions", "Decide"),
        "look": translate("Actions", "Look"),
        "library": translate("Actions", "Library"),
        "help": translate("Actions", "Help"),
    }[group]


def command_text(command: str) -> str:
    """Name a command in the language in force."""
    if command.startswith("candidate_"):
        return translate("Actions", "Choose candidate {n}").format(n=command.rsplit("_", 1)[1])
    return {
        "accept": translate("Actions", "Yes, this scene"),
        "refuse": translate("Actions", "No, not this scene"),
        "none": translate("Actions", "None of the scenes"),
        "type_scene": translate("Actions", "Type a scene"),
        "again": translate("Actions", "Last scene again"),
        "skip": translate("Actions", "Skip"),
        "clear": translate("Actions", "Clear my label"),
        "new_scene": translate("Actions", "New scene from the selected photos…"),
        "undo": translate("Actions", "Undo"),
        "redo": translate("Actions", "Redo"),
        "select_all": translate("Actions", "Select all"),
        "select_group": translate("Actions", "Select look-alikes"),
        "open_group": translate("Actions", "Open or close a group of look-alikes"),
        "fold": translate("Actions", "Look-alikes as one tile"),
        "grid": translate("Actions", "Grid"),
        "filmstrip": translate("Actions", "Filmstrip"),
        "loupe": translate("Actions", "Loupe"),
        "zoom": translate("Actions", "Zoom"),
        "scenes_page": translate("Actions", "Scenes page"),
        "whole": translate("Actions", "Whole photos in tiles"),
        "larger": translate("Actions", "Larger thumbnails"),
        "smaller": translate("Actions", "Smaller thumbnails"),
        "find": translate("Actions", "Find by text"),
        "filters": translate("Actions", "Filters"),
        "why_panel": translate("Actions", "Why panel"),
        "review": translate("Actions", "Go to Needs review"),
        "add_folder": translate("Actions", "Add a folder of photos…"),
        "rescan": translate("Actions", "Rescan all folders"),
        "refresh": translate("Actions", "Refresh scenes…"),
        "suggest": translate("Actions", "Suggest new scenes"),
        "history": translate("Actions", "History"),
        "versions": translate("Actions", "Model versions…"),
        "settings": translate("Actions", "Settings…"),
        "quit": translate("Actions", "Quit"),
        "keys": translate("Actions", "All keys"),
        "tour": translate("Actions", "Take the tour"),
        "report": translate("Actions", "Report a problem…"),
        "about": translate("Actions", "About Albumen"),
    }[command]


class Actions(QObject):
    """All actions by id. They belong to the window, so keys work wherever the focus is."""

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._settings = settings
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(self)
            action.setObjectName(command.id)
            action.setCheckable(command.checkable)
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            if command.icon is not None:
                action.setIcon(icon(command.icon))
            self._actions[command.id] = action
            window.addAction(action)
        self.load_keys()
        self.retranslate()

    def __getitem__(self, command: str) -> QAction:
        return self._actions[command]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def load_keys(self) -> None:
        """Give every action the keys of the settings, else its defaults."""
        chosen = self._settings.get("keys") or {}
        for command in COMMANDS:
            keys = chosen.get(command.id)
            wanted = command.keys if keys is None else tuple(keys)
            self._actions[command.id].setShortcuts([QKeySequence(k) for k in wanted])

    def retranslate(self) -> None:
        """Name the actions in the language in force."""
        for name, action in self._actions.items():
            text = command_text(name)
            action.setText(text)
            action.setIconText(text.rstrip("…"))
        self._actions["add_folder"].setIconText(translate("Actions", "Add folder"))
