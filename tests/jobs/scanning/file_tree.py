"""Two folders of small files, and short words for what people do to them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from app.core.records import Query
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.tiny_album import Bench
from tests.tiny_photos import TaggedDecoders


class Tree:
    """Two folders, a and b, and short words for what is done to the files in them."""

    def __init__(self, bench: Bench, place: Path) -> None:
        bench.decoders = TaggedDecoders()
        self.bench = bench
        self.place = place
        self.clock = 1_600_000_000
        for name in "ab":
            (place / name).mkdir()

    def path(self, name: str) -> Path:
        return self.place / name

    def put(self, name: str, picture: str, tags: str = "") -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"beach 100 {picture}|{tags}")
        self.clock += 10
        os.utime(path, (self.clock, self.clock))

    def move(self, source: str, goal: str) -> None:
        self.path(goal).parent.mkdir(parents=True, exist_ok=True)
        os.rename(self.path(source), self.path(goal))

    def copy(self, source: str, goal: str) -> None:
        self.path(goal).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(self.path(source), self.path(goal))

    def scan(self, *names: str, again: bool = False) -> dict:
        paths = [str(self.path(name)) for name in names] or None
        return run_now(scan_folders(self.bench.ctx, paths, again=again)).summary

    def label(self, name: str, scene: str) -> None:
        run_now(label_photos(self.bench.ctx, [self.id(name)], scene))

    def id(self, name: str) -> int:
        return self.bench.id(str(self.path(name)))

    def labels(self, *names: str) -> list[str | None]:
        return [row.label for row in self.rows(names)]

    def rows(self, names: Sequence[str]) -> list:
        return self.bench.ctx.library.photos.rows([self.id(name) for name in names])

    def listed(self) -> dict[str, str | None]:
        """Return the label of every photo on the lists, those that are gone in brackets."""
        reader = self.bench.ctx.library
        rows = reader.photos.rows(reader.photos.ids(Query()).tolist())
        names = [os.path.relpath(row.path, self.place) for row in rows]
        return {
            f"({name})" if row.missing else name: row.label
            for name, row in zip(names, rows, strict=True)
        }

    def folder(self, name: str) -> int:
        return next(
            f.id for f in self.bench.ctx.library.folders.rows() if f.path == str(self.path(name))
        )
