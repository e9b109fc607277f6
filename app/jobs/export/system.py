"""Tags as the system keeps them beside a file: ``user.xdg.tags``, or the Finder's."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.core.ledger import SYSTEM_ENDING, Holder, Plan, parted
from app.core.library import Library
from app.core.types import PhotoFile, Progress, StoredPhoto
from app.jobs.export.files import Task
from app.jobs.export.report import Report
from app.jobs.export.spelling import NO_KEYWORDS, Spelled, Speller
from app.media.formats import photo_file
from app.media.xmp.packet import Statement
from app.media.xmp.sidecar import require_writable
from app.media.xmp.system_tags import (
    TagFormat,
    read_attribute,
    spell_keywords,
    system_format,
    write_attribute,
)

PHOTOS_AT_ONCE = 500


class SystemForm:
    """How the attribute is read and written.

    The system notes each change of an attribute as a change of the file. What the library knows of
    a file that was unchanged before is brought up to date, so that the next scan need not open it.
    """

    batch = 200

    def __init__(self, library: Library, tag_format: TagFormat) -> None:
        self._library = library
        self._format = tag_format
        self._looks: list[tuple[int, PhotoFile, PhotoFile]] = []

    def read(self, task: Task) -> bytes | None:
        """Return the attribute that is there."""
        return read_attribute(task.photo, self._format.attribute)

    def keywords(self, data: bytes) -> Keywords:
        """Return the names."""
        return Keywords(self._format.names(data))

    def merge(
        self, task: Task, data: bytes | None, plan: Plan, statements: Sequence[Statement]
    ) -> bytes:
        """Return the attribute with our names in and out."""
        return self._format.change(data or b"", plan.add.subject, plan.remove.subject)

    def require_writable(self, task: Task) -> None:
        """Look at the photo."""
        require_writable(task.photo)

    def write(self, task: Task, data: bytes) -> None:
        """Set the attribute."""
        (photo,) = task.spelled
        before = _look(task.photo)
        write_attribute(task.photo, self._format.attribute, data)
        if before is not None and (after := _look(task.photo)) is not None:
            self._looks.append((photo, before, after))

    def settle(self) -> None:
        """Let the library know the files as they are now, where it knew them right before."""
        before = {photo: file for photo, file, _ in self._looks}
        after = {photo: file for photo, _, file in self._looks}
        self._looks = []
        photos = list(before)
        for start in range(0, len(photos), PHOTOS_AT_ONCE):
            stored = self._library.identity.stored(photos[start : start + PHOTOS_AT_ONCE])
            same = [known.id for known in stored if _is_same(known, before[known.id])]
            self._library.identity.see_again({photo: after[photo] for photo in same})


def _is_same(known: StoredPhoto, file: PhotoFile) -> bool:
    then, now = (known.size, known.mtime_ns, known.ctime_ns), (file.size, file.mtime_ns)
    return then == (*now, file.ctime_ns)


def _look(path: Path) -> PhotoFile | None:
    try:
        return photo_file(str(path), path.stat())
    except OSError:
        return None


def system_tasks(
    library: Library, photos: Sequence[int], speller: Speller, report: Report
) -> Generator[Progress, None, tuple[SystemForm, list[Task]] | None]:
    """Return the photos whose system tags are to be compared, None where the system has none.

    Folders on disks that know no such tags are named once.
    """
    tag_format = system_format()
    if tag_format is None:
        report.fail(library.path, KnownError("no_system_tags", path=str(Path(library.path).parent)))
        return None
    known: dict[Path, bool] = {}
    tasks: list[Task] = []
    for start in range(0, len(photos), PHOTOS_AT_ONCE):
        yield Progress(start, len(photos))
        some = photos[start : start + PHOTOS_AT_ONCE]
        logged = {e.photo for e in library.ledger.of(some) if e.holder is Holder.SYSTEM}
        for detail in library.photos.details(some):
            row, spelled = detail.row, _flat(speller.spell(detail), tag_format)
            photo = Path(row.path)
            if row.missing or not (spelled.wanted.tags or row.id in logged):
                continue
            if photo.parent not in known:
                known[photo.parent] = _knows_tags(photo, tag_format, report)
            if known[photo.parent]:
                target = Path(f"{photo}{SYSTEM_ENDING}")
                tasks.append(Task(target, {row.id: spelled}, photo, source=Holder.SYSTEM))
    return SystemForm(library, tag_format), tasks


def _knows_tags(photo: Path, tag_format: TagFormat, report: Report) -> bool:
    """Return whether a folder's disk knows such tags; what else is wrong is told of each photo."""
    try:
        read_attribute(photo, tag_format.attribute)
    except KnownError as error:
        if error.code == "no_system_tags":
            report.fail(str(photo.parent), error)
            return False
    return True


def _flat(spelled: Spelled, tag_format: TagFormat) -> Spelled:
    """Return the names alone: the system has no place for stars."""
    tags, _ = parted(spelled.wanted.tags)
    if not tags:
        return NO_KEYWORDS
    keywords = spell_keywords(spelled.wanted.keywords, tag_format)
    return Spelled(replace(spelled.wanted, tags=tags, keywords=keywords), spelled.statements)
