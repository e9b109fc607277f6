"""What must follow a job happens whoever ran it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.types import Change
from app.jobs.audit import waiting_photos
from app.jobs.export.automatic import export_automatically, find_missed, wants_export
from app.jobs.export.choices import Choices, Place, What, remember_choices
from app.jobs.follow_up import follow_up
from app.jobs.history import undo
from app.jobs.job import TAGGING_JOBS
from app.jobs.relabel import clear_labels, label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.media.thumbnails import thumbnail_path, write_thumbnail
from app.media.xmp.packet import read_packet
from app.media.xmp.sidecar import read_sidecar
from tests.tiny_album import Bench

OLD = "0123456789abcdef" * 4


def scanned(bench: Bench) -> Change:
    for i in range(12):
        bench.photo(f"{i:02}.jpg", "beach" if i % 2 else "none", 100 - i)
    return run_now(scan_folders(bench.ctx, [str(bench.photos)]))


def follow(bench: Bench, job: str, change: Change) -> Change:
    return run_now(follow_up(bench.ctx, job, change))


def test_a_scan_is_followed_by_groups_checks_and_a_smaller_cache(bench: Bench) -> None:
    bench.ctx.settings.set("audit_share", 1.0)
    bench.ctx.settings.set("cache_mb", 0)
    write_thumbnail(bench.ctx.thumbnails_dir, OLD, b"jpeg")
    change = follow(bench, "scan", scanned(bench))
    assert change.photos is None
    assert len(bench.ctx.library.photos.groups()[0]) > 0
    assert waiting_photos(bench.ctx.library)
    assert not thumbnail_path(bench.ctx.thumbnails_dir, OLD).exists()


def test_a_scan_that_found_nothing_new_does_not_group_again(bench: Bench) -> None:
    scanned(bench)
    again = run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    follow(bench, "scan", again)
    assert len(bench.ctx.library.photos.groups()[0]) == 0


@pytest.mark.parametrize("job", sorted(TAGGING_JOBS - {"scan"}))
def test_what_judges_anew_is_followed_by_checks_alone(bench: Bench, job: str) -> None:
    bench.ctx.settings.set("audit_share", 1.0)
    write_thumbnail(bench.ctx.thumbnails_dir, OLD, b"jpeg")
    bench.ctx.settings.set("cache_mb", 0)
    scanned(bench)
    change = follow(bench, job, Change())
    assert change.photos == frozenset(waiting_photos(bench.ctx.library)) != frozenset()
    assert len(bench.ctx.library.photos.groups()[0]) == 0
    assert thumbnail_path(bench.ctx.thumbnails_dir, OLD).exists()


def test_a_label_is_followed_by_nothing(bench: Bench) -> None:
    scanned(bench)
    assert follow(bench, "label", Change()) == Change()


def sidecars(bench: Bench) -> list[str]:
    return sorted(path.name for path in bench.photos.glob("*.xmp"))


def test_a_label_is_written_and_an_undo_takes_it_out_where_a_person_wants_that(
    bench: Bench,
) -> None:
    scanned(bench)
    photos = [bench.id(str(bench.photos / f"{i:02}.jpg")) for i in (0, 2)]
    follow(bench, "label", run_now(label_photos(bench.ctx, photos, "kitchen")))
    assert sidecars(bench) == [], "off at first"
    run_now(remember_choices(bench.ctx, Choices(automatic=True)))
    follow(bench, "label", run_now(label_photos(bench.ctx, photos[:1], "forest")))
    assert sidecars(bench) == ["00.jpg.xmp"], "only what was labelled"
    follow(bench, "undo", run_now(undo(bench.ctx)))
    assert read_packet((bench.photos / "00.jpg.xmp").read_bytes()).keywords.subject == ("Kitchen",)
    follow(bench, "undo", run_now(undo(bench.ctx)))
    assert sidecars(bench) == []


def test_what_is_written_by_itself_after_which_job(bench: Bench) -> None:
    reader, everything = bench.ctx.reader, Change(photos=None)
    found, nothing = Change(summary={"new": 1}), Change(summary={"new": 0})
    assert not wants_export(reader, "label", everything)
    run_now(remember_choices(bench.ctx, Choices(automatic=True)))
    for job in ("label", "sheet", "import_keywords"):
        assert wants_export(reader, job, everything), "labels are other ones"
    assert wants_export(reader, "scan", found), "a labelled photo may have moved"
    assert not wants_export(reader, "scan", nothing)
    assert not wants_export(reader, "refresh", everything), "labels stay what they are"
    run_now(remember_choices(bench.ctx, Choices(automatic=True, what=What.ALL)))
    assert wants_export(reader, "refresh", everything)
    assert not wants_export(reader, "backup", everything)
    assert waiting_photos(bench.ctx.library) == []


def exported(bench: Bench) -> list[int]:
    """Label three photos of a scanned folder; automatic export has written them."""
    scanned(bench)
    photos = [bench.id(str(bench.photos / f"{i:02}.jpg")) for i in (0, 2, 4)]
    run_now(label_photos(bench.ctx, photos, "kitchen"))
    run_now(remember_choices(bench.ctx, Choices(automatic=True)))
    run_now(export_automatically(bench.ctx, None, missed=True))
    return photos


def test_what_was_missed_is_found_without_opening_a_file(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = exported(bench)
    assert len(sidecars(bench)) == 3
    run_now(clear_labels(bench.ctx, photos[:1]))
    run_now(label_photos(bench.ctx, photos[1:2], "forest"))
    with monkeypatch.context() as patched:
        patched.setattr("app.jobs.export.sidecars.read_sidecar", lambda _: pytest.fail("opened"))
        assert sorted(run_now(find_missed(bench.ctx.reader, None))) == photos[:2]
    run_now(export_automatically(bench.ctx, None, missed=True))
    assert sidecars(bench) == ["02.jpg.xmp", "04.jpg.xmp"]
    assert run_now(find_missed(bench.ctx.reader, None)) == []
    run_now(remember_choices(bench.ctx, Choices(automatic=True, system=True)))
    assert sorted(run_now(find_missed(bench.ctx.reader, None))) == photos[1:]


def test_a_scan_opens_no_sidecar_of_photos_that_stayed_as_they_were(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(bench)
    (bench.photos / "deep").mkdir()
    (bench.photos / "02.jpg").rename(bench.photos / "deep" / "02.jpg")
    bench.photo("new.jpg", "beach", 50)
    opened: list[str] = []

    def noted(path: Path) -> bytes | None:
        opened.append(path.name)
        return read_sidecar(path)

    monkeypatch.setattr("app.jobs.export.sidecars.read_sidecar", noted)
    follow(bench, "scan", run_now(scan_folders(bench.ctx)))
    assert (bench.photos / "deep" / "02.jpg.xmp").exists(), "the one that moved"
    assert set(opened) == {"02.jpg.xmp"}
    opened.clear()
    bench.photo("newer.jpg", "beach", 49)
    follow(bench, "scan", run_now(scan_folders(bench.ctx)))
    assert opened == []


def test_what_is_not_installed_is_told_and_the_label_holds(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(bench)
    photo = bench.id(str(bench.photos / "00.jpg"))
    run_now(remember_choices(bench.ctx, Choices(automatic=True, place=Place.PHOTOS)))
    monkeypatch.setattr("app.media.xmp.exiftool.shutil.which", lambda _: None)
    change = follow(bench, "label", run_now(label_photos(bench.ctx, [photo], "kitchen")))
    assert "ExifTool is not installed" in change.summary["export"]["failures"][0]["message"]
    assert bench.status(str(bench.photos / "00.jpg")) == "labelled"
