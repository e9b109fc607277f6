"""Tags inside copies: the picture stays bit for bit, and so does everything else in the file."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, IptcImagePlugin
from PIL.PngImagePlugin import PngInfo

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.media.xmp import jpeg
from app.media.xmp.embed import can_embed, embed, read_embedded, read_inside
from app.media.xmp.packet import make_keywords, read_packet
from tests.dng_files import Dng, make_dng
from tests.media.xmp.packets import LIGHTROOM

NEW = make_keywords([("Nature", "Mountains"), ("山",)])
FORMS = ("JPEG", "PNG", "WEBP", "TIFF", "WEBP-lossless", "TIFF-big", "TIFF-tiles")


def picture(form: str, **options: object) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (24, 33, 3), dtype=np.uint8)
    image, out = Image.fromarray(pixels), io.BytesIO()
    kind, _, more = form.partition("-")
    options |= {"lossless": {"lossless": True}, "big": {"big_tiff": True}}.get(more, {})
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.save(out, kind, exif=exif.tobytes(), icc_profile=profile, **options)
    return out.getvalue()


def with_packet(form: str, packet: bytes) -> dict[str, object]:
    """Return the options with which Pillow writes a packet into each kind of file."""
    if form == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode(), zip=True)
        return {"pnginfo": info}
    return (
        {"tiffinfo": {700: packet, 0x010F: "Maker"}} if form.startswith("TIFF") else {"xmp": packet}
    )


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("packet", [None, LIGHTROOM.encode()], ids=["bare", "with-xmp"])
def test_only_the_packet_changes(form: str, packet: bytes | None) -> None:
    data = picture(form, **with_packet(form, packet) if packet else {})
    made = embed(data, add=NEW)
    found = read_packet(read_embedded(made.data) or b"")
    assert set(NEW.subject) <= set(found.keywords.subject)
    assert (packet is None) or "Beach" in found.keywords.subject
    np.testing.assert_array_equal(pixels(made.data), pixels(data))
    before, after = (Image.open(io.BytesIO(part)) for part in (data, made.data))
    assert before.info.get("icc_profile") == after.info.get("icc_profile")
    assert before.getexif().get(0x010F) == after.getexif().get(0x010F) == "Maker"
    assert not made.breaks_c2pa
    # Taken out again, and put in twice.
    again = embed(made.data, add=NEW)
    assert read_packet(read_embedded(again.data) or b"").keywords == found.keywords
    back = embed(made.data, add=Keywords(), remove=NEW)
    assert not set(NEW.hierarchical) & set(
        read_packet(read_embedded(back.data) or b"").keywords.hierarchical
    )


def test_an_alpha_channel_is_still_announced() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (7, 5), (1, 2, 3, 90)).save(out, "WEBP", lossless=True)
    made = embed(out.getvalue(), add=NEW)
    assert Image.open(io.BytesIO(made.data)).mode == "RGBA"
    np.testing.assert_array_equal(pixels(made.data), pixels(out.getvalue()))


def with_iptc(data: bytes, *records: tuple[int, int, bytes]) -> bytes:
    body = b"".join(struct.pack(">BBBH", 0x1C, a, b, len(v)) + v for a, b, v in records)
    block = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(body)) + body + b"\0" * (len(body) % 2)
    payload = b"Photoshop 3.0\0" + block
    return data[:2] + struct.pack(">BBH", 0xFF, 0xED, len(payload) + 2) + payload + data[2:]


def iptc_keywords(data: bytes) -> list[bytes]:
    info = IptcImagePlugin.getiptcinfo(Image.open(io.BytesIO(data))) or {}
    found = info.get((2, 25), [])
    return found if isinstance(found, list) else [found]


def test_iptc_follows_where_there_is_some() -> None:
    data = with_iptc(picture("JPEG"), (2, 0, b"\0\2"), (2, 25, b"Old"), (2, 120, b"Caption"))
    made = embed(data, add=NEW, remove=Keywords(("Old",)))
    assert iptc_keywords(made.data) == [b"Nature", b"Mountains", "山".encode()]
    assert b"\x1b%G" in made.data
    plain = picture("JPEG")
    assert iptc_keywords(embed(plain, add=NEW).data) == []


def test_iptc_of_an_unknown_set_of_characters_is_left_alone() -> None:
    data = with_iptc(picture("JPEG"), (2, 25, "Straße".encode("latin-1")))
    made = embed(data, add=NEW)
    assert iptc_keywords(made.data) == ["Straße".encode("latin-1")]


def test_further_pictures_are_found_where_the_index_says(tmp_path) -> None:
    images = [Image.new("RGB", (32, 24), c) for c in ("red", "blue")]
    out = io.BytesIO()
    images[0].save(out, "MPO", save_all=True, append_images=images[1:])
    made = embed(out.getvalue(), add=NEW)
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.n_frames == 2
        image.seek(1)
        assert image.convert("RGB").getpixel((5, 5))[2] > 200
        sizes = [entry["Size"] for entry in image.mpinfo[0xB002]]
    assert sum(sizes) == len(made.data)


def test_broken_content_credentials_are_told() -> None:
    data = picture("JPEG")
    payload = b"JP\0\1\0\0\0\1jumbc2pa"
    signed = data[:2] + struct.pack(">BBH", 0xFF, 0xEB, len(payload) + 2) + payload + data[2:]
    assert embed(signed, add=NEW).breaks_c2pa


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_cut_off_files_are_refused_by_name(form: str) -> None:
    data = picture(form)
    cut = data[: len(data) // 8] if form != "TIFF" else data[:6]
    with pytest.raises(KnownError) as error:
        embed(cut, add=NEW)
    assert error.value.code in ("embed_damaged", "embed_format")


def test_nothing_is_written_into_a_raw_file() -> None:
    raw = make_dng(Dng(Image.new("RGB", (32, 24))))
    assert raw[:4] == b"II*\0"
    assert not can_embed(raw)


def test_other_kinds_are_refused() -> None:
    assert not can_embed(b"GIF89a" + b"\0" * 20)
    with pytest.raises(KnownError) as error:
        embed(b"GIF89a" + b"\0" * 20, add=NEW)
    assert error.value.code == "embed_format"


def test_a_packet_too_large_for_a_segment_is_refused() -> None:
    many = make_keywords([(f"word {n} " * 20,) for n in range(400)])
    with pytest.raises(KnownError) as error:
        embed(picture("JPEG"), add=many)
    assert error.value.code == "xmp_too_large"


def test_the_scan_is_the_same_bytes() -> None:
    data = picture("JPEG")
    made = embed(data, add=NEW).data
    assert jpeg.split_jpeg(made)[1] == jpeg.split_jpeg(data)[1]


WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="|/"), min_size=1)
PATHS = st.lists(st.lists(WORDS, min_size=1, max_size=3), max_size=3)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
@settings(max_examples=15, deadline=None)
@given(first=PATHS, second=PATHS)
def test_pixels_are_the_same_in_every_copy_and_what_is_taken_out_is_exact(
    form: str, first: list[list[str]], second: list[list[str]]
) -> None:
    data, mine, more = picture(form), make_keywords(first), make_keywords(second)
    pixels = np.asarray(Image.open(io.BytesIO(data)))
    made = embed(embed(data, add=mine).data, add=more).data
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(made))), pixels)
    assert read_inside(made) == mine.joined(more)
    assert embed(made, add=more).data == made
    back = embed(made, add=Keywords(), remove=more.without(mine)).data
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(back))), pixels)
    assert read_inside(back) == mine
