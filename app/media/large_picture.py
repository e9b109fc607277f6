"""Pictures for looking at, in a process of their own: what the window shows large comes from here.

They go the way of thumbnails (:mod:`app.media.open_picture`), so that the large picture is the
small one: the same formats, colours and corrections. The whole of a photo is decoded no larger than
it is shown. A part of it needs the full size: that is kept here, in this process, and each look
cuts its part out; of several photos, as many as a look allows. So the window never holds more than
it shows, however large the photo is.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import Image

from app.core.types import AskedPicture, DecodedPhoto, DecodeFailure, PhotoFacts, PhotoFile
from app.media.colour import finish_rgb
from app.media.decode import DecodeError, Limits, named_failures, read_file, require_size
from app.media.open_picture import Picture, open_picture
from app.media.thumbnails import transpose

Box = tuple[float, float, float, float]
_NO_PIXELS = np.zeros((0, 0, 3), dtype=np.uint8)


class _AtHand:
    """The pictures that were looked at last, in full size, the newest at the end."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[tuple[str, int, int], tuple[int, Picture]] = OrderedDict()

    def find(self, view: AskedPicture) -> Picture | None:
        """Return the picture of a file that has not changed since."""
        key = _file_of(view)
        if key not in self._pictures:
            return None
        self._pictures.move_to_end(key)
        self._pictures[key] = view.photo, self._pictures[key][1]
        return self._pictures[key][1]

    def make_room(self, size: tuple[int, int], at_hand_px: int) -> None:
        """Let the oldest go until a picture of this size fits, or it is alone."""
        room = at_hand_px - size[0] * size[1]
        while self._pictures and sum(self.sizes()) > room:
            self._pictures.popitem(last=False)

    def keep(self, view: AskedPicture, picture: Picture) -> None:
        """Have a picture at hand, in place of what its file was before."""
        for key in [key for key in self._pictures if key[0] == view.path]:
            del self._pictures[key]
        self._pictures[_file_of(view)] = view.photo, picture

    def sizes(self) -> list[int]:
        """Return how many pixels each of them has."""
        return [p.size[0] * p.size[1] for _, p in self._pictures.values()]

    def photos(self) -> dict[int, int]:
        """Return the pixels of each photo."""
        return dict(zip((photo for photo, _ in self._pictures.values()), self.sizes(), strict=True))


def _file_of(view: PhotoFile) -> tuple[str, int, int]:
    return view.path, view.size, view.mtime_ns


_at_hand = _AtHand()  # one process, one hand


@dataclass(frozen=True, slots=True)
class LargeDecoder:
    """Answers looks one by one; can be sent to a process.

    The pixels of the answer are upright sRGB and never enlarged. Its facts say the size of the
    whole upright photo, and which photos are ``at_hand`` here in full size (pixels by photo); they
    carry no hashes.
    """

    limits: Limits = field(default_factory=Limits)

    def __call__(self, file: PhotoFile) -> DecodedPhoto | DecodeFailure:
        """Decode what one look asks for."""
        view = file if isinstance(file, AskedPicture) else AskedPicture(file.path, 0, 0)
        with suppress(OSError):  # reading says what is wrong
            status = os.stat(view.path)
            view = replace(view, size=status.st_size, mtime_ns=status.st_mtime_ns)
        try:
            return self._look(view)
        except DecodeError as error:
            return DecodeFailure(file, error.message)

    def _look(self, view: AskedPicture) -> DecodedPhoto:
        picture = _at_hand.find(view)
        if picture is None:
            data = read_file(view.path, self.limits.file_bytes)
            with named_failures(data):
                picture = self._open(data, view)
                return _answer(view, picture)
        with named_failures(b"decoded"):
            return _answer(view, picture)

    def _open(self, data: bytes, view: AskedPicture) -> Picture:
        longest = max(view.width_px, view.height_px)

        def require(size: tuple[int, int]) -> None:
            require_size(size, self.limits)
            _at_hand.make_room(size, view.at_hand_px)  # before there is one more

        def needed(size: tuple[int, int]) -> float:
            in_full = not view.is_whole or longest == 0
            return 1.0 if in_full else min(1.0, longest / max(size))

        picture = open_picture(data, require, needed)
        if picture.is_full:
            _at_hand.keep(view, picture)
        return picture


def _answer(view: AskedPicture, picture: Picture) -> DecodedPhoto:
    turned = picture.orientation >= 5
    width, height = picture.size[::-1] if turned else picture.size
    held = {"at_hand": _at_hand.photos()}
    facts = PhotoFacts(width, height, picture.orientation, picture.format, "", "", details=held)
    if not view.width_px or not view.height_px:
        return DecodedPhoto(view, _NO_PIXELS, facts)
    part = _cut(picture, view)
    upright = transpose(finish_rgb(part, picture.colour), picture.orientation)
    return DecodedPhoto(view, np.asarray(upright, dtype=np.uint8), facts)


def _cut(picture: Picture, view: AskedPicture) -> Image.Image:
    """Cut the part out of the picture as it is stored, as small as it is shown."""
    pixels = picture.pixels
    left, top, right, bottom = stored_box(view.box, picture.orientation)
    box = (
        min(int(left * pixels.width), pixels.width - 1),
        min(int(top * pixels.height), pixels.height - 1),
        max(int(left * pixels.width) + 1, round(right * pixels.width)),
        max(int(top * pixels.height) + 1, round(bottom * pixels.height)),
    )
    box = (box[0], box[1], min(box[2], pixels.width), min(box[3], pixels.height))
    wide, high = box[2] - box[0], box[3] - box[1]
    room = (view.width_px, view.height_px)
    if picture.orientation >= 5:
        room = (view.height_px, view.width_px)
    scale = min(1.0, room[0] / wide, room[1] / high)
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    if size == (wide, high):
        return pixels.crop(box)
    return pixels.resize(size, Image.Resampling.BICUBIC, box=box, reducing_gap=3.0)


def stored_box(box: Box, orientation: int) -> Box:
    """Return where a part of the upright picture lies in the picture as it is stored (shares)."""
    left, top, right, bottom = box
    if orientation in (2, 3):
        left, right = 1 - right, 1 - left
    if orientation in (3, 4):
        top, bottom = 1 - bottom, 1 - top
    if orientation == 5:
        left, top, right, bottom = top, left, bottom, right
    elif orientation == 6:
        left, top, right, bottom = top, 1 - right, bottom, 1 - left
    elif orientation == 7:
        left, top, right, bottom = 1 - bottom, 1 - right, 1 - top, 1 - left
    elif orientation == 8:
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return left, top, right, bottom
