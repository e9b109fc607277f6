"""For people who use no mouse, a screen reader, or large letters: over every page.

Every control has a role and a name, Tab reaches all of them and shows where it is, and with
letters of twice the size no text is cut off.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QWidget,
)

from app.core.duplicates.proposal import propose
from app.core.duplicates.sets import Copy, Sameness
from app.core.imported import Imported
from app.core.settings import Settings
from app.core.world.localities import Locality, LocalityCount
from app.jobs.keywords.plan import GatheredKeywords
from app.jobs.refresh import plan_refresh
from app.jobs.runner import JobRunner, run_now
from app.ui.command import WindowActions
from app.ui.exchange.keywords_dialog import KeywordsDialog
from app.ui.exchange.verified_dialog import VerifiedDialog
from app.ui.export.export_dialog import ExportDialog
from app.ui.export.export_form import Offered
from app.ui.help.about_dialog import AboutDialog, LicencesDialog
from app.ui.help.keys_dialog import KeysDialog
from app.ui.help.manual_window import ManualWindow
from app.ui.help.report_dialog import ReportDialog
from app.ui.help.tour import Tour
from app.ui.i18n import Language
from app.ui.review.history_panel import HistoryPanel
from app.ui.scenes.models_page import ModelsPage
from app.ui.scenes.refresh_dialog import RefreshDialog
from app.ui.scenes.scene_form import MergeForm, SceneForm
from app.ui.scenes.scenes_page import ScenesPage
from app.ui.session import Session, open_session
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.shell.command_table import COMMANDS
from app.ui.shell.main_window import MainWindow
from app.ui.shell.palette import CommandPalette
from app.ui.theme import Theme
from app.ui.widgets.scene_input import SceneInput
from tests.jobs.duplicates.pictures import HereLooker
from tests.ui.demo_library import demo_context

# States of the window; then pages and dialogs without it.
WINDOWS = (
    "window", "filters", "loupe", "sheets", "places", "welcome", "empty", "tour", "input",
    "palette", "similar", "duplicates", "full", "compare",
)  # fmt: skip
PAGES = (
    *WINDOWS, "scenes", "range", "history", "models", "edit", "merge", "refresh", "keys", "about",
    "licences", "manual", "report", "settings", "export", "keywords", "verified",
)  # fmt: skip
DIFFERING = {
    "files": 2, "unchanged": 0, "changed": ["/a.jpg"], "missing": [], "unread": [], "added": []
}  # fmt: skip
IN_SMALL_WINDOWS = (
    "window",
    "filters",
    "loupe",
    "compare",
    "sheets",
    "places",
    "similar",
    "duplicates",
)
SETTINGS_PAGES = 6
LARGE = 2.0
LARGE_SIZE = QSize(1440, 900)
SMALL_SIZE = QSize(1024, 700)
SLACK_PX = 3
Open = Callable[[str], QWidget]


@pytest.fixture(scope="module")
def runner() -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    made.close()


@pytest.fixture(scope="module")
def session(
    qapp: QApplication, prepared: Path, runner: JobRunner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """One library for all pages: none of them changes it."""
    copy = tmp_path_factory.mktemp("pages") / "copy"
    shutil.copytree(prepared, copy, ignore=shutil.ignore_patterns("photos"))
    with demo_context(copy, None) as context:
        context.viewers = HereLooker
        made = open_session(context, runner, Settings(), "en")
        # Its two threads live as long as it does: they are there before the first page.
        together = threading.Barrier(3)
        for number in range(2):
            made.background.ask(f"begin {number}", together.wait)
        qapp.processEvents()  # they are asked in its next turn
        together.wait()
        yield made
        made.close()
        made.bridge.deleteLater()
        qapp.processEvents()


@pytest.fixture
def open_page(
    session: Session, runner: JobRunner, theme: Theme, language: Language, qapp: QApplication
) -> Iterator[Open]:
    opened: list[QWidget] = []

    def make(name: str) -> QWidget:
        if name in WINDOWS:
            page = MainWindow(Settings(), theme, language).open(session.context, runner)
        elif name in ("scenes", "range"):
            page = ScenesPage(session)
            page.tabs.setCurrentIndex(int(name == "range"))
        else:
            page = _dialog(name, session, theme, language)
        opened.append(page)
        if isinstance(page, MainWindow):
            _prepare(name, page)
        page.resize(1280, 800)
        page.show()
        page.activateWindow()
        QTest.qWaitForWindowActive(page)
        qapp.processEvents()
        return page

    yield make
    for page in opened:
        for over in (*page.findChildren(SceneInput), *page.findChildren(CommandPalette)):
            over.hide()
        if isinstance(page, ScenesPage):
            page.stop()
        page.close()
        page.deleteLater()
    session.scenes.set_language("en")
    qapp.processEvents()


def _keywords(session: Session) -> GatheredKeywords:
    gathered = GatheredKeywords(session.reader.scenes.names(), {})
    for photo, said in ((1, Imported(("Kitchen",), ("Places|Beach",))), (2, Imported(("Rex",)))):
        gathered.add(photo, said, (None, ()))
    return gathered


def _dialog(name: str, session: Session, theme: Theme, language: Language) -> QDialog:
    row = session.scenes.get("kitchen")
    assert row is not None
    return {
        "history": lambda: HistoryPanel(session),
        "refresh": lambda: _refresh(session),
        "keys": lambda: _with_actions(session, KeysDialog),
        "about": lambda: AboutDialog(session.context),
        "licences": LicencesDialog,
        "manual": ManualWindow,
        "report": lambda: ReportDialog(session),
        "keywords": lambda: KeywordsDialog(
            _keywords(session), session.reader, session.scenes, session.thumbnails
        ),
        "verified": lambda: VerifiedDialog(DIFFERING),
        "export": lambda: ExportDialog(session, Offered([1, 2])),
        "models": lambda: ModelsPage(session),
        "edit": lambda: SceneForm(session.scenes, row),
        "merge": lambda: MergeForm(session.scenes, row, 3),
        "settings": lambda: _with_actions(
            session, lambda a: SettingsDialog(session, theme, language, a)
        ),
    }[name]()


def _with_actions(session: Session, make: Callable[[WindowActions], QDialog]) -> QDialog:
    holder = QWidget()
    dialog = make(WindowActions(holder, session.settings, COMMANDS))
    holder.setParent(dialog)
    return dialog


def _refresh(session: Session) -> QDialog:
    plan = run_now(plan_refresh(session.context))
    return RefreshDialog(plan, session.reader, session.scenes, session.thumbnails)


def _show_places(window: MainWindow) -> None:
    """Show the map with one town on it."""
    window.parts.actions["places"].trigger()
    page = window.parts.places.page
    assert page is not None
    town = Locality(1, "Qingdao", "青岛", "CN", "China", "中国")
    place = LocalityCount(town, 1, (36.0, 120.0, 36.0, 120.0))
    spots = np.array([1]), np.array([[36.0, 120.0]])
    page._on_answered("places", (spots, [place]))


def _prepare(name: str, window: MainWindow) -> None:
    """Bring a window into one of its states."""
    if name == "filters":
        window.parts.actions["filters"].setChecked(True)
        window.parts.errors.show(
            "The folder /media/disk/photos may not be read: "
            "give yourself the permission to read it."
        )
        window.parts.browser.banner.show_labels(12, 10)
    elif name == "loupe":
        window.parts.browser.set_mode("filmstrip")
    elif name in _SHOWN:
        _SHOWN[name](window)
    elif name == "welcome":
        window.parts.sidebar_model.folders = []
        window.parts.browser.set_folders([])
        window.parts.panels.show()
    elif name == "empty":
        window.parts.toolbar.text.setText("no such name")
        # The list goes a moment after the last key: not in the middle of what is asked of it.
        for _ in range(200):
            if not len(window.parts.photos.ids):
                break
            QTest.qWait(10)
    elif name == "tour":
        QTimer.singleShot(0, window, window.parts.tour.start)
    elif name in ("input", "palette"):
        action = window.parts.actions["type_scene" if name == "input" else name]
        QTimer.singleShot(0, window, action.trigger)


def _show_a_sheet(window: MainWindow) -> None:
    window.show()  # sheets are laid out for the room that there is
    window.parts.sheets.show()
    for _ in range(200):
        if window.parts.sheets.desk.sheet is not None:
            break
        QTest.qWait(100)


def _show_duplicates(window: MainWindow) -> None:
    page = window.parts.duplicates.show()
    for _ in range(200):
        if page.again.isEnabled():
            break
        QTest.qWait(100)
    rows = window.parts.session.reader.photos.rows(window.parts.photos.ids[:3].tolist())
    copies = [
        Copy(row.id, row.path, row.content_hash or "", 4000, 3000, 10**6, "JPEG", label="kitchen")
        for row in rows
    ]
    page.show_found([propose(Sameness.SAME, copies)], 0)


def _show_similar(window: MainWindow) -> None:
    window.parts.navigator.show_like(window.parts.photos.ids[:3].tolist())


def _show_full(window: MainWindow) -> None:
    window.parts.browser.set_mode("full")
    window.parts.look.bar._going.stop()


def _compare(window: MainWindow) -> None:
    if not window.parts.look.compare.desk.is_on:
        window.parts.look.compare.toggle()


_SHOWN: dict[str, Callable[[MainWindow], None]] = {
    "sheets": _show_a_sheet,
    "places": _show_places,
    "similar": _show_similar,
    "duplicates": _show_duplicates,
    "full": _show_full,
    "compare": _compare,
}


def views(page: QWidget) -> Iterator[QWidget]:
    """Give the page, each page of settings in turn; what lies over a window instead of it."""
    if isinstance(page, MainWindow):
        over: list[QWidget] = [page.parts.scene_input]
        over = [*over, *page.findChildren(CommandPalette), *page.findChildren(Tour)]
        yield next((widget for widget in over if widget.isVisible()), page)
    elif isinstance(page, SettingsDialog):
        for row in range(SETTINGS_PAGES):
            page.list.setCurrentRow(row)
            QApplication.processEvents()
            yield page
    else:
        yield page


def controls(page: QWidget) -> list[QWidget]:
    """Return what Tab may reach, less the inner parts of Qt's own controls."""
    inner = (QScrollBar, QHeaderView, QScrollArea)
    found = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, inner)
        and widget.focusProxy() is None
        and not isinstance(widget.parent(), (QAbstractSpinBox, QKeySequenceEdit, QComboBox))
    ]
    assert found, "a page without a control"
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_used_without_a_mouse(open_page: Open, name: str) -> None:
    """Opened once for all that is asked of it."""
    nameless, missed, unseen = [], [], []
    for page in views(open_page(name)):
        nameless += _nameless(page)
        missed += _out_of_reach(page)
        unseen += _unseen_focus(page)
    assert (nameless, missed, unseen) == ([], [], [])


def _nameless(page: QWidget) -> list[str]:
    """Return the controls without a role or a name."""
    found = []
    for widget in controls(page):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface is not None, widget
        role = interface.role()
        if role == QAccessible.Role.NoRole or not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()} {role}")
    return found


def _out_of_reach(page: QWidget) -> list[str]:
    """Return the controls that Tab does not come to."""
    wanted = {w for w in controls(page) if not _one_of_many(w)}
    reached: set[QWidget] = set()
    for _ in range(4 * len(wanted) + 20):
        focus = QApplication.focusWidget() or page
        reached.add(focus)
        parent = focus.parentWidget()
        if parent is not None:
            reached.add(parent)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return [f"{type(w).__name__} {w.accessibleName()}" for w in wanted - reached]


def _one_of_many(widget: QWidget) -> bool:
    """Say whether arrows, not Tab, reach it: one button of a group where one is chosen."""
    return (
        isinstance(widget, QAbstractButton)
        and widget.group() is not None
        and widget.group().exclusive()
    )


def _unseen_focus(page: QWidget) -> list[str]:
    """Return the kinds of controls that look the same with the focus as without."""
    unseen = []
    kinds: dict[type, QWidget] = {}
    for widget in controls(page):
        kinds.setdefault(type(widget), widget)
    for kind, widget in kinds.items():
        if issubclass(kind, QTabBar):
            continue
        focus = QApplication.focusWidget()
        if focus is not None:
            focus.clearFocus()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if widget.hasFocus() and widget.grab().toImage() == before:
            unseen.append(kind.__name__)
        widget.clearFocus()
    return unseen


@pytest.fixture
def large_letters(qapp: QApplication) -> Iterator[None]:
    before = qapp.font()
    font = QFont(before)
    font.setPointSizeF(before.pointSizeF() * LARGE)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("large_letters")
def test_large_letters_are_not_cut(
    open_page: Open, name: str, code: str, language: Language, session: Session
) -> None:
    language.set_language(code)
    session.scenes.set_language(code)
    top = open_page(name)
    top.resize(LARGE_SIZE)
    QApplication.processEvents()
    cut = []
    for page in views(top):
        QApplication.processEvents()
        cut += _all_cut(page)
    if name in IN_SMALL_WINDOWS and isinstance(top, MainWindow):
        if name == "filters":  # what comes up in a small window has not made it larger before
            top.parts.browser.errors.hide()
        top.resize(SMALL_SIZE)
        QApplication.processEvents()
        _prepare(name, top)
        QApplication.processEvents()
        assert top.size() == SMALL_SIZE
        cut += _all_cut(top)
    assert cut == []


def _all_cut(page: QWidget) -> list[str]:
    return [what for widget in page.findChildren(QWidget) if (what := _cut(widget))]


def _sticks_out(widget: QWidget) -> bool:
    """Say whether what it lies in is too low for it, and does not scroll."""
    inner, outer = widget, widget.parentWidget()
    top, bottom = 0, widget.height()
    while outer is not None and not inner.isWindow():
        if isinstance(outer.parentWidget(), QAbstractScrollArea):
            return False
        top, bottom = top + inner.y(), bottom + inner.y()
        if top < -SLACK_PX or bottom > outer.height() + SLACK_PX:
            return True
        inner, outer = outer, outer.parentWidget()
    return False


def _cut(widget: QWidget) -> str:
    """Return what is cut off, empty when nothing is."""
    if isinstance(widget, (QLabel, QAbstractButton, QComboBox)) and widget.isVisible():
        seen = widget.visibleRegion().boundingRect()
        if _sticks_out(widget) or 0 < seen.width() < widget.width() - SLACK_PX:
            return f"{type(widget).__name__} {getattr(widget, 'text', str)()!r} is not seen whole"
    if not widget.isVisible() or not isinstance(
        widget, (QLabel, QAbstractButton, QComboBox, QCheckBox, QAbstractSpinBox)
    ):
        return ""
    if isinstance(widget, QAbstractButton) and not widget.text():
        return ""
    wanted = widget.sizeHint()
    name = f"{type(widget).__name__} {getattr(widget, 'text', str)()!r}"
    if isinstance(widget, QLabel) and widget.wordWrap():
        height = widget.heightForWidth(widget.width())
        return (
            f"{name}: {widget.height()} < {height}" if widget.height() < height - SLACK_PX else ""
        )
    if isinstance(widget, (QComboBox,)):
        wanted.setWidth(min(wanted.width(), widget.width()))
    if isinstance(widget.parent(), (QLineEdit, QAbstractScrollArea)):
        return ""
    short = widget.width() < wanted.width() - SLACK_PX
    low = widget.height() < wanted.height() - SLACK_PX
    return f"{name}: {widget.size()} < {wanted}" if short or low else ""
