"""Fixity: is every file still what it was? A report of checksums, and its verification.

The library's own content hash is made to tell a picture from its tags, so no other program can
compute it. A report therefore reads every file once and gives its plain SHA-256, and says on the
way which files are other than when the library last read them. Verifying needs no library.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from app.core.outside.whole_file import whole_file
from app.core.records import PhotoDetail, Query, SortBy
from app.core.types import Change, PhotoFile, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane
from app.jobs.scanning.folders import DERIVED
from app.jobs.tables.photo_table import free_target
from app.media.find import NeverLooked, find_photos
from app.media.rehash import content_hash_of
from app.media.tables.fixity import FixityLine, FixityWriter, opened_fixity, sha256_of

# Reading waits for the disk, and hashing frees the interpreter.
THREADS = 4
FILES_AT_ONCE = 64


@dataclass
class FixityTally:
    """What a report found; lists hold paths."""

    files: int = 0
    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unread: list[dict[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return the counts and lists as plain JSON values."""
        return {
            "files": self.files,
            "changed": self.changed,
            "missing": self.missing,
            "unread": self.unread,
        }


@job(JobName.EXPORT_FIXITY, Lane.LONG)
def export_fixity(ctx: JobContext, target: str) -> Generator[Progress, None, Change]:
    """Read every photo of the lists and write its checksum; files that cannot be read are named.

    Returns
    -------
    Change
        With the summary ``path``, ``files``, and as lists ``changed`` since the library read them,
        ``missing`` and ``unread``.

    Raises
    ------
    UsageError
        When the report would replace the library or one of its photos.
    KnownError
        When it cannot be written.
    """
    yield Progress(done=0)
    path = free_target(ctx.library, target)
    photos = ctx.library.photos.ids(Query(sort=SortBy.NAME, descending=False)).tolist()
    tally = FixityTally()
    head = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "folders": [
            {"path": row.path, "exclude": list(row.exclude)} for row in ctx.library.folders.rows()
        ],
        "derived": bool(ctx.library.setting(DERIVED)),
    }
    with whole_file(path, "file_unwritable") as file, ThreadPoolExecutor(THREADS) as threads:
        report = FixityWriter(file, head)
        for start in range(0, len(photos), FILES_AT_ONCE):
            some = ctx.library.photos.details(photos[start : start + FILES_AT_ONCE])
            yield Progress(start, len(photos), os.path.dirname(some[0].row.path) if some else "")
            for detail, found in zip(some, threads.map(_read, some), strict=True):
                _write(report, tally, detail, found)
        report.end()
    return Change(summary={"path": path, **tally.summary()})


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file: its checksum, whether it is what the library read, or why it cannot be read."""

    checksum: str = ""
    is_known: bool | None = None
    cause: str = ""


def _read(detail: PhotoDetail) -> _Reading:
    if detail.row.missing:
        return _Reading()
    path, known = detail.row.path, detail.row.content_hash
    try:
        checksum = sha256_of(path)
    except FileNotFoundError:
        return _Reading()
    except OSError as error:
        return _Reading(cause=str(error.strerror or error))
    return _Reading(checksum, content_hash_of(path) == known if known else None)


def _write(report: FixityWriter, tally: FixityTally, detail: PhotoDetail, found: _Reading) -> None:
    path, seen = detail.row.path, detail.seen
    facts = {
        "bytes": detail.size,
        "first_seen": seen.first,
        "last_seen": seen.last,
        "changed": seen.changed,
        "content_hash": detail.row.content_hash,
        "as_scanned": found.is_known,
    }
    if found.checksum:
        tally.files += 1
        if found.is_known is False:
            tally.changed.append(path)
        report.write(path, found.checksum, facts)
    elif found.cause:
        tally.unread.append({"path": path, "message": found.cause})
        report.write_unread(path, {**facts, "unread": found.cause})
    else:
        tally.missing.append(path)
        report.write_unread(path, {**facts, "missing": True})


def verify_fixity(path: str) -> Generator[Progress, None, Change]:
    """Compare a report with the files that it names, and look for photos that came since.

    Returns
    -------
    Change
        With the summary ``files``, ``unchanged``, and as lists ``changed``, ``missing``,
        ``unread`` and ``added``; ``same`` tells whether all these are empty.

    Raises
    ------
    KnownError
        When it is no report, or cut off.
    """
    yield Progress(done=0)
    tally, known = FixityTally(), set[str]()
    with opened_fixity(path) as (head, lines), ThreadPoolExecutor(THREADS) as threads:
        for block in _blocks(lines):
            known.update(line.path for line in block)
            tally.files += len(block)
            for line, (checksum, cause) in zip(block, threads.map(_checksum, block), strict=True):
                _compare(tally, line, checksum, cause)
            yield Progress(done=tally.files, note=os.path.dirname(block[-1].path))
    for found in _photos_there(head):
        if found not in known:
            tally.added.append(found)
    differing = len(tally.changed) + len(tally.missing) + len(tally.unread)
    return Change(
        summary={
            **tally.summary(),
            "unchanged": tally.files - differing,
            "added": tally.added,
            "same": not (differing or tally.added),
        }
    )


@job(JobName.VERIFY_FIXITY, Lane.LONG)
def verify_fixity_report(ctx: JobContext, path: str) -> Generator[Progress, None, Change]:
    """Verify a report from the window: see :func:`verify_fixity`."""
    return (yield from verify_fixity(path))


def _blocks(lines: Iterable[FixityLine]) -> Iterator[list[FixityLine]]:
    waiting = iter(lines)
    while block := list(islice(waiting, FILES_AT_ONCE)):
        yield block


def _checksum(line: FixityLine) -> tuple[str, str]:
    try:
        return sha256_of(line.path), ""
    except FileNotFoundError:
        return "", ""
    except (OSError, ValueError) as error:
        return "", str(getattr(error, "strerror", None) or error)


def _compare(tally: FixityTally, line: FixityLine, checksum: str, cause: str) -> None:
    if cause:
        tally.unread.append({"path": line.path, "message": cause})
    elif not checksum:
        tally.missing.append(line.path)
    elif checksum != line.sha256:
        tally.changed.append(line.path)


def _photos_there(head: dict[str, Any]) -> Iterator[str]:
    """Yield the photos in the folders of a report, by name alone: no file is opened."""
    folders = head.get("folders")
    rows = [row for row in folders if isinstance(row, dict)] if isinstance(folders, list) else []
    places: Sequence[str] = [row["path"] for row in rows if isinstance(row.get("path"), str)]
    for row in rows:
        place, exclude = row.get("path"), row.get("exclude")
        if not isinstance(place, str) or not os.path.isdir(place):
            continue
        found = find_photos(
            place,
            [str(part) for part in exclude] if isinstance(exclude, list) else (),
            looked=NeverLooked(),
            others=[other for other in places if other != place],
            derived=bool(head.get("derived")),
        )
        yield from (item.path for item in found if isinstance(item, PhotoFile))
