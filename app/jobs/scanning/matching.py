"""Which file is which photo: labels follow the picture, wherever it lies and whatever its name is.

A photo *lies* where its file was when that was last read. It is *loose* when its file is not there
any more, or shows something else. After a walk, loose photos are matched with the files that the
library has not seen with this content, one to one, in this order:

1. the same bytes; of several, the one of the same name first, then labelled photos, then the rest;
2. the same pixels, so that a file that was retagged and renamed at once is known;
3. a file under a known path with another picture is that photo, edited, if the picture before lies
   nowhere else and the new one was never seen. Otherwise it is another photo.

A file whose tags were rewritten where it lies stays the photo that it was, even where a copy with
the bytes from before lies beside it, unless both have visibly changed places.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

# Folders that count as part of a name when several copies have the same one.
_FOLDERS_COMPARED = 3


class Hashed(Protocol):
    """What has a content and pixels, as hashes that are empty where unknown."""

    @property
    def content(self) -> str:
        """Hash of every byte."""

    @property
    def pixels(self) -> str:
        """Hash of what makes the picture."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file that was read. ``home`` is the photo that was known at its path, if any.

    ``content`` and ``pixels`` are hashes, empty where unknown (a damaged file has no pixels).
    """

    path: str
    content: str
    pixels: str
    home: int | None = None


@dataclass(frozen=True, slots=True)
class LoosePhoto:
    """A photo whose file is not where it was, with what it held, and whether a person said more."""

    id: int
    path: str
    content: str
    pixels: str
    is_labelled: bool = False


@dataclass(frozen=True, slots=True)
class Hashes:
    """Hashes of contents and of pixels."""

    contents: frozenset[str] = frozenset()
    pixels: frozenset[str] = frozenset()

    @classmethod
    def of(cls, things: Iterable[Hashed]) -> Hashes:
        """Return those of files or photos that have any."""
        every = list(things)
        return cls(
            frozenset(thing.content for thing in every) - {""},
            frozenset(thing.pixels for thing in every) - {""},
        )

    def __or__(self, other: Hashes) -> Hashes:
        return Hashes(self.contents | other.contents, self.pixels | other.pixels)

    def has(self, thing: Hashed) -> bool:
        """Return whether the bytes or the pixels of a file or photo are among these."""
        return thing.content in self.contents or thing.pixels in self.pixels


def match_files(
    files: Sequence[SeenFile],
    photos: Sequence[LoosePhoto],
    *,
    there: Hashes | None = None,
    fresh: Hashes | None = None,
    away: Hashes | None = None,
) -> dict[str, int | None]:
    """Match files with loose photos.

    Parameters
    ----------
    files : sequence of SeenFile
        Files whose photo is in question.
    photos : sequence of LoosePhoto
        Photos that may have moved to one of them; those that are some file's ``home`` included.
    there : Hashes, optional
        Of photos that lie where they lay.
    fresh : Hashes, optional
        Of photos that the library did not know until now, such as a copy of an edited one.
    away : Hashes, optional
        Of photos that cannot be looked at now: their folder is offline.

    Returns
    -------
    dict
        Path to the photo that the file shows from now on; None for a new one.
    """
    matching = _Matching(files, photos)
    matching.keep_retagged()
    matching.pair(lambda file: file.content, lambda photo: photo.content)
    matching.pair(lambda file: file.pixels, lambda photo: photo.pixels)
    nothing = Hashes()
    matching.keep_edited(there or nothing, fresh or nothing, away or nothing)
    return matching.found


class _Matching:
    """Files and photos, and what was found so far."""

    def __init__(self, files: Sequence[SeenFile], photos: Sequence[LoosePhoto]) -> None:
        self.found: dict[str, int | None] = {file.path: None for file in files}
        self._files = list(files)
        self._photos = {photo.id: photo for photo in photos}
        self._taken: set[int] = set()

    def keep_retagged(self) -> None:
        """Let files with the same pixels as before be what they were."""
        loose = {photo.content for photo in self._photos.values()}
        shown = {file.content for file in self._files}
        for file, photo in self._at_home():
            has_bytes_of_another = file.content != photo.content and file.content in loose
            lies_elsewhere = file.content != photo.content and photo.content in shown
            if _same(file.pixels, photo.pixels) and not (has_bytes_of_another and lies_elsewhere):
                self._take(file, photo)

    def pair(
        self, of_file: Callable[[SeenFile], str], of_photo: Callable[[LoosePhoto], str]
    ) -> None:
        """Match files and photos of the same hash."""
        files: dict[str, list[SeenFile]] = defaultdict(list)
        for file in self._left():
            files[of_file(file)].append(file)
        photos: dict[str, list[LoosePhoto]] = defaultdict(list)
        for photo in self._photos.values():
            if photo.id not in self._taken and of_photo(photo) in files:
                photos[of_photo(photo)].append(photo)
        for key in photos.keys() - {""}:
            for file, photo in _paired(files[key], photos[key]):
                self._take(file, photo)

    def keep_edited(self, there: Hashes, fresh: Hashes, away: Hashes) -> None:
        """Let a picture that was never seen be an edit of the one that is nowhere any more.

        A picture that took the place of several others is an edit of none of them.
        """
        elsewhere = Hashes.of(self._files) | there | fresh
        known = Hashes.of(self._photos.values()) | there | away
        edits = [
            (file, photo)
            for file, photo in self._at_home()
            if not known.has(file) and not elsewhere.has(photo)
        ]
        before: dict[str, set[str]] = defaultdict(set)
        for file, photo in edits:
            before[file.pixels or file.path].add(photo.pixels or photo.content)
        for file, photo in edits:
            if len(before[file.pixels or file.path]) == 1:
                self._take(file, photo)

    def _left(self) -> list[SeenFile]:
        return [file for file in self._files if self.found[file.path] is None]

    def _at_home(self) -> list[tuple[SeenFile, LoosePhoto]]:
        return [
            (file, self._photos[file.home])
            for file in self._left()
            if file.home in self._photos and file.home not in self._taken
        ]

    def _take(self, file: SeenFile, photo: LoosePhoto) -> None:
        self.found[file.path] = photo.id
        self._taken.add(photo.id)


def _same(one: str, other: str) -> bool:
    return one == other != ""


def _paired(
    files: Sequence[SeenFile], photos: Sequence[LoosePhoto]
) -> list[tuple[SeenFile, LoosePhoto]]:
    """Pair files and photos of one hash: where they lie, by name, labelled ones, the rest."""
    waiting = sorted(photos, key=lambda photo: (not photo.is_labelled, photo.id))
    open_files = list(files)
    pairs: list[tuple[SeenFile, LoosePhoto]] = []
    for tail in (
        _at_home_key,
        *(_tail_key(depth) for depth in range(_FOLDERS_COMPARED, 0, -1)),
        _any_key,
    ):
        offered: dict[object, list[SeenFile]] = defaultdict(list)
        for file in reversed(open_files):
            offered[tail(file)].append(file)
        rest: list[LoosePhoto] = []
        for photo in waiting:
            if offered[tail(photo)]:
                pairs.append((offered[tail(photo)].pop(), photo))
            else:
                rest.append(photo)
        waiting = rest
        used = {file.path for file, _ in pairs}
        open_files = [file for file in open_files if file.path not in used]
    return pairs


def _at_home_key(thing: SeenFile | LoosePhoto) -> object:
    return thing.id if isinstance(thing, LoosePhoto) else thing.home


def _tail_key(depth: int) -> Callable[[SeenFile | LoosePhoto], object]:
    """Return what gives the last parts of a path."""
    return lambda thing: tuple(thing.path.split(os.sep)[-depth:])


def _any_key(_: SeenFile | LoosePhoto) -> object:
    return None


def order_of_merge(photos: Iterable[LoosePhoto], place: str) -> list[LoosePhoto]:
    """Return photos of one picture, those first whose name is most like ``place``."""

    def rank(photo: LoosePhoto) -> tuple[int, int]:
        one, other = photo.path.split(os.sep)[::-1], place.split(os.sep)[::-1]
        same = 0
        while same < min(len(one), len(other)) and one[same] == other[same]:
            same += 1
        return -same, photo.id

    return sorted(photos, key=rank)
