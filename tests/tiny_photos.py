"""Photos of three scenes that are text files, and fakes that decode and encode them.

A file reads ``scene strength``: the fake decoder makes a 2x2 'picture' of it, the fake encoder
turns it into a feature near the scene's corner of an 8-dimensional space. Processes that are
started again and again import this module and little else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.core.messages import Message
from app.core.types import ByteArray, DecodedPhoto, DecodeFailure, FloatArray, PhotoFacts, PhotoFile
from app.media.fingerprint import hash_file

SCENES = ("beach", "kitchen", "forest")
SIZE = 8
CORNERS = np.eye(SIZE, dtype=np.float32)[: len(SCENES)] * 4
# As the tiny pack names it: name, input size, way of resizing, checksum.
BACKBONE_ID = f"tiny-2-squash-{'0' * 12}"


class FakeDecoders:
    """Reads 'scene strength' files; anything else is a failure."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.closed = 0

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for file in files:
            self.opened.append(file.path)
            try:
                data = Path(file.path).read_bytes()
                scene, strength = data.decode().split()[:2]
                pixels = np.zeros((2, 2, 3), dtype=np.uint8)
                pixels[0, 0, 0] = [*SCENES, "none"].index(scene)
                pixels[0, 0, 1] = int(strength)
            except (ValueError, OSError):
                yield DecodeFailure(file, Message("damaged"))
                continue
            digest = hash_file(data, "TEXT")[0]
            facts = PhotoFacts(2, 2, 1, "TEXT", digest, digest)
            yield DecodedPhoto(file, pixels, facts)

    def close(self) -> None:
        self.closed += 1


class TaggedDecoders(FakeDecoders):
    """Reads 'scene strength picture|tags': what stands before the bar is the picture."""

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for item in super().decode(files):
            if isinstance(item, DecodeFailure):
                yield item
                continue
            picture = Path(item.file.path).read_text().partition("|")[0]
            yield replace(item, facts=replace(item.facts, pixel_hash=f"pixels of {picture}"))


class FakeEncoder:
    """Puts a picture near the corner of its scene; strength 100 is the corner itself."""

    backbone_id = BACKBONE_ID

    def __init__(self) -> None:
        self.encoded = 0

    def start(self) -> None:
        pass

    def encode(self, images: ByteArray) -> FloatArray:
        self.encoded += len(images)
        out = np.zeros((len(images), CORNERS.shape[1]), dtype=np.float32)
        for row, image in enumerate(images):
            scene, strength = int(image[0, 0, 0]), float(image[0, 0, 1]) / 100
            if scene < len(CORNERS):
                out[row] = CORNERS[scene] * strength
            out[row, -1] += 1 - strength
        return out

    def close(self) -> None:
        pass


def load_fake(pack_dir: Path, fast: bool, threads: int) -> Callable[[ByteArray], FloatArray]:
    """Load the fake encoder in an encoder's process."""
    return FakeEncoder().encode
