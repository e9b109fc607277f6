"""Settings survive a restart, a broken file and a disk that refuses."""

from __future__ import annotations

from pathlib import Path

from app.core.settings import Settings


def test_values_survive_a_restart(tmp_path: Path) -> None:
    Settings(tmp_path / "s.json").set("language", "zh_CN")
    assert Settings(tmp_path / "s.json").get("language") == "zh_CN"


def test_defaults_hold_where_nothing_is_set() -> None:
    settings = Settings()
    assert settings.get("theme") == "system"
    assert settings.get("unheard_of", 3) == 3


def test_broken_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text("{ not json")
    assert Settings(path).get("theme") == "system"
    assert (tmp_path / "s.json.broken").read_text() == "{ not json"


def test_disk_that_refuses_is_not_fatal(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = Settings(blocked / "s.json")
    settings.set("theme", "dark")
    assert settings.get("theme") == "dark"
