"""Small libraries for the tests of the store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.core.records import SceneRow
from app.core.types import Candidate, Decision, PhotoFacts, PhotoFile, Reason, Status
from app.store.encoding import clean
from app.store.library import LibraryFile, open_library


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
) -> Decision:
    second = Candidate("lake", similarity - 0.1, 0.2)
    return Decision(
        scene=scene,
        status=Status.ACCEPTED if accepted else Status.REJECTED,
        reason=Reason.NONE if accepted else reason,
        similarity=similarity,
        low=0.5,
        high=1.0,
        confidence=0.7,
        margin=0.1,
        patent_similarity=0.9,
        candidates=(Candidate(scene, similarity, 0.7), second) if scene else (),
        further=further,
    )


def scene(id_: str, *, parent: str | None = None, enabled: bool = True) -> SceneRow:
    return SceneRow(id_, id_.title(), f"{id_}-zh", parent, "#336699", "pack", enabled)


class Album:
    """A library with a folder, three scenes and a model, and short ways to fill it."""

    def __init__(self, path: Path) -> None:
        self.library: LibraryFile = open_library(path)
        self.folder = self.library.folders.add("/photos")
        self.library.scenes.seed([scene("beach"), scene("lake"), scene("kitchen")])
        self.version = self.library.models.save(
            b"model", source="pack", samples=0, figures={}, action=False
        )

    def add(self, name: str, word: Decision | None = None, **more: str | None) -> int:
        photo = self.library.photos.save(
            self.folder, photo_file(name), facts(clean(name) or "", **more)
        )
        if word is not None:
            self.library.models.save_decisions(self.version, {photo: word})
        return photo

    def say(self, photo: int, yes: str | None, *no: str) -> int:
        return self.library.labels.save("label", {}, {photo: (yes, no)})

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
