"""Our reader of JPEG's codes against libjpeg's: the same picture, or no answer."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from app.media.decode import decode_bytes
from app.media.jpeg import eighth

sys.path.append(str(Path(__file__).parents[3] / "packaging"))
import native

Decode = Callable[[bytes], Image.Image | None]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = native.compile_reader(tmp_path_factory.mktemp("native") / native.LIBRARY.name)
    if made is None:
        pytest.skip("no C compiler here")
    return made


@pytest.fixture
def decode(library: Path, monkeypatch: pytest.MonkeyPatch) -> Decode:
    """Decode what can be at an eighth, however small it is."""
    monkeypatch.setattr(eighth, "LIBRARY", library)

    def decode_small(data: bytes) -> Image.Image | None:
        with Image.open(BytesIO(data)) as image:
            return eighth.decode_eighth(data, image, (image.width // 8, image.height // 8))

    return decode_small


def _scene(width: int, height: int, seed: int = 0) -> Image.Image:
    """Return a picture with soft and hard parts, and noise, in all colours."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (4, 5, 3), dtype=np.uint8)
    soft = np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))
    noise = rng.normal(0, 12, soft.shape)
    noise[: height // 3] = 0  # a clear sky: blocks that end at once
    return Image.fromarray(np.clip(soft + noise, 0, 255).astype(np.uint8))


def _jpeg(image: Image.Image, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", **{"quality": 90, "subsampling": 2, **options})
    return out.getvalue()


def _by_libjpeg(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
        return image.copy()


def _apart(one: Image.Image, other: Image.Image) -> float:
    assert (one.mode, one.size) == (other.mode, other.size)
    return float(np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).max())


@pytest.mark.parametrize(
    "options",
    [
        {"subsampling": 0},
        {"subsampling": 1},
        {"subsampling": 2},
        {"quality": 100},
        {"quality": 15},
        {"optimize": True},
        {"restart_marker_blocks": 3},
        {"restart_marker_rows": 1},
    ],
    ids=str,
)
@pytest.mark.parametrize("size", [(16, 16), (129, 67), (320, 240)])
def test_the_picture_is_libjpegs(
    decode: Decode, options: dict[str, object], size: tuple[int, int]
) -> None:
    data = _jpeg(_scene(*size), **options)
    ours = decode(data)
    assert ours is not None
    theirs = _by_libjpeg(data)
    if options.get("subsampling", 2) == 2:
        # Quarters of blocks are rounded once, by libjpeg twice.
        assert _apart(ours, theirs) <= 3
        assert (np.asarray(ours) != np.asarray(theirs)).mean() < 0.05
    else:
        assert _apart(ours, theirs) == 0


@pytest.mark.parametrize("options", [{}, {"restart_marker_blocks": 2}], ids=str)
def test_grey_is_libjpegs_to_the_bit(decode: Decode, options: dict[str, object]) -> None:
    data = _jpeg(_scene(203, 101).convert("L"), **options)
    ours = decode(data)
    assert ours is not None
    assert _apart(ours, _by_libjpeg(data)) == 0


def test_blocks_of_one_colour_keep_it(decode: Decode) -> None:
    data = _jpeg(Image.new("RGB", (64, 48), (200, 30, 90)))
    ours = decode(data)
    assert ours is not None
    assert _apart(ours, _by_libjpeg(data)) <= 1


@pytest.mark.parametrize("kind", ["progressive", "cmyk", "rgb", "preview"])
def test_rarer_kinds_are_left_to_pillow(decode: Decode, kind: str) -> None:
    scene = _scene(160, 120)
    data = {
        "progressive": lambda: _jpeg(scene, progressive=True),
        "cmyk": lambda: _jpeg(scene.convert("CMYK")),
        "rgb": lambda: _jpeg(scene, keep_rgb=True, subsampling=0),
        "preview": lambda: _jpeg(scene),
    }[kind]()
    if kind == "preview":
        with Image.open(BytesIO(data)) as image:
            assert eighth.decode_eighth(data, image, (21, 15)) is None  # too small at an eighth
    else:
        assert decode(data) is None


@pytest.mark.parametrize("where", [0.2, 0.5, 0.9, 0.999])
def test_what_is_cut_off_is_left_to_pillow(decode: Decode, where: float) -> None:
    data = _jpeg(_scene(320, 240))
    cut = data[: int(len(data) * where)]
    assert decode(cut) is None
    assert decode(cut + b"\xff\xd9") is None


def test_more_data_than_blocks_is_left_to_pillow(decode: Decode) -> None:
    data = _jpeg(_scene(64, 64))
    assert decode(data) is not None
    assert decode(data[:-2] + b"\x12\x34\xff\xd9") is None


def test_a_lost_restart_is_left_to_pillow(decode: Decode) -> None:
    data = _jpeg(_scene(128, 64), restart_marker_blocks=4)
    assert decode(data) is not None
    at = data.index(b"\xff\xd1")
    assert decode(data[: at + 1] + b"\xd2" + data[at + 2 :]) is None


def test_without_the_library_all_is_left_to_pillow(
    decode: Decode, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(eighth, "LIBRARY", tmp_path / "nowhere.so")
    assert decode(_jpeg(_scene(64, 64))) is None


def test_damage_gives_no_other_picture(decode: Decode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are changed at random: what is answered all the same is what libjpeg sees."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    chance = random.Random(0)
    whole = [
        _jpeg(_scene(96, 64), restart_marker_blocks=5),
        _jpeg(_scene(96, 64, 1), subsampling=1),
        _jpeg(_scene(96, 64, 2).convert("L")),
    ]
    answers = 0
    for number in range(400):
        data = bytearray(whole[number % 3])
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(20, len(data))] = chance.randrange(256)
        try:
            ours = decode(bytes(data))
            theirs = _by_libjpeg(bytes(data)) if ours is not None else None
        except (OSError, SyntaxError, ValueError):
            continue
        if ours is not None and theirs is not None:
            answers += 1
            grey = [np.asarray(p.convert("L"), np.int16) for p in (ours, theirs)]
            # Values beyond white wrap around in libjpeg, and are white here: few pixels.
            assert (np.abs(grey[0] - grey[1]) > 4).mean() < 0.02
    assert answers > 5


def test_a_photo_gives_the_same_with_and_without(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = _jpeg(_scene(2560, 1920))
    monkeypatch.setattr(eighth, "LIBRARY", library)
    ours = decode_bytes(data, 224)
    monkeypatch.setattr(eighth, "LIBRARY", library.with_name("nowhere.so"))
    pillows = decode_bytes(data, 224)
    assert ours.facts == pillows.facts
    apart = np.abs(ours.model_input.astype(np.int16) - pillows.model_input.astype(np.int16))
    assert 0 < apart.max() <= 3
    assert apart.mean() < 0.1
