"""Photos as records: what a tile, the Why panel and a rescan need, read from their tables."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from app.core.dates import DateSource
from app.core.outside.companions import load_companions
from app.core.records import PhotoDetail, PhotoRow, Seen
from app.core.types import KnownPhoto, Reason, Status
from app.core.world.localities import Locality
from app.store.collecting.rated import flag_of, rating_of, read_ratings
from app.store.encoding import (
    decode_path,
    is_displaced,
    is_inside,
    load,
    load_candidates,
    load_failure,
    range_below,
    safe_name,
)
from app.store.imported.sidecars import read_imported
from app.store.plain_rows import Prepared, fetch_plain
from app.store.query import among_asked, asked, last_seen
from app.store.tables import (
    Disk,
    Feature,
    Folder,
    ImportedWords,
    Label,
    LocalityTable,
    Photo,
    PhotoTag,
    Prediction,
)

_KNOWN = (
    Photo.id,
    Photo.path,
    Photo.size,
    Photo.mtime_ns,
    Photo.ctime_ns,
    Photo.folder_id,
    Photo.failure,
    Photo.missing,
    Photo.disk_id,
    Photo.companions,
)
_LABEL = select(Label).where(Label.answer == "yes").subquery()
_COLUMNS = (
    Photo.id,
    Photo.path,
    Photo.status,
    Photo.scene,
    _LABEL.c.scene.label("label"),
    Photo.similarity,
    case((Photo.status == Status.COARSE.value, Prediction.parent_low), else_=Prediction.low).label(
        "low"
    ),
    case(
        (Photo.status == Status.COARSE.value, Prediction.parent_high), else_=Prediction.high
    ).label("high"),
    Prediction.confidence,
    Photo.reason,
    Photo.failure,
    Photo.failure_values,
    Photo.taken_at,
    Photo.sorted_at,
    Photo.date_source,
    Photo.width,
    Photo.height,
    Photo.content_hash,
    or_(
        Photo.missing, func.coalesce(Folder.online, 1) == 0, func.coalesce(Disk.online, 1) == 0
    ).label("away"),
    Photo.look_group,
    Photo.companions,
    Folder.path.label("folder_path"),
    Photo.stars,
    Photo.flag,
)
_FURTHER_COLUMNS = (
    Photo.locality_id,
    LocalityTable.town_en,
    LocalityTable.town_zh,
    LocalityTable.country,
    LocalityTable.country_en,
    LocalityTable.country_zh,
    Prediction.scene.label("proposed"),
    Prediction.margin,
    Prediction.patent_similarity,
    Prediction.candidates,
    Prediction.model_version_id,
    Photo.size,
    Photo.mtime_ns,
    Photo.orientation,
    Photo.format,
    Photo.camera,
    Photo.facts,
    ImportedWords.sidecar,
    Photo.first_seen,
    last_seen().label("last_seen"),
    Photo.changed_at,
)


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Photo)
        .outerjoin(Prediction, Prediction.photo_id == Photo.id)
        .outerjoin(_LABEL, _LABEL.c.photo_id == Photo.id)
        .outerjoin(Folder, Folder.id == Photo.folder_id)
        .outerjoin(Disk, Disk.id == Photo.disk_id)
    )


_ROW = _joined(select(*_COLUMNS))
_DETAIL = (
    _joined(select(*_COLUMNS, *_FURTHER_COLUMNS))
    .outerjoin(ImportedWords, ImportedWords.photo_id == Photo.id)
    .outerjoin(LocalityTable, LocalityTable.id == Photo.locality_id)
)
_ROWS_ASKED = Prepared(_ROW.where(among_asked(Photo.id)))
_DETAILS_ASKED = Prepared(_DETAIL.where(among_asked(Photo.id)))
_TAGS = Prepared(
    select(PhotoTag.photo_id, PhotoTag.scene)
    .where(among_asked(PhotoTag.photo_id))
    .order_by(PhotoTag.scene)
)
_REFUSED = Prepared(
    select(Label.photo_id, Label.scene)
    .where(Label.answer == "no", among_asked(Label.photo_id))
    .order_by(Label.scene)
)


def _photo_row(row: Any) -> PhotoRow:
    path = decode_path(row.path)
    return PhotoRow(
        id=row.id,
        path=path,
        status=Status(row.status),
        scene=row.scene,
        label=row.label,
        similarity=row.similarity,
        low=row.low,
        high=row.high,
        confidence=row.confidence,
        reason=Reason(row.reason),
        failure=load_failure(row.failure, row.failure_values),
        taken_at=row.taken_at,
        width=row.width,
        height=row.height,
        content_hash=safe_name(row.content_hash),
        # A library may come from a stranger: what lies in no folder of it is never opened.
        missing=bool(row.away) or not is_inside(path, row.folder_path),
        group=row.look_group,
        date=row.sorted_at,
        date_source=DateSource(row.date_source),
        stars=row.stars,
        flag=flag_of(row.flag),
        companions=load_companions(row.companions),
    )


def read_details(connection: Connection, photos: Sequence[int]) -> dict[int, PhotoDetail]:
    """Map id to details without history."""
    tags: dict[int, list[str]] = defaultdict(list)
    wanted = asked(photos)
    for photo, scene in _TAGS.rows(connection, photos=wanted):
        tags[photo].append(scene)
    refused: dict[int, list[str]] = defaultdict(list)
    for photo, scene in _REFUSED.rows(connection, photos=wanted):
        refused[photo].append(scene)
    ratings = read_ratings(connection, photos)
    return {
        row.id: PhotoDetail(
            row=_photo_row(row),
            proposed=row.proposed,
            margin=row.margin,
            patent_similarity=row.patent_similarity,
            candidates=load_candidates(row.candidates) if row.candidates else (),
            further=tuple(tags[row.id]),
            said_no=tuple(refused[row.id]),
            model_version=row.model_version_id,
            size=row.size,
            mtime_ns=row.mtime_ns,
            orientation=row.orientation,
            format=row.format,
            camera=row.camera,
            facts=(facts := load(row.facts)),
            imported=read_imported(facts, row.sidecar),
            seen=Seen(row.first_seen, row.last_seen, row.changed_at),
            locality=_locality(row),
            rating=rating_of(ratings[row.id]),
        )
        for row in _DETAILS_ASKED.rows(connection, photos=wanted)
    }


def _locality(row: Any) -> Locality | None:
    """Return the locality of a photo; its other names are for the search alone."""
    if row.country is None:
        return None
    names = (row.town_en, row.town_zh, row.country, row.country_en, row.country_zh)
    return Locality(row.locality_id, *names)


def read_rows(connection: Connection, ids: Sequence[int]) -> dict[int, PhotoRow]:
    """Map id to row."""
    rows = _ROWS_ASKED.rows(connection, photos=asked(ids))
    return {row.id: _photo_row(row) for row in rows}


_STATUSES = {status.value: status for status in Status}


def read_known(
    connection: Connection, folder: int | None, directly_in: str | None, backbone: str | None
) -> dict[str, KnownPhoto]:
    """Map path to what a rescan compares."""
    has_features = Feature.photo_id == Photo.id
    if backbone is not None:
        has_features = and_(has_features, Feature.backbone == backbone)
    sidecars = select(ImportedWords.state).where(ImportedWords.photo_id == Photo.id)
    statement: Select[*tuple[Any, ...]] = select(
        *_KNOWN,
        select(Feature.id).where(has_features).exists(),
        Photo.status,
        sidecars.scalar_subquery(),
    )
    if folder is not None:
        statement = statement.where(Photo.folder_id == folder)
    if directly_in is None:
        statement = statement.order_by(Photo.id)
    else:
        start, end = range_below(directly_in)
        rest = func.substr(Photo.path, len(start) + 1)
        statement = statement.where(
            Photo.path >= start, Photo.path < end, func.instr(rest, os.sep.encode()) == 0
        )
    rows = fetch_plain(connection, statement)
    known: dict[str, KnownPhoto] = {}
    for id_, raw, size, mtime_ns, ctime_ns, holder, failure, missing, *more in rows:
        disk, companions, has, status, beside = more
        if is_displaced(raw):
            continue
        path = os.fsdecode(raw)
        known[path] = KnownPhoto(
            id=id_,
            path=path,
            size=size,
            mtime_ns=mtime_ns,
            folder=holder or 0,
            failed=failure is not None,
            missing=bool(missing),
            has_features=bool(has),
            status=_STATUSES[status],
            ctime_ns=ctime_ns,
            disk=disk or 0,
            sidecars=beside or "",
            companions=load_companions(companions),
        )
    return known
