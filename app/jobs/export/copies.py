"""Copies with tags inside, for programs that read no sidecars: the photos themselves stay.

A copy is made once and kept up to date: the next export into the same folder exchanges tags, and
the picture as well where the photo's own was changed. What cannot hold tags gets a sidecar beside
its copy, named by the whole name of the copy.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.core.ledger import Entry, Holder, Plan
from app.core.library import LibraryReader
from app.core.records import PhotoRow
from app.core.types import Progress
from app.jobs.export.files import Task
from app.jobs.export.report import Report
from app.jobs.export.spelling import Speller
from app.media.xmp.embed import can_embed, embed, has_credentials, read_inside
from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import Statement, read_packet
from app.media.xmp.sidecar import read_sidecar, require_writable, write_file

PHOTOS_AT_ONCE = 500
_SIDECAR = ".xmp"
_HEAD_BYTES = 16


@dataclass
class CopyForm:
    """How copies are read and written; ``report`` is told of broken content credentials."""

    report: Report
    batch: int = 4

    def read(self, task: Task) -> bytes | None:
        """Return the copy that is there, or the photo that it begins with."""
        if _has_sidecar(task):
            return None if task.is_fresh else read_sidecar(task.target)
        return _read(task.photo if task.is_fresh else task.target)

    def keywords(self, data: bytes) -> Keywords:
        """Return the keywords inside a picture, or those of a sidecar."""
        return read_inside(data) if can_embed(data) else read_packet(data).keywords

    def merge(
        self, task: Task, data: bytes | None, plan: Plan, statements: Sequence[Statement]
    ) -> bytes:
        """Return the picture, or the sidecar of a copy, with its tags."""
        if data is None or not can_embed(data):
            return merge_packet(data, add=plan.add, remove=plan.remove, statements=statements)
        if task.is_fresh and has_credentials(data):
            self.report.credentials.append(str(task.target))
        return embed(data, add=plan.add, remove=plan.remove, statements=statements).data

    def require_writable(self, task: Task) -> None:
        """Look at the copy and at its folder, or at what lies above a folder to be made."""
        require_writable(task.target)

    def write(self, task: Task, data: bytes) -> None:
        """Put copy and sidecar in their places; a copy has the time of its photo."""
        copy = task.target
        if _has_sidecar(task):
            copy = copy.with_suffix("")
            if task.is_fresh:
                write_file(copy, _read(task.photo))
        write_file(task.target, data)
        try:
            taken = task.photo.stat()
            os.utime(copy, ns=(taken.st_atime_ns, taken.st_mtime_ns))
        except OSError as error:
            cause = str(error.strerror)
            raise KnownError("xmp_not_writable", path=str(copy), cause=cause) from error

    def settle(self) -> None:
        """Keep nothing: a copy is no photo of the library."""


def _has_sidecar(task: Task) -> bool:
    return task.target.suffix == _SIDECAR


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        cause = str(error.strerror)
        raise KnownError("xmp_not_readable", path=str(path), cause=cause) from error


def copy_tasks(
    library: LibraryReader, photos: Sequence[int], speller: Speller, folder: Path, report: Report
) -> Generator[Progress, None, list[Task]]:
    """Return the copies to make or to compare: of photos with tags, and those made before."""
    taken = {name.casefold() for name in os.listdir(folder)} if folder.is_dir() else set()
    tasks: list[Task] = []
    for start in range(0, len(photos), PHOTOS_AT_ONCE):
        yield Progress(start, len(photos))
        some = photos[start : start + PHOTOS_AT_ONCE]
        logged = {
            entry.photo: entry
            for entry in library.ledger.of(some)
            if entry.holder is Holder.COPY and os.path.dirname(entry.target) == str(folder)
        }
        for detail in library.photos.details(some):
            row, spelled = detail.row, speller.spell(detail)
            old = logged.get(row.id)
            if row.missing or not (spelled.wanted.tags or (old and _is_there(old))):
                report.skipped += 1
                continue
            try:
                target, is_fresh = _place(row, old, folder, taken)
            except KnownError as error:
                report.fail(row.path, error)
                continue
            tasks.append(
                Task(target, {row.id: spelled}, Path(row.path), _source(row), is_fresh=is_fresh)
            )
    return tasks


def _source(row: PhotoRow) -> str:
    return row.content_hash or "unknown"


def _is_there(entry: Entry) -> bool:
    """Return whether a copy is there; where tags stand in its sidecar, that may be gone."""
    return os.path.exists(entry.target.removesuffix(_SIDECAR))


def _place(row: PhotoRow, old: Entry | None, folder: Path, taken: set[str]) -> tuple[Path, bool]:
    """Return where a copy goes, and whether it is made anew."""
    if old is not None and _is_there(old):
        return Path(old.target), old.source != _source(row)
    photo = Path(row.path)
    name = _free_name(photo, taken)
    try:
        with photo.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        cause = str(error.strerror)
        raise KnownError("xmp_not_readable", path=row.path, cause=cause) from error
    return folder / (name if can_embed(head) else f"{name}{_SIDECAR}"), True


def _free_name(photo: Path, taken: set[str]) -> str:
    """Return the photo's name, or the first of ``IMG-2.jpg``, ``IMG-3.jpg`` that is free."""
    name, number = photo.name, 1
    while name.casefold() in taken or f"{name}{_SIDECAR}".casefold() in taken:
        number += 1
        name = f"{photo.stem}-{number}{photo.suffix}"
    taken.add(name.casefold())
    return name
