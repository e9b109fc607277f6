"""The ledger: which keywords we wrote where, so that we take back those and no others.

A file may have keywords of its own, given by a person or another program. So each time that tags
are written, three sides are compared: what stands in the file, what we wrote there before, and what
the tags are now. A keyword that stood there before us is never ours. One that we wrote and that is
gone was removed elsewhere: that is a person's word too, and it is not written again until the tags
of the photo change. Stars and flag have room for one value each: where another one stands that is
not ours, it stays. Before a file is written its keywords are ``pending``: were the program killed
right then, they are ours if they stand there, and simply not written if they do not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from app.core.keywords import Keywords


class Holder(StrEnum):
    """What holds keywords: a sidecar, a copy, the photo itself, or its tags of the system."""

    SIDECAR = ""
    COPY = "copy"
    PHOTO = "photo"
    SYSTEM = "system"


SYSTEM_ENDING = ":tags"
# Begins the rating among the tags of an entry: no scene's id has a colon.
RATING = "rating:"
# Begins an album among them.
ALBUM = "album:"


def holder_of(source: str) -> Holder:
    """Return what holds the keywords of an entry or a task with this source."""
    own = (Holder.SIDECAR, Holder.PHOTO, Holder.SYSTEM)
    return Holder(source) if source in own else Holder.COPY


@dataclass(frozen=True, slots=True)
class Entry:
    """What we wrote for one photo into one file.

    Attributes
    ----------
    photo : int
    target : str
        The file: sidecar, copy or photo; of system tags the photo, with ``SYSTEM_ENDING``.
    written, pending, gone : Keywords
        Ours; about to be written; ours until they were removed elsewhere.
    tags : tuple of str
        The photo's tags when they were written, with the time of a person's word.
    source : str
        Of a copy the content hash of the photo that it was made from; ``"photo"`` of the photo
        itself, ``"system"`` of its system tags; else empty.
    at : str
        When it was last written, ISO 8601 in UTC.
    """

    photo: int
    target: str
    written: Keywords = field(default_factory=Keywords)
    pending: Keywords = field(default_factory=Keywords)
    gone: Keywords = field(default_factory=Keywords)
    tags: tuple[str, ...] = ()
    source: str = ""
    at: str = ""

    @property
    def holder(self) -> Holder:
        """What holds the keywords."""
        return holder_of(self.source)

    @property
    def file(self) -> str:
        """The file that is there as long as what holds the keywords is."""
        is_system = self.holder is Holder.SYSTEM
        return self.target.removesuffix(SYSTEM_ENDING) if is_system else self.target

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remember."""
        return not (self.written or self.pending or self.gone)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The tags of a photo as they should stand in a file."""

    tags: tuple[str, ...] = ()
    keywords: Keywords = field(default_factory=Keywords)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done to one file.

    ``removed_elsewhere`` are keywords that we wrote and that were removed since the last time;
    ``kept_out`` all that stay unwritten for that reason, by photo. ``entries`` is what the ledger
    holds afterwards, by photo.
    """

    add: Keywords
    remove: Keywords
    removed_elsewhere: Keywords
    kept_out: Mapping[int, Keywords]
    entries: Mapping[int, Entry]

    @property
    def pending(self) -> list[Entry]:
        """What the ledger holds while the file is being written."""
        return [
            replace(
                entry,
                written=entry.written.without(self.add),
                pending=entry.pending.joined(entry.written.within(self.add)).joined(self.remove),
            )
            for entry in self.entries.values()
        ]


def plan_file(
    target: str,
    there: Keywords,
    wanted: Mapping[int, Wanted],
    entries: Iterable[Entry],
    *,
    source: str = "",
    again: bool = False,
) -> Plan:
    """Compare a file with the ledger and the tags.

    ``there`` is what stands in the file, ``entries`` what the ledger says of it, ``wanted`` the
    tags of all photos that share it, by photo: their tags stand in it together. ``source`` is for
    the new entries; with ``again`` also what was removed elsewhere is written.
    """
    known = {entry.photo: entry for entry in entries}
    wanted = {**dict.fromkeys(known, Wanted()), **wanted}
    ours, lost = Keywords(), Keywords()
    for entry in known.values():
        ours = ours.joined(entry.written).joined(entry.pending)
        lost = lost.joined(entry.written)
    ours, lost = ours.within(there), lost.without(there)
    all_wanted, add = Keywords(), Keywords()
    kept_out: dict[int, Keywords] = {}
    for photo, want in wanted.items():
        kept_out[photo] = _kept_out(there, want, None if again else known.get(photo))
        all_wanted = all_wanted.joined(want.keywords)
        add = add.joined(want.keywords.without(kept_out[photo]))
    no_room = add.marks.clashing(Keywords() if again else there.without(ours))
    kept_out = {
        photo: kept_out[photo].joined(want.keywords.within(no_room))
        for photo, want in wanted.items()
    }
    add = add.without(there).without(no_room)
    made = {
        photo: Entry(
            photo,
            target,
            written=want.keywords.within(ours.joined(add)),
            gone=kept_out[photo],
            tags=want.tags,
            source=source,
        )
        for photo, want in wanted.items()
    }
    lost = lost.within(all_wanted).without(add)
    return Plan(add, ours.without(all_wanted), lost, kept_out, made)


def _kept_out(there: Keywords, want: Wanted, before: Entry | None) -> Keywords:
    """Return what was removed elsewhere while the photo's tags stayed what they were.

    A new rating brings no keyword back, and a new label no stars.
    """
    if before is None:
        return Keywords()
    gone = before.gone.joined(before.written).without(there).within(want.keywords)
    (words, marks), (words_now, marks_now) = parted(before.tags), parted(want.tags)
    kept = gone.words if words == words_now else Keywords()
    return kept.joined(gone.marks) if marks == marks_now else kept


def parted(tags: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tags of an entry that are scenes, and the rating among them."""
    marks = tuple(tag for tag in tags if tag.startswith(RATING))
    return tuple(tag for tag in tags if not tag.startswith(RATING)), marks


class LedgerReader(Protocol):
    """The ledger, for those who only look."""

    def photos(self) -> list[int]:
        """Return all photos for which something was written."""

    def of(self, photos: Collection[int]) -> list[Entry]:
        """Return the entries of these photos."""

    def at(self, targets: Collection[str]) -> list[Entry]:
        """Return the entries of these files."""


class Ledger(LedgerReader, Protocol):
    """The ledger, and writing it (no action: a file is not taken back by undo)."""

    def save(self, entries: Sequence[Entry]) -> None:
        """Put entries in the place of those of the same photo and file; empty ones are dropped."""

    def drop(self, entries: Sequence[Entry]) -> None:
        """Forget entries."""
