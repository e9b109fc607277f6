"""Scan differences against a plain model: whatever happens to the files, the library follows."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.core.records import Query, View
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.store.library import open_library
from tests.examples import examples
from tests.tiny_album import Bench
from tests.tiny_photos import SCENES

NAMES = ["a.jpg", "b.png", "sub/c.jpg", "sub/deep/d.jpg", "e é.jpg", "sub/f\n.jpg"]
names = st.sampled_from(NAMES)
scenes = st.sampled_from([*SCENES, "none", "garbage"])


class ScanMachine(RuleBasedStateMachine):
    """Files are written, moved, touched and deleted; after a scan the library shows them.

    The model: ``files`` is what lies on the disk (name to content and time), ``seen`` what the last
    scan saw, ``labels`` a person's word by content, for contents move and labels go with them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="albumen-model-"))
        self.library = open_library(self.place / "l.albumen")
        self.bench = Bench(self.library, self.place)
        self.files: dict[str, tuple[str, int]] = {}
        self.seen: dict[str, tuple[str, int]] = {}
        self.labels: dict[str, str] = {}
        self.clock = 1_600_000_000
        self.online = True

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.place)

    def _stamp(self, name: str) -> int:
        self.clock += 10
        os.utime(self.bench.photos / name, (self.clock, self.clock))
        return self.clock

    @precondition(lambda self: self.online)
    @rule(name=names, scene=scenes)
    def write(self, name: str, scene: str) -> None:
        content = "no photo" if scene == "garbage" else f"{scene} 100 {self.clock}"
        path = self.bench.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        self.files[name] = (content, self._stamp(name))

    @precondition(lambda self: self.online)
    @rule(name=names)
    def touch(self, name: str) -> None:
        if name in self.files:
            self.files[name] = (self.files[name][0], self._stamp(name))

    @precondition(lambda self: self.online)
    @rule(name=names)
    def delete(self, name: str) -> None:
        if self.files.pop(name, None):
            (self.bench.photos / name).unlink()

    @precondition(lambda self: self.online)
    @rule(source=names, goal=names)
    def move(self, source: str, goal: str) -> None:
        if source in self.files and goal not in self.files:
            path = self.bench.photos / goal
            path.parent.mkdir(parents=True, exist_ok=True)
            (self.bench.photos / source).rename(path)
            self.files[goal] = self.files.pop(source)

    @rule()
    def unplug_or_plug(self) -> None:
        away = self.place / "away"
        source, target = (self.bench.photos, away) if self.online else (away, self.bench.photos)
        source.rename(target)
        self.online = not self.online

    @rule(name=names, scene=st.sampled_from(SCENES))
    def label(self, name: str, scene: str) -> None:
        path = str(self.bench.photos / name)
        found = self.bench.ctx.library.photos.find([path])
        if name in self.seen and found:
            run_now(label_photos(self.bench.ctx, list(found.values()), scene))
            self.labels[self.seen[name][0]] = scene

    @rule()
    def scan(self) -> None:
        bench = self.bench
        if not self.online and not bench.ctx.library.folders.rows():
            return
        paths = None if bench.ctx.library.folders.rows() else [str(bench.photos)]
        bench.decoders.opened.clear()
        encoded = bench.encoder.encoded
        result = run_now(scan_folders(bench.ctx, paths)).summary
        if not self.online:
            assert result["offline"] == [str(bench.photos)]
            assert bench.decoders.opened == []
            return
        assert result["found"] == len(self.files)
        touched = {n for n, state in self.files.items() if self.seen.get(n) != state}
        opened = {os.path.relpath(path, bench.photos) for path in bench.decoders.opened}
        # What is as it was is never opened.
        assert opened <= touched | self._lost(opened)
        assert touched <= opened
        assert result["unchanged"] + result["changed"] + result["new"] + result["moved"] == len(
            self.files
        )
        assert bench.encoder.encoded - encoded <= len(opened)
        self.seen = dict(self.files)
        self._compare()

    def _lost(self, opened: set[str]) -> set[str]:
        """A photo whose place was taken by another file is found again like a new one."""
        return {name for name in opened if name not in self.seen}

    def _compare(self) -> None:
        library = self.bench.ctx.library
        here = {
            os.path.relpath(row.path, self.bench.photos): row
            for row in library.photos.rows(library.photos.ids(Query()).tolist())
            if not row.missing
        }
        assert set(here) == set(self.files)
        unreadable = {n for n, (content, _) in self.files.items() if content == "no photo"}
        for name, row in here.items():
            if row.label is None:
                assert (row.status.value == "failed") == (name in unreadable)

    @invariant()
    def labels_are_never_lost(self) -> None:
        library = self.bench.ctx.library
        said = {
            row.label
            for row in library.photos.rows(library.photos.ids(Query(view=View.LABELLED)).tolist())
        }
        current = {self.seen[n][0] for n in self.seen} & set(self.labels)
        assert {self.labels[content] for content in current} <= said


TestScan = ScanMachine.TestCase
TestScan.settings = settings(
    max_examples=examples(8, 50),
    stateful_step_count=18,
    deadline=None,
)
