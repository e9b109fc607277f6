"""Albums and kept searches of a library file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, false, func, insert, select
from typing_extensions import override

from app.core.collecting import albums
from app.core.collecting.albums import AlbumRow, KeptSearch
from app.store.actions import Actions
from app.store.collecting.album_states import place_key, read_collected
from app.store.collecting.tables import AlbumPhoto, AlbumTable, KeptSearchTable
from app.store.database import Database
from app.store.encoding import clean, dump, folded, safe_name
from app.store.plain_rows import Prepared
from app.store.query import among
from app.store.tables import Action, ActionItem, Photo

_PLACES = select(AlbumPhoto.photo_id, AlbumPhoto.place).order_by(
    AlbumPhoto.place, AlbumPhoto.photo_id
)


_ALBUMS = Prepared(select(AlbumTable.id, AlbumTable.name, AlbumTable.cover))
_SEARCHES = Prepared(select(KeptSearchTable.id, KeptSearchTable.name, KeptSearchTable.text))


class AlbumStore(albums.Albums):
    """Albums and kept searches of a library file."""

    def __init__(self, database: Database, actions: Actions) -> None:
        self._database = database
        self._actions = actions

    @override
    def rows(self) -> list[AlbumRow]:
        with self._database.read() as connection:
            rows = _ALBUMS.rows(connection)
            return sorted((AlbumRow(*row) for row in rows), key=lambda row: folded(row.name))

    @override
    def searches(self) -> list[KeptSearch]:
        with self._database.read() as connection:
            rows = _SEARCHES.rows(connection)
            return sorted((KeptSearch(*row) for row in rows), key=lambda row: folded(row.name))

    @override
    def counts(self) -> dict[int, int]:
        statement = (
            select(AlbumPhoto.album_id, func.count())
            .join(Photo, Photo.id == AlbumPhoto.photo_id)
            .where(Photo.listed == 1)
            .group_by(AlbumPhoto.album_id)
        )
        with self._database.read() as connection:
            return {album: count for album, count in connection.execute(statement)}

    @override
    def covers(self) -> dict[int, str]:
        with self._database.read() as connection:
            chosen = {row.id: row.cover for row in self.rows()}
            found = {
                album: _first_hash(connection, album, cover) for album, cover in chosen.items()
            }
        return {album: name for album, name in found.items() if name is not None}

    @override
    def photos(self, album: int) -> list[int]:
        return [photo for photo, _ in self.places(album)]

    @override
    def places(self, album: int) -> list[tuple[int, float]]:
        with self._database.read() as connection:
            rows = connection.execute(_PLACES.where(AlbumPhoto.album_id == int(album)))
            return [(photo, place) for photo, place in rows]

    @override
    def of(self, photos: Collection[int] | None) -> dict[int, tuple[str, ...]]:
        statement = (
            select(AlbumPhoto.photo_id, AlbumTable.name)
            .join(AlbumTable, AlbumTable.id == AlbumPhoto.album_id)
            .order_by(AlbumTable.name)
        )
        if photos is not None:
            statement = statement.where(among(AlbumPhoto.photo_id, photos))
        found: dict[int, tuple[str, ...]] = {}
        with self._database.read() as connection:
            for photo, name in connection.execute(statement):
                found[photo] = (*found.get(photo, ()), name)
        return found

    @override
    def put_at(self, photo: int) -> str:
        with self._database.read() as connection:
            albums = connection.scalars(
                select(AlbumPhoto.album_id).where(AlbumPhoto.photo_id == int(photo))
            )
            keys = [place_key(album, int(photo)) for album in albums]
            statement = (
                select(func.max(Action.at))
                .join(ActionItem, ActionItem.action_id == Action.id)
                .where(ActionItem.entity == "album_photo", ActionItem.key.in_(keys))
                .where(ActionItem.before == dump(None), Action.undone == false())
            )
            return connection.scalar(statement) or ""

    @override
    def add(self, name: str) -> int:
        return self._insert("album", AlbumTable, {"name": clean(name), "cover": None})

    @override
    def change(self, album: AlbumRow) -> None:
        values = {"id": album.id, "name": clean(album.name), "cover": album.cover}
        self._change("album", album.id, values)

    @override
    def remove(self, album: int) -> None:
        # First the photos, so that each is remembered with its place.
        self.put(album, dict.fromkeys(self.photos(album)))
        self._change("album", album, None)

    @override
    def put(self, album: int, places: Mapping[int, float | None]) -> None:
        recorder = self._actions.required
        known = dict(self.places(album))
        recorder.change(
            "album_photo",
            {place_key(album, int(photo)): known.get(int(photo)) for photo in places},
            {place_key(album, int(photo)): place for photo, place in places.items()},
        )

    @override
    def keep_search(self, name: str, text: str) -> int:
        values = {"name": clean(name), "text": clean(text)}
        return self._insert("kept_search", KeptSearchTable, values)

    @override
    def change_search(self, search: KeptSearch) -> None:
        values = {"id": search.id, "name": clean(search.name), "text": clean(search.text)}
        self._change("kept_search", search.id, values)

    @override
    def drop_search(self, search: int) -> None:
        self._change("kept_search", search, None)

    def _insert(self, entity: str, table: Any, values: dict[str, Any]) -> int:
        recorder = self._actions.required
        recorder.start()
        added: int = recorder.connection.execute(
            insert(table).values(**values).returning(table.id)
        ).scalar_one()
        recorder.change(entity, {str(added): None}, {str(added): {"id": added, **values}})
        return added

    def _change(self, entity: str, id_: int, state: dict[str, Any] | None) -> None:
        recorder = self._actions.required
        before = read_collected(recorder.connection, entity, id_)
        recorder.change(entity, {str(id_): before}, {str(id_): state})


def _first_hash(connection: Connection, album: int, cover: int | None) -> str | None:
    """Return the content hash of a cover, or of the first photo that has one."""
    inside = (
        select(Photo.content_hash)
        .join(AlbumPhoto, AlbumPhoto.photo_id == Photo.id)
        .where(AlbumPhoto.album_id == album, Photo.content_hash.is_not(None))
        .order_by(Photo.id != (cover or 0), AlbumPhoto.place)
        .limit(1)
    )
    return safe_name(connection.scalar(inside))
