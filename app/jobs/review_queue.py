"""The queue with checks in it: photos drawn at random that look alike until they are answered.

Wraps the library's reader for the list of photos and the desk. The review queue begins with the
checks that wait, those with a tag, coarse or not, and those without mixed, in an order that stays
the same from one reading to the next, so that a page of them is answered with one key and a click
for each wrong one. They are given out without what would betray them: status, similarity, range,
reason and parent. Everywhere else it changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.core.library import LibraryReader, PhotoReader
from app.core.records import NO_GROUP, Counts, Listing, PhotoDetail, PhotoRow, Query, SortBy, View
from app.core.types import UNDECIDED, BoolArray, IdArray, KnownPhoto, Reason, Status
from app.jobs.audit import waiting_photos

QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)


class BlindPhotos(PhotoReader):
    """Photos as a queue with checks in it gives them out.

    Attributes
    ----------
    shown : dict
        Accepted checks of the queue that was read last: photo id to the scene accepted.
    drawn : frozenset
        All its checks.
    asked : dict
        All checks that were ever shown and whose answer nobody has taken up yet.
    """

    def __init__(self, reader: LibraryReader) -> None:
        self._reader = reader
        self._photos = reader.photos
        self._query: Query | None = None
        self.shown: dict[int, str] = {}
        self.drawn: frozenset[int] = frozenset()
        self.asked: dict[int, str] = {}

    def ids(self, query: Query) -> IdArray:
        """Return the ids of a list, whose checks are hidden from now on."""
        self._query = query
        return self.listing(query).ids

    def first_page(self, query: Query, limit: int) -> Listing | None:
        """Return the beginning of a list; from now on it is the one whose checks are hidden."""
        self._query = query
        found = self._photos.first_page(query, limit)
        return None if found is None else self._with_checks(query, found)

    def listing(self, query: Query) -> Listing:
        """Return a list; the review queue begins with its checks. From any thread."""
        return self._with_checks(query, self._photos.listing(query))

    def held(self, query: Query, photos: Iterable[int]) -> set[int]:
        """Return which of these photos a list holds; the review queue also holds its checks."""
        wanted = set(photos)
        held = self._photos.held(query, wanted)
        return held | (wanted & set(waiting_photos(self._reader))) if query == QUEUE else held

    def _with_checks(self, query: Query, found: Listing) -> Listing:
        first: list[int] = []
        shown: dict[int, str] = {}
        # Where someone looks for something, checks would be in the way.
        if query == QUEUE and len(found.ids):
            first = sorted(waiting_photos(self._reader), key=_chance)
            rows = self._photos.rows(first)
            shown = {r.id: r.scene for r in rows if r.scene and r.status is Status.ACCEPTED}
        if query == self._query:  # another one may be shown since this one was asked for
            self.shown, self.drawn = shown, frozenset(first)
            self.asked.update(shown)
        if not first:
            return found
        checks = np.array(first, dtype=np.int64)
        rest = ~np.isin(found.ids, checks)
        groups = found.groups
        if groups is not None:  # a check is decided alone
            groups = np.concatenate([np.full(len(checks), NO_GROUP), groups[rest]])
        return Listing(np.concatenate([checks, found.ids[rest]]), groups, found.complete)

    def counts(self) -> Counts:
        """Count the lists; checks that wait are among what needs review, if anything does."""
        found = self._photos.counts()
        if not found.review:
            return found
        # Those without a tag are counted already; those with one stand in another list, too.
        rows = self._photos.rows(waiting_photos(self._reader))
        more = sum(row.status is not Status.REJECTED for row in rows)
        return replace(found, review=found.review + more)

    def rows(self, ids: Sequence[int]) -> list[PhotoRow]:
        """Return rows, those of checks without what betrays them."""
        rows = self._photos.rows(ids)
        coarse = [r.id for r in rows if r.id in self.drawn and r.status is Status.COARSE]
        proposed = self._reader.models.proposals(coarse) if coarse else {}
        return [self._blind(row, proposed.get(row.id)) for row in rows]

    def detail(self, photo: int) -> PhotoDetail | None:
        """Return everything about a photo, less what betrays a check."""
        found = self._photos.detail(photo)
        return None if found is None else self._blind_detail(found)

    def details(self, photos: Sequence[int]) -> list[PhotoDetail]:
        """Return details of many photos, those of checks without what betrays them."""
        return [self._blind_detail(found) for found in self._photos.details(photos)]

    def size(self) -> int:
        """Return a number that the library has at most as many photos as, at once."""
        return self._photos.size()

    def groups(self) -> tuple[IdArray, IdArray]:
        """Return all photos that have look-alikes, and their groups: int64 (N,) each."""
        return self._photos.groups()

    def find(self, paths: Sequence[str]) -> dict[str, int]:
        """Map absolute paths to photo ids; unknown paths are left out."""
        return self._photos.find(paths)

    def known(
        self,
        folder: int | None = None,
        *,
        directly_in: str | None = None,
        backbone: str | None = None,
    ) -> dict[str, KnownPhoto]:
        """Map path to what a rescan compares."""
        return self._photos.known(folder, directly_in=directly_in, backbone=backbone)

    def below(self, path: str) -> tuple[IdArray, BoolArray]:
        """Return the photos below a directory, and whether the file of each was gone, (N,) each."""
        return self._photos.below(path)

    def hashes(self, photos: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
        """Map photo id to (content hash, pixel hash)."""
        return self._photos.hashes(photos)

    def missing(self) -> list[int]:
        """Return the ids of photos whose file is gone or offline."""
        return self._photos.missing()

    def with_keywords(self) -> list[int]:
        """Return all photos about which others wrote a keyword."""
        return self._photos.with_keywords()

    def _blind_detail(self, found: PhotoDetail) -> PhotoDetail:
        row = self._blind(found.row, found.proposed)
        if row is found.row:
            return found
        hidden = tuple(replace(c, similarity=0.0) for c in found.candidates)
        return replace(found, row=row, further=(), candidates=hidden)

    def _blind(self, row: PhotoRow, proposed: str | None) -> PhotoRow:
        if row.id not in self.drawn or row.status not in (Status.ACCEPTED, *UNDECIDED):
            return row
        return replace(
            row,
            status=Status.REJECTED,
            # A parent would tell that the tag is coarse: what is asked about is the scene.
            scene=proposed if row.status is Status.COARSE else row.scene,
            reason=Reason.NONE,
            similarity=None,
            low=None,
            high=None,
            group=None,
        )


class BlindReader:
    """A library for those who only look, whose review queue holds checks.

    Attributes
    ----------
    photos : BlindPhotos
        All else is as in the library.
    """

    def __init__(self, reader: LibraryReader) -> None:
        self._reader = reader
        self.path = reader.path
        self.photos = BlindPhotos(reader)
        self.labels = reader.labels
        self.ratings = reader.ratings
        self.albums = reader.albums
        self.scenes = reader.scenes
        self.models = reader.models
        self.folders = reader.folders
        self.history = reader.history
        self.identity = reader.identity
        self.ledger = reader.ledger
        self.localities = reader.localities
        self.calendar = reader.calendar
        self.offers = reader.offers

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a library setting (JSON value)."""
        return self._reader.setting(key, default)

    def rest(self) -> None:
        """Keep nothing of the file in memory; the next questions read it again."""
        self._reader.rest()


def _chance(photo: int) -> int:
    """Return a number that looks random and is always the same for a photo."""
    return zlib.crc32(photo.to_bytes(8, "little"))
