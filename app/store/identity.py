"""Which photo is which: read by hashes and places; displaced, split, merged, seen again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from typing_extensions import override

from app.core import protocols
from app.core.records import StoredPhoto, Twins
from app.core.types import PhotoFile
from app.store.database import Database
from app.store.encoding import decode_path, displaced_path, dump, is_displaced, is_inside, whole
from app.store.features.feature_rows import next_feature_id
from app.store.merge_rows import merge_rows
from app.store.query import among
from app.store.shown import show
from app.store.tables import Feature, FormerContent, Photo, Prediction

_STORED = """
SELECT p.id, p.path, p.size, p.mtime_ns, p.ctime_ns, p.folder_id, p.missing, p.status,
  p.content_hash, p.pixel_hash, p.label_state <> 0 AS labelled, f.path AS folder_path
FROM photo p LEFT JOIN folder f ON f.id = p.folder_id
"""
_WITH_IDS = f"{_STORED} WHERE p.id IN (SELECT value FROM json_each(?))"
_ALIKE = f"""
{_STORED} WHERE p.id IN (
  SELECT id FROM photo WHERE content_hash IN (SELECT value FROM json_each(?))
  UNION SELECT id FROM photo WHERE pixel_hash IN (SELECT value FROM json_each(?)))
"""
# Photos that are gone and that a person said, or took back, something about.
_SPOKEN_OF = """
SELECT DISTINCT p.id, p.content_hash, p.pixel_hash FROM photo p WHERE p.missing = 1 AND p.id IN (
  SELECT photo_id FROM label
  UNION SELECT CAST(key AS INTEGER) FROM action_item WHERE entity = 'label')
"""
_TWINS = f"""
WITH gone AS ({_SPOKEN_OF})
SELECT g.id, t.id, 0 AS by_pixels FROM gone g JOIN photo t
  ON t.content_hash = g.content_hash AND t.missing = 0
UNION ALL
SELECT g.id, t.id, 1 FROM gone g JOIN photo t
  ON t.pixel_hash = g.pixel_hash AND g.pixel_hash <> '' AND t.missing = 0
     AND t.content_hash IS NOT g.content_hash
ORDER BY 1, 3, 2
"""
_FORMER = """
SELECT content_hash, photo_id, at_ns FROM former_content
WHERE content_hash IN (SELECT value FROM json_each(?)) ORDER BY at_ns
"""
_FEATURES = """
SELECT p.pixel_hash, min(p.id) FROM photo p JOIN feature f ON f.photo_id = p.id AND f.backbone = ?
WHERE p.pixel_hash IN (SELECT value FROM json_each(?)) GROUP BY p.pixel_hash
"""


_SEEN = "UPDATE photo SET size = ?, mtime_ns = ?, ctime_ns = ?, missing = 0 WHERE id = ?"
_COPY_FEATURE = """
INSERT INTO feature (id, photo_id, backbone, vector)
SELECT ?, ?, backbone, vector FROM feature WHERE id = ?
"""
_FORGET = """
DELETE FROM former_content WHERE photo_id = ? AND at_ns >= (
  SELECT at_ns FROM former_content WHERE photo_id = ? AND content_hash = ?)
"""
_OF_A_PERSON = ("id", "label_state", "learned_state")


class IdentityQueries(protocols.IdentityReader):
    """Reading which photo is which."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def stored(self, photos: Sequence[int]) -> list[StoredPhoto]:
        with self._database.read() as connection:
            return _stored(connection, _WITH_IDS, dump([int(photo) for photo in photos]))

    @override
    def alike(self, contents: Collection[str], pixels: Collection[str]) -> list[StoredPhoto]:
        with self._database.read() as connection:
            return _stored(connection, _ALIKE, dump(sorted(contents)), dump(sorted(pixels)))

    @override
    def twins(self) -> Twins:
        found: Twins = {}
        with self._database.read() as connection:
            for gone, there, _ in connection.exec_driver_sql(_TWINS):
                found.setdefault(gone, []).append(there)
        return found

    @override
    def former(self, contents: Collection[str]) -> dict[str, tuple[int, int]]:
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_FORMER, (dump(sorted(contents)),))
            return {content: (photo, at_ns) for content, photo, at_ns in rows}

    @override
    def encoded_pixels(self, backbone: str, pixels: Collection[str]) -> dict[str, int]:
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_FEATURES, (backbone, dump(sorted(pixels))))
            return {pixel: photo for pixel, photo in rows}


class IdentityStore(IdentityQueries, protocols.Identity):
    """Which photo is which, in a library file."""

    @override
    def displace(self, photos: Sequence[int]) -> None:
        with self._database.write() as connection:
            for photo, path in _paths(connection, photos):
                if not is_displaced(path):
                    away = {"path": displaced_path(path, photo), "missing": True}
                    connection.execute(update(Photo).where(Photo.id == photo).values(**away))
            show(connection, photos)

    @override
    def see_again(self, files: Mapping[int, PhotoFile]) -> None:
        rows = [
            (file.size, whole(file.mtime_ns), whole(file.ctime_ns), int(photo))
            for photo, file in files.items()
        ]
        if rows:
            with self._database.write() as connection:
                connection.exec_driver_sql(_SEEN, rows)
                show(connection, files)

    @override
    def remember(self, photo: int, content: str, at_ns: int) -> None:
        row = {"photo_id": int(photo), "content_hash": content, "at_ns": whole(at_ns)}
        with self._database.write() as connection:
            connection.execute(insert(FormerContent).prefix_with("OR REPLACE").values(**row))

    @override
    def split(self, photo: int, content: str) -> int:
        with self._database.write() as connection:
            table = Photo.__table__
            old = connection.execute(select(table).where(Photo.id == int(photo))).one()._mapping
            self.displace([photo])
            names = [column.name for column in table.c if column.name not in _OF_A_PERSON]
            values = {name: old[name] for name in names}
            new: int = connection.execute(
                insert(table).values(**values).returning(Photo.id)
            ).scalar_one()
            _hand_over(connection, int(photo), new)
            connection.exec_driver_sql(_FORGET, (int(photo), int(photo), content))
            show(connection, [photo, new])
            return new

    @override
    def merge(self, kept: int, other: int) -> None:
        with self._database.write() as connection:
            merge_rows(connection, int(kept), int(other))


def _stored(connection: Connection, statement: str, *values: str) -> list[StoredPhoto]:
    return [_photo(row) for row in connection.exec_driver_sql(statement, values)]


def _photo(row: Row[*tuple[Any, ...]]) -> StoredPhoto:
    path = decode_path(row.path)
    # A library may come from a stranger: what lies in no folder of it is never looked at.
    is_outside = not is_inside(path, row.folder_path)
    return StoredPhoto(
        id=row.id,
        path=path,
        size=row.size,
        mtime_ns=row.mtime_ns,
        ctime_ns=row.ctime_ns,
        folder=row.folder_id or 0,
        is_gone=bool(row.missing) or is_outside or is_displaced(row.path),
        is_waiting=row.status == "waiting",
        content=row.content_hash or "",
        pixels=row.pixel_hash or "",
        is_labelled=bool(row.labelled),
        is_outside=is_outside,
    )


def _paths(connection: Connection, photos: Sequence[int]) -> list[tuple[int, bytes]]:
    rows = connection.execute(select(Photo.id, Photo.path).where(among(Photo.id, photos)))
    return [(photo, path) for photo, path in rows]


def _hand_over(connection: Connection, old: int, new: int) -> None:
    """Let features and prediction of a row be those of another one."""
    features = select(Feature.id).where(Feature.photo_id == old)
    ids = connection.scalars(features).all()
    if ids:
        first = next_feature_id(connection, len(ids))
        connection.exec_driver_sql(
            _COPY_FEATURE, list(zip(count(first), [new] * len(ids), ids, strict=False))
        )
    connection.execute(update(Prediction).where(Prediction.photo_id == old).values(photo_id=new))
