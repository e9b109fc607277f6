"""What a person did, and how it is taken back.

Every action keeps, for each entity it changed, the state before and after. Undo writes the states
before, redo the states after; neither knows what the action was. Entities are ``label`` and
``rating`` (key: photo id), those of albums, ``scene``, ``range`` (key: scene id) and ``model``
(key: ``current``). A new action leaves undone ones in the history, but they can no longer be done
again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    false,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.dialects import sqlite
from typing_extensions import override

from app.core import library
from app.core.records import Act, HistoryRow
from app.store.collecting.album_states import photo_of_key
from app.store.database import Database
from app.store.encoding import dump, load, now
from app.store.plain_rows import Prepared, given
from app.store.states import write_states
from app.store.tables import Action, ActionItem

_ROW = (Action.id, Action.at, Action.act, Action.params, Action.photos, Action.undone)
# Entities whose key is a photo.
OF_PHOTOS = ("label", "rating")
_NEXT_UNDO = Prepared(
    select(*_ROW).where(Action.undone == false()).order_by(Action.id.desc()).limit(1)
)
_NEXT_REDO = Prepared(
    select(*_ROW)
    .where(Action.undone == true(), Action.dropped == false())
    .order_by(Action.id)
    .limit(1)
)
_OF_PHOTO = Prepared(
    select(*_ROW)
    .join(ActionItem, ActionItem.action_id == Action.id)
    .where(ActionItem.entity.in_(OF_PHOTOS), ActionItem.key == given("key"))
    .distinct()
    .order_by(Action.id.desc())
)
_ITEM = sqlite.insert(ActionItem)
# What one action changes twice keeps its first state before.
_KEEP_ITEM = _ITEM.on_conflict_do_update(
    index_elements=["action_id", "entity", "key"], set_={"after": _ITEM.excluded.after}
)


class Recorder:
    """Writes one action down, from its first change on.

    Attributes
    ----------
    connection : Connection
        The write transaction that the action is part of.
    act : Act
        What is done.
    """

    def __init__(self, connection: Connection, act: Act, params: Mapping[str, Any]) -> None:
        self.connection = connection
        self.act = act
        self._params = dict(params)
        self._id: int | None = None

    def start(self) -> int:
        """Write the action's row, if it is not there yet, and return its id."""
        if self._id is None:
            self.connection.execute(
                update(Action).where(Action.undone == true()).values(dropped=True)
            )
            self._id = self.connection.scalar(
                insert(Action)
                .values(at=now(), act=self.act.value, params=dump(self._params))
                .returning(Action.id)
            )
        assert self._id is not None
        return self._id

    def change(self, entity: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Write the states after, and keep both; entities that stay as they are are left out."""
        changed = {key: state for key, state in after.items() if state != before[key]}
        if not changed:
            return
        action = self.start()
        items = [
            {"key": key, "before": dump(before[key]), "after": dump(state)}
            for key, state in changed.items()
        ]
        self.connection.execute(
            _KEEP_ITEM, [{"action_id": action, "entity": entity, **item} for item in items]
        )
        write_states(self.connection, entity, changed)
        if entity in (*OF_PHOTOS, "album_photo"):
            count_photos(self.connection, action)


class Actions:
    """The actions that are being written, at most one a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._own = threading.local()

    @property
    def current(self) -> Recorder | None:
        """The recorder of the action that this thread is in."""
        return getattr(self._own, "recorder", None)

    @property
    def required(self) -> Recorder:
        """The same, for what may only be written in an action."""
        recorder = self.current
        if recorder is None:
            raise RuntimeError("what a person does is written inside library.action(...)")
        return recorder

    @contextmanager
    def recording(self, act: Act, params: Mapping[str, Any]) -> Iterator[None]:
        """Open an action of this thread."""
        if self.current is not None:
            raise RuntimeError("an action is open already: its act and params would be lost")
        with self._database.write() as connection:
            self._own.recorder = Recorder(connection, act, params)
            try:
                yield
            finally:
                self._own.recorder = None


class HistoryStore(library.History):
    """The actions of a library file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def rows(self, limit: int = 200) -> list[HistoryRow]:
        with self._database.read() as connection:
            return history(connection, limit)

    @override
    def photos_of(self, action: int) -> list[int]:
        with self._database.read() as connection:
            return photos_of(connection, action)

    @override
    def next_undo(self) -> HistoryRow | None:
        with self._database.read() as connection:
            return next_undo(connection)

    @override
    def next_redo(self) -> HistoryRow | None:
        with self._database.read() as connection:
            return next_redo(connection)

    @override
    def undo(self) -> HistoryRow | None:
        with self._database.write() as connection:
            return undo(connection)

    @override
    def redo(self) -> HistoryRow | None:
        with self._database.write() as connection:
            return redo(connection)


def next_undo(connection: Connection) -> HistoryRow | None:
    """Return the newest action that is in force."""
    return _first(_NEXT_UNDO.rows(connection))


def next_redo(connection: Connection) -> HistoryRow | None:
    """Return the action undone last, if nothing was done since."""
    return _first(_NEXT_REDO.rows(connection))


def undo(connection: Connection) -> HistoryRow | None:
    """Take back the newest action in force, in the current transaction."""
    action = next_undo(connection)
    if action is not None:
        _apply(connection, action.id, ActionItem.before)
        connection.execute(update(Action).where(Action.id == action.id).values(undone=True))
    return action


def redo(connection: Connection) -> HistoryRow | None:
    """Do the action undone last again, in the current transaction."""
    action = next_redo(connection)
    if action is not None:
        _apply(connection, action.id, ActionItem.after)
        connection.execute(update(Action).where(Action.id == action.id).values(undone=False))
    return action


def _apply(connection: Connection, action: int, states: Any) -> None:
    items = connection.execute(
        select(ActionItem.entity, ActionItem.key, states).where(ActionItem.action_id == action)
    )
    by_entity: dict[str, dict[str, Any]] = {}
    for entity, key, state in items:
        by_entity.setdefault(entity, {})[key] = load(state)
    for entity, wanted in by_entity.items():
        write_states(connection, entity, wanted)


def history(connection: Connection, limit: int) -> list[HistoryRow]:
    """Return actions, newest first."""
    statement = select(*_ROW).order_by(Action.id.desc()).limit(limit)
    return [_history_row(row) for row in connection.execute(statement)]


def history_of_photo(connection: Connection, photo: int) -> tuple[HistoryRow, ...]:
    """Return the actions that changed this photo's label or rating, newest first."""
    return tuple(_history_row(row) for row in _OF_PHOTO.rows(connection, key=str(photo)))


def photos_of(connection: Connection, action: int) -> list[int]:
    """Return the photos whose labels, ratings or places in albums an action changed."""
    keys = connection.scalars(select(ActionItem.key).where(_of_photos(action)).distinct())
    return sorted(photo_of_key(key) for key in keys)


def count_photos(connection: Connection, action: int) -> None:
    """Keep how many photos an action changed."""
    count = select(func.count(ActionItem.key.distinct())).where(_of_photos(action))
    connection.execute(
        update(Action).where(Action.id == action).values(photos=count.scalar_subquery())
    )


def _of_photos(action: int) -> ColumnElement[bool]:
    of_photos = ActionItem.entity.in_((*OF_PHOTOS, "album_photo"))
    return and_(ActionItem.action_id == action, of_photos)


def _first(rows: Sequence[Any]) -> HistoryRow | None:
    return _history_row(rows[0]) if rows else None


def _history_row(row: Any) -> HistoryRow:
    return HistoryRow(
        id=row.id,
        at=row.at,
        act=Act(row.act),
        params=load(row.params),
        photos=row.photos,
        undone=bool(row.undone),
    )
