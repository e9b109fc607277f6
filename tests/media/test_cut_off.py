"""What is missing and what is only in the way: cut files stay failures, extras cost no picture."""

from __future__ import annotations

import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from app.media.decode import DecodeError, decode_bytes

from . import known_picture as known
from .reference_cases import chunk, good, image_of, save, with_chunk
from .tiff_writer import Page, write_tiff


def _noise(**options: object) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (72, 88, 3), dtype=np.uint8)
    return save(Image.fromarray(pixels), "JPEG", quality=85, **options)


KINDS = {
    "baseline": _noise(),
    "420": _noise(subsampling=2),
    "progressive": _noise(progressive=True),
    "restarts": _noise(restart_marker_blocks=3),
    "a restart a row": _noise(restart_marker_rows=1),
    "progressive restarts": _noise(progressive=True, restart_marker_blocks=4),
    "grey": save(Image.open(BytesIO(_noise())).convert("L"), "JPEG"),
    "smooth": good(known.picture(), "JPEG"),
}


def _code(data: bytes) -> str:
    try:
        decode_bytes(data, 32)
    except DecodeError as error:
        return error.code
    return "ok"


@pytest.mark.parametrize("kind", KINDS)
def test_a_jpeg_without_its_end_alone_is_shown_as_it_is(kind: str) -> None:
    data = KINDS[kind]
    whole = decode_bytes(data, 32).model_input
    for missing in (1, 2):
        assert (decode_bytes(data[:-missing], 32).model_input == whole).all()


@pytest.mark.parametrize("padding", [b"", b"\0" * 5000, b"\xff" * 5000], ids=["", "zeros", "ones"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_jpeg_that_is_cut_into_its_picture_is_cut_off(kind: str, padding: bytes) -> None:
    data = KINDS[kind]
    start = data.index(b"\xff\xda") + 14
    shares = [int(start + (len(data) - start) * share) for share in (0.2, 0.5, 0.8, 0.95)]
    for end in (*shares, *range(len(data) - 12, len(data) - 3)):
        code = _code(data[:end] + padding)
        assert code == "truncated" or (padding and code == "damaged"), len(data) - end


@pytest.mark.parametrize("kind", ["restarts", "a restart a row", "progressive restarts"])
def test_a_cut_between_two_intervals_is_a_cut(kind: str) -> None:
    data = KINDS[kind]
    ends = [i for i in range(len(data) - 1) if data[i] == 0xFF and 0xD0 <= data[i + 1] <= 0xD7]
    assert len(ends) > 3
    for end in (ends[2], ends[-1]):
        assert _code(data[:end]) == "truncated"
        assert _code(data[: end + 2]) == "truncated"


@pytest.mark.parametrize("kind", ["progressive", "progressive restarts"])
def test_a_cut_between_two_passes_is_a_cut(kind: str) -> None:
    data = KINDS[kind]
    passes = [i for i in range(len(data) - 1) if data[i : i + 2] == b"\xff\xda"]
    assert len(passes) > 3
    for end in passes[1:]:
        tables = data.rfind(b"\xff\xc4", 0, end)
        assert _code(data[:end]) == "truncated"
        assert _code(data[:tables]) == "truncated"


PNG = good(known.picture(), "PNG")


@pytest.mark.parametrize("kind", [b"IHDR", b"tRNS", b"PLTE"])
def test_a_wrong_checksum_in_the_picture_stays_a_failure(kind: bytes) -> None:
    if kind in (b"tRNS", b"PLTE"):
        body = b"\0" * (6 if kind == b"tRNS" else 768)
        assert _code(with_chunk(PNG, kind, body, is_right=False)) == "unsupported"
        return
    at = PNG.index(kind)
    length = int.from_bytes(PNG[at - 4 : at], "big")
    end = at + 4 + length
    damaged = bytearray(PNG)
    damaged[end] ^= 1
    assert _code(bytes(damaged)) == "unsupported"


@pytest.mark.parametrize(
    ("kind", "head", "size"),
    [
        (b"zTXt", b"a\0\0", 3 << 20),
        (b"iTXt", b"a\0\1\0\0\0", 3 << 20),
        (b"iCCP", b"a\0\0", 80 << 20),
    ],
    ids=["text", "international text", "profile"],
)
def test_bombs_stay_refused(kind: bytes, head: bytes, size: int) -> None:
    assert _code(with_chunk(PNG, kind, head + zlib.compress(bytes(size), 9))) == "bomb"


def test_a_cut_png_is_no_picture_in_spite_of_its_texts() -> None:
    data = with_chunk(PNG, b"tEXt", b"a\0b", is_right=False)
    assert _code(data[: len(data) * 2 // 3]) in ("truncated", "damaged")
    assert _code(data[:33] + chunk(b"IEND", b"")) != "ok"


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (Page(known.picture().astype("f4"), 2), "float_colours"),
        (Page(known.picture().astype("f8"), 2, is_planar=True), "float_colours"),
        (Page(np.zeros((8, 8), "u2"), 32803), "raw_unknown"),
        (Page(np.zeros((8, 8, 3), "i2"), 2), "tiff_kind"),
        (Page(np.zeros((8, 8, 3), "u4"), 9), "tiff_kind"),
        (Page(np.zeros((8, 8), "u2"), 1, bits=12, extra_tags={266: 2}), "tiff_kind"),
    ],
    ids=["float", "float planes", "sensor", "signed colours", "ICC Lab", "bits upside down"],
)
def test_tiffs_that_nobody_reads_right_are_refused_by_name(page: Page, code: str) -> None:
    data = write_tiff(page, order=">")
    with pytest.raises(DecodeError) as caught:
        decode_bytes(data, 32)
    assert caught.value.code == code
    assert ": " in str(caught.value)  # what it is, and what to do


def test_large_tiffs_of_the_other_byte_order_are_refused_by_name() -> None:
    data = write_tiff(Page(known.to_bytes(known.picture()), 2), order=">", big=True)
    assert _code(data) == "tiff_kind"


def test_every_cut_and_flip_of_a_rare_tiff_ends_well() -> None:
    samples = np.round(known.picture() * 4095).astype("u2")
    small = Page(np.zeros((4, 4, 3), "u1"), 2, extra_tags={254: 1})
    for page in (Page(samples, 2, bits=12), Page(samples, 2, is_planar=True, is_deflated=True)):
        data = write_tiff(small, page)
        random = np.random.default_rng(5)
        for _ in range(150):
            damaged = bytearray(data[: int(random.integers(9, len(data)))])
            for place in random.integers(0, len(damaged), 3):
                damaged[place] = random.integers(0, 256)
            assert _code(bytes(damaged)) != ""  # any other exception is a fault of ours


def test_an_end_that_is_missing_changes_no_hash_of_others() -> None:
    whole = good(known.picture(), "JPEG")
    hashes = {decode_bytes(data, 32).facts.content_hash for data in (whole, whole[:-2])}
    assert len(hashes) == 2


def test_image_of_is_exact() -> None:
    assert (np.asarray(image_of(known.picture())) == known.to_bytes(known.picture())).all()
