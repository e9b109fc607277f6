"""Folders full of hostile files: everything is accounted for, and nothing stops the scan."""

from __future__ import annotations

import csv
import os
import socket
import struct
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.messages import Message
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFile
from app.media.decode import PhotoDecoder
from app.media.decoder_pool import ProcessDecoderPool
from app.media.find import FindProblem, find_photos
from tests.dng_files import Dng, jpeg_of, make_dng

from .conftest import draw_corners

BUILD = Path(__file__).parents[2] / "build"
SHARED = Path(__file__).parents[3] / "shared" / "data"
# What Pillow alone takes for a mistake, and we do not: large pictures, odd but whole headers.
LENIENT = ("DecompressionBombWarning", "DecompressionBombError", "UserWarning", "IndexError")
# Read by libraries of their own.
NOT_PILLOWS = (".jxl",)
# Looked at one by one: a text or a profile is damaged, not the picture; a JPEG lacks only half its
# end marker; a TIFF with channels beyond those of its colours.
WHOLE_AFTER_ALL = {
    "drewnoakes/png/ImageTestSuite/m3-66ac49ef3f48ac9482049e1ab57a53e9.png",
    "pillow/unknown_compression_method.png",
    "pillow/truncated_jpeg.jpg",
    "pillow/hopper_unknown_pixel_mode.tif",
}
# A whole picture that takes longer than all other files together.
LARGEST = "pillow_heif/heif_special/200MP.heic"


def write_table(name: str, table: dict[str, tuple[str, str]], files: Iterable[str]) -> Path:
    """Write what became of each file, one line a file, where a person finds it."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / name).open("w", newline="", encoding="utf-8", errors="backslashreplace") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "ending", "reason"))
        for path in sorted({*files, *table}):
            code, sentence = table.get(path, ("no photo", "Neither its name nor its first bytes."))
            ending = {"ok": "tagged", "problem": "no file", "no photo": "no photo"}.get(code)
            writer.writerow((path, ending or f"failed: {code}", sentence))
    return BUILD / name


def account(root: Path, thumbnails: Path, **options: object) -> dict[str, tuple[str, str]]:
    """Scan a folder: name -> ('ok' or the code, the sentence); every file exactly once."""
    files: list[PhotoFile] = []
    table: dict[str, tuple[str, str]] = {}
    for found in find_photos(str(root)):
        if isinstance(found, FindProblem):
            table[os.path.relpath(found.path, root)] = ("problem", str(found.message))
        else:
            files.append(found)
    with ProcessDecoderPool(64, "squash", thumbnails, 2, **options) as pool:
        for result in pool.decode(files):
            name = os.path.relpath(result.file.path, root)
            assert name not in table
            if isinstance(result, DecodedPhoto):
                table[name] = ("ok", "")
            else:
                assert str(result.message).endswith(".")
                table[name] = (result.message.code, str(result.message))
    assert len(table) >= len(files)
    return table


def _bomb_png(side: int) -> bytes:
    """Make a small file that unpacks to a black square of side x side."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    packer = zlib.compressobj(1)
    row = b"\0" * (side // 8 + 1)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _text_bomb_png() -> bytes:
    body = b"Comment\0\0" + zlib.compress(b"\0" * (80 << 20), 1)
    chunk = (
        struct.pack(">I", len(body))
        + b"zTXt"
        + body
        + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    )
    plain = _bomb_png(8)
    return plain[:33] + chunk + plain[33:]


def _claiming(raw: bytes, width: int, height: int, claimed: int) -> bytes:
    """Return a raw file whose sensor says that it is a square of another size."""
    for tag, true in ((256, width), (257, height)):
        at = raw.index(struct.pack("<HHII", tag, 4, 1, true))  # below the first page, but before it
        raw = raw[: at + 8] + struct.pack("<I", claimed) + raw[at + 12 :]
    return raw


@pytest.fixture
def hostile_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "photos"
    root.mkdir()
    monkeypatch.chdir(root)
    draw_corners().save("good.jpg")
    good = Path("good.jpg").read_bytes()
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 255, (200, 200, 3), dtype=np.uint8))
    noise.save("noise.jpg")
    Path("truncated.jpg").write_bytes(Path("noise.jpg").read_bytes()[:9000])
    Path("zero.jpg").touch()
    Path("nul.jpg").write_bytes(b"\0" * 100_000)
    Path("text.jpg").write_text("no photo")
    draw_corners().save("png-inside.jpg", format="PNG")
    Path("no extension").write_bytes(good)
    Path("folder.jpg").mkdir()
    Path("folder.jpg", "inside.jpg").write_bytes(good)
    Path("broken-link.jpg").symlink_to("nowhere.jpg")
    Path("loop.jpg").symlink_to("loop.jpg")
    Path("folder.jpg", "up").symlink_to(root)
    os.mkfifo("pipe.jpg")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.jpg")
    for name in (
        "new\nline.jpg",
        "\N{SMILING FACE WITH SUNGLASSES}.jpg",
        os.fsdecode(b"\xff\xfe.jpg"),
    ):
        Path(name).write_bytes(good)
    deep = Path(*["a-rather-long-name-" * 5] * 5)
    deep.mkdir(parents=True)
    (deep / "deep.jpg").write_bytes(good)
    Path("bomb-60000.png").write_bytes(_bomb_png(60_000))
    Path("bomb-15000.png").write_bytes(_bomb_png(15_000))
    Path("text-bomb.png").write_bytes(_text_bomb_png())
    frames = [Image.new("P", (64, 64), i % 256) for i in range(500)]
    frames[0].save("500-frames.gif", save_all=True, append_images=frames[1:])
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + b"\xff" * 60_000
    draw_corners().save("absurd-exif.jpg", exif=exif)
    raw = make_dng(Dng(draw_corners(96, 64), jpeg_of(draw_corners(96, 64))))
    Path("whole.dng").write_bytes(raw)
    Path("cut.dng").write_bytes(raw[:-100])
    Path("claims.dng").write_bytes(_claiming(raw, 96, 64, 60_000))
    Path("no-raw.nef").write_text("no photo")
    Path("icc.jpg").write_bytes(
        good[:2] + b"\xff\xe2\0\x20ICC_PROFILE\0\x01\x01" + b"\xff" * 16 + good[2:]
    )
    return root


@pytest.mark.skipif(os.name == "nt", reason="needs pipes, sockets and names that Windows forbids")
def test_generated_cases_are_all_accounted_for(hostile_folder: Path, tmp_path: Path) -> None:
    table = account(hostile_folder, tmp_path / "thumbnails")
    codes = {name: code for name, (code, _) in table.items()}
    write_table("hostile-generated.csv", table, codes)
    deep = next(name for name in codes if name.endswith("deep.jpg"))
    assert len(str(hostile_folder / deep)) > 260
    assert codes == {
        "good.jpg": "ok",
        "noise.jpg": "ok",
        "truncated.jpg": "truncated",
        "zero.jpg": "empty",
        "nul.jpg": "not_a_picture",
        "text.jpg": "not_a_picture",
        "png-inside.jpg": "ok",
        "no extension": "ok",
        "folder.jpg/inside.jpg": "ok",
        "broken-link.jpg": "problem",
        "loop.jpg": "problem",
        "pipe.jpg": "problem",
        "socket.jpg": "problem",
        "new\nline.jpg": "ok",
        "\N{SMILING FACE WITH SUNGLASSES}.jpg": "ok",
        os.fsdecode(b"\xff\xfe.jpg"): "ok",
        deep: "ok",
        "bomb-60000.png": "too_many_millions",
        "bomb-15000.png": "ok",
        "text-bomb.png": "bomb",
        "500-frames.gif": "ok",
        "absurd-exif.jpg": "ok",
        "whole.dng": "ok",
        "cut.dng": "truncated",
        "claims.dng": "too_many_pixels",
        "no-raw.nef": "not_a_picture",
        "icc.jpg": "ok",
    }


@pytest.mark.skipif(os.name == "nt", reason="needs permissions of Unix")
def test_forbidden_photos_are_failures(ordinary_user: Path) -> None:
    draw_corners().save(ordinary_user / "a.jpg")
    (ordinary_user / "a.jpg").chmod(0)
    (file,) = find_photos(str(ordinary_user))
    assert isinstance(file, PhotoFile)
    result = PhotoDecoder(32, "squash", ordinary_user / "thumbnails")(file)
    assert isinstance(result, DecodeFailure)
    assert result.message.code == "forbidden"


def test_a_photo_that_vanishes_after_it_was_found(
    save_photo: Callable[..., Path], tmp_path: Path
) -> None:
    paths = [save_photo(f"in/{i}.jpg") for i in range(3)]
    files = [found for found in find_photos(str(tmp_path / "in")) if isinstance(found, PhotoFile)]
    paths[1].unlink()
    with ProcessDecoderPool(64, "squash", tmp_path / "thumbnails", 1) as pool:
        results = {os.path.basename(r.file.path): r for r in pool.decode(files)}
    assert getattr(results["1.jpg"], "message", None) == Message("vanished")
    assert isinstance(results["0.jpg"], DecodedPhoto)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("largest", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.skipif(
    not (SHARED / "hostile.zip").exists(),
    reason="the development photos are not beside the checkout",
)
def test_collected_hostile_files_are_all_accounted_for(tmp_path: Path, largest: bool) -> None:
    """Every file of the collection: not a photo by name and signature, tagged, or failed."""
    with zipfile.ZipFile(SHARED / "hostile.zip") as archive:
        archive.extractall(tmp_path)
    root = tmp_path / "hostile"
    with (root / "index.csv").open(newline="", encoding="utf-8") as file:
        index = {row["file"].removeprefix("hostile/"): row for row in csv.DictReader(file)}
    if not largest:
        (root / LARGEST).unlink()
        del index[LARGEST]
    started = time.monotonic()
    table = account(root, tmp_path / "thumbnails", time_limit_s=60)
    seconds = time.monotonic() - started
    written = write_table("hostile.csv", table, index)
    counts = Counter(code for code, _ in table.values())
    print(f"{len(index)} files, {len(table)} photos in {seconds:.1f} s: {dict(counts)}")
    print(f"table: {written}")
    assert set(table) <= set(index)
    assert counts["crashed"] == counts["timeout"] == 0
    for name, (code, _) in table.items():
        pillow = index[name]["pillow13_outcome"]
        if pillow == "ok":
            assert code == "ok", name
        elif code == "ok":
            is_ours = name in WHOLE_AFTER_ALL or name.endswith(NOT_PILLOWS)
            assert pillow in LENIENT or is_ours, name
