"""Batches on their way through the encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from app.core.messages import Message
from app.core.types import DecodedPhoto, DecodeFailure, FloatArray, PhotoFile
from app.jobs.scanning.encoding import encoded_groups
from tests.store.conftest import facts


class Encoded:
    """Features that are there at once, or only when they are waited for."""

    def __init__(self, images: Sequence[Any], *, is_quick: bool) -> None:
        self._images, self._is_quick = images, is_quick

    def done(self) -> bool:
        return self._is_quick

    def result(self) -> FloatArray:
        return np.array([[float(image.file.size)] for image in self._images])


class Lane:
    """An encoder, quick or slow; ``sent`` are the sizes of its batches."""

    def __init__(self, *, is_quick: bool) -> None:
        self._is_quick = is_quick
        self.sent: list[int] = []

    def submit(self, batch: Sequence[Any]) -> Encoded | None:
        if not batch:
            return None
        self.sent.append(len(batch))
        return Encoded(batch, is_quick=self._is_quick)


class Nothing:
    """A library that knows no features."""

    def kept_features(self, items: Sequence[Any]) -> dict[str, FloatArray]:
        return {}


def stream(count: int, pulled: list[int]) -> Iterator[Any]:
    for at in range(count):
        pulled.append(at)
        file = PhotoFile(f"/photos/{at}.jpg", at, 1)
        yield DecodedPhoto(file, np.zeros((2, 2, 3), np.uint8), facts())


@pytest.mark.parametrize("is_quick", [True, False])
def test_every_photo_comes_with_its_features_in_small_batches_first(is_quick: bool) -> None:
    lane = Lane(is_quick=is_quick)
    groups = list(encoded_groups(stream(50, []), Nothing(), lane))  # type: ignore[arg-type]
    assert [len(group) for group in groups] == [4, 8, 16, 16, 6]
    found = [(item.file.size, float(vector[0])) for group in groups for item, vector in group]
    assert found == [(at, float(at)) for at in range(50)]


def test_the_first_photos_come_as_soon_as_they_are_encoded() -> None:
    pulled: list[int] = []
    lane = Lane(is_quick=True)
    groups = encoded_groups(stream(50, pulled), Nothing(), lane)  # type: ignore[arg-type]
    assert len(next(groups)) == 4
    assert len(pulled) == 5


def test_a_slow_encoder_has_one_batch_and_the_next_one_fills_up() -> None:
    pulled: list[int] = []
    lane = Lane(is_quick=False)
    groups = encoded_groups(stream(50, pulled), Nothing(), lane)  # type: ignore[arg-type]
    assert len(next(groups)) == 4
    assert len(pulled) == 12
    assert lane.sent == [4, 8]


def test_what_cannot_be_read_waits_for_no_encoder() -> None:
    lane = Lane(is_quick=False)
    broken = (DecodeFailure(item.file, Message("damaged")) for item in stream(6, []))
    groups = list(encoded_groups(broken, Nothing(), lane))  # type: ignore[arg-type]
    assert [len(group) for group in groups] == [4, 2]
    assert lane.sent == []
