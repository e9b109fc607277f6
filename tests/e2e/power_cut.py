"""Pull the plug, again and again: SIGKILL at random moments, then look what is left.

python -m tests.e2e.power_cut [--rounds 200] [--real 20] [--seed 1] [--json FILE]

Each round forks a victim that works on one library as the window does: it scans new photos, or
labels photos while it scans, or refreshes while it scans; decoders and encoder are processes of
their own, light ones that do as the real ones do. Or it brings an old library up to date. Some
rounds scan real pictures through the real processes. The victim tells what it has done after it was
told that it is saved. Then one of them is killed, each in its turn in each kind of work: the
program, a decoder, the encoder, or all at one moment. What was told must be there, nothing twice,
and a scan goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from app.core.records import Query
from app.jobs.context import JobContext
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.relabel import label_photos, refuse_scene
from app.jobs.runner import JobRunner, JobState, Lane, run_now
from app.jobs.scanning.scan import scan_folders
from app.media.decoder_pool import ProcessDecoderPool
from app.store.care.examine import examine
from app.store.library import open_library
from app.vision.encoder_process import EncoderProcess
from tests.e2e.tiny_processes import ENCODER_NAME, decode_tiny, load_tiny
from tests.store import next_form
from tests.tiny_album import Bench
from tests.tiny_pack import write_tiny_pack
from tests.tiny_photos import SCENES

NEW_FILES = 60
# From the moment that there is something to kill.
LONGEST_S = 0.6
TARGETS = ("main", "decoder", "encoder", "all")
# What is killed in which work; an update of the library's format has no other processes.
WORK = ("scan", "label", "refresh")
# What is killed in which work: the first six rounds hit every target, and two in each work. An
# update of the library's format has no other processes.
PLAN = [
    ("migration", "main"),
    *((WORK[k], TARGETS[(k + n) % len(TARGETS)]) for n in range(len(TARGETS)) for k in range(3)),
    ("migration", "all"),
]
# A process that is just loading its libraries sees only afterwards that it is alone.
END_S = 60
FORM_BEFORE = Path(__file__).parents[1] / "store" / "fixtures" / "form_0001.sql"


@dataclass
class Figures:
    """What happened: rounds by kind, kills by kind and target, and every breach in words."""

    rounds: Counter[str] = field(default_factory=Counter)
    kills: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    labels: int = 0
    photos: int = 0
    breaches: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Victim:
    """A forked process that works until it is killed, and tells what is saved."""

    def __init__(self, work: Callable[[Callable[[str], None]], None]) -> None:
        reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reader)
            os.setpgid(0, 0)
            try:
                work(lambda line: (os.write(writer, f"{line}\n".encode()), None)[1])
                os._exit(0)
            except BaseException as error:  # noqa: BLE001 - told to the parent, not hidden
                os.write(writer, f"error {type(error).__name__}: {error}\n".encode())
                os._exit(1)
        os.close(writer)
        self._reader = reader
        self.lines: list[str] = []

    def children(self) -> list[psutil.Process]:
        """Return the processes that the victim started."""
        try:
            return psutil.Process(self.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def kill_all(self) -> None:
        """Stop victim and children, so that none sees another die, then kill them all."""
        everyone = [self.pid, *(child.pid for child in self.children())]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in everyone:
                _signal(pid, number)

    def kill(self, target: str, chance: random.Random) -> str:
        """Kill one target; return what was really killed."""
        children = self.children()
        encoders = [c.pid for c in children if _is_encoder(c.pid)]
        others = [c.pid for c in children if c.pid not in encoders and _is_worker(c)]
        found = {"decoder": others, "encoder": encoders}.get(target, [])
        if found:
            _signal(chance.choice(found), signal.SIGKILL)
            return target
        if target == "all":
            self.kill_all()
            return target
        _signal(self.pid, signal.SIGKILL)
        return "main"

    def await_child(self, target: str) -> None:
        """Wait until there is a process of this kind, where it is one of the victim's children."""
        end = time.monotonic() + END_S
        while target in ("encoder", "decoder") and time.monotonic() < end:
            workers = [child.pid for child in self.children() if _is_worker(child)]
            if any(_is_encoder(pid) == (target == "encoder") for pid in workers):
                return
            time.sleep(0.01)

    def finish(self) -> None:
        """Read what was told to the end, and wait until the victim and its children are gone."""
        children = self.children()
        data = b""
        while part := os.read(self._reader, 1 << 16):
            data += part
        os.close(self._reader)
        os.waitpid(self.pid, 0)
        # A line that was cut off was not told.
        self.lines = data.decode("utf-8", "surrogateescape").split("\n")[:-1]
        _, alive = psutil.wait_procs(children, timeout=END_S)
        self.orphans = [child.pid for child in alive]
        for child in alive:
            _signal(child.pid, signal.SIGKILL)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _is_encoder(pid: int) -> bool:
    """Tell the encoder by its name, if it is the tiny one, or by torch."""
    try:
        if Path(f"/proc/{pid}/comm").read_text("utf-8").strip() == ENCODER_NAME:
            return True
        return "libtorch" in Path(f"/proc/{pid}/maps").read_text("utf-8", "replace")
    except OSError:
        return False


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        return False


class Album:
    """One library with tiny photos that all rounds share; every round adds new files."""

    def __init__(self, place: Path, figures: Figures) -> None:
        self.place = place
        self.path = place / "library.albumen"
        self.photos = place / "photos"
        self.photos.mkdir()
        self.figures = figures
        self.said: dict[str, str] = {}
        self.count = 0
        self.pack = write_tiny_pack(place / "pack")

    def add_files(self, chance: random.Random) -> None:
        """Put new photos into the folder."""
        for _ in range(NEW_FILES):
            scene = chance.choice([*SCENES, "none"])
            name = f"{self.count:06}.jpg"
            (self.photos / name).write_text(f"{scene} {chance.randint(50, 100)} {name}")
            self.count += 1

    def work(self, tell: Callable[[str], None], seed: float, kind: str) -> None:
        """Work like the window: scan in one lane, labels in the other, a refresh meanwhile."""
        chance = random.Random(seed)
        with open_library(self.path) as library:
            bench = Bench(library, self.place)
            ctx = bench.ctx
            ctx.decoders = lambda: ProcessDecoderPool(
                2, "squash", self.place / "thumbs", workers=2, decode=decode_tiny
            )
            ctx.encoder = lambda: EncoderProcess(self.pack, load=load_tiny)
            runner = JobRunner()
            tell("ready")
            runner.submit("scan", scan_folders(ctx, [str(self.photos)]))
            while True:
                if kind == "refresh":
                    run_now(apply_refresh(ctx, run_now(plan_refresh(ctx))))
                self._say(ctx, runner, chance, tell)
                if kind == "scan":
                    time.sleep(chance.uniform(0, 0.2))

    def _say(
        self, ctx: JobContext, runner: JobRunner, chance: random.Random, tell: Callable[[str], None]
    ) -> None:
        ids = ctx.library.photos.ids(Query()).tolist()
        chosen = list(dict.fromkeys(chance.choices(ids, k=chance.randint(1, 5))))
        scene = chance.choice(SCENES)
        says_no = chance.random() < 0.3
        job = refuse_scene if says_no else label_photos
        handle = runner.submit("label", job(ctx, chosen, scene), Lane.SHORT)
        handle.wait()
        if handle.state is not JobState.FINISHED:
            raise RuntimeError(f"a label could not be saved: {handle.state}")
        paths = ",".join(str(row.id) for row in ctx.library.photos.rows(chosen))
        tell(f"{'no' if says_no else 'yes'} {scene} {paths}")

    def listen(self, lines: list[str]) -> None:
        """Take note of what the victim was told to be saved."""
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "error":
                self.figures.breaches.append(f"the victim failed: {rest}")
            if word not in ("yes", "no"):
                continue
            scene, _, ids = rest.partition(" ")
            for photo in ids.split(","):
                self.figures.labels += 1
                before = self.said.get(photo)
                if word == "yes":
                    self.said[photo] = scene
                elif before == scene:
                    self.said[photo] = ""

    def inspect(self, unsure: set[str]) -> None:
        """Open the library as the next start would, and hold it against what was told."""
        breaches = self.figures.breaches
        integrity = sqlite3.connect(self.path)
        words = [row[0] for row in integrity.execute("PRAGMA integrity_check")]
        integrity.close()
        if words != ["ok"]:
            breaches.append(f"integrity: {words[:3]}")
        with open_library(self.path) as library:
            bench = Bench(library, self.place)
            reader = bench.ctx.library
            labels = {str(row.photo): row.yes or "" for row in reader.labels.rows()}
            for photo, scene in self.said.items():
                if labels.get(photo, "") != scene and photo not in unsure:
                    breaches.append(f"photo {photo}: told {scene!r}, found {labels.get(photo)!r}")
            self.said = labels
            known = reader.photos.known()
            whole = {p.id for p in known.values() if p.has_features or p.failed}
            if len(whole) != len(known):
                breaches.append(f"{len(known) - len(whole)} photos were written by halves")
            self._compare_cache(bench)
            bench.decoders.opened.clear()
            before = len(known)
            result = run_now(scan_folders(bench.ctx, [str(self.photos)])).summary
            if result["unchanged"] != before or result["new"] != self.count - before:
                breaches.append(f"the scan did not go on where it was: {result}, {before} before")
            every = [
                row.content_hash for row in reader.photos.rows(reader.photos.ids(Query()).tolist())
            ]
            if len(every) != self.count or len(set(every)) != len(every):
                breaches.append(f"{len(every)} rows of {len(set(every))} photos for {self.count}")
            self.figures.photos = self.count
        for finding in examine(str(self.path)):
            breaches.append(f"check: {finding}")

    def _compare_cache(self, bench: Bench) -> None:
        backbone = bench.ctx.model()[1].backbone_id
        ids = sorted(bench.ctx.library.models.encoded(backbone))
        cached = bench.ctx.library.models.features(backbone)
        if cached.ids.tolist() != ids:
            self.figures.breaches.append("the feature cache has other photos than the library")
        for start in range(0, len(ids), 150):
            true = bench.ctx.library.models.features(backbone, ids[start : start + 150])
            if not np.array_equal(true.features, cached.features[start : start + 150]):
                self.figures.breaches.append("the feature cache differs from the library")
                return


def cut_work(album: Album, chance: random.Random, kind: str, target: str, figures: Figures) -> bool:
    """One round of scan, label or refresh; return whether the target was hit."""
    album.add_files(chance)
    seed = chance.random()
    victim = Victim(lambda tell: album.work(tell, seed, kind))
    victim.await_child(target)
    time.sleep(chance.uniform(0, LONGEST_S))
    hit = victim.kill(target, chance)
    figures.kills[kind][hit] += 1
    if hit in ("decoder", "encoder"):
        # The program works on with another one, until the power goes for good.
        time.sleep(chance.uniform(0, LONGEST_S))
        victim.kill_all()
    victim.finish()
    album.listen(victim.lines)
    if victim.orphans:
        figures.breaches.append(f"processes outlived the program: {victim.orphans}")
    album.inspect(_last_touched(album))
    return hit == target


def _last_touched(album: Album) -> set[str]:
    """Return the photos of the newest action: it may have been saved without being told.

    The victim says one thing at a time and tells of it at once, so that only one can be untold.
    """
    with open_library(album.path) as library:
        history = library.history.rows(1)
        touched = library.history.photos_of(history[0].id) if history else []
    return {str(photo) for photo in touched}


def cut_migration(place: Path, chance: random.Random, target: str, figures: Figures) -> bool:
    """One round of bringing an old library up to date; return whether the target was hit."""
    path = place / f"old{figures.rounds['migration']}.albumen"
    raw = sqlite3.connect(path)
    raw.executescript(FORM_BEFORE.read_text("utf-8"))
    before = _rows(raw)
    raw.close()

    def work(tell: Callable[[str], None]) -> None:
        next_form.install()
        tell("ready")
        open_library(path).close()
        tell("done")
        time.sleep(5)

    victim = Victim(work)
    time.sleep(chance.uniform(0, 0.12))
    hit = victim.kill(target, chance)
    figures.kills["migration"][hit] += 1
    victim.finish()
    with next_form.installed():
        open_library(path).close()
    after = sqlite3.connect(path)
    if after.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        figures.breaches.append("migration: integrity")
    if _rows(after) != before:
        figures.breaches.append("migration: rows differ")
    after.close()
    return hit == target


def _rows(raw: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = {
        "photo": "id, path, size, mtime_ns, status, scene",
        "label": "photo_id, scene, answer",
        "feature": "photo_id, backbone, vector",
    }
    return {
        table: raw.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
        for table, columns in tables.items()
    }


class RealAlbum:
    """Small real pictures through the real decoders and the real encoder."""

    def __init__(self, place: Path, figures: Figures) -> None:
        from PIL import Image

        from app.bootstrap import DesktopProgram
        from app.places import Places

        self.figures = figures
        self.photos = place / "real"
        self.photos.mkdir()
        self.path = place / "real.albumen"
        self._image = Image
        self._random = np.random.default_rng(5)
        self.count = 0
        self.program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))

    def add_files(self) -> None:
        """Put new pictures into the folder."""
        for _ in range(30):
            small = self._random.integers(0, 255, (12, 16, 3), dtype=np.uint8)
            picture = self._image.fromarray(small).resize((1600, 1200))
            picture.save(self.photos / f"{self.count:05}.jpg")
            self.count += 1

    def cut(self, chance: random.Random, target: str) -> bool:
        """One round: kill one or all, and scan to the end; return whether the target was hit."""
        self.add_files()

        def work(tell: Callable[[str], None]) -> None:
            with self.program.open(self.path) as ctx:
                tell("ready")
                result = run_now(scan_folders(ctx, [str(self.photos)])).summary
            tell(f"summary {json.dumps(result)}")

        victim = Victim(work)
        victim.await_child(target)
        time.sleep(chance.uniform(0.0, 2.0))
        hit = victim.kill(target, chance)
        self.figures.kills["real"][hit] += 1
        victim.finish()
        if victim.orphans:
            self.figures.breaches.append(f"processes outlived the program: {victim.orphans}")
        for line in victim.lines:
            if line.startswith("error"):
                self.figures.breaches.append(f"real, {hit} killed: {line}")
        with self.program.open(self.path) as ctx:
            known = ctx.library.photos.known()
            done = sum(p.has_features for p in known.values())
            failed = sum(p.failed for p in known.values())
            if done + failed != len(known):
                self.figures.breaches.append("real: photos written by halves")
            # A decoder that is killed takes its file with it, and no other.
            if failed > self.figures.kills["real"]["decoder"]:
                self.figures.breaches.append(f"real: {failed} files failed")
            result = run_now(scan_folders(ctx, [str(self.photos)])).summary
            if result["unchanged"] != len(known) or result["found"] != self.count:
                self.figures.breaches.append(f"real: the scan did not go on where it was: {result}")
        for finding in examine(str(self.path)):
            self.figures.breaches.append(f"real: {finding}")
        return hit == target


def run(rounds: int, seed: int, *, real: int, log: bool = False) -> Figures:
    """Run the rounds, ``real`` of them with the real processes, and return what happened."""
    chance = random.Random(seed)
    figures = Figures()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="albumen-cut-") as folder:
        place = Path(folder)
        album = Album(place, figures)
        _warm_up(album, chance)
        real_album = RealAlbum(place, figures) if real else None
        plan = plan_rounds(rounds, real, chance)
        number = 0
        while plan:
            kind, target = plan.pop()
            if kind == "migration":
                hit = cut_migration(place, chance, target, figures)
            elif real_album is not None and kind == "real":
                hit = real_album.cut(chance, target)
            else:
                hit = cut_work(album, chance, kind, target, figures)
            figures.rounds[kind] += 1
            number += 1
            if not hit and number < rounds * 1.2:
                plan.insert(0, (kind, target))  # it had ended before: once more, at the end
            if log:
                print(number, kind, target, len(figures.breaches), flush=True)
    figures.seconds = round(time.monotonic() - started, 1)
    return figures


def plan_rounds(rounds: int, real: int, chance: random.Random) -> list[tuple[str, str]]:
    """Return what to kill in which work: each as often as any other, in a random order."""
    work = max(rounds - real, 0)
    plan = [PLAN[n % len(PLAN)] for n in range(work)]
    plan += [("real", TARGETS[::-1][n % len(TARGETS)]) for n in range(min(real, rounds))]
    chance.shuffle(plan)
    return plan


def _warm_up(album: Album, chance: random.Random) -> None:
    """Load what jobs load lazily, so that forks begin to work at once."""
    album.add_files(chance)
    with open_library(album.path) as library:
        bench = Bench(library, album.place)
        run_now(scan_folders(bench.ctx, [str(album.photos)]))
        ids = [int(i) for i in bench.ctx.library.photos.ids(Query())]
        for number, scene in enumerate(SCENES):
            run_now(label_photos(bench.ctx, ids[number * 4 : number * 4 + 4], scene))
        run_now(apply_refresh(bench.ctx, run_now(plan_refresh(bench.ctx))))
        album.said = {str(r.photo): r.yes or "" for r in bench.ctx.library.labels.rows()}


def main() -> int:
    """Run from a terminal and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=int, default=20, help="rounds with the real processes")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = run(options.rounds, options.seed, real=options.real, log=True)
    result = {
        "rounds": dict(figures.rounds),
        "kills": {kind: dict(hits) for kind, hits in figures.kills.items()},
        "labels_told": figures.labels,
        "photos": figures.photos,
        "breaches": figures.breaches,
        "seconds": figures.seconds,
    }
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), "utf-8")
    return 1 if figures.breaches else 0


if __name__ == "__main__":
    raise SystemExit(main())
