"""Copies carry the tags inside; the photos stay as they are, and so do the pictures."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.core.keywords import Keywords
from app.core.types import PhotoFacts
from app.jobs import relabel
from app.jobs.export.xmp import export_xmp
from app.jobs.runner import run_now
from app.media.find import photo_file
from app.media.xmp import jpeg
from app.media.xmp.embed import embed, read_inside
from app.media.xmp.packet import read_packet
from tests.media.xmp.test_embed import picture, with_iptc
from tests.tiny_album import Bench

KEYS = ("written", "unchanged", "removed", "skipped", "failed")


class Copies:
    """Real pictures, each labelled, and exports of them into one folder."""

    def __init__(self, bench: Bench, place: Path) -> None:
        self.bench, self.out = bench, place / "out"
        self.folder = bench.library.folders.add(str(bench.photos))

    def add(self, name: str, data: bytes, content: str = "first") -> int:
        path = self.bench.photos / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1_600_000_000, 1_600_000_000))
        facts = PhotoFacts(33, 24, 1, "X", content, f"pixels of {name}")
        photo = self.bench.library.photos.save(
            self.folder, photo_file(str(path), path.stat()), facts
        )
        run_now(relabel.label_photos(self.bench.ctx, [photo], "kitchen"))
        return photo

    def export(self, **options: Any) -> dict[str, Any]:
        return run_now(export_xmp(self.bench.ctx, copies=str(self.out), **options)).summary

    def numbers(self) -> tuple[int, ...]:
        result = self.export()
        return tuple(result[key] for key in KEYS)

    def words(self, name: str) -> tuple[str, ...]:
        return read_inside((self.out / name).read_bytes()).subject


@pytest.fixture
def copies(bench: Bench, tmp_path: Path) -> Copies:
    return Copies(bench, tmp_path)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_copies_bear_the_tags_inside(copies: Copies, form: str) -> None:
    data = picture(form)
    photo = copies.add(f"a.{form}", data)
    assert copies.numbers() == (1, 0, 0, 0, 0)
    original, copy = copies.bench.photos / f"a.{form}", copies.out / f"a.{form}"
    assert original.read_bytes() == data
    assert sorted(os.listdir(copies.bench.photos)) == [f"a.{form}"], "sidecars are left alone"
    assert copies.words(copy.name) == ("Kitchen",)
    assert copy.stat().st_mtime_ns == original.stat().st_mtime_ns == 1_600_000_000_000_000_000
    np.testing.assert_array_equal(np.asarray(Image.open(copy)), np.asarray(Image.open(original)))
    assert copies.numbers() == (0, 1, 0, 0, 0)
    assert os.listdir(copies.out) == [copy.name], "one copy, however often it is exported"
    run_now(relabel.clear_labels(copies.bench.ctx, [photo]))
    assert copies.numbers() == (0, 0, 1, 0, 0)
    assert copies.words(copy.name) == ()


def test_what_cannot_hold_tags_gets_a_sidecar(copies: Copies) -> None:
    photo = copies.add("a.heic", b"a picture of another kind")
    assert copies.numbers() == (1, 0, 0, 0, 0)
    assert sorted(os.listdir(copies.out)) == ["a.heic", "a.heic.xmp"]
    assert (copies.out / "a.heic").read_bytes() == b"a picture of another kind"
    sidecar = copies.out / "a.heic.xmp"
    assert read_packet(sidecar.read_bytes()).keywords.subject == ("Kitchen",)
    run_now(relabel.clear_labels(copies.bench.ctx, [photo]))
    assert copies.numbers() == (0, 0, 1, 0, 0)
    assert not read_packet(sidecar.read_bytes()).keywords, "a copy keeps its sidecar"


def test_names_that_clash_get_a_number(copies: Copies) -> None:
    copies.out.mkdir()
    (copies.out / "IMG.JPG").write_bytes(b"somebody else's")
    first = copies.add("one/img.jpg", picture("JPEG"))
    copies.add("two/img.jpg", picture("JPEG", quality=40))
    assert copies.numbers() == (2, 0, 0, 0, 0)
    assert sorted(os.listdir(copies.out)) == ["IMG.JPG", "img-2.jpg", "img-3.jpg"]
    assert (copies.out / "IMG.JPG").read_bytes() == b"somebody else's"
    assert copies.numbers() == (0, 2, 0, 0, 0)
    (copies.out / "img-2.jpg").unlink()
    assert copies.numbers() == (1, 1, 0, 0, 0), "a copy that was deleted is made again"
    assert copies.bench.library.ledger.of([first])


def test_a_photo_that_was_changed_gets_a_new_copy(copies: Copies) -> None:
    copies.add("a.jpg", picture("JPEG"))
    copies.export()
    data = picture("JPEG", quality=30)
    copies.add("a.jpg", data, "second")
    assert copies.numbers() == (1, 0, 0, 0, 0)
    np.testing.assert_array_equal(
        np.asarray(Image.open(copies.out / "a.jpg")),
        np.asarray(Image.open(copies.bench.photos / "a.jpg")),
    )


def test_keywords_of_the_photo_itself_are_never_taken_out(copies: Copies) -> None:
    plain = with_iptc(picture("JPEG"), (2, 25, b"Kitchen"))
    data = embed(plain, add=Keywords(("Italy",))).data
    photo = copies.add("a.jpg", data)
    copies.export()
    run_now(relabel.clear_labels(copies.bench.ctx, [photo]))
    copies.export()
    assert set(copies.words("a.jpg")) == {"Italy", "Kitchen"}
    assert "Kitchen" in jpeg.read_iptc_words((copies.out / "a.jpg").read_bytes())


def test_broken_content_credentials_are_named(copies: Copies) -> None:
    data = picture("JPEG")
    copies.add("a.jpg", data[:2] + b"\xff\xeb\0\x10JP..c2pa....data"[:18] + data[2:])
    assert copies.export()["credentials"] == [str(copies.out / "a.jpg")]
    assert copies.export()["credentials"] == []


def test_a_preview_makes_no_copies(copies: Copies) -> None:
    copies.add("a.jpg", picture("JPEG"))
    result = copies.export(dry_run=True)
    assert result["changes"] == [
        {"path": str(copies.out / "a.jpg"), "add": ["Kitchen"], "remove": []}
    ]
    assert not copies.out.exists()


@pytest.mark.skipif(
    not (shutil.which("exiftool") and shutil.which("exiv2")),
    reason="exiftool and exiv2 are not installed (Debian: libimage-exiftool-perl, exiv2)",
)
def test_other_programs_read_copies_and_sidecars_and_ours_survive_them(copies: Copies) -> None:
    photo = copies.add("a.jpg", picture("JPEG"))
    copies.export()
    run_now(export_xmp(copies.bench.ctx))
    sidecar, copy = copies.bench.photos / "a.jpg.xmp", copies.out / "a.jpg"
    for path in (sidecar, copy):
        text = _run("exiftool", "-json", "-Subject", "-HierarchicalSubject", path)
        (read,) = json.loads(text)
        assert read["Subject"] == read["HierarchicalSubject"] == "Kitchen"
    # Both add a keyword of their own; ours is taken back, theirs stay.
    _run("exiv2", "-M", "add Xmp.dc.subject Italy", sidecar)
    _run("exiftool", "-q", "-overwrite_original", "-XMP-dc:Subject+=Rome", copy)
    run_now(relabel.clear_labels(copies.bench.ctx, [photo]))
    copies.export()
    run_now(export_xmp(copies.bench.ctx))
    assert read_packet(sidecar.read_bytes()).keywords == Keywords(("Italy",))
    assert read_inside(copy.read_bytes()) == Keywords(("Rome",))


def _run(*words: object) -> str:
    done = subprocess.run(
        [str(word) for word in words], check=True, capture_output=True, text=True, timeout=60
    )
    assert "Error" not in done.stdout + done.stderr, done.stdout + done.stderr
    return done.stdout
