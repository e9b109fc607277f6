"""The scenes page: what is shown, what its buttons ask for, and what it makes of what it hears.

One test at the end runs over a real library: page, questions, jobs and undo together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog

from app.core.records import HandRange, Query, SceneRow
from app.core.types import Change, GateRule, Status
from app.jobs.audit import CheckCount
from app.jobs.groups import Suggestion
from app.jobs.job import JobName
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.ui.i18n import Language
from app.ui.scenes.scene_form import MergeForm, SceneForm
from app.ui.scenes.scene_head import precision_text
from app.ui.scenes.scenes_page import ScenesPage
from app.ui.scenes.suggestion_strip import SuggestionStrip
from app.ui.session import Session
from app.ui.widgets.target_bar import TargetBar
from tests.ui.fake_session import FakeSession
from tests.ui.fakes import FakeReader, make_row

Settle = Callable[[], None]
KITCHENS = [37, 38, 39]


def shown_page(session: Session, qtbot: object) -> ScenesPage:
    made = ScenesPage(session)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    session.bridge.changed.connect(made.take)
    made.resize(1000, 700)
    made.show()
    made.show_scene("kitchen")
    return made


@pytest.fixture
def page(fake: FakeSession, qtbot: object) -> ScenesPage:
    """The page of the kitchen, which three photos are labelled as."""
    return shown_page(fake, qtbot)


def accept(monkeypatch: pytest.MonkeyPatch, form: type[QDialog], fill: Callable) -> None:
    """Let a dialog be filled and accepted at once."""

    def run(self: QDialog) -> int:
        fill(self)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(form, "exec", run)


def set_scene(reader: FakeReader, scene: str, **fields: object) -> None:
    """Change a scene of the library in memory."""
    reader.scene_rows = [
        replace(row, **fields) if row.id == scene else row for row in reader.scene_rows
    ]


def add_scene(fake: FakeSession, reader: FakeReader, scene: str, name: str) -> None:
    """Make a scene as its job would, and tell of it."""
    reader.scene_rows.append(SceneRow(scene, name, name, None, "#000000", "user", True))
    fake.bridge.completed.emit(
        JobName.NEW_SCENE, Change(photos=frozenset(), scenes=True, summary={"scene": scene})
    )
    fake.tell(Change(photos=frozenset(), scenes=True))


def test_every_scene_is_listed_with_its_parent(page: ScenesPage, fake: FakeSession) -> None:
    assert set(page.list._items) == {row.id for row in fake.scenes.all()}
    kitchen = page.list._items["kitchen"]
    assert kitchen.parent() is page.list._items["indoors"]
    page.find_field.setText("kitch")
    assert not kitchen.isHidden()
    assert page.list._items["forest"].isHidden()
    page.find_field.setText("")
    assert not page.list._items["forest"].isHidden()


def test_samples_are_removed_and_added(
    page: ScenesPage, fake: FakeSession, reader: FakeReader
) -> None:
    tester = QAbstractItemModelTester(
        page.wall.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    assert sorted(page.wall.model.ids.tolist()) == KITCHENS
    page.wall.select_photos(KITCHENS[:2])
    page.wall.change.click()
    assert fake.asked == [(JobName.CLEAR, sorted(KITCHENS[:2], reverse=True))]
    for photo in KITCHENS[:2]:
        reader.by_id[photo] = make_row(photo, Status.ACCEPTED, "kitchen")
    fake.tell(Change(photos=frozenset(KITCHENS[:2]), scenes=True))
    assert page.wall.model.ids.tolist() == KITCHENS[2:]
    page.wall.which.setCurrentIndex(1)
    page.wall.select_photos([38])
    page.wall.change.click()
    assert fake.asked[1:] == [(JobName.LABEL, [38], "kitchen")]
    tester.deleteLater()


def test_odd_samples_are_marked_in_words_and_selected(page: ScenesPage, fake: FakeSession) -> None:
    assert fake.background.asked[-1] == "outliers"
    fake.background.answered.emit("outliers", ("beach", {38: "forest"}))
    assert not page.wall.odd.isEnabled(), "that is another scene's answer"
    fake.background.answered.emit("outliers", ("kitchen", {38: "forest"}))
    index = page.wall.model.index_of(38)
    assert "looks more like Forest" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    page.wall.odd.click()
    assert page.wall.selected() == [38]


def test_switch_off_and_on(page: ScenesPage, fake: FakeSession, reader: FakeReader) -> None:
    page.head.switch.click()
    set_scene(reader, "kitchen", enabled=False)
    fake.tell(Change(photos=frozenset(), scenes=True))
    assert "off" in page.list._items["kitchen"].text(0)
    page.head.switch.click()
    assert fake.asked == [
        (JobName.SCENE, "kitchen", {"enabled": False}),
        (JobName.SCENE, "kitchen", {"enabled": True}),
    ]


def test_edit_changes_names_colour_and_parent(
    page: ScenesPage, fake: FakeSession, reader: FakeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(form: SceneForm) -> None:
        assert form.parent_box.findData("kitchen") == -1
        form.name_en.setText("Cookery")
        form.parent_box.setCurrentIndex(form.parent_box.findData("city"))
        form.colours._group.buttons()[2].click()

    accept(monkeypatch, SceneForm, fill)
    page.head.edit.click()
    ((name, scene, said),) = fake.asked
    assert (name, scene) == (JobName.SCENE, "kitchen")
    assert (said["name_en"], said["parent"]) == ("Cookery", "city")
    assert said["colour"] != "#d9822b"
    set_scene(reader, "kitchen", **said)
    fake.tell(Change(photos=frozenset(), scenes=True))
    assert page.head.name.text() == "Cookery"


def test_merge_shows_the_other_scene(
    page: ScenesPage, fake: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(
        monkeypatch,
        MergeForm,
        lambda form: form.into.setCurrentIndex(form.into.findData("bedroom")),
    )
    page.head.merge.click()
    assert fake.asked == [(JobName.MERGE, "kitchen", "bedroom")]
    assert page.list.current_scene() == "bedroom"


def test_merge_proposes_a_scene_under_the_same_parent(page: ScenesPage, fake: FakeSession) -> None:
    row = fake.scenes.get("kitchen")
    form = MergeForm(fake.scenes, row, 0, parent=page)
    assert form.chosen() == "bedroom"


def test_split_needs_three_photos(
    page: ScenesPage, fake: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    page.told.connect(said.append)
    page.wall.split_asked.emit(KITCHENS[:2])
    assert said
    assert fake.asked == []
    accept(monkeypatch, SceneForm, lambda form: form.name_en.setText("Scullery"))
    page.wall.split_asked.emit(KITCHENS)
    ((name, title, photos, fields),) = fake.asked
    assert (name, title, photos) == (JobName.NEW_SCENE, "Scullery", KITCHENS)
    assert fields["parent"] == "indoors"


def test_a_split_is_proposed(page: ScenesPage, fake: FakeSession, language: Language) -> None:
    said: list[str] = []
    page.told.connect(said.append)
    page.wall.split.click()
    assert fake.background.asked[-1] == "split"
    fake.background.answered.emit("split", ("kitchen", []))
    assert "do not fall into two groups" in said.pop()
    fake.background.answered.emit("split", ("kitchen", KITCHENS[:2]))
    assert sorted(page.wall.selected()) == KITCHENS[:2]
    assert said[0].startswith("2 photos look like one thing and are selected.")
    assert page.wall.split.text() == "Split off 2 samples…"


def test_a_new_scene_is_asked_for_and_shown(
    page: ScenesPage, fake: FakeSession, reader: FakeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(monkeypatch, SceneForm, lambda form: form.name_en.setText("Boat house"))
    page.new.click()
    assert fake.asked[0][:3] == (JobName.NEW_SCENE, "Boat house", [])
    add_scene(fake, reader, "boat_house", "Boat house")
    assert page.list.current_scene() == "boat_house"
    assert page.head.name.text() == "Boat house"
    # Undone, it is there no more, and the one before it is shown.
    del reader.scene_rows[-1]
    fake.tell(Change(photos=frozenset(), scenes=True))
    assert page.list.current_scene() == "kitchen"


def test_suggestions_are_offered_and_named(page: ScenesPage, fake: FakeSession) -> None:
    said: list[str] = []
    page.told.connect(said.append)
    page.look_for_suggestions(say_nothing_found=True)
    fake.background.answered.emit("suggestions", [])
    assert len(said) == 1
    fake.background.answered.emit("suggestions", [Suggestion(1, (1, 2, 3))])
    page.suggestions.name.setText("Pier")
    page.suggestions.make.click()
    assert fake.asked[0][:3] == (JobName.NEW_SCENE, "Pier", [1, 2, 3])


def test_range_and_target_are_asked_for(
    page: ScenesPage, fake: FakeSession, reader: FakeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.range.low.setValue(0.95)
    page.range.apply.click()
    (name, scene, bounds), *_ = fake.asked
    assert (name, scene) == (JobName.RANGE, "kitchen")
    assert bounds == pytest.approx((0.95, 1.0))
    hand = [HandRange("kitchen", 0.95, 1.0, "2026-01-02T10:00:00+00:00")]
    monkeypatch.setattr(reader.models, "ranges", lambda: hand)
    fake.tell(Change(photos=None, scenes=True))
    page.range.reset.click()
    assert fake.asked[1:] == [(JobName.RANGE, "kitchen", None)]
    page.target.word.setCurrentIndex(0)
    page.target.word.activated.emit(0)
    page.target.apply.click()
    name, target, rule = fake.asked[-1]
    assert (name, rule) == (JobName.TARGET, GateRule.DEFAULT)
    assert target == pytest.approx(1 / 50)
    reader.settings["target"] = target
    fake.tell(Change(photos=None, scenes=True))
    assert not page.target.apply.isEnabled()


def test_a_page_that_is_not_seen_looks_when_it_is_shown(
    page: ScenesPage, fake: FakeSession, reader: FakeReader
) -> None:
    page.hide()
    reader.by_id[1] = make_row(1, Status.LABELLED, "kitchen")
    fake.tell(Change(photos=frozenset({1}), scenes=True))
    assert sorted(page.wall.model.ids.tolist()) == KITCHENS
    page.show()
    assert sorted(page.wall.model.ids.tolist()) == [1, *KITCHENS]


def test_texts_follow_the_language(page: ScenesPage, fake: FakeSession, language: Language) -> None:
    fake.scenes.set_language("zh_CN")
    language.set_language("zh_CN")
    page.retranslate()
    assert page.head.name.text() == "厨房"
    assert page.title.text() != "Scenes"


def test_precision_is_said_from_ten_checks_on() -> None:
    assert precision_text(CheckCount(60, 57)) == "Of 60 checked, 57 right."
    assert "not enough data yet" in precision_text(CheckCount(9, 9))


def test_suggestions_one_after_another(fake: FakeSession, qtbot: object) -> None:
    strip = SuggestionStrip(fake.reader, fake.thumbnails)
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
    assert not strip.isVisibleTo(None), "a declined cluster is offered again"


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


def labelled(session: Session, count: int, folder: str) -> list[int]:
    """Label photos of a folder as kitchens, whatever the gate says of them."""
    rows = session.reader.photos.rows([int(i) for i in session.reader.photos.ids(Query())])
    ids = [row.id for row in rows if Path(row.path).parent.name == folder][:count]
    assert len(ids) == count
    run_now(label_photos(session.context, ids, "kitchen"))
    session.scenes.reload()
    return ids


@pytest.mark.usefixtures("language")
def test_over_a_real_library_a_split_is_proposed_carried_out_and_undone(
    session: Session,
    settle: Settle,
    slow_wait: Callable[[Callable[[], bool]], None],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: object,
) -> None:
    """Two scenes of the album under one name: the second half is found, named and undone."""
    page = shown_page(session, qtbot)
    kitchens = labelled(session, 10, "kitchen")
    beaches = labelled(session, 8, "beach_coast")
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
