"""States of the entities that actions change: read as JSON values, written back the same.

``label``: list of [scene, answer, at, action id], empty where nothing was said. ``rating``: stars,
flag and time, or None. Those of albums: :mod:`app.store.collecting.album_states`. ``scene``,
``range`` and ``setting``: the row's columns, or None when there is no row. ``model``: the id of the
current version, or None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, false, func, insert, select, true, update

from app.store.collecting.album_states import ENTITIES, write_collected
from app.store.collecting.rated import write_ratings
from app.store.encoding import dump_states, label_state, load_states
from app.store.query import among
from app.store.shown import show
from app.store.tables import HandRangeTable, Label, ModelVersion, Photo, Scene, Setting

CURRENT = "current"
# Where the models of packs come from; all others are named by the act that made them.
PACK = "pack"
KEPT_MODELS = 100
KEPT = func.length(ModelVersion.blob) > 0

# One row each: a person may say something about 100,000 photos at once.
_PHOTO = update(Photo).where(Photo.id == bindparam("photo"))
SET_LABEL_STATE = _PHOTO.values(label_state=bindparam("state"))
_SET_LEARNED_STATE = _PHOTO.values(learned_state=bindparam("state"))
_LABEL_COLUMNS = ("photo_id", "scene", "answer", "at", "action_id")
_TABLES: dict[str, tuple[Any, Any]] = {
    "scene": (Scene, Scene.id),
    "range": (HandRangeTable, HandRangeTable.scene),
    "setting": (Setting, Setting.key),
}


def read_labels(connection: Connection, photos: Sequence[int]) -> dict[int, list[list[Any]]]:
    """Return the label state of each of these photos."""
    states: dict[int, list[list[Any]]] = {int(photo): [] for photo in photos}
    rows = connection.execute(
        select(Label.photo_id, Label.scene, Label.answer, Label.at, Label.action_id)
        .where(among(Label.photo_id, photos))
        .order_by(Label.photo_id, Label.scene)
    )
    for photo, *state in rows:
        states[photo].append(state)
    return states


def read_row(connection: Connection, entity: str, key: str) -> dict[str, Any] | None:
    """Return the state of a ``scene``, ``range`` or ``setting``."""
    table, column = _TABLES[entity]
    row = connection.execute(select(table.__table__).where(column == key)).one_or_none()
    return None if row is None else dict(row._mapping)


def read_current_model(connection: Connection) -> int | None:
    """Return the id of the current model version."""
    return connection.scalar(select(ModelVersion.id).where(ModelVersion.current == true()))


def write_states(connection: Connection, entity: str, states: Mapping[str, Any]) -> None:
    """Bring entities to these states."""
    if entity == "label":
        _write_labels(connection, {int(photo): state for photo, state in states.items()})
    elif entity == "rating":
        write_ratings(connection, {int(photo): state for photo, state in states.items()})
    elif entity in ENTITIES:
        write_collected(connection, entity, states)
    elif entity == "model":
        make_current(connection, states[CURRENT])
    else:
        table, column = _TABLES[entity]
        for key, state in states.items():
            connection.execute(delete(table).where(column == key))
            if state is not None:
                connection.execute(insert(table).values(**state))


def _write_labels(connection: Connection, states: Mapping[int, list[list[Any]]]) -> None:
    connection.execute(delete(Label).where(among(Label.photo_id, states)))
    rows = [
        dict(zip(_LABEL_COLUMNS, (photo, *said), strict=True))
        for photo, state in states.items()
        for said in state
    ]
    if rows:
        connection.execute(insert(Label), rows)
    connection.execute(
        SET_LABEL_STATE,
        [{"photo": photo, "state": _state_number(state)} for photo, state in states.items()],
    )
    show(connection, states)


def _state_number(state: list[list[Any]]) -> int:
    yes = next((scene for scene, answer, *_ in state if answer == "yes"), None)
    return label_state(yes, [scene for scene, answer, *_ in state if answer == "no"])


def learned_now(connection: Connection) -> bytes:
    """Return the label states that a model made now has learned from: all that was said."""
    rows = connection.execute(select(Photo.id, Photo.label_state).where(Photo.label_state != 0))
    return dump_states([(photo, state) for photo, state in rows])


def make_current(connection: Connection, version: int | None) -> None:
    """Make a model version the current one, with what it had learned.

    A version whose bytes are no longer kept cannot be: then the current one stays.
    """
    if version is not None and not is_kept(connection, version):
        return
    connection.execute(update(ModelVersion).where(ModelVersion.current == true()).values(current=0))
    connection.execute(update(Photo).where(Photo.learned_state != 0).values(learned_state=0))
    if version is None:
        return
    connection.execute(update(ModelVersion).where(ModelVersion.id == version).values(current=1))
    learned = load_states(_learned_blob(connection, version))
    if learned:
        connection.execute(
            _SET_LEARNED_STATE, [{"photo": photo, "state": state} for photo, state in learned]
        )


def is_kept(connection: Connection, version: int) -> bool:
    """Return whether there is a model version with its bytes."""
    kept = select(ModelVersion.id).where(ModelVersion.id == version, KEPT)
    return connection.scalar(kept) is not None


def drop_old_models(connection: Connection) -> None:
    """Let go the bytes of old versions, or a library would grow by a megabyte each refresh.

    The newest stay, and the current one, and those of a pack.
    """
    newest = (
        select(ModelVersion.id)
        .where(KEPT, ModelVersion.source != PACK)
        .order_by(ModelVersion.id.desc())
        .limit(KEPT_MODELS)
    )
    connection.execute(
        update(ModelVersion)
        .where(
            KEPT,
            ModelVersion.source != PACK,
            ModelVersion.current == false(),
            ModelVersion.id.not_in(newest),
        )
        .values(blob=b"")
    )


def _learned_blob(connection: Connection, version: int) -> bytes:
    blob: bytes = connection.execute(
        select(ModelVersion.learned).where(ModelVersion.id == version)
    ).scalar_one()
    return blob
