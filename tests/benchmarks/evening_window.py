"""One evening of review, played by keys, clicks and drags in the real window.

python -m tests.benchmarks.evening_window FOLDER... [--part sheets|desk] [--map JSON]...
    [--also CSV] [--json FILE] [--shots DIR] [--refresh-every N] [--limit N] [--home DIR] [--hurry]

Each FOLDER holds one folder a class (a map names the scenes of folders and of single files; what
has no scene is something that the pack does not know). The program is started as a person starts
it, with a fresh library, and scans the folders itself. Then the person reviews: sees what the
window shows as current (a photo or a tile of look-alikes, with what is proposed for it), knows what
it is, and presses the key for it. Keys and clicks go through the window's own event queue, to
whatever has the focus. It needs a screen; a virtual one will do.

By the sheet (:mod:`tests.benchmarks.sheet_player`) each wrong photo is clicked, neighbours in a row
are marked by one drag, Enter answers, and after every twelfth sheet a refresh is looked at and
applied. While the person looks, the program learns from the sheets before; with ``--hurry`` the
sheet is answered at once. At the single desk:

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
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication

from app.bootstrap import DesktopProgram
from app.lab.photo_features import read_also
from app.places import Places
from app.ui.app import run_window
from app.ui.shell.main_window import MainWindow
from tests.benchmarks.evening_player import Player
from tests.benchmarks.sheet_player import SheetPlayer

SIZE = (1440, 860)


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
    parser.add_argument("--part", choices=("sheets", "desk"), default="sheets")
    parser.add_argument("--also", type=Path, help="table of further scenes that photos show")
    parser.add_argument("--refresh-every", type=int, default=60)
    parser.add_argument("--limit", type=int, default=2000, help="decisions at most")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--shots", type=Path, help="where pictures of the screen go")
    parser.add_argument("--hurry", action="store_true", help="no pause while a sheet is looked at")
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
        program.settings.set("review_sheets", options.part == "sheets")
        player, photos = spend(app, program, options, mapping)
    result = player.summary() if isinstance(player, SheetPlayer) else summary(player, photos)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), "utf-8")
    print(json.dumps({k: v for k, v in result.items() if k not in ("rows", "log")}, indent=1))
    return 0


def make_player(
    window: MainWindow, options: argparse.Namespace, mapping: dict[str, str | None]
) -> Player:
    """Return the person of the part that is played."""
    if options.part == "desk":
        return Player(window, options.shots, mapping=mapping)
    also = read_also(options.also) if options.also else {}
    hurries = bool(options.hurry)
    return SheetPlayer(window, options.shots, mapping=mapping, also=also, hurries=hurries)


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
        players.append(make_player(window, options, mapping))
        try:
            players[0].play(options.refresh_every, options.limit)
        except Exception as error:  # noqa: BLE001 - the window is closed, then it is raised
            failures.append(error)
        finally:
            photos.append(window.parts.session.reader.photos.counts().all)
            window.close()

    QTimer.singleShot(0, begin)
    library = program.open(program.library_file(None), watched=True)
    run_window(library, program.settings, paths=[str(f) for f in options.folders])
    for error in failures:
        raise error
    return players[0], photos[0]


if __name__ == "__main__":
    raise SystemExit(main())
