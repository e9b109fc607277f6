"""Which photo a file shows that a scan has read: itself, one that moved here, or a new one.

Most files are sure as soon as they are read: nobody knows their picture, or it is the one that
always lay there. The others are put aside until every file was read, for only then it is known
what lies where: names that moved up by one, two files that changed places, copies that moved
together. Nothing of a file that is put aside is written before, so that a scan that is cut off
leaves every label where it was. The rules stand in :mod:`app.jobs.scanning.matching`.

A scan of one folder may take for an edit what was none: the photo had moved to another folder, and
a new one took its name. That is made good when the other folder is read, for what the photo held
before is kept, and a file that was there already when the edit was seen is no later copy.

Photos elsewhere in the library may be what a file shows: those are looked at where they lay. A
photo of a folder that is offline is not known to be gone: a file with its picture is a copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.core.types import DecodedPhoto, DecodeFailure, FloatArray, Status, StoredPhoto
from app.jobs.context import JobContext
from app.jobs.scanning.matching import Hashes, LoosePhoto, SeenFile, match_files
from app.jobs.scanning.pairs import Half, take_partners
from app.jobs.scanning.runs import PhotoRuns
from app.jobs.scanning.todo import Todo
from app.jobs.scanning.walk import Found, is_offline, todo_of
from app.media.formats import look_at_file
from app.media.originals.companions import with_companions
from app.media.rehash import content_hash_of

Item = DecodedPhoto | DecodeFailure
FILES_AT_ONCE = 100
HASHES_AT_ONCE = 500
# Failures whose cause lies outside the file: they say nothing of what it holds.
FOREIGN_CAUSES = frozenset(("vanished", "unreadable", "forbidden"))


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: what came of it, what the walk noted, features float32 (D,) if any."""

    item: Item
    todo: Todo
    features: FloatArray | None
    content: str
    pixels: str

    @classmethod
    def of(cls, item: Item, todo: Todo, features: FloatArray | None) -> Read:
        """Take the hashes of what was read; a damaged file has no pixels."""
        if isinstance(item, DecodedPhoto):
            return cls(item, todo, features, item.facts.content_hash, item.facts.pixel_hash)
        known = None if item.message.code in FOREIGN_CAUSES else content_hash_of(item.file.path)
        return cls(item, todo, None, known or "", "")

    @property
    def path(self) -> str:
        """Where the file lies."""
        return self.item.file.path

    @property
    def waiting(self) -> int | None:
        """The row of a first look, which nobody has read yet."""
        known = self.todo.known
        return known.id if known is not None and known.status is Status.WAITING else None

    @property
    def home(self) -> int | None:
        """The photo that is known at this path."""
        known = self.todo.known
        return known.id if known is not None and known.status is not Status.WAITING else None

    @property
    def half(self) -> Half | None:
        """What it is known by beside its bytes: the photo that it may be the other half of."""
        taken = self.item.facts.taken_at if isinstance(self.item, DecodedPhoto) else None
        partner = self.todo.partner
        return Half(self.path, partner, taken) if partner is not None else None

    @property
    def says_nothing(self) -> bool:
        """Whether the file could not be asked what it holds."""
        return isinstance(self.item, DecodeFailure) and self.item.message.code in FOREIGN_CAUSES


Placed = tuple[Read, int | None]


class Where(Enum):
    """Where a photo's file is: as it was; not read yet; gone or replaced; not to be asked."""

    HERE = 1
    OPEN = 2
    LOOSE = 3
    AWAY = 4


class Identifier:
    """Says of each file that was read which photo it shows.

    Parameters
    ----------
    ctx : JobContext
    found : Found
        What the walk found, to its end.
    started_ns : int
        When the scan began, ns since 1970.
    """

    def __init__(self, ctx: JobContext, found: Found, started_ns: int) -> None:
        self._ctx = ctx
        self._found = found
        self._started_ns = started_ns
        self._open = found.todo.known()
        self._aside: list[Read] = []
        self._extra: dict[int, Todo] = {}
        self._where: dict[int, Where] = {}
        self._settled = PhotoRuns()
        self._offline: dict[int, bool] = {}
        self._before: dict[int, str] = {}
        self._mistaken: dict[str, tuple[int, int]] = {}
        self._fresh = PhotoRuns()
        self._gone: set[int] = set()

    def sort(self, reads: Sequence[Read]) -> list[Placed]:
        """Return the files that are sure with their photo, None for a new one; keep the others."""
        alike = _Alike(self._ctx, reads)
        sure: list[Placed] = []
        for read in reads:
            home = alike.by_id.get(read.home or 0)
            if home is not None and home.path != read.path:
                home = None  # another program has moved it meanwhile
            others = [p for p in alike.of(read) if home is None or p.id != home.id]
            unsure = self._was_mistaken(read, alike) or read.todo.partner is not None
            if not unsure and self._is_sure(read, home, others):
                sure.append((read, home.id if home is not None else None))
                if home is not None:
                    self._before[home.id] = home.content
            else:
                self._aside.append(read)
        return sure

    def _was_mistaken(self, read: Read, alike: _Alike) -> bool:
        """Return whether a photo was taken for edited that had moved here before."""
        photo, at_ns = alike.former.get(read.content, (0, 0))
        # Seen in the future: the clock was wrong then, and tells nothing.
        if not photo or read.item.file.ctime_ns >= at_ns or at_ns > self._started_ns:
            return False
        self._mistaken[read.path] = (photo, at_ns)
        return True

    def _is_sure(self, read: Read, home: StoredPhoto | None, others: Sequence[StoredPhoto]) -> bool:
        if home is not None:
            if read.says_nothing or (home.content != "" and home.content == read.content):
                return True
            if self._found.disks.is_away(home):
                return False  # another card lies in its place
            if home.pixels != "" and home.pixels == read.pixels:
                return not any(other.content == read.content for other in others)
            if home.content != "":
                return False
        return all(self.where(other) in (Where.HERE, Where.AWAY) for other in others)

    def settled(self, photo: int, *, is_new: bool) -> None:
        """Note that a photo is where the library says from now on."""
        self._open.discard(photo)
        if is_new:
            self._fresh.add(photo)
        self._settled.add(photo)

    def before(self, photo: int) -> str:
        """Return the content that a photo had before it was settled where it lies."""
        return self._before.get(photo, "")

    def where(self, photo: StoredPhoto) -> Where:
        """Look where the file of a photo is; a changed one elsewhere is going to be read."""
        if photo.id in self._settled:
            return Where.HERE
        if photo.id in self._where:
            return self._where[photo.id]
        is_gone = photo.is_gone or photo.id in self._found.gone
        if self._found.disks.is_away(photo):
            found = Where.AWAY
        elif photo.id in self._open:
            return Where.OPEN
        else:
            found = Where.LOOSE if is_gone else self._look(photo)
        self._where[photo.id] = found
        return found

    def _look(self, photo: StoredPhoto) -> Where:
        if self._is_offline(photo.folder):
            return Where.AWAY
        try:
            file = look_at_file(photo.path)
        except (FileNotFoundError, NotADirectoryError):
            return Where.LOOSE
        except OSError:
            return Where.AWAY
        if (file.size, file.mtime_ns, file.ctime_ns) == (
            photo.size,
            photo.mtime_ns,
            photo.ctime_ns,
        ):
            return Where.HERE
        self._extra[photo.id] = todo_of(photo, with_companions(file), self._found)
        self._open.add(photo.id)
        return Where.OPEN

    def _is_offline(self, folder: int) -> bool:
        if folder not in self._offline:
            paths = {f.id: f.path for f in self._ctx.library.folders.rows()}
            self._offline[folder] = folder in paths and is_offline(paths[folder], has_photos=True)
        return self._offline[folder]

    def take_extra(self) -> list[Todo]:
        """Return files elsewhere that have to be read as well, each once."""
        self._look_around()
        extra, self._extra = list(self._extra.values()), {}
        self._found.tally.found += len(extra)
        self._found.tally.unchanged += len(extra)
        return extra

    def _look_around(self) -> None:
        """Ask for every photo that the files put aside may show, or may have shown before."""
        homes = {read.home for read in self._aside}
        for photo in self._around(self._aside):
            if photo.id not in homes:
                self.where(photo)

    def resolve(self) -> Iterator[list[Placed]]:
        """Yield the files that were put aside with their photo, some at a time."""
        aside, self._aside = self._aside, []
        if not aside:
            return
        around = list(self._around(aside))
        # What comes under the name of a photo that was gone already, or whose disk is away, is no
        # edit of it.
        self._gone = {p.id for p in around if p.is_gone or self._found.disks.is_away(p)}
        homes = {read.home for read in aside if read.home is not None} - self._gone
        by_place: dict[Where, list[StoredPhoto]] = {where: [] for where in Where}
        for photo in around:
            at_home = photo.id in homes and photo.id in self._open
            by_place[Where.LOOSE if at_home else self.where(photo)].append(photo)
        loose = [
            LoosePhoto(p.id, p.path, p.content, p.pixels, p.is_labelled)
            for p in by_place[Where.LOOSE]
        ]
        found = match_files(
            [
                SeenFile(r.path, r.content, r.pixels, r.home if r.home in homes else None)
                for r in aside
            ],
            loose,
            there=Hashes.of(p for p in by_place[Where.HERE] if p.id not in self._fresh),
            fresh=Hashes.of(p for p in by_place[Where.HERE] if p.id in self._fresh),
            # A file that could not be read after all says as little as one that is offline.
            away=Hashes.of([*by_place[Where.AWAY], *by_place[Where.OPEN]])
            | Hashes(frozenset(read.content for read in aside if read.path in self._mistaken)),
        )
        self._before.update((photo.id, photo.content) for photo in loose)
        halves = [half for read in aside if (half := read.half) is not None]
        self._before.update(take_partners(self._ctx, self._found, halves, found))
        placed = [(read, found[read.path]) for read in aside]
        # Photos that only move first: what they leave behind is free then.
        placed.sort(key=lambda pair: (pair[1] is None, pair[0].path))
        for start in range(0, len(placed), FILES_AT_ONCE):
            yield placed[start : start + FILES_AT_ONCE]

    def confirm(self, placed: Sequence[Placed]) -> list[Placed]:
        """Make way for files, in the transaction that writes them; leave out what changed since.

        Another program may work on the same library: what it did is looked at by the next scan.
        """
        ids = {photo for read, known in placed for photo in (known, read.home) if photo}
        now = {photo.id: photo for photo in self._ctx.library.identity.stored(sorted(ids))}
        kept: list[Placed] = []
        leaving: list[int] = []
        for read, photo in placed:
            if photo is not None and not self._is_as_before(now.get(photo)):
                continue
            home = now.get(read.home or 0)
            if home is not None and home.id == photo:
                if home.pixels != read.pixels and home.content:
                    self._ctx.library.identity.remember(photo, home.content, self._started_ns)
            elif home is not None and home.path == read.path:
                self._found.gone[home.id] = home.id in self._gone
                if photo is None:  # a photo that moves here makes way for itself
                    leaving.append(home.id)
            kept.append((read, photo if photo is not None else self._split(read)))
        self._ctx.library.identity.displace(leaving)
        return kept

    def _is_as_before(self, photo: StoredPhoto | None) -> bool:
        return photo is not None and photo.content == self._before[photo.id]

    def _split(self, read: Read) -> int | None:
        """Return the photo that a file showed before another one took its place, if any.

        What a person said since then was said of the other one, and stays with it.
        """
        mistaken, at_ns = self._mistaken.get(read.path, (0, 0))
        for photo in self._ctx.library.identity.stored([mistaken]):
            is_at_rest = photo.content != read.content and not photo.is_gone
            said_at = self._said_at(photo.id)
            said_before = said_at and datetime.fromisoformat(said_at).timestamp() * 1e9 < at_ns
            if is_at_rest and said_before and self.where(photo) is Where.HERE:
                self._ctx.library.identity.split(photo.id, read.content)
                return photo.id
        return None

    def _said_at(self, photo: int) -> str:
        """Return when a person spoke of a photo: by its label, else stars, else albums."""
        library = self._ctx.library
        label = next((row.at for row in library.labels.rows() if row.photo == photo), "")
        rating = library.ratings.of([photo]).get(photo)
        return label or (rating.at if rating else "") or library.albums.put_at(photo)

    def _around(self, reads: Sequence[Read]) -> Iterable[StoredPhoto]:
        """Return all photos with a content or pixels of these files, or of their homes."""
        found: dict[int, StoredPhoto] = {}
        for block in _blocks(reads):
            found.update(_Alike(self._ctx, block).by_id)
        homes = [found[read.home] for read in reads if read.home in found]
        for start in range(0, len(homes), HASHES_AT_ONCE):
            some = Hashes.of(homes[start : start + HASHES_AT_ONCE])
            more = self._ctx.library.identity.alike(some.contents, some.pixels)
            found.update((photo.id, photo) for photo in more)
        return found.values()


class _Alike:
    """The photos with the same bytes or the same pixels as some files, and those at their paths."""

    def __init__(self, ctx: JobContext, reads: Sequence[Read]) -> None:
        contents = {read.content for read in reads} - {""}
        pixels = {read.pixels for read in reads} - {""}
        homes = [read.home for read in reads if read.home is not None]
        photos = [
            *ctx.library.identity.alike(contents, pixels),
            *ctx.library.identity.stored(homes),
        ]
        self.by_id = {photo.id: photo for photo in photos if not photo.is_waiting}
        self.former = ctx.library.identity.former(contents)
        self._by_content: dict[str, list[StoredPhoto]] = defaultdict(list)
        self._by_pixels: dict[str, list[StoredPhoto]] = defaultdict(list)
        for photo in self.by_id.values():
            self._by_content[photo.content].append(photo)
            self._by_pixels[photo.pixels].append(photo)

    def of(self, read: Read) -> list[StoredPhoto]:
        """Return those of one file."""
        same = self._by_content[read.content] if read.content else []
        return [*same, *(self._by_pixels[read.pixels] if read.pixels else [])]


def _blocks(reads: Sequence[Read]) -> Iterator[Sequence[Read]]:
    for start in range(0, len(reads), HASHES_AT_ONCE):
        yield reads[start : start + HASHES_AT_ONCE]
