"""The picture of a raw file: the preview that the camera made, else the sensor's values developed.

Cameras put a JPEG of their own making into a raw file, mostly as large as the photo, and it is read
twenty times as fast. Where it is too small for what is wanted, LibRaw develops the photo at half
its width and height: four values of the sensor make one pixel, and nothing has to be guessed.

LibRaw is loaded with the first raw file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from io import BytesIO
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from app.core.types import ByteArray
from app.media.formats import Refused

if TYPE_CHECKING:
    import rawpy

Size = tuple[int, int]
T = TypeVar("T")

_SRGB_GAMMA = (2.4, 12.92)
_THREADS = "OMP_NUM_THREADS"
# EXIF's orientation by LibRaw's number of how a picture is turned: 0 not, 3 by 180 degrees, ...
_ORIENTATIONS = (1, 2, 4, 3, 5, 8, 6, 7)


class RawFile:
    """A raw file in LibRaw's hands.

    Attributes
    ----------
    size : tuple of int
        Width and height of the whole picture, before it is turned.
    orientation : int
        How it is turned upright, 1-8, as in EXIF.

    Raises
    ------
    Refused
        If LibRaw does not know the camera.
    EOFError
        If the file is cut off.
    """

    def __init__(self, data: bytes) -> None:
        self._libraw = _load()
        self._raw: rawpy.RawPy = self._libraw.RawPy()
        self._ask(lambda: self._raw.open_buffer(BytesIO(data)))
        sizes = self._raw.sizes
        self.size: Size = (sizes.width, sizes.height)
        self.orientation = _ORIENTATIONS[sizes.flip] if 0 <= sizes.flip < 8 else 1

    def __enter__(self) -> RawFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._raw.close()

    def preview(self) -> bytes | ByteArray | None:
        """Return the largest preview: a JPEG, or pixels (H, W, 3); None where there is none."""
        try:
            found = self._raw.extract_thumb()
        except self._libraw.LibRawError:
            return None
        if found.format == self._libraw.ThumbFormat.JPEG:
            return bytes(found.data)
        pixels = np.asarray(found.data)
        is_picture = pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3
        return pixels if is_picture else None

    def develop(self) -> ByteArray:
        """Return sRGB pixels, uint8 (H, W, 3), at half the size, not turned.

        White balance is the camera's; the brightest hundredth becomes white, as in dcraw.
        """
        return self._ask(
            lambda: self._raw.postprocess(
                half_size=True, use_camera_wb=True, user_flip=0, gamma=_SRGB_GAMMA
            )
        )

    def _ask(self, what: Callable[[], T]) -> T:
        try:
            return what()
        except self._libraw.LibRawFileUnsupportedError:
            raise Refused("raw_unknown") from None
        except self._libraw.LibRawIOError:
            raise EOFError from None
        except self._libraw.LibRawUnsufficientMemoryError:
            raise MemoryError from None


@cache
def _load() -> Any:
    """Import LibRaw with one thread: several processes decode at once."""
    kept = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        import rawpy
    finally:
        if kept is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = kept
    return rawpy
