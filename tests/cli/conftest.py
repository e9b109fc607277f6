"""The commands on a library with the tiny pack, in this process."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import DesktopProgram
from app.cli.main import run
from app.jobs.context import JobContext
from app.places import Places
from app.store.library import open_library
from tests.tiny_album import Bench


class TinyProgram(DesktopProgram):
    """The program with fakes for everything that is slow."""

    def __init__(self, place: Path) -> None:
        super().__init__(Places(place, place, place / "cache", place / "logs"))
        self.place = place
        self.shown: list[tuple[Path, list[str]]] = []

    @contextmanager
    def open(self, library: Path) -> Iterator[JobContext]:
        opened = open_library(library)
        try:
            context = Bench(opened, self.place).ctx
            context.settings = self.settings
            yield context
        finally:
            opened.close()

    def show_window(self, library: Path, paths: Sequence[str], options: Namespace) -> int:
        self.shown.append((library, list(paths)))
        return 0


class Terminal:
    """Runs commands and keeps what they print."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.program = TinyProgram(place)
        self.photos = place / "photos"
        self.photos.mkdir()
        self._capsys = capsys
        self.out = self.err = ""

    def photo(self, name: str, scene: str, strength: int) -> str:
        path = self.photos / name
        path.write_text(f"{scene} {strength} {name}")
        return str(path)

    def __call__(self, *words: str) -> int:
        code = run([str(word) for word in words], self.program)
        self.out, self.err = self._capsys.readouterr()
        return code

    def read(self) -> tuple[str, str]:
        """Return what was printed since the last command."""
        self.out, self.err = self._capsys.readouterr()
        return self.out, self.err

    def json(self, *words: str) -> Any:
        assert self(*words, "--json") == 0, self.err
        return json.loads(self.out)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)
