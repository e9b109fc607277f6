"""Of which known photo a file may be the other half: raw file and camera's picture of one name."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping

from app.core.outside.companions import CompanionRole
from app.core.types import KnownPhoto, PhotoFile, Status
from app.media.formats import CAMERA_EXTENSIONS, RAW_EXTENSIONS, extension


class Partners:
    """What the library knows in one directory, by the name that the files of a shot share."""

    def __init__(self, photos: Mapping[str, KnownPhoto]) -> None:
        self._photos = photos
        self._by_stem: dict[str, list[KnownPhoto]] | None = None

    def of(self, file: PhotoFile) -> KnownPhoto | None:
        """Return the photo of which a file that is not known may be the other half."""
        name = os.path.basename(file.path)
        if extension(name) in RAW_EXTENSIONS:
            # It counts as a photo because the camera's picture is not there.
            found = [p for p in self._alike(name) if extension(p.path) in CAMERA_EXTENSIONS]
        elif extension(name) in CAMERA_EXTENSIONS:
            raws = {one.name for one in file.companions if one.role is CompanionRole.RAW}
            found = [p for p in self._alike(name) if os.path.basename(p.path) in raws]
        else:
            return None
        return min(found, key=lambda p: (p.status is not Status.LABELLED, p.path), default=None)

    def _alike(self, name: str) -> list[KnownPhoto]:
        if self._by_stem is None:
            self._by_stem = defaultdict(list)
            for photo in self._photos.values():
                if photo.status is not Status.WAITING:
                    self._by_stem[_stem(photo.path)].append(photo)
        return self._by_stem.get(_stem(name), [])


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0].casefold()
