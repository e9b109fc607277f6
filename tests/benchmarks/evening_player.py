"""A person who reviews in the window: what is seen, which key is pressed, what it took."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.records import PhotoRow
from app.core.types import PhotoFile
from app.media.find import find_photos
from app.ui.review.why_panel import SELECTED_SHOWN
from app.ui.scenes.refresh_dialog import RefreshDialog
from tests.benchmarks.evening import (
    ENOUGH,
    HEAD,
    KEY_S,
    LOOK_S,
    NAME_S,
    NEW_SCENE,
    TYPE_S,
    WORTH,
    find_truth,
    print_row,
    stand_of,
)
from tests.benchmarks.hands import NOTHING, Hands

FEW = 6
DIALOG_S = 10.0
SCAN_S = 3600
# What goes on behind the person's back.
BEHIND = frozenset({"follow_up", "prune"})
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@dataclass
class Player(Hands):
    """A person at the window.

    Attributes
    ----------
    truth : dict of int to str
        What each photo shows: a scene's id, or the name of something unknown.
    decisions : int
        Keys that say something, and clicks that pick.
    shown_s : list of float
        For each decision the seconds until the last paint that its key brought about.
    """

    mapping: dict[str, str | None] = field(default_factory=dict)
    truth: dict[int, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    decisions: int = 0
    shown_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    refresh_s: list[float] = field(default_factory=list)
    plan_s: list[float] = field(default_factory=list)
    by_kind: Counter[str] = field(default_factory=Counter)
    rows: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    # decisions

    def step(self) -> bool:
        """Decide about what is current; return whether there was something."""
        window = self.window
        if window.parts.chosen.current() is None or not window.parts.photos.rowCount():
            return False
        members = window.parts.chosen.selected()
        if len(members) > 1:
            self._look_alikes(members)
        elif not self._screenful():
            self._one(members[0])
        message = window.parts.browser.errors
        if message.isVisible():
            self.troubles.append(message.message.text())
            message.dismiss.click()
        return True

    def _screenful(self) -> bool:
        """Say yes to most of what is in sight, if it is worth it."""
        window, grid = self.window, self.window.parts.browser.grid
        first = window.parts.chosen.selection.currentIndex().row()
        grid.verticalScrollBar().setValue(
            grid.verticalScrollBar().value()
            + grid.visualRect(window.parts.photos.index(first)).top()
        )
        tiles = []
        for at in range(first, window.parts.photos.rowCount()):
            photo = int(window.parts.photos.ids[at])
            inside = grid.viewport().rect().contains(grid.visualRect(window.parts.photos.index(at)))
            if not inside or len(window.parts.photos.members(photo)) > 1:
                break
            tiles.append((at, window.parts.photos.photo_row(at)))
        right = [at for at, row in tiles if row is not None and self._is_right(row)]
        if len(right) < max(FEW, WORTH * len(tiles)):
            return False
        # What is wrong at the end is not selected at all.
        last = max(right)
        wrong = [at for at, _ in tiles if at not in right and at < last]
        self.think_s += LOOK_S["page"]
        self.click(last, SHIFT)
        for at in wrong:
            self.click(at, CONTROL)
        if self.by_kind["screenful"] == 0:
            self.shoot("screenful")
        self._decide("screenful", [(Key.Key_P, NOTHING)], KEY_S, picks=len(wrong))
        return True

    def _is_right(self, row: PhotoRow) -> bool:
        return row.scene == self.truth[row.id]

    def _look_alikes(self, members: list[int]) -> None:
        window = self.window
        things = Counter(self.truth[p] for p in members)
        thing, most = things.most_common(1)[0]
        self.think_s += LOOK_S["row"]
        if self.by_kind["look-alikes"] in (0, 20):
            self.shoot(f"look-alikes-{self.by_kind['look-alikes']}")
        picks = 0
        unknown = all(t not in self.known for t in things) and most < NEW_SCENE
        if len(members) > SELECTED_SHOWN or not (len(things) == 1 or unknown):
            self.press(Key.Key_O)
            self.press(Key.Key_G, CONTROL)
            self.think_s += 2 * KEY_S
            odd = [] if unknown else [p for p in members if self.truth[p] != thing]
            for photo in odd:
                at = window.parts.photos.row_of(photo)
                if at is not None:
                    self.click(at, CONTROL)
            picks = len(odd)
            if self.by_kind["opened"] == 0:
                self.shoot("opened")
            self.by_kind["opened"] += 1
        photos = window.parts.chosen.selected()
        self._say("look-alikes", photos, thing, most >= NEW_SCENE, picks)

    def _one(self, photo: int) -> None:
        self.think_s += LOOK_S["photo"]
        if self.by_kind["one by one"] in (0, 100, 300):
            self.shoot(f"one-{self.by_kind['one by one']}")
        self._say("one by one", [photo], self.truth[photo], False, 0)

    def _say(self, kind: str, photos: Sequence[int], thing: str, many: bool, picks: int) -> None:
        """Press the key, or type the name, that says what the selected photos show."""
        desk, detail = self.window.parts.desk, self.window.parts.chosen.detail
        assert detail is not None
        near = [c.scene for c in detail.candidates]
        proposed = self.window.parts.session.reader.models.proposals(photos)
        if len(photos) == len(proposed) and set(proposed.values()) == {thing}:
            self._decide(kind, [(Key.Key_P, NOTHING)], KEY_S, picks=picks)
        elif thing in near:
            digit = Key(Key.Key_1.value + near.index(thing))
            self._decide(kind, [(digit, NOTHING)], KEY_S, picks=picks)
        elif thing in self.known and thing == desk.last_scene:
            self._decide(kind, [(Key.Key_Period, NOTHING)], KEY_S, picks=picks)
        elif thing in self.known:
            self._type(kind, thing, picks)
        elif many:
            self._name(kind, thing, picks)
        else:
            self._decide(kind, [(Key.Key_N, NOTHING)], KEY_S, picks=picks)

    def _type(self, kind: str, scene: str, picks: int) -> None:
        """Type as many letters as it takes until the scene is marked."""
        book, asked = self.window.parts.session.scenes, self.window.parts.scene_input
        self.press(Key.Key_T)
        name = book.name(scene)
        for letter in name:
            item = asked.list.currentItem()
            if asked.edit.text() and item and item.data(Qt.ItemDataRole.UserRole) == scene:
                break
            self.write(letter)
        if self.by_kind["typed"] == 0:
            self.shoot("typed")
        self.by_kind["typed"] += 1
        self._decide(kind, [(Key.Key_Return, NOTHING)], TYPE_S, picks=picks)

    def _name(self, kind: str, thing: str, picks: int) -> None:
        """Make a new scene."""
        before = {row.id for row in self.window.parts.session.scenes.usable()}
        self.press(Key.Key_T)
        self.write(thing.replace("_", " "))
        self._decide(kind, [(Key.Key_Return, SHIFT)], NAME_S, picks=picks)
        made = {row.id for row in self.window.parts.session.scenes.usable()} - before
        self.by_kind["new scenes"] += len(made)
        for scene in made:
            self.known.add(scene)
            self.truth.update({p: scene for p, shows in self.truth.items() if shows == thing})

    def _decide(
        self, kind: str, keys: list[tuple[Key, Qt.KeyboardModifier]], think_s: float, *, picks: int
    ) -> None:
        """Press the keys of a decision and measure what the window makes of them."""
        chosen = self.window.parts.chosen.selected()
        QApplication.processEvents()
        start = time.perf_counter()
        for key, modifiers in keys:
            self.press(key, modifiers)
        self.until(lambda: self.paints.at >= start, 1)
        # The key returns later than this: what follows the answer is done in the same turn.
        self.shown_s.append(max(self.paints.at - start, 0.0))
        self.wait()
        self.ready_s.append(time.perf_counter() - start)
        self.machine_s += self.ready_s[-1]
        said = self.window.parts.session.reader.labels.of(chosen)
        if len(said) < len(chosen):
            self.troubles.append(f"{kind}: {len(chosen) - len(said)} of {chosen} undecided still")
        self.think_s += think_s
        self.decisions += 1 + picks
        self.by_kind[kind] += 1 + picks

    # the evening

    def refresh(self) -> None:
        """Press the key of a refresh, look at what would change, apply it, go to the top."""
        start = time.perf_counter()
        seen: list[float] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            ready = isinstance(dialog, RefreshDialog) and dialog.isActiveWindow()
            if ready and not seen:
                seen.append(time.perf_counter() - start)
                if len(self.refresh_s) in (0, 5):
                    QTest.qWait(800)
                    self.shoot(f"refresh-{len(self.refresh_s)}")
                self.press(Key.Key_Return)

        looking = QTimer()
        looking.timeout.connect(look)
        looking.start(20)
        self.press(Key.Key_R, CONTROL)
        self.wait()
        looking.stop()
        # Without a manager of windows nobody gives the keyboard back after a dialog.
        self.window.activateWindow()
        self.until(self.window.isActiveWindow, 20)
        self.plan_s += seen
        if not seen:
            self.troubles.append("the dialog of the refresh did not come")
        self.refresh_s.append(time.perf_counter() - start)
        self.machine_s += self.refresh_s[-1]
        self.think_s += DIALOG_S + KEY_S
        self.decisions += 1
        self.by_kind["refreshes"] += 1
        self.press(Key.Key_Home)

    def measure(self) -> dict[str, Any]:
        """Note where the album stands."""
        minutes = (self.think_s + self.machine_s) / 60
        row = {"decisions": self.decisions, "minutes": minutes}
        row |= stand_of(self.window.parts.session.reader, self.truth) | {"cut": None}
        self.rows.append(row)
        print_row(row)
        return row

    def _look_for_all(self) -> None:
        """Note files on the disk that no list has."""
        listed = self.window.parts.session.reader.photos.counts().all
        folders = [folder.path for folder in self.window.parts.session.reader.folders.rows()]
        there = sum(isinstance(f, PhotoFile) for path in folders for f in find_photos(path))
        if listed != there:
            self.troubles.append(f"{there} photos on the disk, {listed} in the library")

    def play(self, every: int, limit: int) -> None:
        """Wait for the scan, then review until little is left."""
        window = self.window
        window.activateWindow()
        QTest.qWait(1500)
        self.shoot("scan-begins")
        self.wait(SCAN_S)
        self.shoot("scan-done")
        self._look_for_all()
        self.truth = find_truth(window.parts.session.context, self.mapping)
        self.known = {row.id for row in window.parts.session.scenes.usable()}
        print(HEAD)
        self.measure()
        self.unwaited = BEHIND
        self.press(Key.Key_1, CONTROL)
        self.wait()
        QTest.qWait(500)
        self.shoot("review")
        due = every
        while self.decisions < limit:
            more = self.step()
            if self.decisions < due and more:
                continue
            self.refresh()
            due = self.decisions + every
            left, now = self.rows[-1]["review"], self.measure()
            if now["review_share"] < ENOUGH or (not more and left <= now["review"]):
                break
        QTest.qWait(500)
        self.shoot("end")
