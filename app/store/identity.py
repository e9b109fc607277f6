"""Which photo is which: read by hashes and places; displaced, split, merged, seen again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    union,
    union_all,
    update,
)
from typing_extensions import override

from app.core import protocols
from app.core.types import PhotoFile, StoredPhoto, Twins
from app.store.collecting.rated import show_ratings
from app.store.collecting.tables import AlbumPhoto, RatingTable
from app.store.database import Database
from app.store.encoding import decode_path, displaced_path, is_displaced, is_inside, now, whole
from app.store.features.feature_rows import next_feature_id
from app.store.labels import SPOKEN_OF
from app.store.merge_rows import merge_rows
from app.store.photos import file_values, taken_of, update_photo
from app.store.plain_rows import fetch_plain
from app.store.query import among, among_texts, cast_bool
from app.store.shown import show
from app.store.tables import (
    Feature,
    Folder,
    FormerContent,
    ImportedWords,
    Photo,
    PhotoKeyword,
    Prediction,
)

_IS_RATED = exists().where(RatingTable.photo_id == Photo.id)
_IS_IN_ALBUM = exists().where(AlbumPhoto.photo_id == Photo.id)
_STORED = (
    select(
        Photo.id,
        Photo.path,
        Photo.size,
        Photo.mtime_ns,
        Photo.ctime_ns,
        Photo.folder_id,
        Photo.missing,
        Photo.status,
        Photo.content_hash,
        Photo.pixel_hash,
        Photo.disk_id,
        or_(Photo.label_state != 0, _IS_RATED, _IS_IN_ALBUM).label("labelled"),
        Folder.path.label("folder_path"),
    )
    .select_from(Photo)
    .outerjoin(Folder, Folder.id == Photo.folder_id)
)
_SEE = update(Photo).where(Photo.id == bindparam("photo"))
_COPY_FEATURE = insert(Feature).from_select(
    ["id", "photo_id", "backbone", "vector"],
    select(
        bindparam("new", type_=Integer),
        bindparam("photo", type_=Integer),
        Feature.backbone,
        Feature.vector,
    ).where(Feature.id == bindparam("old")),
)
_THERE = (Photo.missing == false(), Photo.failure.is_(None), Photo.folder_id.is_not(None))
_OF_A_PERSON = ("id", "label_state", "learned_state")


class IdentityQueries(protocols.IdentityReader):
    """Reading which photo is which."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def stored(self, photos: Sequence[int]) -> list[StoredPhoto]:
        with self._database.read() as connection:
            return _stored(connection, among(Photo.id, photos))

    @override
    def alike(self, contents: Collection[str], pixels: Collection[str]) -> list[StoredPhoto]:
        # Two lists, for each of the hashes has an index.
        alike = union(
            select(Photo.id).where(among_texts(Photo.content_hash, contents)),
            select(Photo.id).where(among_texts(Photo.pixel_hash, pixels)),
        )
        with self._database.read() as connection:
            return _stored(connection, cast_bool(Photo.id.in_(alike)))

    @override
    def twins(self) -> Twins:
        found: Twins = {}
        with self._database.read() as connection:
            for gone, there, _ in connection.execute(_twins()):
                found.setdefault(gone, []).append(there)
        return found

    @override
    def repeated(self) -> tuple[list[list[int]], list[list[int]]]:
        with self._database.read() as connection:
            contents, pixels = (
                list(_repeated(connection, column))
                for column in (Photo.content_hash, Photo.pixel_hash)
            )
        return contents, pixels

    @override
    def shots(self) -> list[tuple[int, str, str]]:
        statement = (
            select(Photo.id, Photo.camera, Photo.taken_at)
            .where(*_THERE, Photo.camera != "", Photo.taken_at.is_not(None))
            .order_by(Photo.camera, Photo.taken_at, Photo.name, Photo.id)
        )
        with self._database.read() as connection:
            return fetch_plain(connection, statement)

    @override
    def former(self, contents: Collection[str]) -> dict[str, tuple[int, int]]:
        table = FormerContent
        statement = (
            select(table.content_hash, table.photo_id, table.at_ns)
            .where(among_texts(table.content_hash, contents))
            .order_by(table.at_ns)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement)
            return {content: (photo, at_ns) for content, photo, at_ns in rows}

    @override
    def encoded_pixels(self, backbone: str, pixels: Collection[str]) -> dict[str, int]:
        encoded = and_(Feature.photo_id == Photo.id, Feature.backbone == backbone)
        statement = (
            select(Photo.pixel_hash, func.min(Photo.id))
            .join(Feature, encoded)
            .where(among_texts(Photo.pixel_hash, pixels))
            .group_by(Photo.pixel_hash)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement)
            return {pixel: photo for pixel, photo in rows if pixel is not None}


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
    def retag(self, files: Mapping[int, tuple[PhotoFile, str]]) -> None:
        rows = [
            {
                "photo": int(photo),
                "size": file.size,
                "mtime_ns": whole(file.mtime_ns),
                "ctime_ns": whole(file.ctime_ns),
                "content_hash": content,
            }
            for photo, (file, content) in files.items()
        ]
        if rows:
            with self._database.write() as connection:
                connection.execute(_SEE, rows)

    @override
    def see_again(self, files: Mapping[int, PhotoFile]) -> None:
        rows = [
            {
                "photo": int(photo),
                "size": file.size,
                "mtime_ns": whole(file.mtime_ns),
                "ctime_ns": whole(file.ctime_ns),
                "missing": False,
                "seen_at": now(),
            }
            for photo, file in files.items()
        ]
        if rows:
            with self._database.write() as connection:
                connection.execute(_SEE, rows)
                show(connection, files)

    @override
    def follow(self, files: Mapping[int, tuple[int, PhotoFile]]) -> None:
        columns = select(Photo.id, Photo.taken_at, Photo.date_source)
        statement = columns.where(among(Photo.id, files))
        with self._database.write() as connection:
            for row in connection.execute(statement).all():
                folder, file = files[row.id]
                update_photo(connection, row.id, file_values(folder, file, taken_of(row)))

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
            _forget(connection, int(photo), content)
            show(connection, [photo, new])
            show_ratings(connection, [photo, new])
            return new

    @override
    def merge(self, kept: int, other: int) -> None:
        with self._database.write() as connection:
            merge_rows(connection, int(kept), int(other))


def _repeated(connection: Connection, column: Any) -> Iterator[list[int]]:
    """Yield groups of photos that are there and share a hash."""
    twice = select(column).where(*_THERE, column != "").group_by(column)
    shared = twice.having(func.count() > 1)
    statement = select(column, Photo.id).where(*_THERE, column.in_(shared))
    rows = fetch_plain(connection, statement.order_by(column, Photo.id))
    for _, group in groupby(rows, key=lambda row: row[0]):
        yield [photo for _, photo in group]


def _stored(connection: Connection, condition: ColumnElement[bool]) -> list[StoredPhoto]:
    return [_photo(row) for row in connection.execute(_STORED.where(condition))]


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
        is_displaced=is_displaced(row.path),
        disk=row.disk_id or 0,
    )


def _twins() -> CompoundSelect[*tuple[Any, ...]]:
    """Select the photos that are gone, each with those that are there with the same content.

    After them come those with the same pixels alone. Of the gone ones only those that a person
    said, or took back, something about.
    """
    gone = (
        select(Photo.id, Photo.content_hash, Photo.pixel_hash)
        .where(Photo.missing == true(), Photo.id.in_(SPOKEN_OF))
        .cte("gone")
    )
    there = Photo.__table__.alias("there")
    same_content = there.c.content_hash == gone.c.content_hash
    same_pixels = and_(
        there.c.pixel_hash == gone.c.pixel_hash,
        gone.c.pixel_hash != "",
        there.c.content_hash.is_distinct_from(gone.c.content_hash),
    )
    found = (
        select(
            gone.c.id.label("gone"), there.c.id.label("there"), literal_column(rank).label("rank")
        ).join(there, and_(same, there.c.missing == false()))
        for rank, same in (("0", same_content), ("1", same_pixels))
    )
    return union_all(*found).order_by("gone", "rank", "there")


def _paths(connection: Connection, photos: Sequence[int]) -> list[tuple[int, bytes]]:
    rows = connection.execute(select(Photo.id, Photo.path).where(among(Photo.id, photos)))
    return [(photo, path) for photo, path in rows]


def _forget(connection: Connection, photo: int, content: str) -> None:
    """Forget a former content of a photo, and those that it held since."""
    such = FormerContent.__table__.alias("such")
    since = select(such.c.at_ns).where(such.c.photo_id == photo, such.c.content_hash == content)
    connection.execute(
        delete(FormerContent).where(
            FormerContent.photo_id == photo, FormerContent.at_ns >= since.scalar_subquery()
        )
    )


def _hand_over(connection: Connection, old: int, new: int) -> None:
    """Let features, prediction and what others wrote of a row be those of another one."""
    features = select(Feature.id).where(Feature.photo_id == old)
    ids = connection.scalars(features).all()
    if ids:
        first = next_feature_id(connection, len(ids))
        connection.execute(
            _COPY_FEATURE,
            [{"new": first + n, "photo": new, "old": id_} for n, id_ in enumerate(ids)],
        )
    for table in (Prediction, ImportedWords, PhotoKeyword):
        connection.execute(update(table).where(table.photo_id == old).values(photo_id=new))
