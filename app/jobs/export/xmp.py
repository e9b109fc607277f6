"""Write tags where other programs read them: sidecars beside the photos, or copies elsewhere.

The photos themselves are not touched. What is written, and what is taken back at the next export,
:mod:`app.core.ledger` decides; :mod:`app.jobs.export.files` writes it.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from pathlib import Path

from app.core.errors import KnownError, UsageError
from app.core.library import Library, LibraryReader
from app.core.paths import is_in
from app.core.records import Query, View
from app.core.types import Progress
from app.jobs.context import JobContext
from app.jobs.export.choices import Choices, What, read_choices
from app.jobs.export.copies import CopyForm, copy_tasks
from app.jobs.export.files import Form, Writer
from app.jobs.export.report import Exported, Report
from app.jobs.export.sidecars import SidecarForm, sidecar_tasks
from app.jobs.export.spelling import Speller
from app.jobs.export.system import system_tasks
from app.jobs.job import JobName, job
from app.jobs.runner import Lane

_WITH_TAGS = {
    What.LABELS: (View.LABELLED,),
    What.ALL: (View.LABELLED, View.ACCEPTED, View.REFINE),
}


@job(JobName.EXPORT, Lane.LONG)
def export_xmp(
    ctx: JobContext,
    photos: Sequence[int] | None = None,
    choices: Choices | None = None,
    *,
    copies: str | None = None,
    dry_run: bool = False,
    again: bool = False,
) -> Generator[Progress, None, Exported]:
    """Write the tags of photos (None: of all) into sidecars, or into copies in a folder.

    Parameters
    ----------
    choices : Choices, optional
        Those that the library remembers by default.
    copies : str, optional
        The folder of copies with tags inside; sidecars are left alone then.
    dry_run : bool
        Say what would be written and taken out, and do neither.
    again : bool
        Write also keywords that were removed elsewhere.

    Returns
    -------
    Exported
        With the report, and its plain values as the summary.

    Raises
    ------
    UsageError
        When the folder of copies lies in the library's own folders: a scan would take them in.
    KnownError
        When the folder of copies cannot be made.
    """
    yield Progress(done=0)
    chosen, report = choices or read_choices(ctx.library), Report()
    ids = _candidates(ctx.library, photos, chosen.what, report)
    speller = Speller(ctx.library, chosen)
    form: Form = SidecarForm()
    if copies is None:
        tasks = yield from sidecar_tasks(ctx.library, ids, speller, chosen.layout, report)
    else:
        folder, form = _folder(ctx.library, copies, dry_run=dry_run), CopyForm(report)
        tasks = yield from copy_tasks(ctx.library, ids, speller, folder, report)
    yield from Writer(ctx.library, form, report, dry_run, again).write(tasks)
    if chosen.system and copies is None:
        yield from _write_system_tags(
            ctx.library, ids, speller, report, dry_run=dry_run, again=again
        )
    return Exported(summary=report.summary(dry_run=dry_run), report=report)


def _write_system_tags(
    library: Library,
    photos: Sequence[int],
    speller: Speller,
    report: Report,
    *,
    dry_run: bool,
    again: bool,
) -> Generator[Progress, None, None]:
    """Write the system's own tags, counted apart from files; what fails is named among them."""
    found = yield from system_tasks(library, photos, speller, report)
    if found is None:
        return
    form, tasks = found
    report.system = apart = Report()
    yield from Writer(library, form, apart, dry_run, again).write(tasks)
    form.settle()
    report.take_problems(apart)


def _candidates(
    library: LibraryReader, photos: Sequence[int] | None, what: What, report: Report
) -> list[int]:
    """Return the photos that have such a tag, or had one that was written, among those asked for.

    The others count as skipped, unopened.
    """
    ids = {int(i) for view in _WITH_TAGS[what] for i in library.photos.ids(Query(view=view))}
    ids |= set(library.ledger.photos())
    asked = library.photos.ids(Query()).tolist() if photos is None else list(photos)
    if photos is None:
        asked += sorted(ids.difference(asked))
    chosen = [photo for photo in dict.fromkeys(asked) if photo in ids]
    report.skipped += len(set(asked)) - len(chosen)
    return chosen


def _folder(library: LibraryReader, named: str, *, dry_run: bool) -> Path:
    folder = os.path.abspath(named)
    for row in library.folders.rows():
        if is_in(os.path.realpath(folder), os.path.realpath(row.path)):
            raise UsageError("copies_inside", path=folder, folder=row.path)
    if not dry_run:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            cause = str(error.strerror)
            raise KnownError("xmp_not_writable", path=folder, cause=cause) from error
    return Path(folder)
