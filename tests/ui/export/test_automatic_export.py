"""Tags that are written by themselves: some seconds after a label, and taken out after an undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.core.types import Change
from app.jobs.export.choices import Choices, Place, What, read_choices, remember_choices
from app.jobs.runner import run_now
from app.ui.export import automatic
from app.ui.export.automatic import AutomaticExport
from app.ui.export.teller import ExportTeller
from app.ui.settings.export_settings import ExportSettings
from tests.ui.export.conftest import Album

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def by_itself(album: Album, monkeypatch: pytest.MonkeyPatch) -> Iterator[AutomaticExport]:
    run_now(remember_choices(album.bench.ctx, Choices(automatic=True)))
    monkeypatch.setattr(automatic, "START_MS", 3_600_000)
    monkeypatch.setattr(automatic, "WAIT_MS", 3_600_000)
    made = AutomaticExport(album.session, album.session.bridge)
    assert made._start.isActive(), "what was missed is looked for"
    made._start.timeout.emit()
    made.stop()
    yield made
    made.stop()


def settle(album: Album, wait_until: Wait) -> None:
    wait_until(lambda: not album.session.bridge._lanes)
    QApplication.processEvents()


def test_labels_of_some_seconds_are_written_together_and_an_undo_takes_them_out(
    album: Album, by_itself: AutomaticExport, wait_until: Wait
) -> None:
    settle(album, wait_until)
    shown: list[object] = []
    album.session.bridge.started.connect(shown.append)
    assert album.sidecars() == ["odd.jpg.xmp"], "what was missed before is found at the start"
    review = album.session.commands.review
    review.label([album.id("beach0.jpg")], "forest")
    review.label([album.id("beach1.jpg")], "kitchen")
    settle(album, wait_until)
    assert by_itself._timer.isActive()
    assert album.sidecars() == ["odd.jpg.xmp"], "it waits for more"
    by_itself.write()
    settle(album, wait_until)
    assert album.sidecars() == ["beach0.jpg.xmp", "beach1.jpg.xmp", "odd.jpg.xmp"]
    review.undo()
    settle(album, wait_until)
    by_itself.write()
    settle(album, wait_until)
    assert album.sidecars() == ["beach0.jpg.xmp", "odd.jpg.xmp"]
    assert shown == [], "no bar comes and goes under the photos"


def test_after_a_scan_only_what_is_other_than_it_was_written_is_opened(
    album: Album, by_itself: AutomaticExport, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(album, wait_until)
    asked: list[object] = []
    export = album.session.commands.export
    monkeypatch.setattr(export, "write_missed", lambda: asked.append("missed"))
    monkeypatch.setattr(export, "write_automatically", asked.append)
    by_itself._on_completed("scan", Change(photos=None, summary={"new": 1}))
    by_itself.write()
    assert asked == ["missed"]
    by_itself._on_completed("scan", Change(photos=None, summary={"new": 1}))
    by_itself._on_completed("label", Change(photos=frozenset({7})))
    by_itself.write()
    assert asked == ["missed", [7], "missed"]
    by_itself._on_completed("label", Change(photos=None))
    by_itself.write()
    assert asked[3:] == [None]


def test_whoever_labels_without_a_pause_is_not_waited_for_forever(
    album: Album, by_itself: AutomaticExport, wait_until: Wait
) -> None:
    settle(album, wait_until)
    started: list[int] = []
    by_itself._timer.start = lambda ms=0: started.append(ms)  # type: ignore[assignment, misc]
    by_itself._timer.isActive = lambda: True  # type: ignore[method-assign]
    for _ in range(automatic.MOST_WAITS + 3):
        album.session.commands.review.label([album.id("odd.jpg")], "forest")
    settle(album, wait_until)
    assert len(started) == automatic.MOST_WAITS


def test_nothing_is_written_by_itself_unless_a_person_wants_it(
    album: Album, wait_until: Wait
) -> None:
    by_itself = AutomaticExport(album.session, album.session.bridge)
    album.session.commands.review.label([album.id("beach0.jpg")], "forest")
    settle(album, wait_until)
    assert not by_itself._timer.isActive()
    assert not by_itself._start.isActive()
    assert album.sidecars() == []


def test_a_place_that_cannot_be_written_is_told_once(
    album: Album, by_itself: AutomaticExport, wait_until: Wait
) -> None:
    told: list[str] = []
    ExportTeller(album.session.bridge, told.append, album.session.bridge)
    (album.bench.photos / "beach0.jpg.xmp").mkdir()
    for scene in ("forest", "kitchen"):
        album.session.commands.review.label([album.id("beach0.jpg")], scene)
        settle(album, wait_until)
        by_itself.write()
        settle(album, wait_until)
    assert len(told) == 1
    assert "beach0.jpg.xmp" in told[0]


def test_the_page_of_the_settings_holds_at_once(
    album: Album, wait_until: Wait, keep: Callable
) -> None:
    page = keep(ExportSettings(album.session))
    page.fields.what.setCurrentIndex(page.fields.what.findData(What.ALL))
    page.fields.what.activated.emit(0)
    page.fields.system.click()
    settle(album, wait_until)
    assert read_choices(album.session.reader) == Choices(what=What.ALL, system=True)
    assert album.sidecars() == []
    if page.place.count() > 1:  # where ExifTool is installed
        page.place.setCurrentIndex(1)
        page.place.activated.emit(1)
        settle(album, wait_until)
        assert read_choices(album.session.reader).place is Place.PHOTOS
        page.place.setCurrentIndex(0)
    page.automatic.click()
    settle(album, wait_until)
    assert read_choices(album.session.reader).automatic
    assert len(album.sidecars()) == 4, "what was labelled before is written, too"
    assert keep(ExportSettings(album.session)).choices() == read_choices(album.session.reader)
