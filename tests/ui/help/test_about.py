"""Help > About and Help > Report a problem."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app import __version__
from app.core.records import ModelVersionRow
from app.core.types import Change
from app.jobs.job import JobName
from app.ui import resources
from app.ui.help.about_dialog import AboutDialog, LicencesDialog
from app.ui.help.report_dialog import ReportDialog
from app.ui.resources import build_info
from tests.ui.fake_session import FakeSession


def test_about_names_build_and_model(
    fake: FakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = "2026-01-02T10:00:00+00:00"
    fake.reader.versions = [ModelVersionRow(1, at, "pack", 0, {}, current=True)]
    context = fake.context
    made = {"commit": "0123456789abcdef", "built": "2026-01-02", "qt": "6.1", "torch": "2.0"}
    (tmp_path / "build.json").write_text(json.dumps(made), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(resources, "_root", lambda: tmp_path)
        assert build_info() == made
        dialog = AboutDialog(context)
        facts = dialog.facts.text()
    assert "Build 0123456789ab of 2026-01-02, Qt 6.1, PyTorch 2.0" in facts
    assert context.pack.backbone.name in facts
    assert context.pack.backbone.sha256[:12] in facts
    assert "1 (pack, 0)" in facts
    assert "computed by" not in facts, "nothing was chosen yet"


def test_about_says_what_computes(fake: FakeSession) -> None:
    fake.context.inference_way = lambda: "openvino, cpu, bfloat16"
    assert (
        "Features are computed by: openvino, cpu, bfloat16"
        in AboutDialog(fake.context).facts.text()
    )


def test_about_in_a_checkout(fake: FakeSession) -> None:
    assert build_info() == {}
    dialog = AboutDialog(fake.context)
    assert "From source" in dialog.facts.text()


def test_licences_can_be_read(qapp: QApplication) -> None:
    dialog = LicencesDialog()
    names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert "LGPL-3.0.txt" in names
    dialog.list.setCurrentRow(names.index("LGPL-3.0.txt"))
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in dialog.text.toPlainText()


@pytest.mark.parametrize("ticked", [False, True])
def test_a_report_holds_photo_names_only_if_ticked(
    fake: FakeSession, tmp_path: Path, ticked: bool
) -> None:
    dialog = ReportDialog(fake)
    assert __version__ in dialog.text.toPlainText()
    assert not dialog.names.isChecked()
    dialog.names.setChecked(ticked)
    place = tmp_path / "report.zip"
    dialog.save_to(place)
    text = dialog.text.toPlainText()
    assert fake.asked == [(JobName.REPORT, place, text, {"with_names": ticked})]
    done = Change(photos=frozenset(), summary={"file": str(place)})
    fake.bridge.completed.emit(JobName.REPORT, done)
    assert "report.zip" in dialog.said.text()


def test_a_report_that_cannot_be_written_says_so(fake: FakeSession) -> None:
    dialog = ReportDialog(fake)
    fake.bridge.failed.emit("It cannot be written: choose another place.", JobName.REPORT)
    assert "choose another place" in dialog.said.text()
