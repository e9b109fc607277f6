"""Help > About and Help > Report a problem."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app import __version__
from app.jobs.context import JobContext
from app.ui import resources
from app.ui.help.about_dialog import AboutDialog, LicencesDialog
from app.ui.help.report_dialog import ReportDialog
from app.ui.resources import build_info
from app.ui.session import Session

Wait = Callable[[Callable[[], bool]], None]


def test_about_names_build_and_model(
    qapp: QApplication,
    context: JobContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
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


def test_about_in_a_checkout(qapp: QApplication, context: JobContext) -> None:
    assert build_info() == {}
    dialog = AboutDialog(context)
    assert "From source" in dialog.facts.text()


def test_licences_can_be_read(qapp: QApplication) -> None:
    dialog = LicencesDialog()
    names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert "LGPL-3.0.txt" in names
    dialog.list.setCurrentRow(names.index("LGPL-3.0.txt"))
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in dialog.text.toPlainText()


@pytest.mark.parametrize("ticked", [False, True])
def test_a_report_holds_photo_names_only_if_ticked(
    session: Session,
    context: JobContext,
    tmp_path: Path,
    wait_until: Wait,
    ticked: bool,
) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    line = "2026-11-25 19:24:19,123 INFO app.media: /pictures/Aunt Rose.jpg is away\n"
    (logs / "albumen.log").write_text(line, "utf-8")
    context.logs_dir = logs
    dialog = ReportDialog(session)
    assert __version__ in dialog.text.toPlainText()
    assert not dialog.names.isChecked()
    dialog.names.setChecked(ticked)
    dialog.save_to(tmp_path / "report.zip")
    wait_until(lambda: "report.zip" in dialog.said.text())
    with zipfile.ZipFile(tmp_path / "report.zip") as report:
        whole = b"".join(report.read(name) for name in report.namelist()).decode()
    assert ("Aunt Rose" in whole) is ticked
    assert "albumen.log" in report.namelist()


def test_a_report_that_cannot_be_written_says_so(
    session: Session,
    tmp_path: Path,
    wait_until: Wait,
) -> None:
    dialog = ReportDialog(session)
    dialog.save_to(tmp_path / "no" / "report.zip")
    wait_until(lambda: "choose another place" in dialog.said.text())
