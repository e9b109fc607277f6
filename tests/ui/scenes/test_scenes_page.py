"""The scenes page over a real library: what is shown, and what its buttons ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog

from app.core.records import Query
from app.core.types import Change
from app.jobs.audit import CheckCount
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.ui.i18n import Language
from app.ui.scenes import scenes_page as module
from app.ui.scenes.scene_form import MergeForm, SceneForm
from app.ui.scenes.scene_head import precision_text
from app.ui.scenes.scenes_page import ScenesPage
from app.ui.scenes.suggestion_strip import SuggestionStrip
from app.ui.session import Session
from app.ui.widgets.target_bar import TargetBar

Settle = Callable[[], None]


@pytest.fixture
def page(session: Session, settle: Settle, qtbot: object) -> ScenesPage:
    made = ScenesPage(session)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    session.bridge.changed.connect(made.take)
    made.resize(1000, 700)
    made.show()
    made.show_scene("kitchen")
    return made


def accept(monkeypatch: pytest.MonkeyPatch, form: type[QDialog], fill: Callable) -> None:
    """Let a dialog be filled and accepted at once."""

    def run(self: QDialog) -> int:
        fill(self)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(form, "exec", run)


def labelled(session: Session, scene: str, count: int, folder: str | None = None) -> list[int]:
    """Label photos of a scene's folder, or of another one, whatever the gate says of them."""
    rows = session.reader.photos.rows([int(i) for i in session.reader.photos.ids(Query())])
    ids = [row.id for row in rows if Path(row.path).parent.name == (folder or scene)][:count]
    assert len(ids) == count
    run_now(label_photos(session.context, ids, scene))
    session.scenes.reload()
    return ids


def test_every_scene_is_listed_with_its_parent(page: ScenesPage, session: Session) -> None:
    assert set(page.list._items) == {row.id for row in session.scenes.all()}
    parents = {row.id: row.parent for row in session.scenes.all()}
    kitchen = page.list._items["kitchen"]
    assert parents["kitchen"]
    assert kitchen.parent() is page.list._items[parents["kitchen"]]
    page.find_field.setText("kitch")
    assert not kitchen.isHidden()
    assert page.list._items["forest"].isHidden()
    page.find_field.setText("")
    assert not page.list._items["forest"].isHidden()


def test_samples_are_removed_and_added(page: ScenesPage, session: Session, settle: Settle) -> None:
    tester = QAbstractItemModelTester(
        page.wall.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    ids = labelled(session, "kitchen", 5)
    page.show_scene("kitchen")
    page.take(Change(photos=None, scenes=True))
    count = len(session.reader.labels.samples("kitchen"))
    page.wall.select_photos(ids[:2])
    page.wall.change.click()
    settle()
    assert len(session.reader.labels.samples("kitchen")) == count - 2
    page.wall.which.setCurrentIndex(1)
    if len(page.wall.model.ids):
        photo = int(page.wall.model.ids[0])
        page.wall.select_photos([photo])
        page.wall.change.click()
        settle()
        assert photo in session.reader.labels.samples("kitchen")
    tester.deleteLater()


def test_odd_samples_are_marked_in_words_and_selected(page: ScenesPage, session: Session) -> None:
    ids = labelled(session, "kitchen", 4)
    page.show_scene("kitchen")
    page.wall.show_outliers({ids[0]: "forest"})
    index = page.wall.model.index_of(ids[0])
    assert "looks more like Forest" in index.data(module.Qt.ItemDataRole.AccessibleTextRole)
    page.wall.odd.click()
    assert page.wall.selected() == [ids[0]]


def test_switch_off_and_on(page: ScenesPage, session: Session, settle: Settle) -> None:
    page.head.switch.click()
    settle()
    assert not session.scenes.get("kitchen").enabled
    assert "off" in page.list._items["kitchen"].text(0)
    page.head.switch.click()
    settle()
    assert session.scenes.get("kitchen").enabled


def test_edit_changes_names_colour_and_parent(
    page: ScenesPage, session: Session, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(form: SceneForm) -> None:
        assert form.parent_box.findData("kitchen") == -1
        form.name_en.setText("Cookery")
        form.parent_box.setCurrentIndex(form.parent_box.findData("city"))
        form.colours._group.buttons()[2].click()

    accept(monkeypatch, SceneForm, fill)
    page.head.edit.click()
    settle()
    row = session.scenes.get("kitchen")
    assert (row.name_en, row.parent) == ("Cookery", "city")
    assert page.head.name.text() == "Cookery"


def test_merge_moves_labels_and_shows_the_other_scene(
    page: ScenesPage, session: Session, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = labelled(session, "kitchen", 4)
    accept(
        monkeypatch,
        MergeForm,
        lambda form: form.into.setCurrentIndex(form.into.findData("bedroom")),
    )
    page.head.merge.click()
    settle()
    assert {yes for yes, _ in session.reader.labels.of(ids).values()} == {"bedroom"}
    assert page.list.current_scene() == "bedroom"


def test_merge_proposes_a_scene_of_the_same_kind(page: ScenesPage, session: Session) -> None:
    row = session.scenes.get("kitchen")
    form = MergeForm(session.scenes, row, 0, parent=page)
    chosen = session.scenes.get(form.chosen())
    assert chosen.parent == row.parent
    assert chosen.id != row.id


def test_split_needs_three_photos(
    page: ScenesPage, session: Session, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = labelled(session, "kitchen", 6)
    said: list[str] = []
    page.told.connect(said.append)
    page.wall.split_asked.emit(ids[:2])
    assert said
    accept(monkeypatch, SceneForm, lambda form: form.name_en.setText("Scullery"))
    page.wall.split_asked.emit(ids[:3])
    settle()
    rows = session.scenes.all()
    row = next(r for r in rows if r.name_en == "Scullery")
    beside = next(r.parent for r in rows if r.id == "kitchen")
    assert beside
    assert (row.parent, set(session.reader.labels.samples(row.id))) == (beside, set(ids[:3]))


@pytest.mark.usefixtures("language")
def test_a_split_is_proposed_shown_and_carried_out(
    page: ScenesPage,
    session: Session,
    settle: Settle,
    slow_wait: Callable[[Callable[[], bool]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two scenes of the album under one name: the second half is found, named and undone."""
    kitchens = labelled(session, "kitchen", 10)
    beaches = labelled(session, "kitchen", 8, folder="beach_coast")
    page.show_scene("kitchen")
    settle()
    said: list[str] = []
    page.told.connect(said.append)
    page.wall.split.click()
    slow_wait(lambda: bool(said))
    assert set(page.wall.selected()) == set(beaches)
    assert said == [
        "8 photos look like one thing and are selected. Split off makes a scene of them."
    ]
    assert page.wall.split.text() == "Split off 8 samples…"
    accept(monkeypatch, SceneForm, lambda form: form.name_en.setText("Sea view"))
    page.wall.split.click()
    settle()
    assert set(session.reader.labels.samples("sea_view")) == set(beaches)
    assert set(session.reader.labels.samples("kitchen")) == set(kitchens)
    assert page.list.current_scene() == "sea_view"
    session.commands.review.undo()
    settle()
    assert set(session.reader.labels.samples("kitchen")) == {*kitchens, *beaches}
    assert page.list.current_scene() == "kitchen"  # the other one is there no more
    assert page.head.name.text() == "Kitchen"


def test_a_new_scene_is_made_empty_and_shown(
    page: ScenesPage, session: Session, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(monkeypatch, SceneForm, lambda form: form.name_en.setText("Boat house"))
    page.new.click()
    settle()
    row = session.scenes.get("boat_house")
    assert row is not None
    assert session.reader.labels.samples(row.id) == []
    assert page.list.current_scene() == "boat_house"
    assert page.head.name.text() == "Boat house"


def test_range_and_target_are_set(page: ScenesPage, session: Session, settle: Settle) -> None:
    page.range.low.setValue(0.95)
    page.range.apply.click()
    settle()
    assert [r.scene for r in session.reader.models.ranges()] == ["kitchen"]
    page.range.reset.click()
    settle()
    assert session.reader.models.ranges() == []
    page.target.word.setCurrentIndex(0)
    page.target.word.activated.emit(0)
    page.target.apply.click()
    settle()
    assert session.reader.setting("target") == pytest.approx(1 / 50)
    assert not page.target.apply.isEnabled()


def test_a_page_that_is_not_seen_looks_when_it_is_shown(page: ScenesPage, session: Session) -> None:
    page.hide()
    labelled(session, "kitchen", 5)
    page.take(Change(photos=None, scenes=True))
    before = len(page.wall.model.ids)
    page.show()
    assert len(page.wall.model.ids) > before


def test_texts_follow_the_language(page: ScenesPage, session: Session, language: object) -> None:
    session.scenes.set_language("zh_CN")
    language.set_language("zh_CN")  # type: ignore[attr-defined]
    page.retranslate()
    assert page.head.name.text() == "厨房"
    assert page.title.text() != "Scenes"


def test_precision_is_said_from_ten_checks_on() -> None:
    assert precision_text(CheckCount(60, 57)) == "Of 60 checked, 57 right."
    assert "not enough data yet" in precision_text(CheckCount(9, 9))


def test_suggestions_one_after_another(session: Session, qtbot: object) -> None:
    strip = SuggestionStrip(session.reader, session.thumbnails)
    qtbot.addWidget(strip)  # type: ignore[attr-defined]
    named: list[tuple[str, list[int]]] = []
    strip.named.connect(lambda name, photos: named.append((name, photos)))
    strip.show_suggestions([(1, 2, 3), (4, 5)])
    assert not strip.make.isEnabled()
    strip.decline.click()
    strip.name.setText("Studio")
    strip.make.click()
    assert named == [("Studio", [4, 5])]
    assert not strip.isVisibleTo(None)
    strip.show_suggestions([(1, 2, 3)])
    assert not strip.isVisibleTo(None), "a declined heap is offered again"


def test_target_words_and_numbers_agree(qtbot: object) -> None:
    bar = TargetBar()
    qtbot.addWidget(bar)  # type: ignore[attr-defined]
    bar.show_target(0.05)
    assert (bar.word.currentIndex(), bar.number.value()) == (1, 20)
    bar.number.setValue(33)
    assert bar.word.currentIndex() == 3
    chosen: list[float] = []
    bar.target_chosen.connect(chosen.append)
    bar.apply.click()
    assert chosen == [pytest.approx(1 / 33)]


def test_what_can_be_promised_stands_below_the_target(page: ScenesPage, language: Language) -> None:
    said = page.target.promise
    assert said.isVisible()
    assert "too few answers to promise it, 0 checks of about 45" in said.text()
    language.set_language("zh_CN")
    page.retranslate()
    assert "回答太少" in said.text()
