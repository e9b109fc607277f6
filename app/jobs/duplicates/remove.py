"""Move copies to the trash; what a person said of them is joined to the copy that is kept.

Labels are joined first, as one step of undo, and only of the same picture: a shot of a burst is a
picture of its own. What stays in the library of a copy in the trash is what ``albumen trash``
leaves: its row, with its label, which comes back with the file.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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

    Of a set whose kept files are not there as they were found, nothing goes.

    Returns
    -------
    Change
        With the summary of :func:`app.jobs.originals.trash.trash_photos`, ``joined``: the photos
        that got a label of a copy, and ``changed``: paths of sets that were left alone.

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
    joined = _join_labels(ctx, sure)
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
    """Tell whether what stays is there, and no label was given that speaks against it."""
    details = {d.row.id: d for d in ctx.library.photos.details([c.photo for c in removal.kept])}
    for copy in removal.kept:
        known = details.get(copy.photo)
        if known is None or known.row.missing or known.row.content_hash != copy.content_hash:
            return False
        try:
            status = os.stat(known.row.path)
        except OSError:
            return False
        if status.st_size != known.size or status.st_mtime_ns != known.mtime_ns:
            return False
    return True


def _join_labels(ctx: JobContext, removals: Iterable[Removal]) -> list[int]:
    """Give the kept copies what was said of those that go; return the photos that got something."""
    with ctx.writing:
        photos = sorted({copy.photo for r in removals for copy in r.found.copies})
        said = ctx.library.labels.of(photos)
        before: dict[int, LabelState] = {photo: said.get(photo, (None, ())) for photo in photos}
        after = dict(before)
        for removal in removals:
            if removal.found.sameness is Sameness.BURST or not removal.gone:
                continue
            now = [_as_labelled(copy, after) for copy in removal.gone]
            for kept in removal.kept:
                after[kept.photo] = joined_label(_as_labelled(kept, after), now)
        changed = {photo: state for photo, state in after.items() if state != before[photo]}
        if changed:
            with ctx.library.action(Act.JOIN, {"photos": len(changed)}):
                ctx.library.labels.save(changed)
                tag_photos(ctx, sorted(changed))
    return sorted(changed)


def _as_labelled(copy: Copy, states: Mapping[int, LabelState]) -> Copy:
    yes, no = states[copy.photo]
    return replace(copy, label=yes, refused=no)
