"""Tags inside the photos themselves: the same picture, times and labels; a copy is kept."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.core.types import DecodedPhoto, PhotoFacts, PhotoFile
from app.jobs import relabel
from app.jobs.export import inside
from app.jobs.export.choices import Choices, Place
from app.jobs.export.xmp import export_xmp
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.media.fingerprint import hash_file, hash_pixels
from app.media.xmp import exiftool
from app.media.xmp.embed import embed, read_inside
from app.media.xmp.packet import read_packet
from tests.media.xmp.test_embed import picture, with_iptc
from tests.tiny_album import Bench

INSIDE = Choices(place=Place.PHOTOS)
KEYS = ("written", "unchanged", "removed", "skipped", "failed")
WHEN = (1_600_000_000_123_456_789, 1_500_000_000_987_654_321)

needs_exiftool = pytest.mark.skipif(
    exiftool.find_exiftool() is None,
    reason="exiftool is not installed (Debian: libimage-exiftool-perl)",
)


class PictureDecoders:
    """Decodes pictures in this process, and notes which."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto]:
        for file in files:
            self.opened.append(file.path)
            data = Path(file.path).read_bytes()
            with Image.open(file.path) as opened:
                form, pixels = opened.format or "", np.asarray(opened.convert("RGB"))
            content, digest = hash_file(data, form)
            digest = digest or hash_pixels([pixels.tobytes()])
            facts = PhotoFacts(pixels.shape[1], pixels.shape[0], 1, form, content, digest)
            yield DecodedPhoto(file, np.zeros((2, 2, 3), np.uint8), facts)

    def close(self) -> None:
        pass


@pytest.fixture
def album(bench: Bench, tmp_path: Path) -> Bench:
    bench.decoders = PictureDecoders()  # type: ignore[assignment]
    bench.ctx.kept_dir = tmp_path / "kept"
    return bench


def add(album: Bench, name: str, data: bytes, scene: str = "kitchen") -> Path:
    path = album.photos / name
    path.write_bytes(data)
    os.utime(path, ns=WHEN)
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    label(album, path, scene)
    album.decoders.opened.clear()
    return path


def label(album: Bench, path: Path, scene: str) -> None:
    run_now(relabel.label_photos(album.ctx, [album.id(str(path))], scene))


def export(album: Bench, **options: Any) -> dict[str, Any]:
    return run_now(export_xmp(album.ctx, None, INSIDE, **options)).summary


def numbers(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(result[key] for key in KEYS)


def kept(album: Bench) -> list[bytes]:
    assert album.ctx.kept_dir is not None
    return [path.read_bytes() for path in sorted(album.ctx.kept_dir.glob("*"))]


@needs_exiftool
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_photos_get_tags_and_lose_them_again(album: Bench, form: str) -> None:
    before = picture(form)
    path = add(album, f"a.{form}", before)
    path.chmod(0o640)
    assert numbers(export(album)) == (1, 0, 0, 0, 0)
    assert read_inside(path.read_bytes()).subject == ("Kitchen",)
    assert (path.stat().st_mtime_ns, path.stat().st_mode & 0o777) == (WHEN[1], 0o640)
    assert kept(album) == [before], "the photo as it was"
    assert os.listdir(album.photos) == [path.name], "no sidecar, and nothing left behind"
    with (
        Image.open(path) as now,
        Image.open(album.ctx.kept_dir / os.listdir(album.ctx.kept_dir)[0]) as then,
    ):
        np.testing.assert_array_equal(np.asarray(now), np.asarray(then))
        assert now.info.get("icc_profile") == then.info.get("icc_profile")
        if form != "TIFF":  # whose EXIF says where in the file the picture lies
            assert now.getexif() == then.getexif()
    assert numbers(export(album)) == (0, 1, 0, 0, 0)
    run_now(relabel.clear_labels(album.ctx, [album.id(str(path))]))
    assert numbers(export(album)) == (0, 0, 1, 0, 0)
    assert read_inside(path.read_bytes()) == Keywords()


@needs_exiftool
@pytest.mark.parametrize("form", ["AVIF", "GIF"])
def test_formats_that_only_exiftool_writes(album: Bench, form: str) -> None:
    out = io.BytesIO()
    Image.fromarray(np.full((24, 33, 3), 90, np.uint8)).save(out, form)
    path = add(album, f"a.{form}", out.getvalue())
    assert numbers(export(album)) == (1, 0, 0, 0, 0)
    with exiftool.ExifTool() as tool:
        assert read_packet(tool.read_xmp(path) or b"").keywords.subject == ("Kitchen",)
    assert numbers(export(album)) == (0, 1, 0, 0, 0)


@needs_exiftool
def test_the_library_knows_at_once_what_the_photo_holds_now(album: Bench) -> None:
    path = add(album, "a.jpg", picture("JPEG"))
    photo = album.id(str(path))
    features = album.library.models.features(album.encoder.backbone_id, [photo]).features.copy()
    export(album)
    opened = album.decoders.opened.copy()
    assert len(opened) == 1, "what was made is decoded, and the photo's own picture is known"
    (stored,) = album.library.identity.stored([photo])
    assert stored.content == hash_file(path.read_bytes(), "JPEG")[0]
    result = run_now(scan_folders(album.ctx, [str(album.photos)])).summary
    assert (result["changed"], result["labelled"], album.decoders.opened) == (0, 1, opened)
    assert album.library.labels.of([photo])[photo][0] == "kitchen"
    now = album.library.models.features(album.encoder.backbone_id, [photo]).features
    np.testing.assert_array_equal(now, features)


@needs_exiftool
@pytest.mark.parametrize(
    "name", ["-execute.jpg", "a\n-o\nb.jpg", "照片 é $HOME @x %d.jpg", " #[CSTR]x.jpg", "-b.jpg"]
)
def test_names_are_names_and_nothing_else(album: Bench, name: str) -> None:
    path = add(album, name, picture("JPEG"))
    assert numbers(export(album)) == (1, 0, 0, 0, 0)
    assert read_inside(path.read_bytes()).subject == ("Kitchen",)
    assert os.listdir(album.photos) == [name]


@needs_exiftool
def test_everything_else_in_a_photo_stays(album: Bench) -> None:
    data = embed(
        with_iptc(picture("JPEG"), (2, 25, b"Old"), (2, 105, b"Headline")),
        add=Keywords(("Italy",), ("Places|Italy",), ("Places/Italy",)),
    ).data
    path = add(album, "a.jpg", data)
    wanted = (
        "-json",
        "-G1",
        "-struct",
        "-a",
        "-IPTC:All",
        "-EXIF:All",
        "-XMP-lr:All",
        "-Photoshop:All",
    )
    before = _run(*wanted, path)
    export(album)
    with exiftool.ExifTool() as tool:
        now = read_packet(tool.read_xmp(path) or b"")
    assert now.keywords.subject == ("Italy", "Kitchen")
    assert [said.scene for said in now.statements] == ["kitchen"]
    run_now(relabel.clear_labels(album.ctx, [album.id(str(path))]))
    export(album)
    assert _run(*wanted, path) == before


@needs_exiftool
def test_what_exiftool_does_not_write_gets_a_sidecar(album: Bench) -> None:
    add(album, "a.bmp", picture("BMP"))
    add(album, "b.jpg", picture("JPEG"))
    assert numbers(export(album)) == (2, 0, 0, 0, 0)
    assert sorted(os.listdir(album.photos)) == ["a.bmp", "a.bmp.xmp", "b.jpg"]


@needs_exiftool
def test_sidecars_of_ours_are_kept_up_to_date(album: Bench) -> None:
    path = add(album, "a.jpg", picture("JPEG"))
    run_now(export_xmp(album.ctx))
    label(album, path, "forest")
    assert numbers(export(album)) == (2, 0, 1, 0, 0)
    sidecar = path.with_name("a.jpg.xmp")
    assert read_packet(sidecar.read_bytes()).keywords.subject == ("Forest",)


@needs_exiftool
def test_a_photo_that_would_look_otherwise_is_left_alone(
    album: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = picture("JPEG")
    path = add(album, "a.jpg", data)

    def spoil(tool: object, source: Path, packet: bytes, made: Path) -> None:
        made.write_bytes(embed(picture("JPEG", quality=20), add=Keywords(("Kitchen",))).data)

    monkeypatch.setattr(exiftool.ExifTool, "write_xmp", spoil)
    result = export(album)
    assert "the same picture" in result["failures"][0]["message"]
    assert (path.read_bytes(), kept(album)) == (data, [])
    assert numbers(result) == (0, 0, 0, 0, 1)


@needs_exiftool
def test_no_room_for_a_copy_is_told_before(album: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture("JPEG")
    path = add(album, "a.jpg", data)
    monkeypatch.setattr(inside, "RESERVE_BYTES", 2**62)
    for options in ({"dry_run": True}, {}):
        result = export(album, **options)
        assert "no room for a copy" in result["failures"][0]["message"]
    assert (path.read_bytes(), kept(album)) == (data, [])


@needs_exiftool
def test_a_preview_writes_into_no_photo_and_names_credentials(album: Bench) -> None:
    data = picture("JPEG")
    data = data[:2] + b"\xff\xeb\0\x10JP..c2pa....data"[:18] + data[2:]
    path = add(album, "a.jpg", data)
    result = export(album, dry_run=True)
    assert result["changes"] == [{"path": str(path), "add": ["Kitchen"], "remove": []}]
    assert result["credentials"] == [str(path)]
    assert (path.read_bytes(), album.decoders.opened) == (data, [])


def test_without_exiftool_it_is_told_how_to_get_it(
    album: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exiftool.shutil, "which", lambda _: None)
    with pytest.raises(KnownError, match="not installed"):
        export(album)
    assert not inside.has_exiftool()


@pytest.mark.parametrize(("platform", "is_named"), [("win32", True), ("linux", False)])
def test_names_are_utf_8_on_windows(
    monkeypatch: pytest.MonkeyPatch, platform: str, is_named: bool
) -> None:
    monkeypatch.setattr(exiftool.sys, "platform", platform)
    assert ("filename=utf8" in exiftool.command_line("exiftool")) == is_named


@needs_exiftool
def test_a_program_that_ends_is_told(album: Bench) -> None:
    path = add(album, "a.jpg", picture("JPEG"))
    with exiftool.ExifTool() as tool:
        tool._process.kill()
        tool._process.wait()
        with pytest.raises(KnownError, match="ended"):
            tool.read_xmp(path)
    with pytest.raises(KnownError, match="not installed"):
        exiftool.ExifTool(str(path))


_CHATTERING = """#!{python}
import sys
for line in sys.stdin:
    if line.startswith("-echo4"):
        end = next(sys.stdin).strip()
    elif line.startswith("-execute"):
        sys.stderr.write("Warning: something is odd\\n" * 20_000 + end + "\\n")
        sys.stderr.flush()
        print("packet" + end, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_a_program_that_complains_without_end_is_heard_out(tmp_path: Path) -> None:
    program = tmp_path / "exiftool"
    program.write_text(_CHATTERING.format(python=sys.executable), "utf-8")
    program.chmod(0o755)
    with exiftool.ExifTool(str(program)) as tool:
        assert tool.read_xmp(tmp_path / "a.jpg") == b"packet"


_KILLED = """
import os, sys
from pathlib import Path
from app.jobs.export.choices import Choices, Place
from app.jobs.export.xmp import export_xmp
from app.jobs.runner import run_now
from app.store.library import open_library
from tests.jobs.test_export_inside import PictureDecoders
from tests.tiny_album import Bench
place = Path(sys.argv[1])
def die(*names):
    os._exit(9)
os.replace = die
with open_library(place / "library.albumen") as library:
    bench = Bench(library, place)
    bench.decoders = PictureDecoders()
    bench.ctx.kept_dir = place / "kept"
    options = {"copies": str(place / "out")} if sys.argv[2] == "copies" else {}
    where = Place.SIDECARS if options else Place.PHOTOS
    run_now(export_xmp(bench.ctx, None, Choices(place=where), **options))
"""


@needs_exiftool
@pytest.mark.parametrize("what", ["photos", "copies"])
def test_killed_in_the_middle_a_photo_is_what_it_was_and_no_copy_is_half(
    make_bench: Callable[[], Bench], tmp_path: Path, what: str
) -> None:
    album, data = make_bench(), picture("JPEG")
    album.decoders = PictureDecoders()  # type: ignore[assignment]
    path = add(album, "a.jpg", data)
    album.library.close()
    done = subprocess.run([sys.executable, "-c", _KILLED, tmp_path, what], check=False)
    assert done.returncode == 9
    assert path.read_bytes() == data
    assert not (tmp_path / "out" / "a.jpg").exists()
    again = make_bench()
    again.decoders, again.ctx.kept_dir = PictureDecoders(), tmp_path / "kept"  # type: ignore[assignment]
    options = {"copies": str(tmp_path / "out")} if what == "copies" else {}
    choices = INSIDE if what == "photos" else Choices()
    result = run_now(export_xmp(again.ctx, None, choices, **options)).summary
    assert (numbers(result), result["removed_elsewhere"]) == ((1, 0, 0, 0, 0), [])
    written = path if what == "photos" else tmp_path / "out" / "a.jpg"
    assert read_inside(written.read_bytes()).subject == ("Kitchen",)


def _run(*words: object) -> Any:
    program = shutil.which("exiftool") or ""
    done = subprocess.run([program, *map(str, words)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)
