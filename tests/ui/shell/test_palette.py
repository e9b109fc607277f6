"""The command palette finds any command by its words and runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.settings import Settings
from app.jobs.context import JobContext
from app.ui.command import Command, Menu, Situation, WindowActions
from app.ui.i18n import Language
from app.ui.shell.command_table import COMMANDS
from app.ui.shell.main_window import MainWindow
from app.ui.shell.palette import CommandPalette
from app.ui.shell.palette_search import TextFit, fit


@pytest.mark.parametrize(
    ("words", "text", "kind"),
    [
        ("undo", "Undo", TextFit.BEGINNING),
        ("", "Undo", TextFit.BEGINNING),
        ("ref sc", "Refresh scenes", TextFit.WORDS),
        ("sc ref", "Refresh scenes", TextFit.WORDS),
        ("fresh", "Refresh scenes", TextFit.INSIDE),
        ("rfsh", "Refresh scenes", TextFit.LETTERS),
        ("alikes", "Select look-alikes", TextFit.WORDS),
        ("场景", "刷新场景", TextFit.INSIDE),
        ("xyz", "Refresh scenes", None),
        ("hsrf", "Refresh", None),
    ],
)
def test_words_fit_a_text(words: str, text: str, kind: TextFit | None) -> None:
    assert fit(words, [text]) is kind
    assert fit(words.upper(), ["?", text]) is kind


@pytest.fixture
def frame(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    return made


@pytest.fixture
def actions(frame: QWidget) -> WindowActions:
    made = WindowActions(frame, Settings(), COMMANDS)
    made.enable(Situation(has_folders=True))
    return made


@pytest.fixture
def palette(actions: WindowActions, frame: QWidget, qapp: QApplication) -> Iterator[CommandPalette]:
    made = CommandPalette(actions, frame)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    made.open()
    yield made
    made.close()


def listed(palette: CommandPalette) -> list[str]:
    return [
        palette.list.topLevelItem(row).text(0) for row in range(palette.list.topLevelItemCount())
    ]


def test_every_command_is_there_but_the_palette_itself(
    palette: CommandPalette, actions: WindowActions
) -> None:
    # A row that is another row's in another place, with other keys, is one command with it.
    assert len(listed(palette)) == len(actions.commands) - 1
    assert len(actions.commands) > 100
    assert "Find a command" not in listed(palette)


def test_the_best_fit_comes_first_and_is_marked(palette: CommandPalette) -> None:
    palette.edit.setText("sce")
    assert listed(palette)[:2] == ["Scenes page", "Refresh scenes"]
    assert palette.list.currentItem().text(0) == "Scenes page"
    palette.edit.setText("scen refr")
    assert listed(palette) == ["Refresh scenes"]
    assert palette.list.currentItem().text(2) == "Ctrl+R"
    palette.edit.setText("no such command")
    assert listed(palette) == []


def test_the_marked_icon_is_as_dark_as_the_others(palette: CommandPalette) -> None:
    icon = palette.list.topLevelItem(0).icon(0)
    size = palette.list.iconSize()
    assert icon.pixmap(size, QIcon.Mode.Selected).toImage() == icon.pixmap(size).toImage()
    assert not icon.pixmap(size).isNull()


def test_enter_runs_what_is_marked(
    palette: CommandPalette, actions: WindowActions, qtbot: QtBot
) -> None:
    ran: list[str] = []
    actions["history"].triggered.connect(lambda: ran.append("history"))
    palette.edit.setText("hist")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert ran == ["history"]
    assert not palette.isVisible()


def test_what_makes_no_sense_now_is_grey_and_does_not_run(
    palette: CommandPalette, actions: WindowActions, qtbot: QtBot
) -> None:
    ran: list[str] = []
    actions["undo"].triggered.connect(lambda: ran.append("undo"))
    palette.edit.setText("undo")
    item = palette.list.topLevelItem(0)
    assert item.text(0) == "Undo"
    assert item.isDisabled()
    assert palette.list.currentItem() is not item
    spoken = item.data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Undo, Ctrl+Z, makes no sense now"
    palette._run(item)
    assert ran == []
    assert palette.isVisible()


def test_arrows_pass_over_what_cannot_be_run(palette: CommandPalette, qtbot: QtBot) -> None:
    palette.edit.setText("re")
    seen = []
    for _ in range(palette.list.topLevelItemCount()):
        seen.append(palette.list.currentItem())
        qtbot.keyClick(palette.edit, Qt.Key.Key_Down)
    assert len(set(map(id, seen))) > 2
    assert not any(item.isDisabled() for item in seen)
    qtbot.keyClick(palette.edit, Qt.Key.Key_Up)
    assert palette.list.currentItem() is not seen[-1]


def test_commands_are_found_in_chinese_and_in_english(
    actions: WindowActions, frame: QWidget, language: Language, qtbot: QtBot
) -> None:
    language.set_language("zh_CN")
    actions.retranslate()
    palette = CommandPalette(actions, frame)
    qtbot.addWidget(palette)
    palette.edit.setText("history")
    assert listed(palette) == ["历史记录"]
    palette.edit.setText("历史")
    assert listed(palette) == ["历史记录"]
    assert palette.edit.accessibleName() == "查找命令"


@pytest.mark.parametrize("key", [Qt.Key.Key_K, Qt.Key.Key_P])
def test_keys_open_it_and_the_command_runs_in_the_window(
    open_window: Callable[[JobContext], MainWindow],
    context: JobContext,
    key: Qt.Key,
    qtbot: QtBot,
) -> None:
    window = open_window(context)
    modifiers = Qt.KeyboardModifier.ControlModifier
    if key is Qt.Key.Key_P:
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    window.activateWindow()
    qtbot.keyClick(window, key, modifiers)
    palette = window.findChild(CommandPalette)
    assert palette.isVisible()
    palette.edit.setText("filmstrip")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.parts.browser.mode == "filmstrip"
    qtbot.waitUntil(lambda: window.findChild(CommandPalette) is None)


def test_a_new_command_is_one_row(frame: QWidget, qtbot: QtBot) -> None:
    """Menu, keys and palette follow from the row alone."""
    rooms = SimpleNamespace(said=[])
    row: Command[SimpleNamespace] = Command(
        "hello", "Say hello…", Menu.HELP, 1, lambda r: r.said.append("hello"), keys=("Ctrl+J",)
    )
    actions = WindowActions(frame, Settings(), [row])
    actions.connect_to(rooms)
    palette = CommandPalette(actions, frame)
    qtbot.addWidget(palette)
    palette.edit.setText("hello")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert rooms.said == ["hello"]
    assert actions["hello"].shortcut().toString() == "Ctrl+J"
