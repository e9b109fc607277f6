"""The table of photos, as CSV or JSON: what docs/format.md promises to other programs.

The columns are a contract: a new one comes at the end, and what one means never changes; else
``VERSION`` goes up.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from app.core.errors import UsageError
from app.core.library import LibraryReader
from app.core.outside.whole_file import whole_file
from app.core.records import PhotoDetail, Query, SceneRow, SortBy
from app.core.scenes import NO_SCENE
from app.core.types import Change, Progress, Status
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane
from app.media.tables.rows import CsvRows, JsonRows, RowWriter

FORMAT, VERSION = "albumen-photos", 1
PHOTOS_AT_ONCE = 500


class TableKind(StrEnum):
    """How the table is written. ``EXCEL`` is CSV with a mark, so that Excel reads its letters."""

    CSV = "csv"
    EXCEL = "excel"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class _Album:
    """What rows need besides their photo."""

    scenes: Mapping[str, SceneRow]
    given_at: Mapping[int, str]
    albums: Mapping[int, tuple[str, ...]]

    def tag(self, detail: PhotoDetail) -> SceneRow | None:
        row = detail.row
        has_tag = row.status in (Status.ACCEPTED, Status.COARSE, Status.LABELLED)
        return self.scenes.get(row.scene or "") if has_tag and row.scene != NO_SCENE else None


Cell = Callable[[PhotoDetail, _Album], Any]


def _said(name: str) -> Cell:
    return lambda detail, _: getattr(detail.imported, name) or None


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)


def _at(mtime_ns: int) -> str | None:
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9, UTC).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return None


COLUMNS: dict[str, Cell] = {
    "format": lambda d, a: f"{FORMAT}-{VERSION}",
    "path": lambda d, a: d.row.path,
    "uri": lambda d, a: Path(d.row.path).as_uri(),
    "status": lambda d, a: d.row.status.value,
    "tag": lambda d, a: row.id if (row := a.tag(d)) else None,
    "tag_en": lambda d, a: row.name_en if (row := a.tag(d)) else None,
    "tag_zh": lambda d, a: row.name_zh if (row := a.tag(d)) else None,
    "label": lambda d, a: d.row.label,
    "labelled_at": lambda d, a: a.given_at.get(d.row.id),
    "refused": lambda d, a: list(d.said_no),
    "proposed": lambda d, a: d.proposed,
    "similarity": lambda d, a: _number(d.row.similarity),
    "low": lambda d, a: _number(d.row.low),
    "high": lambda d, a: _number(d.row.high),
    "confidence": lambda d, a: _number(d.row.confidence),
    "reason": lambda d, a: d.row.failure.code if d.row.failure else d.row.reason.value or None,
    "further": lambda d, a: list(d.further),
    "model_version": lambda d, a: d.model_version,
    "keywords": lambda d, a: list(d.imported.keywords),
    "hierarchies": lambda d, a: list(d.imported.hierarchies),
    "rating": lambda d, a: d.imported.rating,
    "colour_label": _said("colour_label"),
    "title": _said("title"),
    "caption": _said("caption"),
    "location": _said("location"),
    "city": _said("city"),
    "state": _said("state"),
    "country": _said("country"),
    "latitude": lambda d, a: d.gps[0] if d.gps else None,
    "longitude": lambda d, a: d.gps[1] if d.gps else None,
    "taken": lambda d, a: d.row.taken_at,
    "camera": lambda d, a: d.camera,
    "width": lambda d, a: d.row.width or None,
    "height": lambda d, a: d.row.height or None,
    "file_format": lambda d, a: d.format,
    "bytes": lambda d, a: d.size,
    "modified": lambda d, a: _at(d.mtime_ns),
    "missing": lambda d, a: d.row.missing,
    "content_hash": lambda d, a: d.row.content_hash or None,
    "first_seen": lambda d, a: d.seen.first or None,
    "last_seen": lambda d, a: d.seen.last or None,
    "changed": lambda d, a: d.seen.changed,
    "date": lambda d, a: d.row.date or None,
    "date_source": lambda d, a: d.row.date_source.value,
    "utc_offset": lambda d, a: d.facts.get("utc_offset"),
    "town_en": lambda d, a: (d.locality.town_en or None) if d.locality else None,
    "town_zh": lambda d, a: (d.locality.town_zh or None) if d.locality else None,
    "country_code": lambda d, a: d.locality.country if d.locality else None,
    "country_en": lambda d, a: d.locality.country_en if d.locality else None,
    "country_zh": lambda d, a: d.locality.country_zh if d.locality else None,
    "stars": lambda d, a: d.row.stars,
    "flag": lambda d, a: d.row.flag.value,
    "albums": lambda d, a: list(a.albums.get(d.row.id, ())),
    "companions": lambda d, a: [companion.name for companion in d.row.companions],
}


@job(JobName.EXPORT_TABLE, Lane.LONG, overtakes=True)
def export_table(
    ctx: JobContext, target: str, kind: TableKind
) -> Generator[Progress, None, Change]:
    """Write all photos of the lists into a table, by path.

    Raises
    ------
    UsageError
        When the table would replace the library or one of its photos.
    KnownError
        When it cannot be written.
    """
    yield Progress(done=0)
    path = free_target(ctx.library, target)
    album = _Album(
        {row.id: row for row in ctx.library.scenes.names()},
        ctx.library.labels.given_at(),
        ctx.library.albums.of(None),
    )
    photos = ctx.library.photos.ids(Query(sort=SortBy.NAME, descending=False)).tolist()
    with whole_file(path, "file_unwritable") as file:
        rows = _rows(file, kind)
        for start in range(0, len(photos), PHOTOS_AT_ONCE):
            yield Progress(done=start, total=len(photos))
            for detail in ctx.library.photos.details(photos[start : start + PHOTOS_AT_ONCE]):
                rows.write([cell(detail, album) for cell in COLUMNS.values()])
        rows.end()
    return Change(summary={"path": path, "photos": len(photos), "version": VERSION})


def _rows(file: BinaryIO, kind: TableKind) -> RowWriter:
    if kind is TableKind.JSON:
        made = datetime.now(UTC).isoformat(timespec="seconds")
        head = {"format": FORMAT, "version": VERSION, "made": made}
        return JsonRows(file, list(COLUMNS), head, "photos")
    return CsvRows(file, list(COLUMNS), has_mark=kind is TableKind.EXCEL)


def free_target(library: LibraryReader, named: str) -> str:
    """Return where to write; never over the library or a photo of it.

    Raises
    ------
    UsageError
        When it is one of these.
    """
    path = os.path.abspath(os.path.expanduser(named))
    places: Sequence[str] = list(dict.fromkeys((path, os.path.realpath(path))))
    is_library = any(place == os.path.realpath(library.path) for place in places)
    if is_library or library.photos.find(places):
        raise UsageError("export_over", path=path)
    return path
