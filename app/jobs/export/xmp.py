"""Write tags where other programs read them: sidecars beside the photos, or copies elsewhere.

The photos themselves are not touched, unless a person chose that ExifTool writes into them. What is
written, and what is taken back at the next export, :mod:`app.core.ledger` decides;
:mod:`app.jobs.export.files` writes it.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import KnownError, UsageError
from app.core.library import LibraryReader
from app.core.paths import is_in
from app.core.records import Query, View
from app.core.types import Progress
from app.jobs.context import JobContext
from app.jobs.export.choices import Choices, Place, What, read_choices
from app.jobs.export.copies import CopyForm, copy_tasks
from app.jobs.export.files import Form, Task, Writer
from app.jobs.export.inside import InsideForm, inside_tasks
from app.jobs.export.report import Exported, Report
from app.jobs.export.sidecars import SidecarForm, sidecar_tasks
from app.jobs.export.spelling import Speller
from app.jobs.export.system import system_tasks
from app.jobs.job import JobName, job
from app.jobs.runner import Lane
from app.media.xmp.exiftool import ExifTool
from app.media.xmp.sidecar import SidecarLayout

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
        When the folder of copies cannot be made, or ExifTool is wanted and not installed.
    """
    yield Progress(done=0)
    chosen, report = choices or read_choices(ctx.library), Report()
    ids = find_candidates(ctx.library, photos, chosen, report)
    run = _ExportRun(ctx, ids, Speller(ctx.library, chosen), report, dry_run, again)
    if copies is not None:
        yield from run.into_copies(_folder(ctx.library, copies, dry_run=dry_run))
    else:
        beside = (yield from run.into_photos()) if chosen.place is Place.PHOTOS else ids
        yield from run.into_sidecars(beside, chosen.layout)
        if chosen.system:
            yield from run.into_system_tags()
    return Exported(summary=report.summary(dry_run=dry_run), report=report)


@dataclass(frozen=True, slots=True)
class _ExportRun:
    """One export of photos, into one kind of file after the other."""

    ctx: JobContext
    photos: Sequence[int]
    speller: Speller
    report: Report
    dry_run: bool
    again: bool

    def into_copies(self, folder: Path) -> Generator[Progress, None, None]:
        """Make copies, or bring them up to date."""
        found = copy_tasks(self.ctx.library, self.photos, self.speller, folder, self.report)
        tasks = yield from found
        yield from self._write(CopyForm(self.report), tasks, self.report)

    def into_sidecars(
        self, photos: Sequence[int], layout: SidecarLayout
    ) -> Generator[Progress, None, None]:
        """Write sidecars of these photos."""
        found = sidecar_tasks(self.ctx.library, photos, self.speller, layout, self.report)
        tasks = yield from found
        yield from self._write(SidecarForm(), tasks, self.report)

    def into_photos(self) -> Generator[Progress, None, list[int]]:
        """Write into the photos themselves; return those that are to have a sidecar."""
        ctx = self.ctx
        kept = ctx.kept_dir or ctx.thumbnails_dir.parent / "kept"
        with ExifTool() as tool:
            tasks, beside = yield from inside_tasks(ctx.library, self.photos, self.speller)
            with closing(InsideForm(ctx.library, tool, ctx.decoders, kept, self.report)) as form:
                yield from self._write(form, tasks, self.report)
        return beside

    def into_system_tags(self) -> Generator[Progress, None, None]:
        """Write the system's own tags, counted apart; what fails is named among the files."""
        found = yield from system_tasks(self.ctx.library, self.photos, self.speller, self.report)
        if found is None:
            return
        self.report.system = apart = Report()
        yield from self._write(*found, apart)
        self.report.take_problems(apart)

    def _write(
        self, form: Form, tasks: Sequence[Task], report: Report
    ) -> Generator[Progress, None, None]:
        writer = Writer(self.ctx.library, form, report, self.dry_run, self.again)
        yield from writer.write(tasks)


def find_candidates(
    library: LibraryReader, photos: Sequence[int] | None, chosen: Choices, report: Report
) -> list[int]:
    """Return the photos that have such a tag or a rating, or had one that was written, of these.

    The others count as skipped, unopened.
    """
    ids = {int(i) for view in _WITH_TAGS[chosen.what] for i in library.photos.ids(Query(view=view))}
    ids |= set(library.ledger.photos()) | set(library.ratings.given())
    ids |= set(library.albums.of(None)) if chosen.albums else set()
    asked = library.photos.ids(Query()).tolist() if photos is None else list(photos)
    if photos is None:
        asked += sorted(ids.difference(asked))
    found = [photo for photo in dict.fromkeys(asked) if photo in ids]
    report.skipped += len(set(asked)) - len(found)
    return found


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
