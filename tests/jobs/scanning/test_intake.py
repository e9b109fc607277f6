"""What a batch of a scan asks the library: once, however many photos it has."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.core.imported import IMPORTED, Imported
from app.core.keywords import Keywords
from app.core.ledger import Entry
from app.core.types import DecodedPhoto
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.tiny_album import Bench


@pytest.fixture
def worded(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Eight photos with the words Italy and Kitchen inside."""
    for number in range(8):
        bench.photo(f"{number}.jpg", "kitchen", 90 + number)
    decode = bench.decoders.decode
    words = Imported(keywords=("Italy", "Kitchen")).to_json()

    def with_words(files: Any) -> Iterator[Any]:
        for item in decode(files):
            if isinstance(item, DecodedPhoto):
                details = {**item.facts.details, IMPORTED: words}
                yield replace(item, facts=replace(item.facts, details=details))

    monkeypatch.setattr(bench.decoders, "decode", with_words)
    return bench


def test_the_ledger_is_asked_once_a_batch(worded: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    at = worded.ctx.library.ledger.at

    def noted(targets: Collection[str]) -> list[Entry]:
        asked.append(sorted(targets))
        return at(targets)

    monkeypatch.setattr(worded.ctx.library.ledger, "at", noted)
    run_now(scan_folders(worded.ctx, [str(worded.photos)]))
    batches = [targets for targets in asked if targets]
    assert sorted(path for batch in batches for path in batch) == [
        str(worded.photos / f"{number}.jpg") for number in range(8)
    ]
    assert len(batches) < 8


def test_words_of_ours_are_left_out_of_their_photo_alone(worded: Bench) -> None:
    ours = str(worded.photos / "3.jpg")
    run_now(scan_folders(worded.ctx, [str(worded.photos)]))
    entry = Entry(worded.id(ours), ours, Keywords(subject=("Kitchen",)), source="photo")
    worded.ctx.library.ledger.save([entry])
    run_now(scan_folders(worded.ctx, [str(worded.photos)], again=True))
    photos = [worded.id(str(worded.photos / f"{number}.jpg")) for number in (3, 4)]
    said = [detail.imported.keywords for detail in worded.ctx.library.photos.details(photos)]
    assert said == [("Italy",), ("Italy", "Kitchen")]


def test_a_scan_reads_the_model_once(worded: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int | None] = []
    blob = worded.ctx.library.models.blob

    def noted(version: int | None = None) -> tuple[int, bytes] | None:
        read.append(version)
        return blob(version)

    monkeypatch.setattr(worded.ctx.library.models, "blob", noted)
    run_now(scan_folders(worded.ctx, [str(worded.photos)]))
    assert len(read) <= 1
