"""One library with everything that jobs need."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.jobs.runner import run_now
from app.jobs.scanning import walk
from app.jobs.scanning.scan import scan_folders
from app.store.library import LibraryFile, open_library
from tests.tiny_album import Bench


@pytest.fixture(autouse=True)
def _walks_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the few photos of a test be what thousands are to a walk: more than one step."""
    monkeypatch.setattr(walk, "WALK_STEP", 4)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that knows the tiny pack, made once: tests begin with a copy."""
    place = tmp_path_factory.mktemp("prepared")
    with open_library(place / "library.albumen") as library:
        Bench(library, place)
    return place / "library.albumen"


@pytest.fixture
def make_bench(prepared: Path, tmp_path: Path) -> Iterator[Callable[[], Bench]]:
    opened: list[LibraryFile] = []

    def make() -> Bench:
        path = tmp_path / "library.albumen"
        if not path.exists():
            shutil.copy(prepared, path)
        library = open_library(path)
        opened.append(library)
        return Bench(library, tmp_path)

    yield make
    for library in opened:
        library.close()


@pytest.fixture
def bench(make_bench: Callable[[], Bench]) -> Bench:
    return make_bench()


@pytest.fixture
def album(bench: Bench) -> Bench:
    """Six photos of a beach, and twelve alike that the gate rejects: none of the pack's scenes."""
    for i in range(6):
        bench.photo(f"beach{i}.jpg", "beach", 100 - i)
    for i in range(12):
        bench.photo(f"odd{i:02}.jpg", "none", i)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench
