"""Looking at photos that might be the same: first at their thumbnails, then at the files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import numpy as np

from app.core.duplicates.sameness import (
    COMPARED_PX,
    LEAST_PX,
    Difference,
    measure_difference,
    sharpness_of,
)
from app.core.duplicates.sets import Copy
from app.core.protocols import DecoderPool
from app.core.types import AskedPicture, ByteArray, DecodedPhoto, FloatArray
from app.jobs.context import JobContext
from app.media.thumbnails import read_thumbnail, resized

# Files are looked at twice as large as they are compared: sharpness shows in fine detail.
LOOKED_AT_PX = 2 * COMPARED_PX
PICTURES_HELD = 40
# Sides and levels of the first comparison; copies differ by 3 levels, strangers by 40.
SMALL_PX = 16
MOST_LEVELS = 9.0
# Shots of one burst: somebody moves, the camera a little.
MOST_SHOT_LEVELS = 24.0
# Sizes are rounded to whole pixels, now up, now down.
ROUNDED_PX = 1.0
MOST_STRETCH = 0.004


class CloserLook:
    """Compares photos by their pixels, each file opened once where it is asked for in a row.

    Attributes
    ----------
    sharpness : dict of int to float
        Of the photos whose file was looked at.
    failed : set of int
        Photos whose file could not be looked at.
    """

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx
        self._folder = ctx.thumbnails_dir
        self._viewers: DecoderPool | None = None
        self._held: OrderedDict[int, ByteArray] = OrderedDict()
        self._small: dict[int, FloatArray | None] = {}
        self.sharpness: dict[int, float] = {}
        self.failed: set[int] = set()

    def may_be_same(self, one: Copy, other: Copy) -> bool:
        """Tell whether shape and thumbnail of two photos let them be one picture."""
        if not has_same_shape(one, other) or are_two_shots(one, other):
            return False
        # Without a thumbnail the files have to tell.
        return self._levels(one, other, 0.0) <= MOST_LEVELS

    def may_be_one_burst(self, one: Copy, other: Copy) -> bool:
        """Tell whether the thumbnails of two shots show nearly one view."""
        return has_same_shape(one, other) and self._levels(one, other, 256.0) <= MOST_SHOT_LEVELS

    def difference(self, one: Copy, other: Copy) -> Difference | None:
        """Measure what differs between two photos; None where a file cannot be looked at."""
        first, second = self._picture(one), self._picture(other)
        if first is None or second is None:
            return None
        longest = min(COMPARED_PX, max(first.shape[:2]), max(second.shape[:2]))
        smaller = first if one.pixels <= other.pixels else second
        scale = longest / max(smaller.shape[:2])
        height, width = (max(1, round(side * scale)) for side in smaller.shape[:2])
        if min(height, width) < LEAST_PX:
            return None
        return measure_difference(resized(first, width, height), resized(second, width, height))

    def measure(self, copies: Sequence[Copy]) -> None:
        """Learn how sharp photos are, where that is not known yet."""
        for copy in copies:
            if copy.photo not in self.sharpness:
                self._picture(copy)

    def close(self) -> None:
        """Stop the process that looked at files, if there is one."""
        if self._viewers is not None:
            self._viewers.close()

    def _open(self) -> DecoderPool:
        """Return what looks at files; its process starts with the first of them."""
        if self._viewers is None:
            if self._ctx.viewers is None:
                raise RuntimeError("nothing here can look at photos")
            self._viewers = self._ctx.viewers()
        return self._viewers

    def _levels(self, one: Copy, other: Copy, unknown: float) -> float:
        """Return by how many levels two thumbnails differ; ``unknown`` where one is missing."""
        first, second = self._tiny(one), self._tiny(other)
        if first is None or second is None:
            return unknown
        return float(np.abs(first - second).mean())

    def _tiny(self, copy: Copy) -> FloatArray | None:
        if copy.photo not in self._small:
            found = read_thumbnail(self._folder, copy.content_hash) if copy.content_hash else None
            self._small[copy.photo] = (
                None
                if found is None
                else np.asarray(resized(found, SMALL_PX, SMALL_PX), dtype=np.float32)
            )
        return self._small[copy.photo]

    def _picture(self, copy: Copy) -> ByteArray | None:
        if copy.photo in self._held:
            self._held.move_to_end(copy.photo)
            return self._held[copy.photo]
        if copy.photo in self.failed:
            return None
        asked = AskedPicture(
            copy.path, 0, 0, photo=copy.photo, width_px=LOOKED_AT_PX, height_px=LOOKED_AT_PX
        )
        answer = next(iter(self._open().decode([asked])), None)
        if not isinstance(answer, DecodedPhoto):
            self.failed.add(copy.photo)
            return None
        picture = answer.model_input
        self.sharpness[copy.photo] = sharpness_of(picture)
        longest = max(picture.shape[:2])
        if longest > COMPARED_PX:
            height, width = (max(1, round(s * COMPARED_PX / longest)) for s in picture.shape[:2])
            picture = resized(picture, width, height)
        self._held[copy.photo] = picture
        while len(self._held) > PICTURES_HELD:
            self._held.popitem(last=False)
        return picture


@contextmanager
def looking(ctx: JobContext) -> Iterator[CloserLook]:
    """Give what looks at files, and stop its process afterwards."""
    with closing(CloserLook(ctx)) as look:
        yield look


def has_same_shape(one: Copy, other: Copy) -> bool:
    """Tell whether one photo may be the other one in another size."""
    small, large = sorted((one, other), key=lambda copy: copy.pixels)
    if not small.pixels:
        return False
    scale = small.width / large.width
    return abs(large.height * scale - small.height) <= ROUNDED_PX + MOST_STRETCH * small.height


def are_two_shots(one: Copy, other: Copy) -> bool:
    """Tell whether two photos are, or may be, two shots of one camera, however alike they look.

    A copy has the time of its original. What has the same time, size and format, and about as many
    bytes, may be the next shot of the same second: no pixels of a camera on a tripod tell it apart.
    """
    if not (one.camera and one.taken_at and other.taken_at) or one.camera != other.camera:
        return False
    if one.taken_at != other.taken_at:
        return True
    is_of_one_size = (one.width, one.height) == (other.width, other.height)
    bytes_apart = max(one.size, other.size) / max(1, min(one.size, other.size))
    return is_of_one_size and one.format == other.format and bytes_apart < SHOT_BYTES_APART


# Two shots of one view differ by less in bytes; a copy of another quality by more.
SHOT_BYTES_APART = 1.6
