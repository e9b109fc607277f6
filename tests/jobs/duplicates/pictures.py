"""A library of made pictures, with copies and edits of them as people and programs make them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance

from app.core.types import (
    AskedPicture,
    DecodedPhoto,
    DecodeFailure,
    FloatArray,
    PhotoFile,
)
from app.media.decode import decode_image
from app.media.formats import photo_file
from app.media.large_picture import LargeDecoder
from app.media.thumbnails import write_thumbnail
from app.store.library import LibraryFile
from tests.tiny_album import Bench
from tests.tiny_photos import BACKBONE_ID, SIZE

SIDES = (640, 480)


def scene(seed: int, size: tuple[int, int] = SIDES) -> Image.Image:
    """Return a picture with detail of all sizes; each seed another one."""
    return _painted(seed, size).copy()


@cache
def _painted(seed: int, size: tuple[int, int]) -> Image.Image:
    random = np.random.default_rng(seed)
    picture = np.zeros((size[1], size[0], 3), dtype=np.float32)
    for cells, strength in ((3, 90), (9, 50), (40, 30), (160, 16)):
        small = random.uniform(-1, 1, (cells, cells, 3)).astype(np.float32)
        for layer in range(3):
            made = Image.fromarray(small[..., layer]).resize(size, Image.Resampling.BICUBIC)
            picture[..., layer] += strength * np.asarray(made)
    made = Image.fromarray(np.clip(picture + 128, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(made)
    for _ in range(30):
        x, y, side = random.integers(0, size[0]), random.integers(0, size[1]), 8
        draw.rectangle((x, y, x + side * 3, y + side), fill=tuple(random.integers(0, 255, 3)))
    return made


def brighter(picture: Image.Image, by: float = 1.06) -> Image.Image:
    """Return an edit: brighter."""
    return ImageEnhance.Brightness(picture).enhance(by)


def cropped(picture: Image.Image, share: float = 0.02) -> Image.Image:
    """Return an edit: a little cut off all round, in the same shape."""
    width, height = picture.size
    across, down = round(width * share / 2), round(height * share / 2)
    return picture.crop((across, down, width - across, height - down))


def mirrored(picture: Image.Image) -> Image.Image:
    """Return an edit: left is right."""
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def dated(picture: Image.Image) -> Image.Image:
    """Return an edit: a date written into it."""
    made = picture.copy()
    place = (picture.width // 20, picture.height * 17 // 20)
    ImageDraw.Draw(made).text(place, "2024-05-12", fill=(255, 255, 255), font_size=28)
    return made


def next_shot(picture: Image.Image, seed: int = 1) -> Image.Image:
    """Return what a camera on a tripod takes a moment later: the same view, other noise."""
    noise = np.random.default_rng(seed).normal(0, 3, (picture.height, picture.width, 3))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))


def blurred(picture: Image.Image, share: int = 4) -> Image.Image:
    """Return a shot out of focus."""
    small = picture.resize((picture.width // share, picture.height // share))
    return small.resize(picture.size, Image.Resampling.BICUBIC)


class HereLooker:
    """Answers looks in this process."""

    def __init__(self) -> None:
        self.looked_at: list[str] = []
        self._decoder = LargeDecoder()

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        for file in files:
            assert isinstance(file, AskedPicture)
            self.looked_at.append(file.path)
            yield self._decoder(file)

    def close(self) -> None:
        pass


class PictureAlbum(Bench):
    """A library of real picture files, put into it as a scan would."""

    def __init__(self, library: LibraryFile, place: Path) -> None:
        super().__init__(library, place)
        self.looker = HereLooker()
        self.ctx.viewers = lambda: self.looker
        self.folder = library.folders.add(str(self.photos))

    def put(
        self,
        name: str,
        picture: Image.Image | bytes,
        *,
        camera: str = "",
        taken: str = "",
        **options: object,
    ) -> int:
        """Write a picture file, and put it into the library; return its photo."""
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(picture, bytes):
            path.write_bytes(picture)
        else:
            exif = Image.Exif()
            if camera:
                exif[0x0110] = camera
            if taken:
                exif.get_ifd(0x8769)[0x9003] = taken
            picture.save(path, exif=exif.tobytes() if camera or taken else b"", **options)
        return self.know(path)

    def know(self, path: Path) -> int:
        """Put a file into the library as it lies there."""
        decoded = decode_image(path, 32, "squash")
        facts = decoded.facts
        write_thumbnail(self.ctx.thumbnails_dir, facts.content_hash, decoded.thumbnail)
        photo = self.library.photos.save(self.folder, photo_file(str(path), path.stat()), facts)
        self.library.models.save_features(BACKBONE_ID, {photo: looks(decoded.model_input)})
        return photo


def looks(model_input: np.ndarray) -> FloatArray:
    """Return features that are near for pictures that look alike: the light of eight places."""
    light = model_input.astype(np.float32).mean(axis=2)
    cells = light.reshape(2, 16, 4, 8).mean(axis=(1, 3)).ravel()[:SIZE]
    return (cells - cells.mean()) / 8
