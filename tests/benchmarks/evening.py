"""One evening of review, played by a person who knows the truth: by the sheet, and photo by photo.

python -m tests.benchmarks.evening FOLDER... [--map JSON]... [--also CSV] [--json FILE]
    [--part desk|sheets] [--library FILE] [--refresh-every N] [--without checks] [--without none]

Each FOLDER holds one folder a class; the map names the scenes of the classes that the pack has (or
the parents that a class shows at most), every other class is something that the pack does not know.
Both parts begin with the same album and end when less than 5 % of it is left.

By the sheet (:mod:`tests.benchmarks.evening_sheets`) the person marks what does not belong, and the
program learns after each sheet. At the single desk the person goes through the review queue, and
refreshes after every N decisions:

checks: the random photos that the queue begins with, 24 at a time: one key for those whose tag is
    right, a click for each that is not, and a decision for each thing that these show.
look-alikes: a row of three or more that (mostly) show one thing takes one key, and a click for
    each odd one out. Eight or more of an unknown thing become a new scene; fewer show none of the
    scenes.
pages: the queue filtered by the scene that has most to review, most typical photos first, 24 at a
    time, like checks; as long as half of the last page was right.
one by one: what is left. A scene among the five candidates is one key, another is typed.

Seconds are assumed, not measured: a page of 24 takes 12 s to look at, a row of look-alikes 4 s, a
single photo 1.5 s; a key 0.5 s, a click 1 s, a typed scene 3 s, a new scene's name 6 s.

Without ``checks`` no photos are drawn; without ``none`` the person cannot say that a photo shows
none of the scenes, and skips it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bootstrap import DesktopProgram
from app.core.library import LibraryReader
from app.core.method.checks import cut_in_force
from app.core.records import Query, SortBy, View
from app.core.scenes import MIN_SAMPLES, NO_SCENE
from app.core.sheets import USUAL_SIZE
from app.jobs.audit import draw_checks, waiting_photos
from app.jobs.context import JobContext
from app.jobs.groups import group_photos
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.relabel import accept_proposals, label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.scenes import add_scene
from app.lab.photo_features import read_also
from app.places import Places
from app.ui.models.folding import fold
from tests.benchmarks.evening_sheets import MOMENTS, SheetEvening, stand_by_tags
from tests.benchmarks.sheet_person import SheetPerson, lines

ENOUGH = 0.05
PAGE = 24
WORTH = 0.5
NEW_SCENE = 8
CHECKS = 0.1
QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)
LOOK_S = {"page": 12.0, "row": 4.0, "photo": 1.5}
KEY_S, CLICK_S, TYPE_S, NAME_S = 0.5, 1.0, 3.0, 6.0


def stand_of(library: LibraryReader, truth: Mapping[int, str]) -> dict[str, Any]:
    """Return how far an album is reviewed, and how many of the program's tags are right."""
    shown = library.photos.rows([int(i) for i in library.photos.ids(Query(view=View.ACCEPTED))])
    right = sum(truth.get(row.id) == row.scene for row in shown)
    counts = library.photos.counts()
    return {
        "labelled": counts.labelled,
        "none": counts.none,
        "review": counts.review,
        "review_share": counts.review / max(counts.all, 1),
        "accepted": len(shown),
        "precision": right / len(shown) if shown else None,
    }


@dataclass
class Evening:
    """The person and the album.

    Attributes
    ----------
    truth : dict of int to str
        What each photo shows: a scene's id, or the name of an unknown class.
    without : set of str
        What the person does without.
    decisions : int
        Keys and clicks.
    seconds : float
        What they take, as assumed.
    by_kind : Counter
        Decisions by what they were about.
    rows : list of dict
        The table.
    """

    ctx: JobContext
    truth: dict[int, str]
    known: set[str]
    without: set[str] = field(default_factory=set)
    person: SheetPerson | None = None
    decisions: int = 0
    seconds: float = 0.0
    by_kind: Counter[str] = field(default_factory=Counter)
    at_moments: dict[int, dict[str, Any]] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def measure(self) -> dict[str, Any]:
        """Note where the album stands."""
        row = {"decisions": self.decisions, "minutes": self.seconds / 60}
        row |= stand_of(self.ctx.library, self.truth) | {"cut": cut_in_force(self.ctx.model()[1])}
        self.rows.append(row)
        return row

    def take_row(self) -> bool:
        """Make the next decision; return whether there was one."""
        return (
            self._take_checks() or self._take_look_alikes() or self._take_page() or self._take_one()
        )

    def _take_checks(self) -> bool:
        page = [] if "checks" in self.without else waiting_photos(self.ctx.library)[:PAGE]
        self._decide_page(page, "checks")
        return bool(page)

    def _take_look_alikes(self) -> bool:
        folded = fold(self.ctx.library.photos.listing(QUEUE), ())
        for first in folded.ids:
            members = self._open(folded.members(int(first)))
            if len(members) >= MIN_SAMPLES and self._share(members) >= WORTH:
                wanted, _ = Counter(self.truth[p] for p in members).most_common(1)[0]
                chosen = [p for p in members if self.truth[p] == wanted]
                odd = len(members) - len(chosen)
                self._spend("look-alikes", odd, LOOK_S["row"] + odd * CLICK_S)
                self._say(chosen, wanted, "look-alikes")
                return True
        return False

    def _take_page(self) -> bool:
        """Take the next page of one scene, of the scene that has most to review."""
        library = self.ctx.library
        for scene in sorted(library.scenes.rows(), key=lambda s: -s.review):
            if scene.id in self.tried or scene.review < MIN_SAMPLES:
                continue
            query = Query(view=View.REVIEW, scene=scene.id, sort=SortBy.SIMILARITY)
            page = self._open([int(i) for i in library.photos.ids(query)])[:PAGE]
            right = [p for p in page if self.truth[p] == scene.id]
            if len(right) < max(WORTH * len(page), MIN_SAMPLES):
                # Not worth a page: the person sees that at one glance.
                self.tried.add(scene.id)
                self._spend("pages", 1, LOOK_S["row"])
                continue
            self._decide_page(page, "pages")
            return True
        return False

    def _take_one(self) -> bool:
        for photo in self._open([int(i) for i in self.ctx.library.photos.ids(QUEUE)]):
            self._spend("one by one", 0, LOOK_S["photo"])
            self._say([photo], self.truth[photo], "one by one")
            return True
        return False

    def _decide_page(self, page: list[int], kind: str) -> None:
        """Confirm the right ones with one key, then say what each of the others shows."""
        proposed = self.ctx.library.models.proposals(page)
        right = [p for p in page if proposed.get(p) == self.truth[p]]
        others = [p for p in page if p not in right]
        if page:
            self._spend(kind, len(others), LOOK_S["page"] + len(others) * CLICK_S)
        if right:
            self._spend(kind, 1, KEY_S)
            run_now(accept_proposals(self.ctx, right))
        things: dict[str, list[int]] = {}
        for photo in others:
            known = self.truth[photo] in self.known
            things.setdefault(self.truth[photo] if known else "", []).append(photo)
        for thing, photos in things.items():
            self._say(photos, thing, kind)

    def _open(self, photos: list[int]) -> list[int]:
        return [p for p in photos if p not in self.skipped]

    def _share(self, members: list[int]) -> float:
        return Counter(self.truth[p] for p in members).most_common(1)[0][1] / len(members)

    def _spend(self, kind: str, decisions: int, seconds: float) -> None:
        self.decisions += decisions
        self.by_kind[kind] += decisions
        self.seconds += seconds
        for minutes in MOMENTS:
            if self.person and minutes not in self.at_moments and self.seconds >= 60 * minutes:
                self.at_moments[minutes] = stand_by_tags(self.ctx.library, self.person)

    def _say(self, photos: list[int], thing: str, kind: str) -> None:
        """Say that photos show one thing, with one key, or by typing it."""
        if thing in self.known:
            detail = self.ctx.library.photos.detail(photos[0])
            near = detail is not None and thing in [c.scene for c in detail.candidates]
            self._spend(kind, 1, KEY_S if near else TYPE_S)
            run_now(label_photos(self.ctx, photos, thing))
        elif thing and len(photos) >= NEW_SCENE:
            self._spend(kind, 1, NAME_S)
            made = run_now(add_scene(self.ctx, thing, photos)).summary["scene"]
            self.known.add(made)
            if self.person is not None:
                self.person.learn_name(thing, made)
            self.truth.update({p: made for p, shows in self.truth.items() if shows == thing})
        elif "none" in self.without:
            self.skipped.update(photos)
        else:
            self._spend(kind, 1, KEY_S)
            run_now(label_photos(self.ctx, photos, NO_SCENE))

    def refresh(self) -> float:
        """Learn, draw checks, let what was skipped come back; return the seconds of learning."""
        started = time.monotonic()
        run_now(apply_refresh(self.ctx, run_now(plan_refresh(self.ctx))))
        taken = time.monotonic() - started
        self.draw()
        self.skipped.clear()
        self.tried.clear()
        return taken

    def draw(self) -> None:
        """Draw checks, as the window does after a scan and after a refresh."""
        if "checks" not in self.without:
            run_now(draw_checks(self.ctx, CHECKS, seed=len(self.rows)))


def spend(evening: Evening, every: int, limit: int) -> list[float]:
    """Review until little is left; return the seconds of each refresh."""
    refreshes: list[float] = []
    due = every
    evening.draw()
    while evening.decisions < limit and evening.ctx.library.photos.counts().review:
        more = evening.take_row()
        if evening.decisions >= due or not more:
            refreshes.append(evening.refresh())
            due = evening.decisions + every
            before = evening.rows[-1]
            after = evening.measure()
            print_row(after)
            if after["review_share"] < ENOUGH or (not more and after["review"] == before["review"]):
                break
    return refreshes


HEAD = "decisions minutes labelled    none  review   share accepted precision   cut"


def print_row(row: dict[str, Any]) -> None:
    """Print one line of the table."""
    precision, cut = (
        "-" if row[key] is None else f"{row[key]:.3f}" for key in ("precision", "cut")
    )
    print(
        f"{row['decisions']:9} {row['minutes']:7.1f} {row['labelled']:8} {row['none']:7} "
        f"{row['review']:7} {row['review_share']:7.3f} {row['accepted']:8} {precision:>9} {cut:>5}",
        flush=True,
    )


Names = Mapping[str, str | list[str] | None]


def find_truth(ctx: JobContext, mapping: Names) -> dict[int, str]:
    """Return what each photo of the library shows, by its name or that of its folder."""
    ids = [int(i) for i in ctx.library.photos.ids(Query())]
    truth = {}
    for row in ctx.library.photos.rows(ids):
        path = Path(row.path)
        said = mapping.get(path.name) or mapping.get(path.parent.name)
        # A list names what a class shows at the coarse level: of the scenes it is none.
        truth[row.id] = said if isinstance(said, str) else path.parent.name
    return truth


def find_person(
    ctx: JobContext, mapping: Names, also: Mapping[str, Collection[str]], seed: int = 1
) -> SheetPerson:
    """Return a person who knows every scene and parent that each photo shows."""
    parent_of = {row.id: row.parent for row in ctx.library.scenes.names()}
    things = find_truth(ctx, mapping)
    shows: dict[int, set[str]] = {}
    for row in ctx.library.photos.rows(sorted(things)):
        path = Path(row.path)
        said = mapping.get(path.name) or mapping.get(path.parent.name) or []
        named = [said] if isinstance(said, str) else said
        further = also.get(f"{path.parent.name}/{path.name}", ())
        known = [scene for scene in (*named, *further) if scene in parent_of]
        shows[row.id] = lines(parent_of, known)
    scenes = set(parent_of) - set(parent_of.values())
    return SheetPerson(shows, things, {str(scene) for scene in scenes}, seed=seed)


def play_desk(ctx: JobContext, options: Namespace, person: SheetPerson) -> dict[str, Any]:
    """Spend the evening at the single desk."""
    known = {s.id for s in ctx.library.scenes.names()}
    evening = Evening(ctx, dict(person.things), known, set(options.without), person=person)
    print("single desk")
    print(HEAD)
    print_row(evening.measure())
    refreshes = spend(evening, options.refresh_every, options.limit)
    print(", ".join(f"{kind}: {count}" for kind, count in evening.by_kind.most_common()))
    return {
        "actions": evening.decisions,
        "minutes": evening.seconds / 60,
        "end": stand_by_tags(ctx.library, person),
        "at_minutes": evening.at_moments,
        "by_kind": dict(evening.by_kind),
        "rows": evening.rows,
        "refresh_seconds": refreshes,
    }


def play_sheets(ctx: JobContext, options: Namespace, person: SheetPerson) -> dict[str, Any]:
    """Spend the evening at sheets."""
    print("sheets")
    evening = SheetEvening(ctx, person, size=options.size, say=print_stand)
    evening.play(options.limit)
    print(", ".join(f"{kind}: {count}" for kind, count in person.by_kind.most_common()))
    return evening.result()


def print_stand(row: Mapping[str, Any]) -> None:
    """Print where the album stands, in one line."""
    print(
        f"{row['actions']:5} actions {row['minutes']:5.1f} min: settled {row['settled']:.3f}, "
        f"{row['tagged']} tagged, {row['precision']:.3f} of them right (thought "
        f"{row['thought']:.3f}), {row['scene_share']:.2f} with a scene; "
        f"{row['none']} none, {row['open']} left",
        flush=True,
    )


def compare(results: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the table of both parts."""
    moments = "".join(f"  settled {m} min" for m in MOMENTS)
    print(f"{'':7} actions minutes precision settled scenes{moments}")
    for part, result in results.items():
        end, early = result["end"], result["at_minutes"]
        shares = (f"{early[m]['settled']:14.3f}" if m in early else f"{'-':>14}" for m in MOMENTS)
        print(
            f"{part:7} {result['actions']:7} {result['minutes']:7.1f} {end['precision']:9.3f} "
            f"{end['settled']:7.3f} {end['scene_share']:6.2f}  " + " ".join(shares)
        )


PARTS = {"sheets": play_sheets, "desk": play_desk}


def main() -> int:
    """Parse the arguments, build the library, spend the evening once each way."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--map", type=Path, action="append", default=[])
    parser.add_argument("--also", type=Path, help="table of further scenes that photos show")
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--size", type=int, default=USUAL_SIZE, help="photos a sheet")
    parser.add_argument("--seed", type=int, default=1, help="of the person's slips")
    parser.add_argument("--refresh-every", type=int, default=60)
    parser.add_argument("--limit", type=int, default=2000, help="decisions at most")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--without", choices=("checks", "none"), action="append", default=[])
    parser.add_argument("--library", type=Path, help="scanned before; a copy of it is used")
    options = parser.parse_args()
    mapping: dict[str, str | list[str] | None] = {}
    for file in options.map:
        mapping |= json.loads(file.read_text("utf-8"))
    also = read_also(options.also) if options.also else {}
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))
        scanned = place / "scanned.albumen"
        if options.library:
            shutil.copyfile(options.library, scanned)
        with program.open(scanned) as ctx:
            run_now(scan_folders(ctx, [str(f) for f in options.folders]))
            run_now(group_photos(ctx))
        for part in options.part or PARTS:
            copy = place / f"{part}.albumen"
            shutil.copyfile(scanned, copy)
            with program.open(copy) as ctx:
                person = find_person(ctx, mapping, also, options.seed)
                results[part] = PARTS[part](ctx, options, person)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), "utf-8")
    compare(results)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
