"""Sidecars: the one that is there is found, and writing leaves the old or the new one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.media.xmp.sidecar import (
    Neighbours,
    SidecarLayout,
    find_sidecar,
    is_bare,
    read_sidecar,
    write_file,
)


@pytest.mark.parametrize(
    ("there", "layout", "expected"),
    [
        ([], "ext", "IMG.jpg.xmp"),
        ([], "bare", "IMG.xmp"),
        (["IMG.xmp"], "ext", "IMG.xmp"),
        (["IMG.JPG.XMP"], "bare", "IMG.JPG.XMP"),
        (["IMG.xmp", "IMG.jpg.xmp"], "bare", "IMG.jpg.xmp"),
    ],
)
def test_a_spelling_that_exists_is_kept(
    tmp_path: Path, there: list[str], layout: str, expected: str
) -> None:
    for name in there:
        (tmp_path / name).write_bytes(b"x")
    photo = tmp_path / "IMG.jpg"
    found = find_sidecar(photo, SidecarLayout(layout))
    assert found.name == expected
    assert is_bare(found, photo) == (expected == "IMG.xmp")
    assert find_sidecar(photo, SidecarLayout(layout), Neighbours.of_names(there)) == found


def test_a_failed_write_leaves_the_old_one_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xmp"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(KnownError) as error:
        write_file(path, b"new")
    assert error.value.code == "xmp_not_writable"
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.xmp"]


def test_rights_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "a.xmp", tmp_path / "b.xmp"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_file(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_none_is_none(tmp_path: Path) -> None:
    assert read_sidecar(tmp_path / "none.xmp") is None
    with pytest.raises(KnownError) as error:
        read_sidecar(tmp_path)
    assert error.value.code == "xmp_not_readable"
