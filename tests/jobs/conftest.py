"""One library with everything that jobs need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.jobs import walk
from app.store.library import LibraryFile, open_library
from tests.tiny_album import Bench


@pytest.fixture(autouse=True)
def _walks_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the few photos of a test be what thousands are to a walk: more than one step."""
    monkeypatch.setattr(walk, "WALK_STEP", 4)


@pytest.fixture
def make_bench(tmp_path: Path) -> Iterator[Callable[[], Bench]]:
    opened: list[LibraryFile] = []

    def make() -> Bench:
        library = open_library(tmp_path / "library.albumen")
        opened.append(library)
        return Bench(library, tmp_path)

    yield make
    for library in opened:
        library.close()


@pytest.fixture
def bench(make_bench: Callable[[], Bench]) -> Bench:
    return make_bench()
