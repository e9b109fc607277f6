"""The large preview of a camera stands for its photo, and only where it shows the same."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms

from app.core.types import ByteArray
from app.media.decode import DecodeError, decode_bytes
from app.media.fingerprint import hash_file
from tests.mpf_files import DISPARITY, make_mpf, taken_exif

SIZE, PREVIEW = (320, 240), (160, 120)
INPUT_PX, THUMBNAIL_PX = 32, 40


def photo(seed: int = 1, size: tuple[int, int] = SIZE) -> Image.Image:
    coarse = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)


def marked(picture: Image.Image, size: tuple[int, int] = PREVIEW) -> Image.Image:
    """Make a picture small, with a red lower half: who shows red has shown the preview."""
    small = picture.resize(size, Image.Resampling.LANCZOS)
    small.paste((255, 0, 0), (0, size[1] // 2, *size))
    return small


def show(data: bytes) -> ByteArray:
    return decode_bytes(data, INPUT_PX, "squash", THUMBNAIL_PX).model_input


def is_red(pixels: ByteArray) -> bool:
    lower = pixels[-INPUT_PX // 3 :].reshape(-1, 3).mean(axis=0)
    return bool(lower[0] > 230 and lower[1:].max() < 25)


def test_a_preview_stands_for_the_photo_but_for_its_hashes_and_size() -> None:
    data = make_mpf(photo(), marked(photo()))
    found = decode_bytes(data, INPUT_PX, "squash", THUMBNAIL_PX)
    assert is_red(found.model_input)
    with Image.open(BytesIO(found.thumbnail)) as small:
        assert is_red(np.asarray(small.resize((INPUT_PX, INPUT_PX))))
    assert (found.facts.width, found.facts.height) == SIZE
    assert (found.facts.content_hash, found.facts.pixel_hash) == hash_file(data, "JPEG")


def test_a_preview_is_turned_as_the_photo_is() -> None:
    exif = taken_exif()
    exif[0x0112] = 6
    small = photo().resize(PREVIEW, Image.Resampling.LANCZOS)
    found = decode_bytes(make_mpf(photo(), small, exif=exif), INPUT_PX, "squash", THUMBNAIL_PX)
    out = BytesIO()
    photo().save(out, "JPEG", exif=exif, quality=91)
    expected = decode_bytes(out.getvalue(), INPUT_PX, "squash", THUMBNAIL_PX)
    assert found.facts.width, found.facts.height == (SIZE[1], SIZE[0])
    apart = np.abs(found.model_input.astype(int) - expected.model_input)
    assert apart.mean() < 4


def with_profile() -> bytes:
    """A photo whose colours are those of a profile: the preview says nothing of its own."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return make_mpf(photo(), marked(photo()), icc_profile=profile)


def nothing_said() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera"
    return exif


def with_editor_mark() -> bytes:
    """A photo with the block of resources that editors of pictures leave."""
    data = make_mpf(photo(), marked(photo()))
    body = b"Photoshop 3.0\x008BIM" + struct.pack(">HHI", 0x0404, 0, 0)
    mark = b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
    # In front of the index, whose places count from itself; only the photo is longer now.
    at, length = data.index(b"MPF\0") - 4, data.index(b"\xff\xd8", 2)
    longer = struct.pack("<I", length + len(mark))
    assert data.count(struct.pack("<I", length)) == 1
    return data[:at] + mark + data[at:].replace(struct.pack("<I", length), longer)


def without_top_detail() -> bytes:
    """A photo under an even sky, which looks like any other."""
    picture = photo()
    picture.paste((120, 160, 220), (0, 0, SIZE[0], 80))
    return make_mpf(picture, marked(picture))


REFUSED = {
    "of another photo": lambda: make_mpf(photo(), marked(photo(2))),
    "of a part of the photo": lambda: make_mpf(
        photo(), marked(photo().crop((40, 30, *SIZE)).resize(SIZE))
    ),
    "of the photo turned round": lambda: make_mpf(
        photo(), marked(photo().transpose(Image.Transpose.ROTATE_180))
    ),
    "with bars": lambda: make_mpf(photo(), marked(photo(), (160, 106))),
    "no larger than what is wanted": lambda: make_mpf(photo(), marked(photo(), (60, 45))),
    "larger than the photo": lambda: make_mpf(photo(), marked(photo(), (640, 480))),
    "the other eye's picture": lambda: make_mpf(photo(), marked(photo()), kind=DISPARITY),
    "grey": lambda: make_mpf(photo(), marked(photo()).convert("L")),
    "behind a progressive photo": lambda: make_mpf(photo(), marked(photo()), progressive=True),
    "beside a profile": with_profile,
    "from before a change": lambda: make_mpf(
        photo(), marked(photo()), exif=taken_exif("2024:06:01 09:00:00")
    ),
    "of a photo that says nothing of itself": lambda: make_mpf(
        photo(), marked(photo()), exif=nothing_said()
    ),
    "of a photo that an editor wrote": with_editor_mark,
    "below an even sky": without_top_detail,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_preview_that_may_show_something_else_is_left_alone(kind: str) -> None:
    assert not is_red(show(REFUSED[kind]()))


def test_no_preview_hides_that_its_photo_is_cut_off() -> None:
    data = make_mpf(photo(), marked(photo()))
    second = data.index(b"\xff\xd8", 2)
    with pytest.raises(DecodeError):
        show(data[: second - 2] + b"\0\0" + data[second:])


def test_a_damaged_preview_costs_no_photo() -> None:
    data = bytearray(make_mpf(photo(), marked(photo())))
    second = data.index(b"\xff\xd8", 2)
    data[second + 2 : second + 200] = bytes(198)
    assert not is_red(show(bytes(data)))
    assert not is_red(show(bytes(data[: second + 100])))


def test_an_index_of_nonsense_harms_nothing() -> None:
    data = make_mpf(photo(), marked(photo()))
    at = data.index(b"MPF\0") + 4
    random = np.random.default_rng(3)
    for _ in range(60):
        wrong = bytearray(data)
        for place in random.integers(at, at + 82, 3):
            wrong[place] = random.integers(256)
        try:
            assert show(bytes(wrong)).shape == (INPUT_PX, INPUT_PX, 3)
        except DecodeError as error:
            pytest.fail(f"not read: {error}")


def test_an_index_without_end_is_not_followed() -> None:
    data = bytearray(make_mpf(photo(), marked(photo())))
    index = data.index(b"MPF\0") + 4
    (directory,) = struct.unpack_from("<I", data, index + 4)
    entry = data.index(struct.pack("<HH", 0xB002, 7), index + directory)
    struct.pack_into("<I", data, entry + 4, 0xFFFFFFF0)
    assert show(bytes(data)).shape == (INPUT_PX, INPUT_PX, 3)
