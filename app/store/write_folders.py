"""Writing folders: added, changed, moved to another place, forgotten."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, false, insert, select, update

from app.core.errors import UsageError
from app.store.database import Database
from app.store.encoding import dump, encode_path, readable
from app.store.shown import show
from app.store.tables import Folder, Photo


class FolderWriter:
    """The writer's part about folders."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_folder(self, path: str) -> int:
        """Add a folder, or return the id of the one that is there.

        Photos of a removed folder that lie in it are its own from now on.
        """
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

    def update_folder(
        self,
        folder: int,
        *,
        online: bool | None = None,
        exclude: Sequence[str] | None = None,
        watch: bool | None = None,
        path: str | None = None,
    ) -> None:
        """Change a folder; a new ``path`` moves its photos' paths with it (relocate).

        The photos of a folder that is offline stay on the lists, as missing.

        Raises
        ------
        UsageError
            When the library already has the new path, or photos in it.
        """
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

    def remove_folder(self, folder: int) -> None:
        """Forget a folder; its photos become missing, labels are kept.

        Photos that lie in another folder of the library go over to that one.
        """
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


def _inside(path: bytes) -> bytes:
    """Return the beginning of all paths in a folder."""
    separator = os.sep.encode()
    return path if path.endswith(separator) else path + separator


def _adopt(connection: Connection) -> None:
    """Give photos without a folder to the folder that they lie in, the deepest one."""
    folders = connection.execute(select(Folder.id, Folder.path)).all()
    places = sorted(((_inside(path), id_) for id_, path in folders), key=lambda p: -len(p[0]))
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
    before, after = _inside(old), _inside(raw)
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
