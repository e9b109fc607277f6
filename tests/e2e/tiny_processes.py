"""What decoders and encoder do in the rounds of ``power_cut``: as the real ones do, but quickly.

A module of its own: each of these processes begins with importing it.
"""

from __future__ import annotations

import time
from pathlib import Path

from app.core.types import ByteArray, DecodedPhoto, DecodeFailure, FloatArray, PhotoFile
from app.vision.encoder_process import EncodeFunction
from tests.tiny_photos import FakeDecoders, FakeEncoder

ENCODER_NAME = "tiny-encoder"


def decode_tiny(file: PhotoFile) -> DecodedPhoto | DecodeFailure:
    """Decode one tiny photo in a decoder process, at the pace of a real one."""
    time.sleep(0.02)
    (result,) = FakeDecoders().decode([file])
    return result


def load_tiny(pack_dir: Path, fast: bool, threads: int) -> EncodeFunction:
    """Load the tiny encoder in its process, under a name that the killer knows."""
    Path("/proc/self/comm").write_text(ENCODER_NAME)
    encoder = FakeEncoder()

    def encode(images: ByteArray) -> FloatArray:
        time.sleep(0.05)
        return encoder.encode(images)

    return encode
