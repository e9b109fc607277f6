"""Names in the window are text: no picture is loaded, no letter is a key, nothing is bold."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QMessageBox,
    QWidget,
)

from app.core.errors import KnownError
from app.jobs.context import JobContext
from app.jobs.runner import run_now
from app.jobs.scenes import add_scene
from app.ui.i18n import Language
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.shell.main_window import MainWindow
from app.ui.shell.menus import PhotoMenu
from app.ui.shell.opening import Opening
from app.ui.shell.start_error import show_start_error
from app.ui.theme import Theme
from app.ui.widgets.plain_text import plain_action, plain_tip
from tests.ui.demo_library import demo_context

BOLD = "<b>x</b> & <img src='y'>"
FILE = "<b>x<b> & z.jpg"


@pytest.fixture
def named(tmp_path: Path) -> Iterator[JobContext]:
    """A library whose folder, photos and scene have names that look like HTML."""
    folder = tmp_path / "<u>f<u> & g" / "forest"
    folder.mkdir(parents=True)
    for at in range(6):
        image = QImage(64, 48, QImage.Format.Format_RGB32)
        image.fill(0x0A3F17 * (at + 1) & 0xFFFFFF)
        image.save(str(folder / f"{at}{FILE}"))
    with demo_context(tmp_path, folder.parent) as context:
        run_now(add_scene(context, BOLD, [1, 2, 3]))
        yield context


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Yield (where, text) of every text in a widget that Qt would take for HTML."""
    for part in (widget, *widget.findChildren(QWidget)):
        yield f"tip of {part!r}", part.toolTip()
        if isinstance(part, QLabel) and part.textFormat() != Qt.TextFormat.PlainText:
            yield f"{part!r}", part.text()
        if isinstance(part, QAbstractItemView) and part.model() is not None:
            for index in _indexes(part.model()):
                yield f"tip in {part!r}", str(index.data(Qt.ItemDataRole.ToolTipRole) or "")


def _indexes(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    parent = parent or QModelIndex()
    for row in range(model.rowCount(parent)):
        yield model.index(row, 0, parent)
        if not isinstance(model, QAbstractListModel):
            yield from _indexes(model, model.index(row, 0, parent))


def _assert_plain(widget: QWidget) -> set[str]:
    """Assert that no name is HTML or a key; return the texts of tips that are escaped names."""
    found = set()
    for where, text in _texts(widget):
        assert "<b>" not in text, where
        assert "<u>" not in text, where
        assert "<img" not in text, where
        if "&lt;" in text:
            found.add(text)
    for button in widget.findChildren(QAbstractButton):
        # Painted by ourselves or not: what a style would paint has no key in it.
        assert "</b> & <" not in button.text()
    return found


def test_every_part_of_the_window_shows_names_as_text(
    open_window: Callable[[JobContext], MainWindow],
    named: JobContext,
    qapp: QApplication,
    theme: Theme,
    language: Language,
) -> None:
    parts = open_window(named).parts
    found: set[str] = set()
    for mode in ("grid", "filmstrip", "loupe", "grid"):
        parts.browser.set_mode(mode)
        qapp.processEvents()
        found |= _assert_plain(parts.frame)
    parts.scenes.show()
    qapp.processEvents()
    found |= _assert_plain(parts.frame)
    parts.dialogs.show_history()
    found |= {text for shown in qapp.topLevelWidgets() for text in _assert_plain(shown)}
    parts.dialogs.retranslate()
    settings = SettingsDialog(parts.session, theme, language, parts.actions, parts.frame)
    found |= _assert_plain(settings)
    settings.deleteLater()
    assert len(found) > 8


def test_no_letter_of_a_scene_is_a_key_in_the_menu(
    open_window: Callable[[JobContext], MainWindow], named: JobContext
) -> None:
    parts = open_window(named).parts
    made = PhotoMenu(parts.actions, parts.desk, parts.chosen, parts.session.scenes, parts.frame)
    menu = made.make()
    texts = [
        action.text() for part in (menu, *menu.findChildren(QMenu)) for action in part.actions()
    ]
    assert plain_action(BOLD) in texts
    assert BOLD not in texts


def test_the_question_for_a_folder_shows_its_name_as_text(
    open_window: Callable[[JobContext], MainWindow], named: JobContext, tmp_path: Path
) -> None:
    outside = tmp_path / "<i>other<i>" / FILE
    outside.parent.mkdir()
    outside.write_bytes(b"photo")
    parts = open_window(named).parts
    opening = Opening(parts.session, parts.sidebar_model, parts.navigator, parts.frame)
    opening.open([str(outside)])
    box = opening.question
    assert box is not None
    assert "<b>" not in box.text()
    assert "&lt;b&gt;" in box.text()
    assert "<i>" not in box.informativeText()
    box.reject()


def test_an_error_shows_its_name_as_text(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.text()))
    show_start_error(KnownError("library_is_folder", path="/<b>x<b>"), "en")
    assert shown
    assert "<b>" not in shown[0]


def test_plain_text_stays_as_it_is() -> None:
    assert plain_tip("/photos/a & b.jpg") == "/photos/a & b.jpg"
    assert plain_tip("<b>a</b>\nb") == "<p>&lt;b&gt;a&lt;/b&gt;<br>b</p>"


def test_labels_and_questions_are_made_in_one_place(root: Path) -> None:
    """A label of Qt's own takes HTML; `make_label` and `make_question` do not."""
    made: dict[str, set[str]] = {"QMessageBox": set(), "QLabel": set()}
    for path in (root / "app" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                # Labels without a text show a picture or a colour.
                bare = node.func.id == "QLabel" and not node.args
                if node.func.id in made and not bare:
                    made[node.func.id].add(path.relative_to(root / "app" / "ui").as_posix())
    assert made["QMessageBox"] == {"widgets/plain_text.py"}
    assert made["QLabel"] == {"widgets/labels.py"}
