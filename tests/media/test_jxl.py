"""JPEG XL: the picture upright, in its colours, with what others wrote in it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.core.types import ByteArray
from app.media import jxl
from app.media.decode import Decoded, DecodeError, decode_bytes
from app.media.find import find_photos
from app.media.formats import is_photo_signature

pylibjxl = pytest.importorskip("pylibjxl", reason="pylibjxl has no wheel for this platform")


def corners() -> ByteArray:
    """Return 200 x 120 pixels: red at the left, green at the right above, black below."""
    pixels = np.zeros((120, 200, 3), np.uint8)
    pixels[:, :100] = (255, 0, 0)
    pixels[:60, 100:] = (0, 255, 0)
    return pixels


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112], tags[0x010F], tags[0x0110] = orientation, "Maker", "Model"
    tags.get_ifd(0x8769)[0x9003] = "2023:07:14 10:00:00"
    return tags.tobytes()


def seen(decoded: Decoded) -> ByteArray:
    return np.asarray(Image.open(io.BytesIO(decoded.thumbnail)).convert("RGB"))


@pytest.mark.parametrize("lossless", [True, False])
def test_a_file_shows_its_picture_and_says_what_others_wrote(lossless: bool) -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-'
        b'syntax-ns#"><r:Description r:about="" xmlns:d="http://purl.org/dc/elements/1.1/">'
        b"<d:subject><r:Bag><r:li>anna</r:li></r:Bag></d:subject></r:Description></r:RDF>"
        b"</x:xmpmeta>"
    )
    data = pylibjxl.encode(corners(), lossless=lossless, exif=exif(1), xmp=xmp)
    found = decode_bytes(data, 64)
    facts = found.facts
    assert (facts.format, facts.width, facts.height) == ("JXL", 200, 120)
    assert (facts.camera, facts.taken_at) == ("Maker Model", "2023-07-14T10:00:00")
    assert "anna" in str(facts.details)
    pixels = seen(found)
    assert np.abs(pixels[60, 40].astype(int) - (255, 0, 0)).max() < 12
    assert np.abs(pixels[20, 160].astype(int) - (0, 255, 0)).max() < 12


def test_the_codestream_alone_turns_the_picture() -> None:
    """A JPEG that was packed keeps its EXIF: its orientation was followed already."""
    jpeg = io.BytesIO()
    Image.fromarray(corners()).save(jpeg, "JPEG", exif=exif(6), quality=95)
    packed = decode_bytes(pylibjxl.jpeg_to_jxl(jpeg.getvalue()), 64)
    plain = decode_bytes(jpeg.getvalue(), 64)
    for found in (packed, plain):
        assert (found.facts.width, found.facts.height) == (120, 200)
    difference = np.abs(packed.model_input.astype(int) - plain.model_input)
    assert difference.mean() < 2


def test_colours_go_by_the_profile() -> None:
    """Red and green change places by a profile whose primaries do."""
    profile = swapped_profile()
    jpeg = io.BytesIO()
    Image.fromarray(corners()).save(jpeg, "JPEG", icc_profile=profile, quality=95)
    found = decode_bytes(pylibjxl.jpeg_to_jxl(jpeg.getvalue()), 64)
    assert np.abs(seen(found)[60, 40].astype(int) - (0, 255, 0)).max() < 30


def swapped_profile() -> bytes:
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(data[128:132], "big")
    places = {bytes(data[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    kept = bytes(data[red + 4 : red + 12])
    data[red + 4 : red + 12] = data[green + 4 : green + 12]
    data[green + 4 : green + 12] = kept
    return bytes(data)


@pytest.mark.parametrize("channels", [1, 4])
def test_grey_and_transparent_pictures(channels: int) -> None:
    grey = np.full((40, 60, channels), 200, np.uint8)
    grey[..., 3:] = 255
    found = decode_bytes(pylibjxl.encode(grey, lossless=True), 32)
    assert (found.facts.width, found.facts.height) == (60, 40)
    assert np.abs(seen(found).astype(int) - 200).max() < 8


@pytest.mark.parametrize(
    ("container", "cut"),
    [(True, 14), (True, 40), (True, 0.5), (False, 2), (False, 14), (False, 0.5)],
)
def test_a_bad_file_is_named(container: bool, cut: float) -> None:
    data = pylibjxl.encode(corners(), **({"exif": exif(1)} if container else {}))
    length = int(cut * len(data)) if cut < 1 else int(cut)
    with pytest.raises(DecodeError) as refused:
        decode_bytes(data[:length], 64)
    assert refused.value.code == "damaged"


def test_a_picture_that_claims_too_much_is_refused_before_it_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def probe(_: bytes) -> dict[str, int]:
        return {"width": 60_000, "height": 60_000}

    monkeypatch.setattr(pylibjxl, "probe", probe)
    with pytest.raises(DecodeError) as refused:
        decode_bytes(pylibjxl.encode(corners()), 64)
    assert refused.value.code == "too_many_pixels"


def test_where_the_library_is_missing_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pylibjxl.encode(corners())
    monkeypatch.setitem(sys.modules, "pylibjxl", None)
    jxl._load.cache_clear()
    with pytest.raises(DecodeError) as refused:
        decode_bytes(data, 64)
    assert refused.value.code == "no_jxl"
    jxl._load.cache_clear()


def test_files_are_found_by_name_and_by_signature(tmp_path: Path) -> None:
    contained = pylibjxl.encode(corners(), exif=exif(1))
    (tmp_path / "a.jxl").write_bytes(pylibjxl.encode(corners()))
    (tmp_path / "nameless").write_bytes(contained)
    assert is_photo_signature(contained[:32])
    found = {Path(item.path).name for item in find_photos(str(tmp_path)) if hasattr(item, "size")}
    assert found == {"a.jxl", "nameless"}
