from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from app.places import Places, crash_reports, kept_dir, program_folder


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.delenv("APPIMAGE", raising=False)
    monkeypatch.delenv("ALBUMEN_HOME", raising=False)
    return monkeypatch


def test_portable_mode(frozen: pytest.MonkeyPatch, tmp_path: Path) -> None:
    frozen.setattr(sys, "executable", str(tmp_path / "albumen"))
    assert Places.find().data != tmp_path / "albumen-data"
    (tmp_path / "albumen-data").mkdir()
    found = Places.find()
    assert found.data == found.config == tmp_path / "albumen-data"
    assert found.logs == tmp_path / "albumen-data" / "logs"


def test_beside_what_a_person_sees(frozen: pytest.MonkeyPatch, tmp_path: Path) -> None:
    frozen.setattr(sys, "executable", str(tmp_path / "Albumen.app/Contents/MacOS/albumen"))
    assert program_folder() == tmp_path
    frozen.setattr(sys, "executable", "/tmp/.mount_x/usr/lib/albumen/albumen")
    frozen.setenv("APPIMAGE", str(tmp_path / "Albumen.AppImage"))
    assert program_folder() == tmp_path


def test_copies_of_photos_are_kept_until_the_next_start(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path, tmp_path, tmp_path)
    mine = kept_dir(places)
    mine.mkdir(parents=True)
    (mine / "a.jpg").write_bytes(b"as it was")
    ended = mine.with_name("999999999")
    ended.mkdir()
    assert kept_dir(places) == mine
    assert (mine / "a.jpg").exists(), "another library, opened in the same run"
    assert not ended.exists()


def test_crash_reports_stay_in_the_logs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[BaseException] = []
    hook = lambda kind, error, trace: seen.append(error)  # noqa: E731
    monkeypatch.setattr(sys, "excepthook", hook)
    places = Places(tmp_path, tmp_path, tmp_path, tmp_path)
    error = ValueError("lost")
    with caplog.at_level(logging.CRITICAL), crash_reports(places):
        sys.excepthook(ValueError, error, None)
    assert seen == [error]
    assert "nobody expected" in caplog.text
    assert sys.excepthook is hook
    assert (tmp_path / "crash.log").exists()
