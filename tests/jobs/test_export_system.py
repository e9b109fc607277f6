"""The system's own tags beside photos: file managers find them, files and times stay."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from app.jobs import relabel
from app.jobs.export.choices import Choices
from app.jobs.export.xmp import export_xmp
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.media.xmp import system_tags
from app.media.xmp.system_tags import XDG_TAGS, FinderTags
from tests.tiny_album import Bench

SYSTEM = Choices(system=True)
COUNTS = ("written", "unchanged", "removed", "failed")


@pytest.fixture
def attributes(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[bytes, str], bytes]:
    """A disk that keeps attributes, whatever that of the test does."""
    kept: dict[tuple[bytes, str], bytes] = {}

    def get(path: bytes, name: str) -> bytes:
        if (path, name) not in kept:
            raise OSError(errno.ENODATA, "none")
        return kept[path, name]

    def put(path: bytes, name: str, data: bytes) -> None:
        kept[path, name] = data
        # A change of an attribute is one of the file, in the time that the system alone sets.
        os.chmod(path, 0o600 if os.stat(path).st_mode & 0o077 else 0o644)

    monkeypatch.setattr(system_tags, "_get", get)
    monkeypatch.setattr(system_tags, "_set", put)
    monkeypatch.setattr(system_tags, "_remove", lambda path, name: kept.pop((path, name)))
    return kept


@pytest.fixture
def album(bench: Bench) -> Bench:
    for i in range(2):
        bench.photo(f"odd{i}.jpg", "none", i)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    label(bench, "kitchen")
    return bench


def label(album: Bench, scene: str, name: str = "odd0.jpg") -> None:
    run_now(relabel.label_photos(album.ctx, [album.id(str(album.photos / name))], scene))


def export(album: Bench, **options: Any) -> dict[str, Any]:
    return run_now(export_xmp(album.ctx, None, SYSTEM, **options)).summary


def counts(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(result["system"][key] for key in COUNTS)


Kept = dict[tuple[bytes, str], bytes]


def test_tags_go_in_beside_those_of_others_and_out_again(album: Bench, attributes: Kept) -> None:
    path = album.photos / "odd0.jpg"
    key = (os.fsencode(path), XDG_TAGS)
    attributes[key] = b"Italy"
    before = path.read_bytes(), path.stat().st_mtime_ns
    result = export(album)
    assert counts(result) == (1, 0, 0, 0)
    assert result["written"] == 1, "sidecars are counted apart"
    assert attributes == {key: b"Italy,Kitchen"}
    assert counts(export(album)) == (0, 1, 0, 0)
    label(album, "forest")
    export(album)
    assert attributes == {key: b"Italy,Forest"}
    run_now(relabel.clear_labels(album.ctx, [album.id(str(path))]))
    assert counts(export(album)) == (0, 0, 1, 0)
    assert attributes == {key: b"Italy"}
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert not (album.photos / "odd0.jpg.xmp").exists()


def test_the_next_scan_opens_no_file_for_it(album: Bench, attributes: Kept) -> None:
    opened = len(album.decoders.opened)
    export(album)
    stored = album.library.identity.stored([album.id(str(album.photos / "odd0.jpg"))])
    assert stored[0].ctime_ns == (album.photos / "odd0.jpg").stat().st_ctime_ns
    result = run_now(scan_folders(album.ctx, [str(album.photos)])).summary
    assert (result["changed"], len(album.decoders.opened)) == (0, opened)


def test_what_was_removed_in_a_file_manager_stays_away(album: Bench, attributes: Kept) -> None:
    export(album)
    attributes.clear()
    result = export(album)
    assert [Path(r["path"]).name for r in result["removed_elsewhere"]] == ["odd0.jpg"]
    assert attributes == {}
    export(album, again=True)
    assert list(attributes.values()) == [b"Kitchen"]


def test_attributes_follow_a_photo_that_was_renamed(album: Bench, attributes: Kept) -> None:
    export(album)
    new = album.photos / "new.jpg"
    (album.photos / "odd0.jpg").rename(new)
    (album.photos / "odd0.jpg.xmp").unlink()
    attributes[os.fsencode(new), XDG_TAGS] = attributes.popitem()[1]
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    run_now(relabel.clear_labels(album.ctx, [album.id(str(new))]))
    assert counts(export(album)) == (0, 0, 1, 0)
    assert attributes == {}


def test_sidecars_never_take_the_word_of_attributes_for_theirs(
    album: Bench, attributes: Kept
) -> None:
    run_now(export_xmp(album.ctx, None, SYSTEM))
    sidecar = album.photos / "odd0.jpg.xmp"
    sidecar.unlink()
    result = run_now(export_xmp(album.ctx, None, Choices()))
    assert [Path(r["path"]) for r in result.summary["removed_elsewhere"]] == [sidecar]


def test_a_preview_changes_no_attribute(album: Bench, attributes: Kept) -> None:
    result = export(album, dry_run=True)
    assert counts(result) == (1, 0, 0, 0)
    assert [Path(change["path"]).name for change in result["changes"]] == [
        "odd0.jpg.xmp",
        "odd0.jpg",
    ]
    assert attributes == {}


def test_finder_tags_on_macos(
    album: Bench, attributes: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.jobs.export.system.system_format", FinderTags)
    export(album)
    ((name, data),) = ((key[1], data) for key, data in attributes.items())
    assert name == "com.apple.metadata:_kMDItemUserTags"
    assert FinderTags().names(data) == ("Kitchen",)


def test_disks_and_systems_without_tags_are_named_once_and_stop_nothing(
    album: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    label(album, "beach", "odd1.jpg")
    monkeypatch.setattr(system_tags, "_get", refuse)
    result = export(album)
    assert [failure["path"] for failure in result["failures"]] == [str(album.photos)]
    assert result["written"] == 2
    monkeypatch.setattr("app.jobs.export.system.system_format", lambda: None)
    assert "knows no tags of files" in export(album)["failures"][0]["message"]
