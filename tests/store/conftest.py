"""Small libraries for the tests of the store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from app.core.records import Act, SceneRow
from app.core.types import Candidate, Decision, PhotoFacts, PhotoFile, Reason, Status
from app.store.encoding import clean
from app.store.library import LibraryFile, open_library
from tests.store.predictions import write_predictions


def photo_file(name: str, *, folder: str = "/photos", size: int = 100, mtime: int = 1) -> PhotoFile:
    return PhotoFile(f"{folder}/{name}", size, mtime * 1_000_000_000)


def facts(name: str = "a", *, taken_at: str | None = None) -> PhotoFacts:
    return PhotoFacts(
        width=640,
        height=480,
        orientation=1,
        format="JPEG",
        content_hash=f"content-{name}",
        pixel_hash=f"pixel-{name}",
        taken_at=taken_at,
        camera="Camera",
        details={"iso": 100},
    )


def decision(
    scene: str | None = "beach",
    *,
    accepted: bool = True,
    similarity: float = 0.8,
    further: tuple[str, ...] = (),
    reason: Reason = Reason.UNLIKE_PROTOTYPE,
    parent: str | None = None,
) -> Decision:
    second = Candidate("lake", similarity - 0.1, 0.2)
    coarse = {"parent": parent, "parent_similarity": 0.7, "parent_low": 0.6, "parent_high": 1.0}
    rejected = Status.REJECTED if parent is None else Status.COARSE
    return Decision(
        scene=scene,
        status=Status.ACCEPTED if accepted else rejected,
        reason=Reason.NONE if accepted else reason,
        similarity=similarity,
        low=0.5,
        high=1.0,
        confidence=0.7,
        margin=0.1,
        patent_similarity=0.9,
        candidates=(Candidate(scene, similarity, 0.7), second) if scene else (),
        further=further,
        **(coarse if parent is not None else {}),
    )


def scene(id_: str, *, parent: str | None = None, enabled: bool = True) -> SceneRow:
    return SceneRow(id_, id_.title(), f"{id_}-zh", parent, "#336699", "pack", enabled)


class Album:
    """A library with a folder, three scenes and a model, and short ways to fill it."""

    def __init__(self, path: Path) -> None:
        self.library: LibraryFile = open_library(path)
        self.folder = self.library.folders.add("/photos")
        self.library.scenes.seed([scene("beach"), scene("lake"), scene("kitchen")])
        self.version = self.library.models.seed(b"model")

    def add(self, name: str, word: Decision | None = None, **more: str | None) -> int:
        photo = self.library.photos.save(
            self.folder, photo_file(name), facts(clean(name) or "", **more)
        )
        if word is not None:
            self.judge({photo: word})
        return photo

    def judge(self, words: Mapping[int, Decision]) -> None:
        write_predictions(self.library, self.version, words)

    def say(self, photo: int, yes: str | None, *no: str) -> int:
        """Label a photo; return the id of the action, 0 where there was nothing to do."""
        before = self.newest()
        with self.library.action(Act.LABEL, {}):
            self.library.labels.save({photo: (yes, no)})
        return self.newest() - before and self.newest()

    def newest(self) -> int:
        """Return the id of the newest action, 0 before the first."""
        return next((row.id for row in self.library.history.rows(1)), 0)

    def learn(self, blob: bytes = b"blob", samples: int = 1, act: Act = Act.REFRESH) -> int:
        with self.library.action(act, {}):
            return self.library.models.save(blob, samples=samples, figures={"new": 2})

    def set_range(self, name: str, bounds: tuple[float, float] | None) -> None:
        with self.library.action(Act.RANGE, {"scene": name}):
            self.library.models.set_range(name, bounds)

    def restore(self, version: int) -> None:
        with self.library.action(Act.RESTORE, {"version": version}):
            self.library.models.make_current(version)

    def row(self, photo: int):
        return self.library.photos.rows([photo])[0]


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a new library that each test copies: making one takes a while."""
    path = tmp_path_factory.mktemp("empty") / "empty.albumen"
    open_library(path).close()
    return path


@pytest.fixture
def album(tmp_path: Path, empty_library: Path) -> Iterator[Album]:
    path = tmp_path / "test.albumen"
    shutil.copyfile(empty_library, path)
    made = Album(path)
    yield made
    made.library.close()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)
