"""A file written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.core.outside.whole_file import whole_file
from app.core.paths import file_name, split_path
from app.core.settings import Settings


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError), whole_file(path) as file:
        file.write(b"half" * (1 // 0))
    assert path.read_text() == "before"
    with whole_file(path) as file:
        file.write(b"whole")
        assert path.read_text() == "before"
    assert path.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [path]
    with (
        pytest.raises(KnownError, match="cannot be written"),
        whole_file(tmp_path / "no" / "table.csv", "file_unwritable"),
    ):
        pytest.fail("there is no such folder")


@pytest.mark.skipif(os.name != "posix", reason="rights and links of POSIX")
def test_rights_stay_and_links_are_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "table.csv", tmp_path / "link.csv"
    target.write_text("before")
    target.chmod(0o640)
    link.symlink_to(target)
    with whole_file(link) as file:
        file.write(b"after")
    assert link.is_symlink()
    assert target.read_text() == "after"
    assert target.stat().st_mode & 0o777 == 0o640


def test_the_longest_name_leaves_room_for_the_unfinished_copy(tmp_path: Path) -> None:
    path = tmp_path / ("照" * 84 + ".j")
    with whole_file(path) as file:
        file.write(b"whole")
    assert path.read_bytes() == b"whole"


def test_settings_keep_names_that_are_no_text(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.set("library", "/photos/\udcff.albumen")
    assert Settings(tmp_path / "settings.json").get("library") == "/photos/\udcff.albumen"


@pytest.mark.parametrize(
    ("path", "folder", "name"),
    [
        ("/photos/a/b.jpg", "/photos/a", "b.jpg"),
        ("/photos/a\\b.jpg", "/photos", "a\\b.jpg"),
        ("C:\\photos\\b.jpg", "C:\\photos", "b.jpg"),
        ("\\\\disk\\photos\\b.jpg", "\\\\disk\\photos\\", "b.jpg"),
    ],
)
def test_paths_of_every_system_are_split(path: str, folder: str, name: str) -> None:
    assert split_path(path) == (folder, name)
    assert file_name(path) == name
