"""The page of sheets: its words, its keys, what is enlarged, and that it stays where it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.settings import Settings
from app.core.sheets import Sheet, SheetKind, SheetState
from app.ui.command import WindowActions
from app.ui.i18n import Language
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.review.sheets.sheet_desk import SheetDesk
from app.ui.review.sheets.sheet_loupe import place_beside
from app.ui.review.sheets.sheet_page import SheetPage
from app.ui.review.sheets.sheet_pictures import SheetPictures
from app.ui.review.sheets.sheet_queue import SheetQueue
from app.ui.review.sheets.sheet_wording import SheetTexts
from app.ui.session import Session
from app.ui.theme import Theme
from tests.ui.fakes import FakeReader, make_row
from tests.ui.review.sheets.test_sheet_desk import SheetCommands
from tests.ui.sheet_fakes import FakePlan, ToldBackground, make_sheet

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
Make = Callable[..., SheetPage]


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader([make_row(n) for n in range(1, 101)])


@pytest.fixture
def make_page(
    reader: FakeReader,
    scenes: SceneBook,
    thumbnails: ThumbnailLoader,
    actions: WindowActions,
    language: Language,
) -> Iterator[Make]:
    """Make the page over some sheets; questions are answered at once."""
    made: list[SheetPage] = []

    def make(*sheets: Sheet, size: tuple[int, int] = (1000, 640)) -> SheetPage:
        background, commands, settings = ToldBackground(), SheetCommands(), Settings()
        nothing = SimpleNamespace(reader=reader)
        session = Session(
            nothing, reader, nothing, None, scenes, thumbnails, None, settings, background
        )  # type: ignore[arg-type]
        queue = SheetQueue(reader, background, lambda size: FakePlan(tuple(sheets)))  # type: ignore[arg-type]
        desk = SheetDesk(reader, commands, queue)  # type: ignore[arg-type]
        page = SheetPage(session, actions, desk)
        page.resize(*size)
        page.show()
        QApplication.processEvents()
        background.answer_all()
        QApplication.processEvents()
        page.activateWindow()
        page.focus_photos()
        made.append(page)
        return page

    yield make
    for page in made:
        page.input.hide()
        page.close()
        page.deleteLater()


@pytest.fixture
def page(make_page: Make) -> SheetPage:
    return make_page(make_sheet(range(1, 13)), make_sheet([20, 21], "forest"))


def test_it_asks_in_one_sentence(page: SheetPage) -> None:
    assert page.head.title.text() == "Beach?"
    assert page.head.task.text() == "12 photos. Mark those that are not, then Enter"
    assert page.wall.accessibleName() == "Beach? 12 photos. Mark those that are not, then Enter"
    assert page.foot.answer.label() == "Yes to all 12"


def test_the_button_counts_what_it_would_say(page: SheetPage) -> None:
    QTest.mouseClick(page.wall.viewport(), LEFT, NONE, page.wall.rect_of(3).center())
    assert page.foot.answer.label() == "Yes to 11, no to 1"
    page._desk.turn()
    assert page.foot.answer.label() == "No to all 12"
    assert page.head.task.text() == "12 photos. Mark those that are, then Enter"
    assert page.foot.turn.label() == "Mark what is not"


def test_the_task_stands_out_where_a_mark_says_yes(theme: Theme, page: SheetPage) -> None:
    def ground() -> str:
        QApplication.processEvents()
        return page.head.task.grab().toImage().pixelColor(3, page.head.task.height() // 2).name()

    plain = ground()
    page._desk.turn()
    assert ground() != plain
    page._desk.turn()
    assert ground() == plain


def test_a_clean_album_is_not_told_of_zero_wrong_photos(page: SheetPage) -> None:
    said = SheetTexts(page).stands(SheetState(tagged=7, wrong=0.3, untagged=2))
    assert said == "Of 7 tagged photos hardly any is wrong; 2 photos have no tag."


def test_it_says_where_the_review_stands(page: SheetPage) -> None:
    assert page.foot.left.text() == "2 sheets left"
    assert page.foot.stands.text() == "Of 12 tagged photos about 1 is wrong; 30 photos have no tag."
    page._desk.photos.mark([0], marked=True)
    page._desk.answer()
    page._desk.queue._background.answer_all()
    assert page.foot.left.text() == "2 sheets left"
    said = "11 more photos settled. 1 comes back on another sheet. Of 12"
    assert page.foot.stands.text().startswith(said)


def test_what_is_told_below_never_moves_the_wall(make_page: Make) -> None:
    page = make_page(make_sheet(range(1, 13)), make_sheet([20, 21]), size=(560, 640))
    before = page.wall.geometry()
    page.foot.show_state(SheetState(5, 50, 1234, 12.0, 99, 48, 3))
    QApplication.processEvents()
    grown = page.wall.geometry()
    page.foot.show_state(SheetState(5, 50, 4, 1.0, 0))
    QApplication.processEvents()
    assert page.wall.geometry() == grown
    assert grown.width() == before.width()


def test_photos_that_had_a_tag_are_not_said_to_be_settled_once_more(language: Language) -> None:
    texts = SheetTexts()
    said = {
        (0, 0, 0): "",
        (3, 0, 0): "3 more photos settled.",
        (0, 22, 2): "22 that had a tag have your word now. 2 come back on another sheet.",
        (3, 1, 0): "3 more photos settled. 1 that had a tag has your word now.",
        (0, 0, 2): "0 more photos settled. 2 come back on another sheet.",
    }
    for (released, confirmed, returned), expected in said.items():
        state = SheetState(released=released, confirmed=confirmed, returned=returned)
        assert texts.released(state) == expected
    language.set_language("zh_CN")
    assert texts.released(SheetState(confirmed=5)) == "5 张已有标签的照片现在有了您的答复。"


@pytest.mark.parametrize("kind", list(SheetKind))
@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_every_kind_is_asked_in_both_languages(
    kind: SheetKind, code: str, scenes: SceneBook, language: Language
) -> None:
    language.set_language(code)
    scenes.set_language(code)
    heap = kind is SheetKind.HEAP
    sheet = make_sheet([1, 2, 3], None if heap else "kitchen", kind)
    texts = SheetTexts()
    for turned in (False, True):
        said = texts.title(sheet, scenes) + texts.task(sheet, "Enter", turned=turned)
        assert "Enter" in said
        assert "{" not in said
        assert "3" in said
        assert ("Mark" in said) == (code == "en")
    expected = {
        (SheetKind.PROPOSED, "en"): "Kitchen?",
        (SheetKind.REFINE, "en"): "Indoors: Kitchen?",
        (SheetKind.REFINE, "zh_CN"): "室内：厨房？",
        (SheetKind.HEAP, "en"): "3 photos look like one thing: name it",
        (SheetKind.HEAP, "zh_CN"): "3 张照片看起来是同一类：请命名",
    }
    title = texts.title(sheet, scenes)
    assert title == expected.get((kind, code), title)
    noted = {SheetKind.COARSE, SheetKind.REFINE, SheetKind.SECOND}
    assert bool(texts.note(sheet)) == (kind in noted)
    assert texts.note(sheet).isascii() == (code == "en" or kind not in noted)


def test_a_heap_is_named_with_the_scene_input(make_page: Make) -> None:
    page = make_page(make_sheet([1, 2, 3], None, SheetKind.HEAP), make_sheet([4, 5]))
    assert page.foot.none.isVisible()
    page._desk.answer()
    assert page.input.isVisible()
    QTest.keyClicks(page.input.edit, "forest")
    QTest.keyClick(page.input.edit, Qt.Key.Key_Return)
    assert page._desk._commands.answers[0].named == "forest"
    assert not page.foot.none.isVisible()


def test_nothing_left_says_so(make_page: Make) -> None:
    page = make_page()
    assert page.message.isVisible()
    assert page.message.text().startswith("No sheet is left")


def test_a_photo_is_enlarged_beside_its_tile_and_follows_the_arrows(page: SheetPage) -> None:
    page.enlarge()
    assert page.loupe.isVisible()
    assert page.loupe.row is not None
    assert page.loupe.row.id == 1
    assert not page.loupe.geometry().intersects(page.wall.rect_of(0))
    QTest.keyClick(page.wall, Qt.Key.Key_Right)
    assert page.loupe.row.id == 2
    QTest.keyClick(page.wall, Qt.Key.Key_Space)
    assert page.loupe.isVisible(), "one marks while one looks"
    page.enlarge()
    assert not page.loupe.isVisible()


def test_escape_clears_marks_and_then_what_is_enlarged(page: SheetPage) -> None:
    page.enlarge()
    page._desk.photos.mark([1], marked=True)
    QTest.keyClick(page.wall, Qt.Key.Key_Escape)
    assert (page._desk.photos.marked(), page.loupe.isVisible()) == ([], True)
    QTest.keyClick(page.wall, Qt.Key.Key_Escape)
    assert not page.loupe.isVisible()


def test_what_the_pointer_rests_on_is_enlarged_if_wanted(page: SheetPage) -> None:
    page.wall.pointed_at.emit(4)
    assert page._hover.isActive()
    page._hover.timeout.emit()
    assert page.loupe.row is not None
    assert page.loupe.row.id == 5
    page.wall.pointed_at.emit(-1)
    assert not page.loupe.isVisible()
    page._settings.set("sheet_hover", False)
    page.wall.pointed_at.emit(4)
    assert not page._hover.isActive()


def test_another_sheet_is_enlarged_nowhere(page: SheetPage) -> None:
    page.enlarge()
    page._desk.answer()
    assert not page.loupe.isVisible()


@pytest.mark.parametrize("place", [QPoint(0, 0), QPoint(420, 200), QPoint(880, 400)])
@pytest.mark.parametrize("shape", [QSize(4000, 3000), QSize(3000, 4000), QSize(9000, 1000)])
def test_what_is_enlarged_lies_beside_its_tile_and_in_the_wall(place: QPoint, shape: QSize) -> None:
    wall, tile = QRect(0, 0, 1000, 520), QRect(place, QSize(120, 90))
    found = place_beside(tile, wall, shape)
    assert wall.contains(found)
    assert not found.intersects(tile)
    assert found.width() > 1.5 * tile.width()


def test_the_next_sheet_is_whole_before_it_is_shown(
    reader: FakeReader,
    thumbnails: ThumbnailLoader,
    tmp_path: Path,
    qtbot: object,
) -> None:
    """Those on the screen are read first; then those of the next sheet, which are kept."""
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    image.save(str(tmp_path / "one.jpg"))
    names = [f"{n:064x}" for n in range(1, 9)]
    for name in names:
        shutil.copy(tmp_path / "one.jpg", tmp_path / f"{name}.jpg")
    pictures = SheetPictures(thumbnails)
    told: list[str] = []
    pictures.arrived.connect(told.append)
    pictures.show(names[:4], 120)
    pictures.prepare(names[4:])
    qtbot.waitUntil(lambda: pictures.is_ready(names))  # type: ignore[attr-defined]
    assert set(told) == set(names[:4])
    thumbnails.forget()  # as when others need the room
    assert pictures.get(names[7], 120) is not None
    pictures.show(names[4:], 120)
    pictures.prepare([])
    assert pictures.is_ready(names[4:])
    assert not pictures.is_ready(names[:4]), "what nobody will see is let go"


def test_a_photo_without_a_thumbnail_holds_nobody_up(
    thumbnails: ThumbnailLoader, qtbot: object
) -> None:
    pictures = SheetPictures(thumbnails)
    pictures.show(["missing"], 120)
    qtbot.waitUntil(lambda: pictures.is_ready(["missing"]))  # type: ignore[attr-defined]
    assert pictures.get("missing", 120) is None


def test_the_keyboard_is_the_walls(page: SheetPage) -> None:
    page.foot.skip.setFocus()
    page.setFocus()
    assert page.wall.hasFocus()


def test_a_screen_reader_is_told_of_the_next_sheet(page: SheetPage) -> None:
    page._desk.answer()
    assert page.head.accessibleName() == "Forest? 2 photos. Mark those that are not, then Enter"


def test_one_photo_is_asked_about_in_the_singular(make_page: Make) -> None:
    page = make_page(make_sheet([1]))
    assert page.head.task.text() == "1 photo. Mark it if it is not, then Enter"
    assert (page.foot.answer.label(), page.foot.left.text()) == ("Yes to 1", "1 sheet left")


def test_the_coarse_sheet_says_that_any_scene_counts(make_page: Make) -> None:
    page = make_page(replace(make_sheet([1, 2], "indoors", SheetKind.COARSE), level="parent"))
    assert page.head.title.text() == "Indoors?"
    assert page.head.note.text() == "Any scene of it counts; which one can wait."
