"""What a command of the window is, when it makes sense, and the Qt actions that carry it out.

The commands themselves are the rows of ``shell/command_table``. Menus, tool bar, keys and palette
read the actions made from it, so that a new command is one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.core.records import PhotoDetail
from app.core.settings import Settings
from app.core.sheets import SheetKind
from app.core.types import Status
from app.ui.i18n import QT_TRANSLATE_NOOP
from app.ui.icons import icon

CONTEXT = "Commands"
Rooms = TypeVar("Rooms")


class Menu(StrEnum):
    """The menus, which are also the groups of the keys."""

    LIBRARY = "library"
    PHOTOS = "photos"
    DECIDE = "decide"
    VIEW = "view"
    HELP = "help"


class KeyPlace(StrEnum):
    """Where a command's keys hold: a key may mean one thing on a sheet and another in a list.

    ``LARGE`` is a list, too, one photo of which is looked at.
    """

    ANYWHERE = "anywhere"
    LISTS = "lists"
    LARGE = "large"
    SHEETS = "sheets"
    # Lists that are decided about photo by photo, and all other ones: P, X and numbers speak of
    # scenes in the former, of the photo itself in the latter.
    QUEUES = "queues"
    BROWSING = "browsing"


_GROUPS = {
    Menu.LIBRARY: QT_TRANSLATE_NOOP("Commands", "Library"),
    Menu.PHOTOS: QT_TRANSLATE_NOOP("Commands", "Photos"),
    Menu.DECIDE: QT_TRANSLATE_NOOP("Commands", "Decide"),
    Menu.VIEW: QT_TRANSLATE_NOOP("Commands", "Look"),
    Menu.HELP: QT_TRANSLATE_NOOP("Commands", "Help"),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether a command makes sense now.

    Attributes
    ----------
    detail : PhotoDetail or None
        The current photo of the list.
    is_list_seen : bool
        Whether the list of photos is on the screen: no key decides about what is out of sight.
    is_queue : bool
        Whether it is Needs review or To refine, where keys decide about scenes.
    is_album, is_search : bool
        Whether the list is an album; whether a search restricts it.
    has_collection : bool
        Whether the sidebar shows an album or a kept search.
    last_scene : str or None
        The scene that can be given again.
    has_folders, can_undo, can_redo : bool
    is_large : bool
        Whether a photo of the list is shown large.
    is_slideshow : bool
        Whether a slideshow is on.
    is_sheet_seen : bool
        Whether the page of sheets is on the screen.
    sheet : SheetKind or None
        What the sheet on the screen asks; None while there is none.
    can_go_back : bool
        Whether a sheet was answered or skipped.
    """

    detail: PhotoDetail | None = None
    is_list_seen: bool = True
    is_queue: bool = True
    is_album: bool = False
    is_search: bool = False
    has_collection: bool = False
    last_scene: str | None = None
    has_folders: bool = False
    can_undo: bool = False
    can_redo: bool = False
    is_large: bool = False
    is_slideshow: bool = False
    is_sheet_seen: bool = False
    sheet: SheetKind | None = None
    can_go_back: bool = False

    @property
    def photo(self) -> PhotoDetail | None:
        """The current photo, when it is seen."""
        return self.detail if self.is_list_seen else None

    @property
    def readable(self) -> PhotoDetail | None:
        """The current photo, when it is seen and its file could be read."""
        photo = self.photo
        return None if photo is None or photo.row.status is Status.FAILED else photo

    def is_at(self, place: KeyPlace) -> bool:
        """Tell whether keys of this place hold now."""
        held = {
            KeyPlace.LISTS: self.is_list_seen,
            KeyPlace.LARGE: self.is_large,
            KeyPlace.SHEETS: self.is_sheet_seen,
            KeyPlace.QUEUES: self.is_list_seen and self.is_queue,
            KeyPlace.BROWSING: self.is_list_seen and not self.is_queue,
        }
        return held.get(place, True)


def always(_now: Situation) -> bool:
    """Make sense at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Command(Generic[Rooms]):
    """One row of the table.

    Attributes
    ----------
    id : str
    text : str
        In English, marked for translation; ``{n}`` stands for ``number``.
    menu : Menu
        Where it is listed.
    section : int
        A line is drawn in the menu where this changes; 0 keeps it out of the menu bar.
    run : callable
        Does it; given the parts of the window.
    toggle : callable, optional
        Told the new state of a checkable command.
    keys : tuple of str
        Default keys.
    icon : str, optional
    when : callable
        Whether it makes sense now.
    is_checkable, is_checked : bool
    bar : int
        Its place in the tool bar; another ten is another group, 0 is not there.
    short : str
        A shorter text for the tool bar.
    number : int, optional
    place : KeyPlace
        Where it can be run.
    key_place : KeyPlace, optional
        Where its keys hold, if in a part of that alone.
    stands_for : str
        The row has no action: its keys are those of this command in other lists.
    """

    id: str
    text: str
    menu: Menu
    section: int
    run: Callable[[Rooms], object] | None = None
    toggle: Callable[[Rooms, bool], object] | None = None
    keys: tuple[str, ...] = ()
    icon: str | None = None
    when: Callable[[Situation], bool] = always
    is_checkable: bool = False
    is_checked: bool = False
    bar: int = 0
    short: str = ""
    number: int | None = None
    place: KeyPlace = KeyPlace.ANYWHERE
    key_place: KeyPlace | None = None
    stands_for: str = ""

    @property
    def held_at(self) -> KeyPlace:
        """Where its keys hold."""
        return self.key_place or self.place


def clash(first: Command[Any], second: Command[Any]) -> bool:
    """Tell whether one key for both would mean two things."""
    places = {first.held_at, second.held_at}
    apart = KeyPlace.SHEETS in places or places == {KeyPlace.QUEUES, KeyPlace.BROWSING}
    return KeyPlace.ANYWHERE in places or len(places) == 1 or not apart


def group_title(menu: Menu) -> str:
    """Name a group of commands in the language in force."""
    return QCoreApplication.translate(CONTEXT, _GROUPS[menu])


def command_text(command: Command[Any]) -> str:
    """Name a command in the language in force."""
    text = QCoreApplication.translate(CONTEXT, command.text)
    return text if command.number is None else text.format(n=command.number)


class WindowActions(QObject):
    """All actions by id. They belong to the window, so keys work wherever the focus is.

    Attributes
    ----------
    commands : tuple of Command
        The rows that they were made from, in the order of the table.
    rows : tuple of Command
        The same, and the rows that give keys to another one of them.

    Signals
    -------
    keys_changed : ()
        Keys mean something else in the kind of list that is shown now.
    """

    keys_changed = Signal()

    def __init__(
        self, window: QWidget, settings: Settings, commands: Sequence[Command[Any]]
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self._now = Situation()
        self.rows = tuple(commands)
        self.commands = tuple(row for row in commands if not row.stands_for)
        self._actions: dict[str, QAction] = {}
        for command in self.commands:
            action = QAction(self)
            action.setObjectName(command.id)
            action.setCheckable(command.is_checkable)
            action.setChecked(command.is_checked)
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

    def connect_to(self, rooms: object) -> None:
        """Let each action do what its row says, with these parts of the window."""
        for command in self.commands:
            action = self._actions[command.id]
            if command.run is not None:
                action.triggered.connect(_runner(command.run, rooms))
            if command.toggle is not None:
                action.toggled.connect(_toggler(command.toggle, rooms))

    def enable(self, now: Situation) -> None:
        """Enable what makes sense, and let keys mean what they mean here."""
        is_elsewhere = now.is_queue != self._now.is_queue
        self._now = now
        if is_elsewhere:
            self.load_keys()
            self.keys_changed.emit()
        for command in self.commands:
            action = self._actions[command.id]
            action.setEnabled(now.is_at(command.place) and command.when(now))

    def keys_of(self, command: Command[Any]) -> list[str]:
        """Return the keys of the settings, else the defaults."""
        chosen = (self._settings.get("keys") or {}).get(command.id)
        return list(command.keys if chosen is None else chosen)

    def load_keys(self) -> None:
        """Give every action its keys: those that hold in the kind of list that is shown."""
        keys: dict[str, list[str]] = {command.id: [] for command in self.commands}
        for row in self.rows:
            if self._holds(row.held_at):
                keys[row.stands_for or row.id] += self.keys_of(row)
        for name, action in self._actions.items():
            wanted = [QKeySequence(key) for key in keys[name]]
            if action.shortcuts() != wanted:
                action.setShortcuts(wanted)

    def _holds(self, place: KeyPlace) -> bool:
        # Elsewhere than in lists, too: what is out of sight is disabled.
        if place in (KeyPlace.QUEUES, KeyPlace.BROWSING):
            return self._now.is_queue == (place is KeyPlace.QUEUES)
        return True

    def set_keys(self, command: Command[Any], keys: Sequence[str]) -> None:
        """Give a command other keys from now on."""
        chosen = dict(self._settings.get("keys") or {})
        if tuple(keys) == command.keys:
            chosen.pop(command.id, None)
        else:
            chosen[command.id] = list(keys)
        self._settings.set("keys", chosen)
        self.load_keys()

    def undo_keys(self) -> str:
        """Return the key that takes something back, as it is written."""
        return native_key(self._actions["undo"])

    def reset_keys(self) -> None:
        """Give every command its default keys again."""
        self._settings.set("keys", {})
        self.load_keys()

    def retranslate(self) -> None:
        """Name the actions in the language in force."""
        for command in self.commands:
            text = command_text(command)
            action = self._actions[command.id]
            action.setText(text)
            short = QCoreApplication.translate(CONTEXT, command.short) if command.short else text
            action.setIconText(short.rstrip("…"))


def native_key(action: QAction) -> str:
    """Return the key that an action has now, as it is written; empty where it has none."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _runner(run: Callable[[Any], object], rooms: object) -> Callable[[bool], None]:
    """Wrap what a command does, so that the state of a checkable action is not handed to it."""

    def call(_checked: bool = False) -> None:
        run(rooms)

    return call


def _toggler(toggle: Callable[[Any, bool], object], rooms: object) -> Callable[[bool], None]:
    def call(checked: bool) -> None:
        toggle(rooms, checked)

    return call
