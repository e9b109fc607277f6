"""Tags for other programs: looked at first, then written, then told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.core.records import Query, View
from app.jobs.export.choices import Names, Place, What, read_choices
from app.jobs.export.xmp import export_xmp
from app.jobs.runner import run_now
from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import read_packet
from app.ui.export.export_dialog import ExportDialog
from app.ui.export.export_form import Offered, Target
from app.ui.export.outcome import About
from app.ui.export.teller import ExportTeller
from app.ui.i18n import Language
from tests.ui.export.conftest import Album

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def open_dialog(album: Album, qtbot: QtBot, wait_until: Wait) -> Callable[..., ExportDialog]:
    def make(*selected: str, listed: Query | None = None) -> ExportDialog:
        photos = [album.id(name) for name in selected]
        dialog = ExportDialog(album.session, Offered(photos, listed, 1))
        qtbot.addWidget(dialog)
        dialog.show()
        wait_until(lambda: dialog._previewed is not None)
        return dialog

    return make


def lines(dialog: ExportDialog) -> list[tuple[About, str, str]]:
    return [(line.about, Path(line.path).name, line.text) for line in dialog.outcome.model.lines]


def choose(dialog: ExportDialog, box: object, value: object, wait_until: Wait) -> None:
    box.setCurrentIndex(box.findData(value))  # type: ignore[attr-defined]
    box.activated.emit(box.currentIndex())  # type: ignore[attr-defined]
    wait_until(lambda: dialog._previewed is not None)


def test_nothing_is_written_before_it_was_looked_at(
    album: Album, open_dialog: Callable[..., ExportDialog], wait_until: Wait
) -> None:
    before = sorted(album.bench.photos.iterdir())
    dialog = open_dialog()
    QAbstractItemModelTester(
        dialog.outcome.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    assert lines(dialog) == [(About.CHANGE, "odd.jpg.xmp", "+ Kitchen")]
    assert "1 file will get tags." in dialog.outcome.summary.text()
    choose(dialog, dialog.form.fields.what, What.ALL, wait_until)
    assert len(lines(dialog)) == 4
    choose(dialog, dialog.form.fields.names, Names.BOTH, wait_until)
    assert sorted(album.bench.photos.iterdir()) == before
    assert album.session.reader.ledger.photos() == []


def test_what_was_looked_at_is_written_and_told(
    album: Album, open_dialog: Callable[..., ExportDialog], wait_until: Wait
) -> None:
    dialog = open_dialog()
    choose(dialog, dialog.form.fields.what, What.ALL, wait_until)
    dialog.form.fields.root.setText("Albumen")
    dialog.form.fields.root.editingFinished.emit()
    assert not dialog.write.isEnabled(), "what would change is not known yet"
    wait_until(dialog.write.isEnabled)
    dialog.form.remember.setChecked(True)
    dialog.write.click()
    wait_until(dialog.write.isHidden)
    assert "4 files got tags." in dialog.outcome.summary.text()
    assert dialog.outcome.heading.text() == "What was done"
    assert album.words("odd.jpg.xmp") == ("Albumen", "Kitchen")
    kept = read_choices(album.session.reader)
    assert (kept.what, kept.root) == (What.ALL, "Albumen")
    dialog.cancel.click()
    assert not dialog.isVisible()


def test_the_selection_the_list_or_all(
    album: Album, open_dialog: Callable[..., ExportDialog], wait_until: Wait
) -> None:
    for name in ("beach0.jpg", "beach1.jpg"):
        album.label("beach", name)
    dialog = open_dialog("beach0.jpg", "odd.jpg", listed=Query(view=View.ACCEPTED))
    assert [row[1] for row in lines(dialog)] == ["beach0.jpg.xmp", "odd.jpg.xmp"]
    choose(dialog, dialog.form.scope, "listed", wait_until)
    assert lines(dialog) == []
    assert not dialog.write.isEnabled()
    asked = dialog.form.photos()
    choose(dialog, dialog.form.scope, "all", wait_until)
    assert len(lines(dialog)) == 3
    listed = album.session.reader.photos.ids(Query(view=View.ACCEPTED)).tolist()
    assert asked() == listed, "what was asked holds, whatever is chosen while it is read"
    dialog.close()
    single = open_dialog("odd.jpg")
    assert single.form.scope.currentData() == "all", "one photo is always current"


def test_what_was_removed_elsewhere_is_asked_about(
    album: Album, open_dialog: Callable[..., ExportDialog], wait_until: Wait
) -> None:
    run_now(export_xmp(album.bench.ctx))
    path = album.bench.photos / "odd.jpg.xmp"
    path.write_bytes(
        merge_packet(path.read_bytes(), remove=read_packet(path.read_bytes()).keywords)
    )
    dialog = open_dialog()
    assert lines(dialog)[0] == (
        About.KEPT_OUT,
        "odd.jpg.xmp",
        "Kitchen: taken out by another program",
    )
    assert dialog.outcome.again.isVisible()
    choose(dialog, dialog.outcome.again, True, wait_until)
    assert (About.CHANGE, "odd.jpg.xmp", "+ Kitchen") in lines(dialog)
    assert dialog.outcome.again.isVisible(), "one may think again"
    dialog.write.click()
    wait_until(dialog.write.isHidden)
    assert album.words("odd.jpg.xmp") == ("Kitchen",)


def test_copies_need_a_folder_that_is_not_the_librarys(
    album: Album,
    open_dialog: Callable[..., ExportDialog],
    wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    dialog = open_dialog()
    folder = [""]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: folder[0])
    dialog.form.target.setCurrentIndex(dialog.form.target.findData(Target.COPIES))
    dialog.form.target.activated.emit(1)
    assert dialog.outcome.summary.text() == "Choose a folder for the copies."
    assert not dialog.write.isEnabled()
    folder[0] = str(album.bench.photos)
    dialog.form.browse.click()
    wait_until(lambda: dialog._previewed is not None)
    assert "choose a folder elsewhere" in dialog.outcome.summary.text()
    folder[0] = str(tmp_path / "out")
    dialog.form.browse.click()
    wait_until(dialog.write.isEnabled)
    assert [row[1] for row in lines(dialog)] == ["odd.jpg.xmp"]
    dialog.write.click()
    wait_until(dialog.write.isHidden)
    assert (tmp_path / "out" / "odd.jpg").exists()


def test_photos_themselves_are_offered_where_exiftool_is(
    album: Album, open_dialog: Callable[..., ExportDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = []
    for is_there in (True, False):
        monkeypatch.setattr(
            "app.ui.export.export_form.has_exiftool", lambda is_there=is_there: is_there
        )
        dialog = open_dialog()
        offered.append(dialog.form.target.findData(Target.PHOTOS) >= 0)
        assert dialog.form.choices().place is Place.SIDECARS
        dialog.close()
        if is_there:
            dialog.form.target.setCurrentIndex(dialog.form.target.findData(Target.PHOTOS))
            dialog.form._show_target()
            assert dialog.form.choices().place is Place.PHOTOS
            assert "a copy of the photo is kept" in dialog.form.explained.text()
    assert offered == [True, False]


def test_places_that_cannot_be_written_are_named_before(
    album: Album,
    open_dialog: Callable[..., ExportDialog],
    monkeypatch: pytest.MonkeyPatch,
    language: Language,
) -> None:
    monkeypatch.setattr("app.media.xmp.sidecar.os.access", lambda path, mode: False)
    dialog = open_dialog()
    ((kind, name, text),) = lines(dialog)
    assert (kind, name) == (About.FAILURE, "odd.jpg.xmp")
    assert "cannot be written (Permission denied)" in text
    assert not dialog.write.isEnabled()
    spoken = dialog.outcome.model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("odd.jpg.xmp: ")


def test_an_export_whose_dialog_was_closed_is_told_in_the_window(
    album: Album, wait_until: Wait
) -> None:
    told: list[str] = []
    ExportTeller(album.session.bridge, told.append, album.session.bridge)
    album.session.commands.export.write(None, read_choices(album.session.reader))
    wait_until(lambda: bool(told))
    assert told[0].startswith("1 file got tags.")
