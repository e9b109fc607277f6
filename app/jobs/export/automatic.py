"""Export by itself: after a label its keywords are written, after an undo they are taken out."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Sequence

from app.core.errors import KnownError
from app.core.ledger import Entry, Holder, parted
from app.core.library import LibraryReader
from app.core.records import PhotoRow
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.export.choices import Place, What, read_choices
from app.jobs.export.report import Exported, Report
from app.jobs.export.spelling import Speller
from app.jobs.export.xmp import export_xmp, find_candidates
from app.jobs.job import LABEL_JOBS, TAGGING_JOBS, JobName, job
from app.jobs.runner import Lane

PHOTOS_AT_ONCE = 500

log = logging.getLogger(__name__)


def wants_export(library: LibraryReader, job_name: str, change: Change) -> bool:
    """Return whether tags may have changed that this library writes by itself."""
    choices = read_choices(library)
    if job_name == JobName.ALBUM:
        return choices.automatic and choices.albums
    if job_name == JobName.SCAN:
        news = ("new", "changed", "moved")
        is_due = any(change.summary.get(key) for key in news)
    else:
        is_due = job_name in LABEL_JOBS or job_name in TAGGING_JOBS
    if not is_due:
        return False
    return choices.automatic and (
        choices.what is What.ALL or job_name in (*LABEL_JOBS, JobName.SCAN)
    )


@job(JobName.AUTOMATIC_EXPORT, Lane.LONG)
def export_automatically(
    ctx: JobContext, photos: Sequence[int] | None, *, missed: bool = False
) -> Generator[Progress, None, Exported]:
    """Write the tags of photos (None: of all) as the library remembers it.

    With ``missed`` only of those whose tags, or whose place, are no longer what was written last:
    no file is opened to find them. What fails is logged and named in the report; the label that
    came before it holds.
    """
    if missed:
        photos = yield from find_missed(ctx.library, photos)
    try:
        done = yield from export_xmp(ctx, photos)
    except KnownError as error:
        report = Report()
        report.fail(ctx.library.path, error)
        done = Exported(summary=report.summary(dry_run=False), report=report)
    for failure in done.report.failures:
        log.warning("no tags were written: %s: %s", failure.path, failure.message)
    return done


def find_missed(
    library: LibraryReader, photos: Sequence[int] | None
) -> Generator[Progress, None, list[int]]:
    """Return the photos whose tags are other ones than the ledger has, and those without any.

    Also those that lie elsewhere than what was written for them, and those of which a write was
    cut off.
    """
    choices = read_choices(library)
    holder = Holder.PHOTO if choices.place is Place.PHOTOS else Holder.SIDECAR
    holders = {holder, Holder.SYSTEM} if choices.system else {holder}
    speller = Speller(library, choices)
    candidates = find_candidates(library, photos, choices, Report())
    missed: list[int] = []
    for start in range(0, len(candidates), PHOTOS_AT_ONCE):
        yield Progress(start, len(candidates))
        some = candidates[start : start + PHOTOS_AT_ONCE]
        written: dict[int, dict[Holder, Entry]] = {photo: {} for photo in some}
        for entry in library.ledger.of(some):
            if entry.holder is not Holder.COPY:
                written[entry.photo][entry.holder] = entry
        for detail in library.photos.details(some):
            tags, known = speller.spell(detail).wanted.tags, written[detail.row.id]
            due = {h: parted(tags)[0] if h is Holder.SYSTEM else tags for h in holders}
            is_other = any(
                entry.tags != due.get(h, tags) or entry.pending or _is_elsewhere(entry, detail.row)
                for h, entry in known.items()
            )
            is_new = any(some_tags and h not in known for h, some_tags in due.items())
            if not detail.row.missing and (is_other or is_new):
                missed.append(detail.row.id)
    return missed


def _is_elsewhere(entry: Entry, row: PhotoRow) -> bool:
    """Say whether a photo does not lie where it did when something was written for it."""
    if entry.holder is not Holder.SIDECAR:
        return entry.file != row.path
    (folder, name), (photo_folder, photo_name) = map(os.path.split, (entry.target, row.path))
    own = (photo_name.casefold(), os.path.splitext(photo_name)[0].casefold())
    return folder != photo_folder or os.path.splitext(name)[0].casefold() not in own
