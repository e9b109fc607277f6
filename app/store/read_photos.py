"""Reading photos: lists, rows, details, and what a rescan compares."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, Select, and_, func, select, text

from app.core.gate import FURTHER_SHARE
from app.core.records import KnownPhoto, Listing, PhotoDetail, PhotoRow, Query
from app.core.types import BoolArray, IdArray, Reason, Status
from app.store.actions import history_of_photo
from app.store.database import Database, fetch_plain
from app.store.encoding import (
    decode_path,
    dump,
    encode_path,
    is_displaced,
    is_inside,
    load,
    load_candidates,
    load_failure,
    range_below,
    safe_name,
)
from app.store.first_page import first_page
from app.store.query import among, held_of, ids_of_text, whole_list
from app.store.tables import Feature, Folder, Label, Photo, PhotoTag, Prediction


class PhotoReader:
    """The reader's part about photos."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def path(self) -> str:
        """The library file."""
        return self._database.path

    def size(self) -> int:
        """Return a number that the library has at most as many photos as: ids are counted up."""
        with self._database.read() as connection:
            return connection.scalar(select(func.max(Photo.id))) or 0

    def ids(self, query: Query) -> IdArray:
        """Return the ids of a list, in its order."""
        return self.listing(query).ids

    def listing(self, query: Query) -> Listing:
        """Return all of a list."""
        with self._database.read() as connection:
            return whole_list(connection, query)

    def first_page(self, query: Query, limit: int) -> Listing | None:
        """Return the beginning of a list, or None for one that no index has the order of."""
        with self._database.read() as connection:
            return first_page(connection, query, limit)

    def held(self, query: Query, photos: Iterable[int]) -> set[int]:
        """Return which of these photos a list holds."""
        with self._database.read() as connection:
            return held_of(connection, query, photos)

    def rows(self, ids: Sequence[int]) -> list[PhotoRow]:
        """Return rows in the order of ``ids``; ids that no longer exist are left out."""
        with self._database.read() as connection:
            found = {
                row.id: _photo_row(row)
                for row in connection.execute(_ROW.where(among(Photo.id, ids)))
            }
        return [found[int(photo)] for photo in ids if int(photo) in found]

    def groups(self) -> tuple[IdArray, IdArray]:
        """Return all photos that have look-alikes, and their groups: int64 (N,) each."""
        each = func.json_group_array
        statement = select(each(Photo.id), each(Photo.look_group))
        with self._database.read() as connection:
            joined = fetch_plain(connection, statement.where(Photo.look_group.is_not(None)))
        ids, groups = map(ids_of_text, joined[0])
        return ids, groups

    def detail(self, photo: int) -> PhotoDetail | None:
        """Return everything about one photo."""
        with self._database.read() as connection:
            found = _details(connection, [photo])
            if not found:
                return None
            return replace(found[photo], history=history_of_photo(connection, photo))

    def details(self, photos: Sequence[int]) -> list[PhotoDetail]:
        """Return details of many photos, without their history, in the order given."""
        with self._database.read() as connection:
            found = _details(connection, photos)
        return [found[int(photo)] for photo in photos if int(photo) in found]

    def find(self, paths: Sequence[str]) -> dict[str, int]:
        """Map absolute paths to photo ids; unknown paths are left out."""
        found: dict[str, int] = {}
        with self._database.read() as connection:
            for path in paths:
                photo = connection.scalar(select(Photo.id).where(Photo.path == encode_path(path)))
                if photo is not None:
                    found[path] = photo
        return found

    def known(
        self,
        folder: int | None = None,
        *,
        directly_in: str | None = None,
        backbone: str | None = None,
    ) -> dict[str, KnownPhoto]:
        """Map path to what a rescan compares: of one folder, of one directory on the disk, or all.

        ``has_features`` is of ``backbone``, or of any. Photos of a folder that was removed have
        folder 0.
        """
        has_features = Feature.photo_id == Photo.id
        if backbone is not None:
            has_features = and_(has_features, Feature.backbone == backbone)
        statement: Select[*tuple[Any, ...]] = select(
            *_KNOWN, select(Feature.id).where(has_features).exists(), Photo.status
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
        with self._database.read() as connection:
            rows = fetch_plain(connection, statement)
        known: dict[str, KnownPhoto] = {}
        for id_, raw, size, mtime_ns, ctime_ns, holder, failure, missing, has, status in rows:
            if is_displaced(raw):
                continue
            path = decode_path(raw)
            known[path] = KnownPhoto(
                id=id_,
                path=path,
                size=size,
                mtime_ns=mtime_ns,
                folder=holder or 0,
                failed=failure is not None,
                missing=bool(missing),
                has_features=bool(has),
                status=Status(status),
                ctime_ns=ctime_ns,
            )
        return known

    def below(self, path: str) -> tuple[IdArray, BoolArray]:
        """Return the photos below a directory, and whether the file of each was gone, (N,) each."""
        start, end = range_below(path)
        each = func.json_group_array
        statement = select(each(Photo.id), each(Photo.missing)).where(
            Photo.path >= start, Photo.path < end, func.instr(Photo.path, b"\0") == 0
        )
        with self._database.read() as connection:
            ids, missing = map(ids_of_text, fetch_plain(connection, statement)[0])
        return ids, missing.astype(np.bool_)

    def hashes(self, photos: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
        """Map photo id to (content hash, pixel hash)."""
        statement = select(Photo.id, Photo.content_hash, Photo.pixel_hash)
        with self._database.read() as connection:
            rows = connection.execute(statement.where(among(Photo.id, photos)))
            return {id_: (content, pixel) for id_, content, pixel in rows}

    def missing(self) -> list[int]:
        """Return the ids of photos whose file is gone or offline."""
        with self._database.read() as connection:
            return list(connection.scalars(select(Photo.id).where(Photo.missing == 1)))

    def proposals(self, photos: Sequence[int]) -> dict[int, str]:
        """Map photo id to the proposed scene, for those among these that have one."""
        statement = select(Prediction.photo_id, Prediction.scene).where(
            among(Prediction.photo_id, photos), Prediction.scene.is_not(None)
        )
        with self._database.read() as connection:
            return {photo: scene for photo, scene in connection.execute(statement) if scene}

    def verdicts(self) -> dict[int, tuple[str | None, bool]]:
        """Map photo id to (proposed scene, accepted by the gate), labels left aside."""
        # Row by row, and one word for all photos that share it: a million fit into 120 MB.
        words: dict[tuple[str | None, str], tuple[str | None, bool]] = {}
        found: dict[int, tuple[str | None, bool]] = {}
        with self._database.read() as connection:
            for photo, scene, status in connection.connection.cursor().execute(_VERDICTS):
                known = words.get((scene, status))
                if known is None:
                    known = words[scene, status] = (scene, status == Status.ACCEPTED)
                found[photo] = known
        return found

    def considered(self, scene: str) -> list[int]:
        """Return the photos whose verdict may change with the range of this scene.

        They are those that it is proposed for, and accepted ones that may bear it as a further
        scene: it is among their candidates, or stands so low that it is not kept among them.
        """
        with self._database.read() as connection:
            values = {"scene": scene, "inside": f"%{dump(scene)}%", "share": FURTHER_SHARE}
            return list(connection.scalars(text(_CONSIDERED), values))


_VERDICTS = "SELECT photo_id, scene, status FROM prediction"
_CONSIDERED = """
SELECT photo_id FROM prediction
WHERE scene = :scene OR (status = 'accepted' AND (candidates LIKE :inside OR further LIKE :inside
  OR json_extract(candidates, '$[4][2]') >= :share)) ORDER BY photo_id
"""
_KNOWN = (
    Photo.id,
    Photo.path,
    Photo.size,
    Photo.mtime_ns,
    Photo.ctime_ns,
    Photo.folder_id,
    Photo.failure,
    Photo.missing,
)
_LABEL = select(Label).where(Label.kind == "yes").subquery()
_COLUMNS = (
    Photo.id,
    Photo.path,
    Photo.status,
    Photo.scene,
    _LABEL.c.scene.label("label"),
    Photo.similarity,
    Prediction.low,
    Prediction.high,
    Prediction.confidence,
    Photo.reason,
    Photo.failure,
    Photo.failure_values,
    Photo.taken_at,
    Photo.width,
    Photo.height,
    Photo.content_hash,
    (Photo.missing | (func.coalesce(Folder.online, 1) == 0)).label("away"),
    Photo.look_group,
    Folder.path.label("folder_path"),
)
_FURTHER_COLUMNS = (
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
)


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Photo)
        .outerjoin(Prediction, Prediction.photo_id == Photo.id)
        .outerjoin(_LABEL, _LABEL.c.photo_id == Photo.id)
        .outerjoin(Folder, Folder.id == Photo.folder_id)
    )


_ROW = _joined(select(*_COLUMNS))
_DETAIL = _joined(select(*_COLUMNS, *_FURTHER_COLUMNS))
_TAGS = select(PhotoTag.photo_id, PhotoTag.scene).order_by(PhotoTag.scene)
_REFUSED = select(Label.photo_id, Label.scene).where(Label.kind == "no").order_by(Label.scene)


def _photo_row(row: Row[*tuple[Any, ...]]) -> PhotoRow:
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
    )


def _details(connection: Connection, photos: Sequence[int]) -> dict[int, PhotoDetail]:
    """Map id to details without history."""
    tags: dict[int, list[str]] = defaultdict(list)
    for photo, scene in connection.execute(_TAGS.where(among(PhotoTag.photo_id, photos))):
        tags[photo].append(scene)
    refused: dict[int, list[str]] = defaultdict(list)
    for photo, scene in connection.execute(_REFUSED.where(among(Label.photo_id, photos))):
        refused[photo].append(scene)
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
            facts=load(row.facts),
        )
        for row in connection.execute(_DETAIL.where(among(Photo.id, photos)))
    }
