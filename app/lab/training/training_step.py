"""Photos for training: as they are, or all through one small size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from app.core.types import ByteArray
from app.media.decode import decode_image


def decode_for_training(
    path: Path, input_px: int, resize_mode: str, step_px: int | None
) -> ByteArray:
    """Decode to the backbone's input, uint8 (input_px, input_px, 3), by way of ``step_px`` if any.

    Raises
    ------
    DecodeError
        If the file cannot be read.
    """
    step_px = step_px or input_px
    small = decode_image(path, step_px, resize_mode, thumbnail_px=step_px).model_input
    if step_px == input_px:
        return small
    picture = Image.fromarray(small).resize((input_px, input_px), Image.Resampling.BICUBIC)
    return np.asarray(picture, dtype=np.uint8)
