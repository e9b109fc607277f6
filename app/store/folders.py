"""Folders that a person added: listed, changed, moved, forgotten; the disks that photos lie on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    Select,
    bindparam,
    cast,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from typing_extensions import override

from app.core import disks, library
from app.core.disks import DiskRow
from app.core.paths import beginning_below
from app.core.records import FolderRow
from app.store.database import Database
from app.store.encoding import (
    decode_path,
    displaced_path,
    dump,
    encode_path,
    folded_directory,
    load,
    readable,
)
from app.store.labels import SPOKEN_OF
from app.store.ledger import move_entries
from app.store.plain_rows import Prepared
from app.store.query import among, last_seen
from app.store.shown import show
from app.store.tables import Disk, Folder, Photo, PhotoCount

_PHOTO = update(Photo).where(Photo.id == bindparam("photo"))
_GIVE = _PHOTO.where(Photo.folder_id.is_distinct_from(bindparam("holder"))).values(
    folder_id=bindparam("holder")
)
_PLACE = _PHOTO.values(path=bindparam("place"), directory=bindparam("within"))


_PHOTOS = (
    select(func.coalesce(func.sum(PhotoCount.photos), 0))
    .where(PhotoCount.folder_id == Folder.id, PhotoCount.listed == true())
    .scalar_subquery()
)
_FOLDERS = Prepared(
    select(Folder.id, Folder.path, Folder.online, Folder.exclude, Folder.watch, _PHOTOS).order_by(
        Folder.name, Folder.id
    )
)


class FolderStore(library.Folders):
    """Folders of a library file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def rows(self) -> list[FolderRow]:
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
                for id_, path, online, exclude, watch, count in _FOLDERS.rows(connection)
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
            _own(connection, raw)
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
        walked_at: str | None = None,
    ) -> None:
        values: dict[str, Any] = {} if walked_at is None else {"walked_at": walked_at}
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
            seen = update(Photo).where(Photo.folder_id == folder).values(seen_at=last_seen())
            connection.execute(seen)
            connection.execute(delete(Folder).where(Folder.id == folder))
            _adopt(connection)
            gone = connection.scalars(
                update(Photo)
                .where(Photo.folder_id.is_(None), Photo.missing == false())
                .values(missing=True)
                .returning(Photo.id)
            ).all()
            show(connection, gone)


class DiskStore(disks.DiskList):
    """Disks of a library file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def rows(self) -> list[DiskRow]:
        statement = select(Disk.id, Disk.name, Disk.online).order_by(Disk.id)
        with self._database.read() as connection:
            return [DiskRow(id_, name, bool(on)) for id_, name, on in connection.execute(statement)]

    @override
    def add(self, name: str) -> int:
        with self._database.write() as connection:
            found = connection.scalar(select(Disk.id).where(Disk.name == name))
            if found is not None:
                return found
            added: int = connection.execute(
                insert(Disk).values(name=name).returning(Disk.id)
            ).scalar_one()
            return added

    @override
    def set_online(self, disk: int, online: bool) -> None:
        with self._database.write() as connection:
            connection.execute(update(Disk).where(Disk.id == disk).values(online=online))

    @override
    def put(self, disk: int, photos: Sequence[int]) -> None:
        with self._database.write() as connection:
            these = among(Photo.id, photos)
            connection.execute(update(Photo).where(these).values(disk_id=disk))

    @override
    def rename(self, old: int, new: int) -> None:
        with self._database.write() as connection:
            connection.execute(update(Photo).where(Photo.disk_id == old).values(disk_id=new))
            connection.execute(delete(Disk).where(Disk.id == old))


def _range(path: bytes) -> tuple[bytes, bytes]:
    """Return the first and the end of all paths in a folder."""
    start = beginning_below(path)
    return start, start[:-1] + bytes([start[-1] + 1])


def _adopt(connection: Connection) -> None:
    """Give photos without a folder to the folder that they lie in, the deepest one."""
    _give(connection, select(Photo.id, Photo.path).where(Photo.folder_id.is_(None)))


def _own(connection: Connection, raw: bytes) -> None:
    """Give the photos below a path to the deepest folder that they lie in."""
    start, end = _range(raw)
    _give(connection, select(Photo.id, Photo.path).where(Photo.path >= start, Photo.path < end))


def _give(connection: Connection, photos: Select[int, bytes]) -> None:
    folders = connection.execute(select(Folder.id, Folder.path)).all()
    places = sorted(
        ((beginning_below(path), id_) for id_, path in folders), key=lambda p: -len(p[0])
    )
    rows = []
    for photo, path in connection.execute(photos):
        holder = next((id_ for place, id_ in places if path.startswith(place)), None)
        if holder is not None:
            rows.append({"photo": photo, "holder": holder})
    if rows:
        connection.execute(_GIVE, rows)


def _relocate(connection: Connection, folder: int, path: str) -> None:
    raw = encode_path(path)
    old = connection.execute(select(Folder.path).where(Folder.id == folder)).scalar_one()
    if old == raw:
        return
    _join_folder(connection, folder, raw)
    before, after = beginning_below(old), beginning_below(raw)
    photos = {
        id_: after + was[len(before) :]
        for id_, was in connection.execute(
            select(Photo.id, Photo.path).where(Photo.folder_id == folder)
        )
        if was.startswith(before)
    }
    connection.execute(
        update(Folder).where(Folder.id == folder).values(path=raw, name=readable(path))
    )
    # Two steps, for a new path may still be the old one of another photo.
    aside = update(Photo).where(among(Photo.id, photos))
    connection.execute(aside.values(path=cast(-Photo.id, LargeBinary), disk_id=None))
    _make_way(connection, raw, photos)
    if photos:
        rows = [
            {"photo": id_, "place": new, "within": folded_directory(decode_path(new))}
            for id_, new in photos.items()
        ]
        connection.execute(_PLACE, rows)
    _own(connection, raw)
    show(connection, photos)


def _join_folder(connection: Connection, folder: int, raw: bytes) -> None:
    """Make the folder that has this path already part of another one, with what was set for it."""
    both = select(Folder.id, Folder.path, Folder.exclude, Folder.watch).where(
        or_(Folder.id == folder, Folder.path == raw)
    )
    rows = connection.execute(both).all()
    if len(rows) < 2:
        return
    exclude = sorted({pattern for row in rows for pattern in load(row.exclude)})
    values = {"exclude": dump(exclude), "watch": any(row.watch for row in rows)}
    connection.execute(update(Folder).where(Folder.id == folder).values(**values))
    connection.execute(delete(Folder).where(Folder.path == raw))


def _make_way(connection: Connection, raw: bytes, photos: dict[int, bytes]) -> None:
    """Drop or displace those among photos that move to a path where another photo lies.

    What holds the same as the photo there, and bears nobody's word, is dropped: ``photos`` keeps
    the others, with the path that they get.
    """
    start, end = _range(raw)
    there = select(Photo.path, Photo.content_hash, Photo.id).where(
        Photo.path >= start, Photo.path < end
    )
    taken = {path: (content, id_) for path, content, id_ in connection.execute(there)}
    moving = select(Photo.id, Photo.content_hash).where(among(Photo.id, photos))
    contents = {id_: content for id_, content in connection.execute(moving)}
    of_people = set(connection.scalars(SPOKEN_OF))
    dropped: dict[int, int] = {}
    displaced: list[int] = []
    for photo, path in list(photos.items()):
        if path not in taken:
            continue
        content, stays = taken[path]
        same = contents[photo] is not None and content == contents[photo]
        if same and photo not in of_people:
            dropped[photo] = stays
            del photos[photo]
        else:
            displaced.append(photo)
            photos[photo] = displaced_path(path.partition(b"\0")[0], photo)
    move_entries(connection, dropped)
    connection.execute(delete(Photo).where(among(Photo.id, dropped)))
    connection.execute(update(Photo).where(among(Photo.id, displaced)).values(missing=True))
