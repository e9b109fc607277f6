"""Folders that a person added: listed, changed, moved to another place, forgotten."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, false, func, insert, select, true, update
from typing_extensions import override

from app.core import library
from app.core.errors import UsageError
from app.core.paths import beginning_below
from app.core.records import FolderRow
from app.store.database import Database
from app.store.encoding import decode_path, dump, encode_path, load, readable
from app.store.shown import show
from app.store.tables import Folder, Photo, Tally


class FolderStore(library.Folders):
    """Folders of a library file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def rows(self) -> list[FolderRow]:
        photos = (
            select(func.coalesce(func.sum(Tally.photos), 0))
            .where(Tally.folder_id == Folder.id, Tally.listed == true())
            .scalar_subquery()
        )
        statement = select(
            Folder.id, Folder.path, Folder.online, Folder.exclude, Folder.watch, photos
        ).order_by(Folder.name, Folder.id)
        with self._database.read() as connection:
            return [
                FolderRow(
                    id=id_,
                    path=decode_path(path),
                    state="online" if online else "offline",
                    photos=count,
                    exclude=tuple(load(exclude)),
                    watch=bool(watch),
                )
                for id_, path, online, exclude, watch, count in connection.execute(statement)
            ]

    @override
    def add(self, path: str) -> int:
        raw = encode_path(path)
        with self._database.write() as connection:
            found = connection.scalar(select(Folder.id).where(Folder.path == raw))
            if found is not None:
                return found
            folder: int = connection.execute(
                insert(Folder).values(path=raw, name=readable(path)).returning(Folder.id)
            ).scalar_one()
            _adopt(connection)
            return folder

    @override
    def update(
        self,
        folder: int,
        *,
        online: bool | None = None,
        exclude: Sequence[str] | None = None,
        watch: bool | None = None,
        path: str | None = None,
    ) -> None:
        values: dict[str, Any] = {}
        if online is not None:
            values["online"] = online
        if exclude is not None:
            values["exclude"] = dump(list(exclude))
        if watch is not None:
            values["watch"] = watch
        with self._database.write() as connection:
            if values:
                connection.execute(update(Folder).where(Folder.id == folder).values(**values))
            if path is not None:
                _relocate(connection, folder, path)

    @override
    def remove(self, folder: int) -> None:
        with self._database.write() as connection:
            connection.execute(delete(Folder).where(Folder.id == folder))
            _adopt(connection)
            gone = connection.scalars(
                update(Photo)
                .where(Photo.folder_id.is_(None), Photo.missing == false())
                .values(missing=True)
                .returning(Photo.id)
            ).all()
            show(connection, gone)


def _adopt(connection: Connection) -> None:
    """Give photos without a folder to the folder that they lie in, the deepest one."""
    folders = connection.execute(select(Folder.id, Folder.path)).all()
    places = sorted(
        ((beginning_below(path), id_) for id_, path in folders), key=lambda p: -len(p[0])
    )
    rows = []
    for photo, path in connection.execute(
        select(Photo.id, Photo.path).where(Photo.folder_id.is_(None))
    ):
        holder = next((id_ for place, id_ in places if path.startswith(place)), None)
        if holder is not None:
            rows.append((holder, photo))
    if rows:
        connection.exec_driver_sql("UPDATE photo SET folder_id = ? WHERE id = ?", rows)


def _relocate(connection: Connection, folder: int, path: str) -> None:
    raw = encode_path(path)
    old = connection.execute(select(Folder.path).where(Folder.id == folder)).scalar_one()
    if old == raw:
        return
    before, after = beginning_below(old), beginning_below(raw)
    photos = {
        id_: after + was[len(before) :]
        for id_, was in connection.execute(
            select(Photo.id, Photo.path).where(Photo.folder_id == folder)
        )
        if was.startswith(before)
    }
    _check_free(connection, folder, raw, photos)
    connection.execute(
        update(Folder).where(Folder.id == folder).values(path=raw, name=readable(path))
    )
    # Two steps, for a new path may still be the old one of another photo.
    connection.exec_driver_sql(
        "UPDATE photo SET path = CAST(-id AS BLOB) WHERE id IN (SELECT value FROM json_each(?))",
        (dump(list(photos)),),
    )
    if photos:
        connection.exec_driver_sql(
            "UPDATE photo SET path = ? WHERE id = ?", [(new, id_) for id_, new in photos.items()]
        )


def _check_free(connection: Connection, folder: int, raw: bytes, photos: dict[int, bytes]) -> None:
    taken = connection.scalar(select(Folder.id).where(Folder.path == raw, Folder.id != folder))
    others = connection.execute(select(Photo.id, Photo.path).where(Photo.folder_id != folder))
    wanted = set(photos.values())
    if taken is not None or any(path in wanted for id_, path in others if id_ not in photos):
        raise UsageError("folder_overlaps", path=os.fsdecode(raw))
