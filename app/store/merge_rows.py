"""Two rows of one photo become one: files, features, labels, albums and all history.

The history of the joined row is what both rows say together: at each step its label is the union
of both, and where they contradict each other the later one; its rating likewise. So undo and redo
go on to work, step by step, as if there had been one row all the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from app.store.actions import count_photos
from app.store.collecting.album_states import join_places, places_of, stand_for
from app.store.collecting.rated import join_ratings, read_ratings
from app.store.collecting.tables import RatingTable
from app.store.encoding import dump, load
from app.store.ledger import move_entries
from app.store.outside.transfers import move_steps
from app.store.shown import show
from app.store.states import read_labels, write_states
from app.store.tables import (
    Action,
    ActionItem,
    Feature,
    ImportedWords,
    Label,
    Photo,
    PhotoKeyword,
    PhotoTag,
    Prediction,
)

State = list[list[Any]]
# What belongs to the row itself, and not to the file.
_OF_THE_ROW = ("id", "label_state", "learned_state")


@dataclass(frozen=True, slots=True)
class _Step:
    """What one action did to the label, the rating or the place in an album of one row."""

    action: int
    before: Any
    after: Any
    dropped: bool


def merge_rows(connection: Connection, kept: int, other: int) -> None:
    """Make ``other`` part of ``kept``; the file that is there stays, that of ``other`` if both."""
    said = read_labels(connection, [kept, other])
    rated = read_ratings(connection, [kept, other])
    for entity, states in (("label", said), ("rating", rated)):
        _merge_history(connection, entity, {str(photo): states[photo] for photo in (kept, other)})
    _take_file(connection, kept, other)
    label = join_states(said[kept], said[other])
    connection.execute(delete(Label).where(Label.photo_id == other))
    connection.execute(delete(RatingTable).where(RatingTable.photo_id == other))
    _join_albums(connection, kept, other)
    move_entries(connection, {other: kept})
    move_steps(connection, {other: kept})
    connection.execute(delete(Photo).where(Photo.id == other))
    write_states(connection, "label", {str(kept): label})
    # Written even where nobody rated it: the file may be another one now.
    rating = join_ratings(rated[kept], rated[other])
    write_states(connection, "rating", {str(kept): rating})
    show(connection, [kept])


def join_states(one: State, other: State) -> State:
    """Return the label that two rows of one photo bear together; the later word wins."""
    joined: dict[str, list[Any]] = {}
    for said in sorted([*one, *other], key=lambda said: (said[2], said[3])):
        scene, answer = said[0], said[1]
        if answer == "yes":
            joined = {s: w for s, w in joined.items() if w[1] != "yes"}
        joined[scene] = said
    return sorted(joined.values())


def _take_file(connection: Connection, kept: int, other: int) -> None:
    """Give the file of ``other``, with what the machine knows of it, to ``kept``.

    Not where it is gone while that of ``kept`` is there, nor where only its header was read.
    """
    table = Photo.__table__
    found = connection.execute(select(table).where(Photo.id.in_((kept, other))))
    rows = {row.id: row for row in found}
    if (rows[other].missing and not rows[kept].missing) or rows[other].pixel_hash == "":
        return
    names = [column.name for column in table.c if column.name not in _OF_THE_ROW]
    values = {name: rows[other]._mapping[name] for name in names}
    values["learned_state"] = rows[kept].learned_state or rows[other].learned_state
    # Its path is taken until the other row is gone.
    connection.execute(update(Photo).where(Photo.id == other).values(path=b"\0%d" % other))
    connection.execute(update(Photo).where(Photo.id == kept).values(**values))
    for derived in (Feature, Prediction, PhotoTag, ImportedWords, PhotoKeyword):
        connection.execute(delete(derived).where(derived.photo_id == kept))
        connection.execute(update(derived).where(derived.photo_id == other).values(photo_id=kept))


def _join_albums(connection: Connection, kept: int, other: int) -> None:
    """Let a photo that turned out to be another one be in its albums, and stand for them."""
    for states in places_of(connection, kept, other):
        _merge_history(connection, "album_photo", states)
        mine, theirs = states
        place = join_places(states[mine], states[theirs])
        write_states(connection, "album_photo", {theirs: None, mine: place})
    stand_for(connection, kept, other)


def _merge_history(connection: Connection, entity: str, said: Mapping[str, Any]) -> None:
    """Join the histories of two keys, whose states now are given: the one that stays, the other."""
    kept, other = said
    own, others = _steps(connection, entity, kept), _steps(connection, entity, other)
    if not others:
        return
    rows = []
    for action in sorted({step.action for step in (*own, *others)}):
        one, two = _around(own, action, said[kept]), _around(others, action, said[other])
        states = [_JOIN[entity](a, b) for a, b in zip(one, two, strict=True)]
        before, after = map(dump, states)
        rows.append({"action_id": action, "before": before, "after": after})
    connection.execute(
        delete(ActionItem).where(ActionItem.entity == entity, ActionItem.key.in_((kept, other)))
    )
    connection.execute(insert(ActionItem).values(entity=entity, key=kept), rows)
    for action in {s.action for s in own} & {s.action for s in others}:
        count_photos(connection, action)


def _steps(connection: Connection, entity: str, key: str) -> list[_Step]:
    rows = connection.execute(
        select(ActionItem.action_id, ActionItem.before, ActionItem.after, Action.dropped)
        .join(Action, Action.id == ActionItem.action_id)
        .where(ActionItem.entity == entity, ActionItem.key == key)
        .order_by(ActionItem.action_id)
    )
    return [_Step(row[0], load(row[1]), load(row[2]), bool(row[3])) for row in rows]


# How what was said of two rows becomes one word, by entity.
_JOIN: dict[str, Callable[[Any, Any], Any]] = {
    "label": join_states,
    "rating": join_ratings,
    "album_photo": join_places,
}


def _around(steps: Sequence[_Step], action: int, now: Any) -> tuple[Any, Any]:
    """Return what was said of a row before and after an action, which may be none of its own."""
    state = now
    for step in reversed(steps):
        if step.action == action:
            return step.before, step.after
        if step.action > action and not step.dropped:
            state = step.before
        if step.action < action and not step.dropped:
            state = step.after
            break
    return state, state
