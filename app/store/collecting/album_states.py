"""Albums and kept searches as states of the history: written back just as they were.

Of an album there are two entities: ``album`` (key: its id), and ``album_photo`` (key: album and
photo, ``3:17``), so that a step about one photo of ten thousand is one item. ``kept_search`` (key:
its id) is a row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from app.store.collecting.tables import AlbumPhoto, AlbumTable, KeptSearchTable
from app.store.encoding import dump, load
from app.store.tables import ActionItem

_ROWS: dict[str, Any] = {"album": AlbumTable, "kept_search": KeptSearchTable}
_PUT = sqlite.insert(AlbumPhoto)
_PUT_OR_MOVE = _PUT.on_conflict_do_update(
    index_elements=["album_id", "photo_id"], set_={"place": _PUT.excluded.place}
)
ENTITIES = ("album", "album_photo", "kept_search")


def read_collected(connection: Connection, entity: str, id_: int) -> dict[str, Any] | None:
    """Return the state of an album or a kept search."""
    table = _ROWS[entity]
    row = connection.execute(select(table.__table__).where(table.id == id_)).one_or_none()
    return None if row is None else dict(row._mapping)


def write_collected(connection: Connection, entity: str, states: Mapping[str, Any]) -> None:
    """Bring albums, photos in albums or kept searches to these states."""
    if entity == "album_photo":
        _write_places(connection, states)
        return
    table = _ROWS[entity]
    for key, state in states.items():
        if state is None:
            connection.execute(delete(table).where(table.id == int(key)))
            continue
        # Not taken out and put in again: the photos of an album would go with it.
        changed = connection.execute(update(table).where(table.id == int(key)).values(**state))
        if not changed.rowcount:
            connection.execute(insert(table).values(**state))


def place_key(album: int, photo: int) -> str:
    """Return the key of a photo in an album."""
    return f"{album}:{photo}"


def photo_of_key(key: str) -> int:
    """Return the photo of such a key."""
    return int(key.rpartition(":")[2])


def _write_places(connection: Connection, states: Mapping[str, float | None]) -> None:
    pairs = {key: [int(part) for part in key.split(":")] for key in states}
    # An album that was taken back has no photos left, whatever they were.
    known = set(connection.scalars(select(AlbumTable.id)))
    rows = [
        {"album_id": album, "photo_id": photo, "place": states[key]}
        for key, (album, photo) in pairs.items()
        if states[key] is not None and album in known
    ]
    for key, (album, photo) in pairs.items():
        if states[key] is None:
            connection.execute(
                delete(AlbumPhoto).where(AlbumPhoto.album_id == album, AlbumPhoto.photo_id == photo)
            )
    if rows:
        connection.execute(_PUT_OR_MOVE, rows)


def join_places(one: float | None, other: float | None) -> float | None:
    """Return the place in an album of two rows of one photo: the first's, where both have one."""
    return other if one is None else one


def places_of(connection: Connection, *photos: int) -> Iterator[dict[str, float | None]]:
    """Yield the places of photos in each album that one of them is in, or ever was, by key."""
    for album in sorted({album for photo in photos for album in _albums_of(connection, photo)}):
        rows = connection.execute(
            select(AlbumPhoto.photo_id, AlbumPhoto.place).where(
                AlbumPhoto.album_id == album, AlbumPhoto.photo_id.in_(photos)
            )
        )
        places = {photo: place for photo, place in rows}
        yield {place_key(album, photo): places.get(photo) for photo in photos}


def stand_for(connection: Connection, kept: int, other: int) -> None:
    """Let a photo be the cover of albums where another one is, or was at any step of history."""
    connection.execute(update(AlbumTable).where(AlbumTable.cover == other).values(cover=kept))
    items = select(ActionItem.action_id, ActionItem.key, ActionItem.before, ActionItem.after).where(
        ActionItem.entity == "album"
    )
    for action, key, *states in connection.execute(items).all():
        said = [load(state) for state in states]
        covered = [state for state in said if state is not None and state["cover"] == other]
        if covered:
            for state in covered:
                state["cover"] = kept
            before, after = map(dump, said)
            where = (
                ActionItem.action_id == action,
                ActionItem.entity == "album",
                ActionItem.key == key,
            )
            statement = update(ActionItem).where(*where)
            connection.execute(statement.values(before=before, after=after))


def _albums_of(connection: Connection, photo: int) -> Collection[int]:
    """Return the albums that a photo is in, or was in at any step of the history."""
    keys = connection.scalars(
        select(ActionItem.key).where(
            ActionItem.entity == "album_photo", ActionItem.key.like(f"%:{photo}")
        )
    )
    inside = select(AlbumPhoto.album_id).where(AlbumPhoto.photo_id == photo)
    return {*connection.scalars(inside), *(int(key.partition(":")[0]) for key in keys)}
