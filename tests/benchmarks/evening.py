"""One evening at the review desk, played by a person who knows the truth.

python -m tests.benchmarks.evening FOLDER... [--map JSON] [--json FILE] [--refresh-every N]

Each FOLDER holds one folder a class; the map names the scenes of the classes that the pack has
(null leaves a class out), every other class is something that the pack does not know. The person
takes the review queue in its own order, one row at a time, as the window folds it: a row of
look-alikes that all show one thing takes one decision; each odd one out takes one more, and stays.
For three or more photos of an unknown thing a new scene is made. After every N decisions the
scenes are refreshed. Prints what is left in Needs review and how many accepted tags are right.

Where the queue folds nothing any more, the person filters it by scene, most typical photos first,
takes a page of 24, says yes to what is right with one key and, after a click each, no to the others
with another. What is left then is decided one by one.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bootstrap import DesktopProgram, Places
from app.core.records import Query, SortBy, View
from app.core.scenes import MIN_SAMPLES
from app.jobs.context import JobContext
from app.jobs.groups import group_photos
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.relabel import label_photos, refuse_scene
from app.jobs.runner import run_now
from app.jobs.scan import scan_folders
from app.jobs.scenes import add_scene
from app.ui.models.folding import Folding

ENOUGH = 0.05
PAGE = 24
WORTH = 0.5
QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)


@dataclass
class Evening:
    """The person and the album.

    Attributes
    ----------
    truth : dict of int to str
        What each photo shows: a scene's id, or the name of an unknown class.
    decisions : int
        Keys pressed.
    rows : list of dict
        The table.
    """

    ctx: JobContext
    truth: dict[int, str]
    known: set[str]
    decisions: int = 0
    skipped: set[int] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def measure(self) -> dict[str, Any]:
        """Note where the album stands."""
        reader = self.ctx.reader
        shown = reader.rows([int(i) for i in reader.ids(Query(view=View.ACCEPTED))])
        right = sum(self.truth.get(row.id) == row.scene for row in shown)
        counts = reader.counts()
        row = {
            "decisions": self.decisions,
            "labelled": counts.labelled,
            "review": counts.review,
            "review_share": counts.review / max(counts.all, 1),
            "accepted": len(shown),
            "precision": right / len(shown) if shown else None,
        }
        self.rows.append(row)
        return row

    def take_row(self) -> bool:
        """Make the next decision; return whether there was one."""
        return self._take_look_alikes() or self._take_page() or self._take_one()

    def _take_look_alikes(self) -> bool:
        folding = Folding(self.ctx.reader)
        for first in folding.fold(QUEUE, self.ctx.reader.ids(QUEUE)):
            members = self._open(folding.members(int(first)))
            if len(members) >= MIN_SAMPLES and self._share(members) >= WORTH:
                self._decide(members)
                return True
        return False

    def _take_page(self) -> bool:
        """Take the next page of one scene, of the scene that has most to review."""
        reader = self.ctx.reader
        for scene in sorted(reader.scenes(), key=lambda s: -s.review):
            if scene.id in self.tried or not scene.review:
                continue
            query = Query(view=View.REVIEW, scene=scene.id, sort=SortBy.SIMILARITY)
            page = self._open([int(i) for i in reader.ids(query)])[:PAGE]
            right = [p for p in page if self.truth[p] == scene.id]
            if len(right) < WORTH * PAGE:
                # Not worth a page: the person sees that at one glance.
                self.tried.add(scene.id)
                self.decisions += 1
                continue
            wrong = [p for p in page if p not in right]
            # One key for those that are right, a click for each that is not, and one key for these.
            self.decisions += 1 + len(wrong) + bool(wrong)
            run_now(label_photos(self.ctx, right, scene.id))
            if wrong:
                run_now(refuse_scene(self.ctx, wrong, scene.id))
            return True
        return False

    def _take_one(self) -> bool:
        for photo in self._open([int(i) for i in self.ctx.reader.ids(QUEUE)]):
            self._decide([photo])
            return True
        return False

    def _open(self, photos: list[int]) -> list[int]:
        return [p for p in photos if p not in self.skipped]

    def _share(self, members: list[int]) -> float:
        return Counter(self.truth[p] for p in members).most_common(1)[0][1] / len(members)

    def _decide(self, members: list[int]) -> None:
        wanted, _ = Counter(self.truth[p] for p in members).most_common(1)[0]
        chosen = [p for p in members if self.truth[p] == wanted]
        # Taking one photo out of the row is one click.
        self.decisions += 1 + len(members) - len(chosen)
        if wanted in self.known:
            run_now(label_photos(self.ctx, chosen, wanted))
        elif len(chosen) >= MIN_SAMPLES:
            made = run_now(add_scene(self.ctx, wanted, chosen)).summary["scene"]
            self.known.add(made)
            self.truth.update({p: made for p, shows in self.truth.items() if shows == wanted})
        else:
            self.skipped.update(members)

    def refresh(self) -> float:
        """Learn, and let what was skipped come back; return the seconds that it took."""
        started = time.monotonic()
        run_now(apply_refresh(self.ctx, run_now(plan_refresh(self.ctx))))
        self.skipped.clear()
        self.tried.clear()
        return time.monotonic() - started


def spend(evening: Evening, every: int, limit: int) -> list[float]:
    """Review until little is left; return the seconds of each refresh."""
    refreshes: list[float] = []
    due = every
    evening.measure()
    while evening.decisions < limit and evening.rows[-1]["review_share"] >= ENOUGH:
        more = evening.take_row()
        if evening.decisions >= due or not more:
            refreshes.append(evening.refresh())
            due = evening.decisions + every
            before = evening.rows[-1]
            print_row(evening.measure())
            if not more and evening.rows[-1]["review"] == before["review"]:
                break
    return refreshes


def print_row(row: dict[str, Any]) -> None:
    """Print one line of the table."""
    precision = "   -" if row["precision"] is None else f"{row['precision']:.3f}"
    print(
        f"{row['decisions']:9} {row['labelled']:9} {row['review']:7} {row['review_share']:7.3f} "
        f"{row['accepted']:9} {precision:>9}",
        flush=True,
    )


def find_truth(ctx: JobContext, mapping: dict[str, str | None]) -> dict[int, str]:
    """Return what each photo of the library shows, by the name of its folder."""
    ids = [int(i) for i in ctx.reader.ids(Query())]
    truth = {}
    for row in ctx.reader.rows(ids):
        folder = Path(row.path).parent.name
        truth[row.id] = mapping.get(folder) or folder
    return truth


def main() -> int:
    """Parse the arguments, build the library, spend the evening."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--map", type=Path)
    parser.add_argument("--refresh-every", type=int, default=25)
    parser.add_argument("--limit", type=int, default=2000, help="decisions at most")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--library", type=Path, help="scanned before; a copy of it is used")
    options = parser.parse_args()
    mapping = json.loads(options.map.read_text("utf-8")) if options.map else {}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        if options.library:
            shutil.copyfile(options.library, place / "evening.albumen")
        program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))
        with program.open(place / "evening.albumen") as ctx:
            scanned = run_now(scan_folders(ctx, [str(f) for f in options.folders])).summary
            run_now(group_photos(ctx))
            known = {s.id for s in ctx.reader.scene_names()}
            evening = Evening(ctx, find_truth(ctx, mapping), known)
            print(" decisions  labelled  review   share  accepted precision")
            print_row(evening.measure())
            refreshes = spend(evening, options.refresh_every, options.limit)
    result = {
        "photos": scanned["found"],
        "rows": evening.rows,
        "refresh_seconds": refreshes,
        "scan_seconds": scanned["seconds"],
    }
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), "utf-8")
    last = evening.rows[-1]
    print(
        f"{last['decisions']} decisions for {scanned['found']} photos; "
        f"{last['review_share']:.1%} left; slowest refresh {max(refreshes, default=0):.1f} s"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
