"""Large pictures: the same picture as the thumbnail, whole or in parts, from another process."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.types import AskedPicture, DecodedPhoto, DecodeFailure
from app.media.decode import decode_bytes
from app.media.decoder_pool import ProcessDecoderPool
from app.media.large_picture import LargeDecoder, stored_box

from . import known_picture as known
from .conftest import STORED, make_turned
from .reference_cases import SHOWN, cases, good, heic_of, stored_turned
from .test_reference import _assert_same

look = LargeDecoder()


def _view(path: Path, **values: object) -> AskedPicture:
    status = path.stat()
    return AskedPicture(str(path), status.st_size, status.st_mtime_ns, **values)


@pytest.mark.parametrize("case", cases()[::4], ids=lambda case: case.name)
def test_the_large_picture_is_the_small_one(case: object, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(case.make())
    result = look(_view(path, width_px=500, height_px=500))
    assert isinstance(result, DecodedPhoto)
    assert (result.facts.width, result.facts.height) == (known.WIDTH, known.HEIGHT)
    _assert_same(result.model_input, known.to_bytes(case.expected), case.tolerance)


def test_heic_is_shown_large(tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(heic_of(12, 13))
    large = look(_view(path, width_px=999, height_px=999)).model_input
    small = decode_bytes(path.read_bytes(), 64).model_input
    assert large.shape == (40, 64, 3)
    assert np.abs(large[10, 16].astype(int) - small[16, 16]).max() <= 2


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("box", [(0.0, 0.0, 0.5, 0.25), (0.25, 0.5, 1.0, 0.75)])
def test_a_part_is_cut_from_the_upright_picture(
    tmp_path: Path, orientation: int, box: tuple[float, float, float, float]
) -> None:
    _, exif = make_turned(orientation)
    path = tmp_path / "a.png"
    stored_turned(orientation).save(path, exif=exif)
    part = look(_view(path, box=box, width_px=900, height_px=900)).model_input
    upright = known.to_bytes(SHOWN)
    left, right = round(box[0] * known.WIDTH), round(box[2] * known.WIDTH)
    top, bottom = round(box[1] * known.HEIGHT), round(box[3] * known.HEIGHT)
    np.testing.assert_array_equal(part, upright[top:bottom, left:right])


def test_boxes_of_all_orientations_cover_all() -> None:
    for orientation in range(1, 9):
        assert stored_box((0, 0, 1, 1), orientation) == (0, 0, 1, 1)


def test_nothing_is_larger_than_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.effect_noise((1600, 1200), 60).save(path)
    whole = look(_view(path, photo=3, width_px=400, height_px=400))
    assert whole.model_input.shape == (300, 400, 3)
    assert (whole.facts.width, whole.facts.height) == (1600, 1200)
    part = look(_view(path, photo=3, box=(0.5, 0.5, 1, 1), width_px=400, height_px=100))
    assert part.model_input.shape == (100, 133, 3)
    assert 3 not in whole.facts.details["at_hand"]
    assert part.facts.details["at_hand"][3] == 1600 * 1200
    assert look(_view(path)).model_input.size == 0


def test_the_photo_looked_at_is_decoded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(good(SHOWN, "PNG"))
    view = _view(path)
    assert isinstance(look(view), DecodedPhoto)
    monkeypatch.setattr("app.media.large_picture.read_file", None)
    assert isinstance(look(_view(path, width_px=9, height_px=9)), DecodedPhoto)
    monkeypatch.undo()
    path.write_bytes(good(SHOWN[::-1], "PNG"))
    os.utime(path, ns=(view.mtime_ns + 10**9,) * 2)
    changed = look(_view(path, width_px=99, height_px=99)).model_input
    np.testing.assert_array_equal(changed, known.to_bytes(SHOWN)[::-1])
    path.unlink()
    assert isinstance(look(view), DecodeFailure)


def test_as_many_photos_are_at_hand_as_the_look_allows(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.png" for n in range(3)]
    for n, path in enumerate(paths):
        Image.new("RGB", (100, 80), (n, n, n)).save(path)

    def held(photo: int, at_hand_px: int) -> list[int]:
        seen = look(_view(paths[photo], photo=photo, at_hand_px=at_hand_px))
        assert isinstance(seen, DecodedPhoto)
        return [p for p in seen.facts.details["at_hand"] if p < 3]

    assert held(0, 8000) == [0]
    assert held(1, 16_000) == [0, 1]
    assert held(0, 16_000) == [1, 0]  # looked at again: the other one is older
    assert held(2, 16_000) == [0, 2]
    assert held(1, 100) == [1]


def test_a_hostile_file_costs_only_its_look(tmp_path: Path) -> None:
    bad, good_one = tmp_path / "a.jpg", tmp_path / "b.png"
    bad.write_bytes(b"\xff\xd8\xff\xe0 no photo")
    good_one.write_bytes(good(SHOWN, "PNG"))
    with ProcessDecoderPool(0, "squash", tmp_path, 1, decode=LargeDecoder()) as pool:
        (failure,) = pool.decode([_view(bad, photo=1, width_px=50, height_px=50)])
        (shown,) = pool.decode([_view(good_one, photo=2, generation=7, width_px=50, height_px=50)])
    assert isinstance(failure, DecodeFailure)
    assert isinstance(shown, DecodedPhoto)
    assert (shown.file.photo, shown.file.generation) == (2, 7)
    assert shown.model_input.shape == (known.HEIGHT, known.WIDTH, 3)
