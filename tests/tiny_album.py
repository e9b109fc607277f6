"""A real library with a tiny pack, and the fakes of ``tiny_photos`` for decoder and encoder."""

from __future__ import annotations

from pathlib import Path

from app.jobs.context import JobContext
from app.jobs.prepare import prepare_library
from app.store.library import LibraryFile
from tests.tiny_pack import tiny_pack
from tests.tiny_photos import FakeDecoders, FakeEncoder


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

    def ids(self, start: str, count: int) -> list[int]:
        """Return the ids of photos that are numbered from zero on."""
        return [self.id(str(self.photos / f"{start}{i:02}.jpg")) for i in range(count)]

    def status(self, path: str) -> str:
        (row,) = self.ctx.library.photos.rows([self.id(path)])
        return row.status.value
