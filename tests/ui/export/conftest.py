"""A small album with a session of the window over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.core.settings import Settings
from app.jobs import relabel
from app.jobs.runner import JobRunner, run_now
from app.jobs.scanning.scan import scan_folders
from app.media.xmp.packet import read_packet
from app.store.library import open_library
from app.ui.i18n import Language
from app.ui.session import Session, open_session
from tests.tiny_album import Bench


class Album:
    """Three photos of beaches, and one that a person labelled as a kitchen."""

    def __init__(self, bench: Bench, session: Session) -> None:
        self.bench, self.session = bench, session
        for i in range(3):
            bench.photo(f"beach{i}.jpg", "beach", 100 - i)
        bench.photo("odd.jpg", "none", 0)
        run_now(scan_folders(bench.ctx, [str(bench.photos)]))
        self.label("kitchen", "odd.jpg")

    def id(self, name: str) -> int:
        return self.bench.id(str(self.bench.photos / name))

    def label(self, scene: str, name: str) -> None:
        run_now(relabel.label_photos(self.bench.ctx, [self.id(name)], scene))

    def words(self, name: str) -> tuple[str, ...]:
        return read_packet((self.bench.photos / name).read_bytes()).keywords.subject

    def sidecars(self) -> list[str]:
        return sorted(path.name for path in self.bench.photos.glob("*.xmp"))


@pytest.fixture
def album(qapp: QApplication, language: Language, tmp_path: Path) -> Iterator[Album]:
    runner = JobRunner()
    with open_library(tmp_path / "library.albumen") as library:
        bench = Bench(library, tmp_path)
        session = open_session(bench.ctx, runner, Settings(), "en")
        yield Album(bench, session)
        session.close()
        session.bridge.deleteLater()
        runner.close()
        qapp.processEvents()
