"""Decisions by keys, with undo and redo, against a model of a dozen lines.

A hundred of them, a thousand in the long run; ``ALBUMEN_DECISIONS=50`` makes it quicker while one
works on the window.

After each step the labels in the library are those of the model, and what the window shows (its
list, the rows, the photo in hand, the counts of the sidebar, undo and redo) is what the library
says.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.records import View
from app.core.scenes import NO_SCENE
from app.core.settings import Settings
from app.core.types import Status
from app.jobs.runner import JobRunner
from app.ui.i18n import Language
from app.ui.models.query_state import QUEUES
from app.ui.shell.main_window import MainWindow
from app.ui.theme import Theme
from tests.ui.demo_library import demo_context

pytestmark = pytest.mark.slow

# Decisions in all, those taken back or done again counted.
ENOUGH = int(os.environ.get("ALBUMEN_DECISIONS", "100"))
MANY_DECISIONS = 1000
# Libraries in one run (hypothesis leaves the first nearly untouched), and steps in each.
LIBRARIES, STEPS = 3, 40
WAIT_S = 60
Key = Qt.Key
Said = tuple[str | None, frozenset[str]]
NOTHING: Said = (None, frozenset())

KEYS = {
    "accept": Key.Key_P,
    "refuse": Key.Key_X,
    "none": Key.Key_N,
    "candidate_1": Key.Key_1,
    "candidate_2": Key.Key_2,
    "candidate_3": Key.Key_3,
    "again": Key.Key_Period,
    "clear": Key.Key_Backspace,
    "skip": Key.Key_S,
}
# Which photo of the list, how many more are selected after it, and what is said of them.
PRESS = st.tuples(
    st.integers(0, 60), st.sampled_from([0, 0, 0, 1, 4]), st.sampled_from(sorted(KEYS))
)


# Where lists are looked through, numbers are stars, and scenes have keys of their own.
BROWSING = {
    "accept": (Key.Key_Y, Qt.KeyboardModifier.NoModifier),
    "refuse": (Key.Key_Y, Qt.KeyboardModifier.ShiftModifier),
}


class Model:
    """What a person said about each photo, and the way back."""

    def __init__(self, said: dict[int, Said]) -> None:
        self.said = said
        self.done: list[dict[int, tuple[Said, Said]]] = []
        self.undone: list[dict[int, tuple[Said, Said]]] = []

    def say(self, new: dict[int, Said]) -> None:
        change = {p: (self.of(p), s) for p, s in new.items() if s != self.of(p)}
        if change:
            self._put({p: after for p, (_, after) in change.items()})
            self.done.append(change)
            self.undone.clear()

    def of(self, photo: int) -> Said:
        return self.said.get(photo, NOTHING)

    def undo(self) -> None:
        if self.done:
            self.undone.append(self.done.pop())
            self._put({p: before for p, (before, _) in self.undone[-1].items()})

    def redo(self) -> None:
        if self.undone:
            self.done.append(self.undone.pop())
            self._put({p: after for p, (_, after) in self.done[-1].items()})

    def _put(self, new: dict[int, Said]) -> None:
        self.said = {p: s for p, s in (self.said | new).items() if s != NOTHING}


class Decisions(RuleBasedStateMachine):
    """Keys pressed in a window, and the same said to the model."""

    template: Path
    theme: Theme
    language: Language
    decisions = 0
    enough = 0

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        place = Path(self.open.enter_context(tempfile.TemporaryDirectory()))
        copy = place / "copy"
        shutil.copytree(self.template, copy, ignore=shutil.ignore_patterns("photos"))
        self.ctx = self.open.enter_context(demo_context(copy, None))
        self.runner = JobRunner()
        chosen = Settings()
        chosen.set("tour_seen", True)
        chosen.set("review_sheets", False)
        # What it explains in a thread is looked at elsewhere, and would take most of the time.
        chosen.set("why_panel", False)
        self.window = MainWindow(chosen, self.theme, self.language)
        self.window.open(self.ctx, self.runner)
        self.window.resize(1100, 760)
        self.window.show()
        self.window.parts.sidebar.choose("view", View.REVIEW)
        self.model = Model(self._labels())
        # What the demonstration accepted is an action, too, and could be undone.
        self.below = len([row for row in self.ctx.reader.history.rows() if not row.undone])
        # Whether anything was done since all was compared.
        self.changed = True
        self.wait()

    def teardown(self) -> None:
        self.window.close()
        self.runner.close()
        QApplication.processEvents()
        self.window.deleteLater()
        QApplication.processEvents()
        self.open.close()

    def wait(self) -> None:
        """Let every job end and everything it changed be shown."""
        window, deadline = self.window, time.monotonic() + WAIT_S
        self.changed = True
        QApplication.processEvents()
        if not window.isActiveWindow():
            # The popup that a scene is typed into was it; keys go to the active window alone.
            window.activateWindow()
            assert QTest.qWaitForWindowActive(window)
        while window.parts.session.bridge._lanes or window.parts.counts.is_due:
            assert time.monotonic() < deadline, "a job does not end"
            QTest.qWait(1)
        QApplication.processEvents()

    def _labels(self) -> dict[int, Said]:
        reader = self.ctx.reader
        labels = {r.photo: (r.yes, frozenset(r.no)) for r in reader.labels.rows()}
        ratings = reader.ratings.of(reader.ratings.given())
        # A photo's stars stand beside its label, under the number below zero.
        return {**labels, **{-p: (str(r.stars), frozenset()) for p, r in ratings.items()}}

    def _press(self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.window.parts.browser.grid, key, modifier)

    @rule(
        presses=st.lists(PRESS, min_size=1, max_size=5),
        view=st.sampled_from([None] * 8 + [View.REVIEW, View.ALL, View.LABELLED, View.ACCEPTED]),
    )
    def decide(self, presses: list[tuple[int, int, str]], view: View | None) -> None:
        """Press some keys in one list."""
        if self.decisions >= self.enough:
            return
        if view is not None:
            self.window.parts.sidebar.choose("view", view)
        for at, more, what in presses:
            self._decide(at, more, what)

    def _decide(self, at: int, more: int, what: str) -> None:
        """Go to a photo, extend the selection, press a key."""
        window, chosen = self.window, self.window.parts.chosen
        rows = window.parts.photos.rowCount()
        if rows:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            chosen.selection.setCurrentIndex(window.parts.photos.index(at % rows), flag)
        for _ in range(more):
            self._press(Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        is_queue = window.parts.photos.query.view in QUEUES
        if what.startswith("candidate") and not is_queue:
            stars = what[-1]
            expected = {-photo: (stars, frozenset()) for photo in chosen.selected()}
        else:
            expected = self._expected(what, chosen.selected())
        key, modifier = KEYS[what], Qt.KeyboardModifier.NoModifier
        if not is_queue:
            key, modifier = BROWSING.get(what, (key, modifier))
        self._press(key, modifier)
        self.model.say(expected)
        self.wait()
        Decisions.decisions += 1

    @rule(name=st.sampled_from(["kitch", "卧室", "forest"]), at=st.integers(0, 60))
    def type_scene(self, name: str, at: int) -> None:
        """Type the beginning of a scene in either language."""
        window, chosen = self.window, self.window.parts.chosen
        rows = window.parts.photos.rowCount()
        if not rows or self.decisions >= self.enough:
            return
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        chosen.selection.setCurrentIndex(window.parts.photos.index(at % rows), flag)
        scene = {"kitch": "kitchen", "卧室": "bedroom", "forest": "forest"}[name]
        expected = self._labelled(chosen.selected(), scene)
        self._press(Key.Key_T)
        window.parts.scene_input.edit.setText(name)
        QTest.keyClick(window.parts.scene_input.edit, Key.Key_Return)
        self.model.say(expected)
        self.wait()
        Decisions.decisions += 1

    @precondition(lambda self: self.model.done)
    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        if self.decisions >= self.enough:
            return
        for _ in range(min(times, len(self.model.done))):
            self._press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            self.model.undo()
            Decisions.decisions += 1
        self.wait()

    @precondition(lambda self: self.model.undone)
    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        control = Qt.KeyboardModifier.ControlModifier
        if self.decisions >= self.enough:
            return
        for _ in range(min(times, len(self.model.undone))):
            self._press(Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
            self.model.redo()
            Decisions.decisions += 1
        self.wait()

    @invariant()
    def all_agree(self) -> None:
        if self.changed:
            self._library_says_what_the_model_says()
            self._window_shows_what_the_library_says()
        self.changed = False

    def _library_says_what_the_model_says(self) -> None:
        reader, said = self.ctx.reader, self._labels()
        assert said == self.model.said
        assert reader.photos.counts().labelled == sum(
            yes is not None for photo, (yes, _) in said.items() if photo > 0
        )
        in_force = [row for row in reader.history.rows(10_000) if not row.undone]
        assert len(in_force) == self.below + len(self.model.done)
        assert (reader.history.next_redo() is not None) == bool(self.model.undone)

    def _window_shows_what_the_library_says(self) -> None:
        window, reader = self.window, self.window.parts.session.reader
        photos = window.parts.photos
        shown = [member for photo in photos.ids.tolist() for member in photos.members(photo)]
        assert shown == reader.photos.ids(photos.query).tolist()
        rows = {row.id: row for row in reader.photos.rows(shown)}
        assert [photos.photo_row(n) for n in range(photos.rowCount())] == [
            rows[photo] for photo in photos.ids.tolist()
        ]
        assert window.parts.sidebar_model.counts == reader.photos.counts()
        actions = window.parts.actions
        assert actions["undo"].isEnabled() == (reader.history.next_undo() is not None)
        assert actions["redo"].isEnabled() == (reader.history.next_redo() is not None)
        current = window.parts.chosen.current()
        assert (current is None) == (not photos.rowCount())
        detail = window.parts.chosen.detail
        assert (None if detail is None else detail.row) == rows.get(current or 0)
        assert window.parts.browser.errors.isHidden()

    def _expected(self, what: str, photos: list[int]) -> dict[int, Said]:
        """Say in the model's words what a key means for photos; nothing where it is off."""
        desk, proposed = self.window.parts.desk, self.ctx.reader.models.proposals(photos)
        if not self.window.parts.actions[what].isEnabled() or what == "skip":
            new: dict[int, Said] = {}
        elif what == "clear":
            new = dict.fromkeys(photos, NOTHING)
        elif what == "none":
            new = self._labelled(photos, NO_SCENE)
        elif what == "again":
            new = self._labelled(photos, str(desk.last_scene))
        elif what == "accept":
            new = {p: self._with(p, scene) for p, scene in proposed.items()}
        elif what == "refuse":
            new = self._refused(photos, proposed | self._coarse(photos))
        else:
            chosen = self.window.parts.chosen
            assert chosen.detail is not None
            number = int(what.rsplit("_", 1)[1])
            new = self._labelled(photos, chosen.detail.candidates[number - 1].scene)
        return new

    def _refused(self, photos: list[int], proposed: dict[int, str]) -> dict[int, Said]:
        """A 'no' means the scene shown: the label, else a coarse tag or what is proposed."""
        new: dict[int, Said] = {}
        for photo in photos:
            yes, no = self.model.of(photo)
            scene = yes if yes not in (None, NO_SCENE) else proposed.get(photo)
            if scene is not None:
                new[photo] = (None if yes == scene else yes, no | {scene})
        return new

    def _coarse(self, photos: list[int]) -> dict[int, str]:
        """Map the photos that show a parent for want of a scene to that parent."""
        rows = self.ctx.reader.photos.rows(photos)
        return {row.id: row.scene for row in rows if row.status is Status.COARSE and row.scene}

    def _labelled(self, photos: list[int], scene: str) -> dict[int, Said]:
        return {photo: self._with(photo, scene) for photo in photos}

    def _with(self, photo: int, scene: str) -> Said:
        return scene, self.model.of(photo)[1] - {scene}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty-eight photos in folders named after what they show, in a library of their own."""
    place = tmp_path_factory.mktemp("decisions")
    for hue, folder in enumerate(("beach_coast", "forest", "kitchen", "bedroom")):
        (place / "photos" / folder).mkdir(parents=True)
        for at in range(12):
            image = QImage(64, 48, QImage.Format.Format_RGB32)
            image.fill(0x101010 * at + 0x10000 * hue)
            image.save(str(place / "photos" / folder / f"{at:02d}.jpg"))
    with demo_context(place, place / "photos"):
        pass
    return place


@pytest.fixture
def machine(template: Path, theme: Theme, language: Language) -> Iterator[type[Decisions]]:
    Decisions.template, Decisions.theme, Decisions.language = template, theme, language
    Decisions.decisions = 0
    yield Decisions
    del Decisions.template, Decisions.theme, Decisions.language


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("enough", [ENOUGH, pytest.param(MANY_DECISIONS, marks=pytest.mark.long)])
def test_decisions_keep_library_and_window_equal(machine: type[Decisions], enough: int) -> None:
    chosen = settings(
        max_examples=LIBRARIES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine.enough = enough
    while machine.decisions < enough:
        run_state_machine_as_test(machine, settings=chosen)
