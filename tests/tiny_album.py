"""A real library with a tiny pack, and fakes for decoder and encoder.

Photos are text files ``scene strength``: the fake decoder reads them into a 2x2 'picture', the fake
encoder turns that into a feature near the scene's corner of an 8-dimensional space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.core.messages import Message
from app.core.types import ByteArray, DecodedPhoto, DecodeFailure, FloatArray, PhotoFacts, PhotoFile
from app.jobs.context import JobContext
from app.jobs.prepare import prepare_library
from app.media.fingerprint import hash_file
from app.store.library import LibraryFile
from tests.tiny_pack import CORNERS, SCENES, tiny_pack


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

    backbone_id = tiny_pack().backbone.id

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


class Bench:
    """One library with everything that jobs need, and a folder to put photos in."""

    def __init__(self, library: LibraryFile, place: Path) -> None:
        self.decoders = FakeDecoders()
        self.encoder = FakeEncoder()
        self.library = library
        self.photos = place / "photos"
        self.photos.mkdir(exist_ok=True)
        self.ctx = JobContext(
            library=library,
            pack=tiny_pack(),
            thumbnails_dir=place / "thumbs",
            decoders=lambda: self.decoders,
            encoder=lambda: self.encoder,
        )
        prepare_library(self.ctx)

    def photo(self, name: str, scene: str, strength: int, salt: str = "") -> str:
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{scene} {strength} {salt or name}")
        return str(path)

    def id(self, path: str) -> int:
        return self.ctx.library.photos.find([path])[path]

    def status(self, path: str) -> str:
        (row,) = self.ctx.library.photos.rows([self.id(path)])
        return row.status.value
