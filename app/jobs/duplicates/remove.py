"""Move copies to the trash; what a person said of them is joined to the copy that is kept.

Labels, stars, flags and albums are joined first, as one step of undo, and only of the same
picture: a shot of a burst is a picture of its own. What stays in the library of a copy in the trash
is what ``albumen trash`` leaves: its row, with its label, which comes back with the file.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.collecting.ratings import Rating
from app.core.duplicates.proposal import joined_label
from app.core.duplicates.sets import Copy, DuplicateSet, Sameness
from app.core.errors import UsageError
from app.core.records import Act
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.originals.trash import trash_photos
from app.jobs.regate import tag_photos
from app.jobs.runner import Lane

LabelState = tuple[str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Removal:
    """What a person decided about a set.

    Attributes
    ----------
    found : DuplicateSet
    removed : frozenset of int
        Photos of it that go to the trash.
    """

    found: DuplicateSet
    removed: frozenset[int]

    @property
    def kept(self) -> list[Copy]:
        """The copies that stay, the best first."""
        return [copy for copy in self.found.copies if copy.photo not in self.removed]

    @property
    def gone(self) -> list[Copy]:
        """The copies that go."""
        return [copy for copy in self.found.copies if copy.photo in self.removed]


@job(JobName.REMOVE_DUPLICATES, Lane.LONG)
def remove_duplicates(
    ctx: JobContext, removals: Sequence[Removal]
) -> Generator[Progress, None, Change]:
    """Join labels, and move copies to the trash; the caller has asked the person.

    Of a set whose files are not as they were found, nothing goes: an edit is no copy any more.

    Returns
    -------
    Change
        With the summary of :func:`app.jobs.originals.trash.trash_photos`, ``joined``: the photos
        that got something of a copy, and ``changed``: paths of sets that were left alone.

    Raises
    ------
    UsageError
        When nothing is to go, or all photos of a set.
    """
    yield Progress(done=0)
    if not any(removal.removed for removal in removals):
        raise UsageError("no_photos")
    if not _keeps_of_all(removals):
        raise UsageError("nothing_kept")
    sure = [removal for removal in removals if _is_as_found(ctx, removal)]
    left = [removal.found.kept.path for removal in removals if removal not in sure]
    joined = _join_words(ctx, sure)
    gone = list(dict.fromkeys(copy.photo for removal in sure for copy in removal.gone))
    change = Change(photos=frozenset(joined), summary=_NOTHING_TRASHED)
    if gone:
        change = yield from trash_photos(ctx, gone)
    return Change(
        photos=(change.photos or frozenset()) | frozenset(joined),
        scenes=True,
        folders=True,
        history=bool(joined),
        summary={**change.summary, "joined": len(joined), "changed": left},
    )


def _keeps_of_all(removals: Sequence[Removal]) -> bool:
    """Tell whether of each set a photo stays, or one that stands for it in another set."""
    stands_for = {copy.photo: removal for removal in removals for copy in removal.gone}

    def stays(photo: int, seen: frozenset[int]) -> bool:
        if photo in seen:
            return False
        removal = stands_for.get(photo)
        return removal is None or any(stays(c.photo, seen | {photo}) for c in removal.kept)

    return all(any(stays(c.photo, frozenset()) for c in removal.kept) for removal in removals)


_NOTHING_TRASHED = {
    "trashed": 0, "companions": 0, "skipped": 0, "failed": 0, "missing": [], "failures": [],
}  # fmt: skip


def _is_as_found(ctx: JobContext, removal: Removal) -> bool:
    """Tell whether what stays is there, and what goes still holds what was compared."""
    copies = removal.found.copies
    details = {d.row.id: d for d in ctx.library.photos.details([c.photo for c in copies])}
    for copy in copies:
        known = details.get(copy.photo)
        if known is not None and not known.row.missing:
            try:
                status = os.stat(known.row.path)
            except OSError:
                known = None
        if known is None or known.row.missing:
            if copy.photo in removal.removed:
                continue  # it has gone already
            return False
        is_same = known.row.content_hash == copy.content_hash
        if not is_same or (status.st_size, status.st_mtime_ns) != (known.size, known.mtime_ns):
            return False
    return True


def _join_words(ctx: JobContext, removals: Iterable[Removal]) -> list[int]:
    """Give the kept copies what was said of those that go; return the photos that got something."""
    same = [r for r in removals if r.found.sameness is not Sameness.BURST and r.gone]
    with ctx.writing:
        labels, ratings, albums = _labels(ctx, same), _ratings(ctx, same), _albums(ctx, same)
        in_albums = {photo for places in albums.values() for photo in places}
        changed = sorted({*labels, *ratings, *in_albums})
        if changed:
            with ctx.library.action(Act.JOIN, {"photos": len(changed)}):
                ctx.library.labels.save(labels)
                ctx.library.ratings.save(ratings)
                for album, places in albums.items():
                    ctx.library.albums.put(album, places)
                tag_photos(ctx, sorted(labels))
    return changed


def _labels(ctx: JobContext, removals: Sequence[Removal]) -> dict[int, LabelState]:
    """Return the labels that photos get which are kept."""
    photos = _photos(removals)
    said = ctx.library.labels.of(photos)
    before: dict[int, LabelState] = {photo: said.get(photo, (None, ())) for photo in photos}
    after = dict(before)
    for removal in removals:
        now = [_as_labelled(copy, after) for copy in removal.gone]
        for kept in removal.kept:
            after[kept.photo] = joined_label(_as_labelled(kept, after), now)
    return {photo: state for photo, state in after.items() if state != before[photo]}


def _ratings(ctx: JobContext, removals: Sequence[Removal]) -> dict[int, Rating]:
    """Return the ratings of photos that are kept and get what nobody said of them."""
    before = ctx.library.ratings.of(_photos(removals))
    after = dict(before)
    for removal in removals:
        gone = [after[copy.photo] for copy in removal.gone if copy.photo in after]
        stars = {rating.stars for rating in gone} - {None}
        flags = {rating.flag for rating in gone} - {None}
        # Where those that go contradict each other, none of them is taken.
        said = Rating(
            stars.pop() if len(stars) == 1 else None, flags.pop() if len(flags) == 1 else None
        )
        for kept in removal.kept if said else ():
            after[kept.photo] = said.changed(after.get(kept.photo, Rating()))
    nothing = Rating()
    return {p: rating for p, rating in after.items() if before.get(p, nothing) != rating}


def _albums(ctx: JobContext, removals: Sequence[Removal]) -> dict[int, dict[int, float | None]]:
    """Return by album the places of photos that stand for copies there which go."""
    got: dict[int, dict[int, float | None]] = {}
    for album in ctx.library.albums.rows():
        places = dict(ctx.library.albums.places(album.id))
        for removal in removals:
            gone = [places[copy.photo] for copy in removal.gone if copy.photo in places]
            if gone and not any(copy.photo in places for copy in removal.kept):
                photo = removal.kept[0].photo
                places[photo] = min(gone)
                got.setdefault(album.id, {})[photo] = min(gone)
    return got


def _photos(removals: Sequence[Removal]) -> list[int]:
    return sorted({copy.photo for removal in removals for copy in removal.found.copies})


def _as_labelled(copy: Copy, states: Mapping[int, LabelState]) -> Copy:
    yes, no = states[copy.photo]
    return replace(copy, label=yes, refused=no)
