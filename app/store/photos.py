"""Photos: lists of them, what is known of each, and writing what a scan finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from typing_extensions import override

from app.core import library
from app.core.dates import DateSource, PhotoDate, date_of_photo
from app.core.imported import IMPORTED, Imported
from app.core.messages import Message
from app.core.records import Counts, Listing, PhotoDetail, PhotoRow, Query
from app.core.types import BoolArray, IdArray, KnownPhoto, PhotoFacts, PhotoFile
from app.store.actions import history_of_photo
from app.store.collecting.rated import show_ratings, shown_of_file
from app.store.counting import LARGEST_ID, read_counts
from app.store.database import Database
from app.store.encoding import (
    clean,
    displaced_path,
    dump,
    dump_failure,
    encode_path,
    folded_directory,
    folded_name,
    now,
    range_below,
    whole,
)
from app.store.features.likeness import LikenessQueries
from app.store.first_page import first_page
from app.store.imported.sidecars import (
    ImportedQueries,
    SidecarStore,
    read_imported,
    show_inside,
)
from app.store.outside.companions import CompanionStore, text_of
from app.store.photo_rows import read_details, read_known, read_rows
from app.store.plain_rows import fetch_plain, ids_of_text
from app.store.query import among, held_of, last_seen, whole_list
from app.store.shown import show
from app.store.tables import Base, Feature, Photo, Prediction
from app.store.world.localities import spot_columns


class PhotoQueries(ImportedQueries, library.PhotoReader):
    """Reading photos of a library file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._likeness = LikenessQueries(database)

    @override
    def counts(self) -> Counts:
        with self._database.read() as connection:
            return read_counts(connection)

    @override
    def size(self) -> int:
        with self._database.read() as connection:
            return LARGEST_ID.value(connection) or 0

    @override
    def ids(self, query: Query) -> IdArray:
        return self.listing(query).ids

    @override
    def listing(self, query: Query) -> Listing:
        if query.like is not None:
            return self._likeness.listing(query, query.like)
        with self._database.read() as connection:
            return whole_list(connection, query)

    @override
    def first_page(self, query: Query, limit: int) -> Listing | None:
        if query.like is not None:
            return None
        with self._database.read() as connection:
            return first_page(connection, query, limit)

    @override
    def held(self, query: Query, photos: Iterable[int]) -> set[int]:
        if query.like is not None:
            return self._likeness.held(query, query.like, set(photos))
        with self._database.read() as connection:
            return held_of(connection, query, photos)

    @override
    def rows(self, ids: Sequence[int]) -> list[PhotoRow]:
        if not len(ids):
            return []
        with self._database.read() as connection:
            found = read_rows(connection, ids)
        return [found[int(photo)] for photo in ids if int(photo) in found]

    @override
    def groups(self) -> tuple[IdArray, IdArray]:
        each = func.json_group_array
        statement = select(each(Photo.id), each(Photo.look_group))
        with self._database.read() as connection:
            joined = fetch_plain(connection, statement.where(Photo.look_group.is_not(None)))
        ids, groups = map(ids_of_text, joined[0])
        return ids, groups

    @override
    def detail(self, photo: int) -> PhotoDetail | None:
        with self._database.read() as connection:
            found = read_details(connection, [photo])
            if not found:
                return None
            return replace(found[photo], history=history_of_photo(connection, photo))

    @override
    def details(self, photos: Sequence[int]) -> list[PhotoDetail]:
        with self._database.read() as connection:
            found = read_details(connection, photos)
        return [found[int(photo)] for photo in photos if int(photo) in found]

    @override
    def find(self, paths: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        with self._database.read() as connection:
            for path in paths:
                photo = connection.scalar(select(Photo.id).where(Photo.path == encode_path(path)))
                if photo is not None:
                    found[path] = photo
        return found

    @override
    def known(
        self,
        folder: int | None = None,
        *,
        directly_in: str | None = None,
        backbone: str | None = None,
    ) -> dict[str, KnownPhoto]:
        with self._database.read() as connection:
            return read_known(connection, folder, directly_in, backbone)

    @override
    def below(self, path: str) -> tuple[IdArray, BoolArray]:
        start, end = range_below(path)
        each = func.json_group_array
        statement = select(each(Photo.id), each(Photo.missing)).where(
            Photo.path >= start, Photo.path < end, func.instr(Photo.path, b"\0") == 0
        )
        with self._database.read() as connection:
            ids, missing = map(ids_of_text, fetch_plain(connection, statement)[0])
        return ids, missing.astype(np.bool_)

    @override
    def hashes(self, photos: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
        statement = select(Photo.id, Photo.content_hash, Photo.pixel_hash)
        with self._database.read() as connection:
            rows = connection.execute(statement.where(among(Photo.id, photos)))
            return {id_: (content, pixel) for id_, content, pixel in rows}

    @override
    def missing(self) -> list[int]:
        with self._database.read() as connection:
            return list(connection.scalars(select(Photo.id).where(Photo.missing == 1)))


class PhotoStore(PhotoQueries, SidecarStore, CompanionStore, library.Photos):
    """Photos of a library file."""

    @override
    def save(
        self, folder: int, file: PhotoFile, facts: PhotoFacts, known: int | None = None
    ) -> int:
        values = {
            **file_values(folder, file, PhotoDate(facts.taken_at or "", facts.taken_from)),
            "companions": text_of(file.companions),
            "failure": None,
            "failure_values": None,
            "content_hash": facts.content_hash,
            "pixel_hash": facts.pixel_hash,
            "width": facts.width,
            "height": facts.height,
            "orientation": facts.orientation,
            "format": clean(facts.format),
            "taken_at": clean(facts.taken_at),
            "camera": clean(facts.camera),
            "lens": _text(facts.details.get("lens")),
            "facts": dump(facts.details),
            **spot_columns(facts.details, read_imported(facts.details, None)),
        }
        with self._database.write() as connection:
            photo = _photo_at(connection, encode_path(file.path)) if known is None else int(known)
            if photo is None:
                photo = _insert(connection, {**values, **_shown_of(facts)})
                if not facts.pixel_hash:
                    show(connection, [photo])  # only its header was read: it waits
                show_inside(connection, photo, facts.details)
                return photo
            before = connection.execute(_BEFORE, {"photo": photo}).one()
            if before.pixel_hash != facts.pixel_hash:
                connection.execute(delete(Feature).where(Feature.photo_id == photo))
                connection.execute(delete(Prediction).where(Prediction.photo_id == photo))
            # Of a first look only the header was read, and nothing is known of the bytes.
            if before.pixel_hash and before.content_hash != facts.content_hash:
                values["changed_at"] = values["seen_at"]
            update_photo(connection, photo, values)
            show_inside(connection, photo, facts.details)
            if (before.stars, before.flag) != tuple(_shown_of(facts).values()):
                show_ratings(connection, [photo])
            return photo

    @override
    def save_failure(
        self,
        folder: int,
        file: PhotoFile,
        message: Message,
        known: int | None = None,
        *,
        content: str = "",
    ) -> int:
        more = {**dump_failure(message), "companions": text_of(file.companions)}
        if content:
            more["content_hash"] = content
        with self._database.write() as connection:
            photo = _photo_at(connection, encode_path(file.path)) if known is None else int(known)
            if photo is None:
                photo = _insert(connection, {**file_values(folder, file, PhotoDate()), **more})
                show(connection, [photo])
                return photo
            before = connection.execute(_BEFORE, {"photo": photo}).one()
            taken = taken_of(before)
            update_photo(connection, photo, {**file_values(folder, file, taken), **more})
            return photo

    @override
    def set_missing(self, photos: Sequence[int], missing: bool) -> None:
        with self._database.write() as connection:
            these = among(Photo.id, photos)
            seen = {"seen_at": last_seen() if missing else now()}
            connection.execute(update(Photo).where(these).values(missing=missing, **seen))
            show(connection, photos)

    @override
    def save_groups(self, groups: Mapping[int, int | None]) -> None:
        rows = [{"photo": int(photo), "look_group": group} for photo, group in groups.items()]
        if rows:
            with self._database.write() as connection:
                connection.execute(_UPDATE, rows)


def taken_of(row: Any) -> PhotoDate:
    """Return what the file itself says of its date, of a row with these two columns."""
    if row.taken_at is None:
        return PhotoDate()
    return PhotoDate(row.taken_at, DateSource(row.date_source))


def file_values(folder: int, file: PhotoFile, taken: PhotoDate) -> dict[str, Any]:
    """Return the columns that tell of a photo's file, which says itself when it was taken."""
    date = date_of_photo(PhotoDate(clean(taken.at) or "", taken.source), file.path, file.mtime_ns)
    return {
        "folder_id": folder,
        "path": encode_path(file.path),
        "name": folded_name(file.path),
        "directory": folded_directory(file.path),
        "size": file.size,
        "mtime_ns": whole(file.mtime_ns),
        "ctime_ns": whole(file.ctime_ns),
        "missing": False,
        "seen_at": now(),
        "disk_id": None,  # who writes says which one, or the next scan does
        "sorted_at": date.at,
        "date_source": date.source.value,
    }


def _text(value: Any) -> str | None:
    return clean(value) if isinstance(value, str) else None


# Statements are built once: a scan sends each of them for every photo.
_TABLE = Base.metadata.tables["photo"]
_AT = select(Photo.id).where(Photo.path == bindparam("place"))
_BEFORE = select(
    Photo.pixel_hash,
    Photo.taken_at,
    Photo.date_source,
    Photo.content_hash,
    Photo.stars,
    Photo.flag,
).where(Photo.id == bindparam("photo"))
_INSERT = insert(_TABLE).returning(_TABLE.c.id)
_UPDATE = update(_TABLE).where(_TABLE.c.id == bindparam("photo"))


def _shown_of(facts: PhotoFacts) -> dict[str, Any]:
    """Return the stars and the flag that a file brings along."""
    return shown_of_file(Imported.of_json(facts.details.get(IMPORTED)))


def _photo_at(connection: Connection, path: bytes) -> int | None:
    return connection.scalar(_AT, {"place": path})


def _insert(connection: Connection, values: dict[str, Any]) -> int:
    first = {"status": "rejected", "first_seen": values["seen_at"]}
    photo: int = connection.execute(_INSERT, {**values, **first}).scalar_one()
    return photo


def update_photo(connection: Connection, photo: int, values: dict[str, Any]) -> None:
    """Update a row; another photo that was known at its new path is displaced, not lost."""
    occupant = _photo_at(connection, values["path"])
    if occupant is not None and occupant != photo:
        away = {"path": displaced_path(values["path"], occupant), "missing": True}
        connection.execute(_UPDATE, {"photo": occupant, **away})
        show(connection, [occupant])
    connection.execute(_UPDATE, {"photo": photo, **values})
    show(connection, [photo])
