"""Sidecars are read in the scan, noticed when they change, and never taken for ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.imported import Imported
from app.core.records import Query
from app.core.types import DecodedPhoto
from app.jobs.export.choices import Choices, What
from app.jobs.export.xmp import export_xmp
from app.jobs.relabel import clear_labels, label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders, scan_photos
from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import make_keywords
from tests.media.xmp.packets import DIGIKAM, LIGHTROOM
from tests.tiny_album import Bench, FakeDecoders


def scan(bench: Bench) -> dict:
    return run_now(scan_folders(bench.ctx, [str(bench.photos)])).summary


def imported(bench: Bench, path: str) -> Imported:
    return bench.library.photos.details([bench.id(path)])[0].imported


def found(bench: Bench, text: str) -> list[int]:
    return bench.library.photos.ids(Query(text=text)).tolist()


def write(path: str, words: str, **more: object) -> Path:
    sidecar = Path(path)
    sidecar.write_bytes(merge_packet(None, add=make_keywords([words.split("|")]), **more))
    return sidecar


def test_a_sidecar_is_read_noticed_and_forgotten_without_opening_the_photo(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    bench.photo("b.jpg", "beach", 100)
    Path(f"{path}.xmp").write_text(LIGHTROOM)
    scan(bench)
    assert imported(bench, path).keywords == ("Beach", "Nature")
    assert imported(bench, path).rating == 4
    assert found(bench, "nature") == [bench.id(path)]
    bench.decoders.opened.clear()
    write(f"{path}.xmp", "Places|Île de Ré")
    assert scan(bench)["unchanged"] == 2
    assert imported(bench, path).keywords == ("Places", "Île de Ré")
    assert found(bench, "ÎLE places") == [bench.id(path)]
    assert found(bench, "nature") == []
    os.unlink(f"{path}.xmp")
    scan(bench)
    assert not imported(bench, path)
    assert found(bench, "places") == []
    assert bench.decoders.opened == []


def test_an_unchanged_sidecar_is_not_read_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    write(f"{path}.xmp", "Sea")
    scan(bench)
    monkeypatch.setattr("app.media.xmp.sidecar.read_sidecar", lambda _: pytest.fail("it was read"))
    scan(bench)
    assert imported(bench, path).keywords == ("Sea",)


def test_both_spellings_are_read_and_the_photos_own_wins(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    other = bench.photo("a.png", "beach", 90)
    (bench.photos / "a.XMP").write_text(LIGHTROOM)
    (bench.photos / "a.jpg.xmp").write_text(LIGHTROOM.replace('Rating="4"', 'Rating="2"'))
    scan(bench)
    assert imported(bench, path).rating == 2
    assert imported(bench, other).rating == 4


@pytest.mark.parametrize(("named", "is_read"), [("JPG", True), ("CR2", True), ("png", False)])
def test_a_bare_sidecar_of_another_photo_is_not_ours(
    bench: Bench, named: str, is_read: bool
) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    write(str(bench.photos / "a.xmp"), "Sea", sidecar_for=named)
    scan(bench)
    assert bool(imported(bench, path)) is is_read


def test_what_is_said_of_the_raw_file_of_a_pair_is_said_of_the_photo(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    raw = Path(path).with_suffix(".raf")
    raw.write_text("beach 90")
    write(f"{raw}.xmp", "Sea")
    scan(bench)
    assert imported(bench, path).keywords == ("Sea",)
    write(f"{raw}.xmp", "Lake", sidecar_for="RAF")
    scan(bench)
    assert imported(bench, path).keywords == ("Lake",)
    os.unlink(path)
    scan(bench)
    assert imported(bench, str(raw)).keywords == ("Lake",)


def test_what_we_wrote_does_not_come_back(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    write(f"{path}.xmp", "Italy")
    scan(bench)
    run_now(label_photos(bench.ctx, [bench.id(path)], "kitchen"))
    run_now(export_xmp(bench.ctx, None, Choices()))
    scan(bench)
    assert imported(bench, path).keywords == ("Italy",)
    assert imported(bench, path).hierarchies == ("Italy",)
    assert found(bench, "keyword:kitchen") == []
    run_now(clear_labels(bench.ctx, [bench.id(path)]))
    run_now(export_xmp(bench.ctx, None, Choices()))
    scan(bench)
    assert imported(bench, path).keywords == ("Italy",)


def test_guesses_that_another_library_wrote_do_not_come_back(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    other = bench.photo("b.jpg", "kitchen", 100)
    scan(bench)
    run_now(label_photos(bench.ctx, [bench.id(path)], "forest"))
    run_now(export_xmp(bench.ctx, None, Choices(what=What.ALL)))
    # As a library that was lost and made anew would find them.
    bench.library.ledger.drop(bench.library.ledger.of([bench.id(path), bench.id(other)]))
    run_now(scan_folders(bench.ctx, again=True))
    assert imported(bench, path).keywords == ("Forest",)
    assert not imported(bench, other)


def test_what_we_wrote_stays_ours_when_it_moves_with_its_photo(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    scan(bench)
    photo = bench.id(path)
    run_now(label_photos(bench.ctx, [photo], "kitchen"))
    run_now(export_xmp(bench.ctx, None, Choices()))
    away = bench.photos / "away"
    away.mkdir()
    for name in (path, f"{path}.xmp"):
        shutil.move(name, away)
    assert scan(bench)["moved"] == 1
    assert not bench.library.photos.detail(photo).imported


class WithKeywords(FakeDecoders):
    """Finds the same keywords inside every file."""

    def decode(self, files):
        for item in super().decode(files):
            words = {"keywords": ["Kitchen", "Sea"], "hierarchies": ["Home|Kitchen"]}
            facts = replace(item.facts, details={"imported": words})
            yield replace(item, facts=facts) if isinstance(item, DecodedPhoto) else item


def test_what_we_wrote_into_a_file_does_not_come_back(bench: Bench) -> None:
    from app.core.keywords import Keywords
    from app.core.ledger import Entry

    bench.decoders = WithKeywords()
    path = bench.photo("a.jpg", "beach", 100)
    scan(bench)
    assert imported(bench, path).keywords == ("Kitchen", "Sea")
    ours = Keywords(("Kitchen",), ("Home|Kitchen",))
    bench.library.ledger.save([Entry(bench.id(path), path, ours)])
    run_now(scan_folders(bench.ctx, again=True))
    assert imported(bench, path) == Imported(keywords=("Sea",))
    assert found(bench, "keyword:kitchen") == []


def test_a_photo_moves_with_or_without_its_sidecar(bench: Bench) -> None:
    path, other = (bench.photo(name, "beach", 100) for name in ("a.jpg", "b.jpg"))
    for one in (path, other):
        write(f"{one}.xmp", "Sea")
    scan(bench)
    photos = [bench.id(path), bench.id(other)]
    away = bench.photos / "away"
    away.mkdir()
    shutil.move(path, away)
    shutil.move(other, away)
    shutil.move(f"{other}.xmp", away)
    assert scan(bench)["moved"] == 2
    details = bench.library.photos.details(photos)
    assert [bool(detail.imported) for detail in details] == [False, True]
    assert found(bench, "sea") == [photos[1]]


def test_a_photo_that_a_scan_elsewhere_looks_at_keeps_what_its_sidecar_says(
    bench: Bench, tmp_path: Path
) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    write(f"{path}.xmp", "Places")
    scan(bench)
    (tmp_path / "other").mkdir()
    shutil.copyfile(path, tmp_path / "other" / "b.jpg")
    os.utime(path, (1, 1))  # so that it has to be read, to tell which of the two b is
    bench.decoders.opened.clear()
    run_now(scan_folders(bench.ctx, [str(tmp_path / "other")]))
    assert path in bench.decoders.opened
    assert imported(bench, path).keywords == ("Places",)


def test_a_new_photo_under_a_known_name_has_the_sidecar_of_that_name(bench: Bench) -> None:
    first = bench.photo("1.jpg", "beach", 100)
    write(f"{first}.xmp", "Places")
    scan(bench)
    run_now(label_photos(bench.ctx, [bench.id(first)], "beach"))
    os.rename(first, bench.photos / "2.jpg")
    bench.photo("1.jpg", "forest", 100)
    scan(bench)
    assert imported(bench, first).keywords == ("Places",)
    assert imported(bench, str(bench.photos / "2.jpg")).keywords == ()


def test_a_broken_sidecar_is_named_once_and_stops_nothing(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    bench.photo("a.png", "beach", 90)
    (bench.photos / "a.xmp").write_text("<!DOCTYPE x><x/>")
    problems = scan(bench)["problems"]
    assert len(problems) == 1
    assert "a.xmp" in problems[0]
    assert scan(bench)["problems"] == []
    assert bench.status(path) == "accepted"
    write(str(bench.photos / "a.xmp"), "Sea")
    scan(bench)
    assert imported(bench, path).keywords == ("Sea",)


def test_looking_again_reads_the_sidecar(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    scan(bench)
    write(f"{path}.xmp", "Sea")
    run_now(scan_photos(bench.ctx, [bench.id(path)]))
    assert imported(bench, path).keywords == ("Sea",)


def test_a_link_to_a_photo_has_a_sidecar_and_patterns_leave_some_out(
    bench: Bench, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.jpg"
    elsewhere.write_text("beach 100 linked")
    link = bench.photos / "link.jpg"
    link.symlink_to(elsewhere)
    write(f"{link}.xmp", "Sea")
    path = bench.photo("a.jpg", "beach", 100)
    write(f"{path}.xmp", "Sea")
    bench.library.folders.update(bench.library.folders.add(str(bench.photos)), exclude=["a*.xmp"])
    scan(bench)
    assert imported(bench, str(link)).keywords == ("Sea",)
    assert not imported(bench, path)


def test_a_sidecar_that_is_no_file_is_passed_over(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    os.mkfifo(f"{path}.xmp")
    assert scan(bench)["accepted"] == 1
    assert not imported(bench, path)


@pytest.mark.parametrize("tool", ["exiftool", "exiv2"])
def test_sidecars_of_other_programs(bench: Bench, tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed (Debian: libimage-exiftool-perl, exiv2)")
    path = bench.photo("a.jpg", "beach", 100)
    sidecar = Path(f"{path}.xmp")
    if tool == "exiftool":
        values = {
            "XMP-dc:Subject": "海",
            "XMP-lr:HierarchicalSubject": "Asien|海",
            "XMP:Rating": "5",
            "XMP:Label": "Green",
            "XMP-dc:Title": "Titel",
            "XMP-dc:Description": "Ein Tag am Meer",
            "XMP:City": "Qingdao",
            "XMP:State": "Shandong",
            "XMP:Country": "China",
            "XMP-iptcCore:Location": "Pier",
            "XMP:GPSLatitude": "36.06",
            "XMP:GPSLongitude": "-120.38",
        }
        words = [f"-{key}={value}" for key, value in values.items()]
        subprocess.run([tool, "-q", *words, str(sidecar)], check=True, timeout=60)
    else:
        sidecar.write_text(DIGIKAM)
        commands = {
            "Xmp.dc.subject": "海",
            "Xmp.xmp.Rating": "5",
            "Xmp.photoshop.City": "Qingdao",
            "Xmp.exif.GPSLatitude": "36,3.6N",
            "Xmp.exif.GPSLongitude": "120,22.8W",
        }
        words = [part for key, value in commands.items() for part in ("-M", f"set {key} {value}")]
        subprocess.run([tool, *words, str(sidecar)], check=True, timeout=60)
    scan(bench)
    said = imported(bench, path)
    assert "海" in said.keywords
    assert (said.rating, said.city) == (5, "Qingdao")
    assert said.gps == pytest.approx((36.06, -120.38))
    if tool == "exiftool":
        assert said.hierarchies == ("Asien|海",)
        assert said.colour_label == "Green"
        assert said.title == "Titel"
        assert said.caption == "Ein Tag am Meer"
        assert list(said.place.values()) == ["Pier", "Qingdao", "Shandong", "China"]
        assert found(bench, "shandong meer") == [bench.id(path)]
