"""One evening at the review desk, played by keys and clicks in the real window.

python -m tests.benchmarks.evening_window FOLDER... [--map JSON]... [--json FILE] [--shots DIR]
    [--refresh-every N] [--limit N] [--home DIR]

Each FOLDER holds one folder a class (a map names the scenes of folders and of single files; what
has no scene is something that the pack does not know). The program is started as a person starts
it, with a fresh library, and scans the folders itself. Then the person reviews: sees what the
window shows as current (a photo or a tile of look-alikes, with what is proposed for it), knows what
it is, and presses the key for it. Keys and clicks go through the window's own event queue, to
whatever has the focus. It needs a screen; a virtual one will do.

screenful: where half or more of the tiles in sight are right, all of them are selected by one
    click, each wrong one is taken out by a click, and one key says yes to the rest.
look-alikes: a tile that stands for photos that all show one thing takes one key. Where they do
    not, or where there are more than the panel shows, it is opened, all are selected by one key,
    each odd one is taken out by a click, and one key says what the rest shows. Eight or more of
    an unknown thing become a new scene.
one by one: one key says yes, a candidate, the last scene again, or none of the scenes; another
    scene is typed, with as many letters as it takes.

The window's time is measured: until the answer is painted, and until it is ready for the next.
The person's is assumed: a screenful takes 12 s to look at, look-alikes 4 s, a photo 1.5 s, the
dialog of a refresh 10 s; a key 0.5 s, a click 1 s, a typed scene 3 s, a new scene's name 6 s.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap import DesktopProgram
from app.core.records import PhotoRow, Query, View
from app.places import Places
from app.ui.app import run_window
from app.ui.main_window import MainWindow
from app.ui.views.refresh_dialog import RefreshDialog
from app.ui.views.why_panel import SELECTED_SHOWN
from tests.benchmarks.evening import (
    CLICK_S,
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
)

SIZE = (1440, 860)
FEW = 6
DIALOG_S = 10.0
WAIT_S = 120
SCAN_S = 3600
# What goes on behind the person's back.
BEHIND = frozenset({"group", "prune"})
NOTHING = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


class _Paints(QObject):
    """Knows when the photos were last painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.at = 0.0
        window.browser.grid.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time of a paint, which comes right after."""
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


@dataclass
class Player:
    """A person at the window.

    Attributes
    ----------
    truth : dict of int to str
        What each photo shows: a scene's id, or the name of something unknown.
    keys, clicks, decisions : int
        What was pressed; a decision is a key that says something, or a click that picks.
    think_s, machine_s : float
        The person's time, assumed, and the window's, measured until it was ready again.
    shown_s : list of float
        For each decision the seconds until its answer was painted.
    """

    window: MainWindow
    mapping: dict[str, str | None]
    shots: Path | None = None
    truth: dict[int, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    keys: int = 0
    clicks: int = 0
    decisions: int = 0
    think_s: float = 0.0
    machine_s: float = 0.0
    shown_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    refresh_s: list[float] = field(default_factory=list)
    plan_s: list[float] = field(default_factory=list)
    by_kind: Counter[str] = field(default_factory=Counter)
    rows: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    unwaited: frozenset[str] = frozenset()

    # hands

    def press(self, key: Key, modifiers: Qt.KeyboardModifier = NOTHING) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWindow() or self.window.windowHandle(), key, modifiers)
        self.keys += 1

    def write(self, text: str) -> None:
        """Type letters."""
        for letter in text:
            QTest.keyClick(QApplication.focusWindow() or self.window.windowHandle(), letter)
            self.keys += 1

    def click(self, at: int, modifiers: Qt.KeyboardModifier) -> None:
        """Click a tile."""
        grid = self.window.browser.grid
        grid.scrollTo(self.window.photos.index(at))
        inside = grid.visualRect(self.window.photos.index(at)).center()
        place = grid.viewport().mapTo(self.window, inside)
        button = Qt.MouseButton.LeftButton
        QTest.mouseClick(self.window.windowHandle(), button, modifiers, place)
        self.clicks += 1
        self.think_s += CLICK_S

    def shoot(self, name: str) -> None:
        """Take a picture of the screen."""
        if self.shots is not None:
            QApplication.primaryScreen().grabWindow(0).save(str(self.shots / f"{name}.png"))

    def wait(self, seconds: float = WAIT_S) -> None:
        """Wait until the window shows what its jobs did."""
        deadline = time.monotonic() + seconds
        window = self.window
        while self._at_work() or window.reactions.counts_timer.isActive():
            if time.monotonic() > deadline:
                raise TimeoutError(f"still at work: {self._at_work()}")
            QTest.qWait(1)
        QApplication.processEvents()

    def _at_work(self) -> list[str]:
        """Name the jobs that a person waits for."""
        return [h.name for h in self.window.bridge._lanes if h.name not in self.unwaited]

    # decisions

    def step(self) -> bool:
        """Decide about what is current; return whether there was something."""
        desk = self.window.desk
        if desk.current() is None or not self.window.photos.rowCount():
            return False
        members = desk.selected()
        before = self.window.sidebar_model.counts.review
        if len(members) > 1:
            self._look_alikes(members)
        elif not self._screenful():
            self._one(members[0])
        message = self.window.browser.errors
        if message.isVisible():
            self.troubles.append(message.message.text())
            message.dismiss.click()
        if self.window.sidebar_model.counts.review >= before:
            self.troubles.append(f"{members[:3]} is undecided still")
            self.press(Key.Key_S)
        return True

    def _screenful(self) -> bool:
        """Say yes to most of what is in sight, if it is worth it."""
        window, grid = self.window, self.window.browser.grid
        first = window.desk.selection.currentIndex().row()
        grid.verticalScrollBar().setValue(
            grid.verticalScrollBar().value() + grid.visualRect(window.photos.index(first)).top()
        )
        tiles = []
        for at in range(first, window.photos.rowCount()):
            photo = int(window.photos.ids[at])
            inside = grid.viewport().rect().contains(grid.visualRect(window.photos.index(at)))
            if not inside or len(window.photos.members(photo)) > 1:
                break
            tiles.append((at, window.photos.photo_row(at)))
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
                at = window.photos.row_of(photo)
                if at is not None:
                    self.click(at, CONTROL)
            picks = len(odd)
            if self.by_kind["opened"] == 0:
                self.shoot("opened")
            self.by_kind["opened"] += 1
        photos = window.desk.selected()
        self._say("look-alikes", photos, thing, most >= NEW_SCENE, picks)

    def _one(self, photo: int) -> None:
        self.think_s += LOOK_S["photo"]
        if self.by_kind["one by one"] in (0, 100, 300):
            self.shoot(f"one-{self.by_kind['one by one']}")
        self._say("one by one", [photo], self.truth[photo], False, 0)

    def _say(self, kind: str, photos: Sequence[int], thing: str, many: bool, picks: int) -> None:
        """Press the key, or type the name, that says what the selected photos show."""
        desk = self.window.desk
        detail = desk.detail
        assert detail is not None
        near = [c.scene for c in detail.candidates]
        proposed = self.window.reader.proposals(photos)
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
        book, asked = self.window.scenes, self.window.scene_input
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
        before = {row.id for row in self.window.scenes.usable()}
        self.press(Key.Key_T)
        self.write(thing.replace("_", " "))
        self._decide(kind, [(Key.Key_Return, SHIFT)], NAME_S, picks=picks)
        made = {row.id for row in self.window.scenes.usable()} - before
        self.by_kind["new scenes"] += len(made)
        for scene in made:
            self.known.add(scene)
            self.truth.update({p: scene for p, shows in self.truth.items() if shows == thing})

    def _decide(
        self, kind: str, keys: list[tuple[Key, Qt.KeyboardModifier]], think_s: float, *, picks: int
    ) -> None:
        """Press the keys of a decision and measure what the window makes of them."""
        QApplication.processEvents()
        start = time.perf_counter()
        for key, modifiers in keys:
            self.press(key, modifiers)
        while self.paints.at < start and time.perf_counter() < start + 1:
            QApplication.processEvents()
        self.shown_s.append(time.perf_counter() - start)
        self.wait()
        self.ready_s.append(time.perf_counter() - start)
        self.machine_s += self.ready_s[-1]
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
        reader = self.window.reader
        shown = reader.rows([int(i) for i in reader.ids(Query(view=View.ACCEPTED))])
        right = sum(self.truth.get(row.id) == row.scene for row in shown)
        counts = reader.counts()
        row = {
            "decisions": self.decisions,
            "minutes": (self.think_s + self.machine_s) / 60,
            "labelled": counts.labelled,
            "none": counts.none,
            "review": counts.review,
            "review_share": counts.review / max(counts.all, 1),
            "accepted": len(shown),
            "precision": right / len(shown) if shown else None,
            "cut": None,
        }
        self.rows.append(row)
        print_row(row)
        return row

    def play(self, every: int, limit: int) -> None:
        """Wait for the scan, then review until little is left."""
        window = self.window
        window.activateWindow()
        self.paints = _Paints(window)
        QTest.qWait(1500)
        self.shoot("scan-begins")
        self.wait(SCAN_S)
        self.shoot("scan-done")
        self.truth = find_truth(window.commands.context, self.mapping)
        self.known = {row.id for row in window.scenes.usable()}
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


def summary(player: Player, photos: int) -> dict[str, Any]:
    """Gather what the evening took."""
    slow = quantiles(player.shown_s, n=20)[-1] if len(player.shown_s) > 1 else 0.0
    return {
        "photos": photos,
        "rows": player.rows,
        "keys": player.keys,
        "clicks": player.clicks,
        "decisions": player.decisions,
        "by_kind": dict(player.by_kind),
        "think_minutes": player.think_s / 60,
        "machine_minutes": player.machine_s / 60,
        "shown_ms": {"median": 1000 * median(player.shown_s or [0]), "95 %": 1000 * slow},
        "ready_ms": {"median": 1000 * median(player.ready_s or [0])},
        "plan_s": player.plan_s,
        "refresh_s": player.refresh_s,
        "troubles": player.troubles,
    }


def main() -> int:
    """Parse the arguments, start the program, spend the evening, say how it was."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--map", type=Path, action="append", default=[])
    parser.add_argument("--refresh-every", type=int, default=60)
    parser.add_argument("--limit", type=int, default=2000, help="decisions at most")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--shots", type=Path, help="where pictures of the screen go")
    parser.add_argument("--home", type=Path, help="scanned before; a copy of it is used")
    options = parser.parse_args()
    mapping: dict[str, str | None] = {}
    for file in options.map:
        mapping |= json.loads(file.read_text("utf-8"))
    if options.shots:
        options.shots.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "home"
        if options.home:
            shutil.copytree(options.home, place)
        place.mkdir(exist_ok=True)
        program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))
        program.settings.set("language", "en")
        player, photos = spend(app, program, options, mapping)
    result = summary(player, photos)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), "utf-8")
    print(json.dumps({k: v for k, v in result.items() if k != "rows"}, indent=1))
    return 0


def spend(
    app: QApplication,
    program: DesktopProgram,
    options: argparse.Namespace,
    mapping: dict[str, str | None],
) -> tuple[Player, int]:
    """Open the window on the folders, and let the person play in it."""
    players: list[Player] = []
    failures: list[Exception] = []
    photos: list[int] = []

    def begin() -> None:
        window = next((w for w in app.topLevelWidgets() if isinstance(w, MainWindow)), None)
        if window is None or not window.is_open:
            QTimer.singleShot(50, begin)
            return
        window.move(QPoint(0, 0))
        window.resize(*SIZE)
        players.append(Player(window, mapping, options.shots))
        try:
            players[0].play(options.refresh_every, options.limit)
        except Exception as error:  # noqa: BLE001 - the window is closed, then it is raised
            failures.append(error)
        finally:
            photos.append(window.reader.counts().all)
            window.close()

    QTimer.singleShot(0, begin)
    library = program.open(program.library_file(None), watched=True)
    run_window(library, program.settings, paths=[str(f) for f in options.folders])
    for error in failures:
        raise error
    return players[0], photos[0]


if __name__ == "__main__":
    raise SystemExit(main())
