"""Ratings as they stand in the tables, and the stars and flags that lists show.

The rule stands here once: a person's own comes first; of the file, what a sidecar says comes before
what stands inside; a file that is rated -1 was rejected there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from app.core.collecting.ratings import Flag, Rating
from app.core.imported import IMPORTED, Imported
from app.store.collecting.tables import RatingTable
from app.store.encoding import dump
from app.store.plain_rows import Prepared
from app.store.query import among, among_asked, asked
from app.store.tables import ImportedWords, Photo

_TABLE = RatingTable.__table__
_RATINGS = Prepared(select(_TABLE).where(among_asked(_TABLE.c.photo_id)))
_SEEN = Photo.__table__.alias("seen")
_FLAGS = {flag.value: flag for flag in Flag}
State = dict[str, Any] | None


def read_ratings(connection: Connection, photos: Collection[int]) -> dict[int, State]:
    """Return the state of each of these photos: stars, flag and time, None for never rated."""
    states: dict[int, State] = {int(photo): None for photo in photos}
    for photo, *values in _RATINGS.rows(connection, photos=asked(photos)):
        states[photo] = dict(zip(("stars", "flag", "at"), values, strict=True))
    return states


def write_ratings(connection: Connection, states: Mapping[int, State]) -> None:
    """Bring photos to these states, and let lists show them."""
    connection.execute(delete(_TABLE).where(among(_TABLE.c.photo_id, states)))
    rows = [{"photo_id": photo, **state} for photo, state in states.items() if state is not None]
    if rows:
        connection.execute(insert(_TABLE), rows)
    show_ratings(connection, states)


def rating_of(state: State) -> Rating:
    """Return a state as a record."""
    if state is None:
        return Rating()
    flag = state["flag"]
    return Rating(state["stars"], None if flag is None else flag_of(flag), state["at"])


def flag_of(text: str) -> Flag:
    """Return a flag as the library holds it; a library may come from a stranger."""
    return _FLAGS.get(text, Flag.NONE)


def join_ratings(one: State, other: State) -> State:
    """Return what was said of two rows of one photo together; the later word wins."""
    known = sorted((s for s in (one, other) if s is not None), key=lambda s: str(s["at"]))
    joined: dict[str, Any] = {}
    for state in known:
        joined |= {key: value for key, value in state.items() if value is not None}
    return {"stars": None, "flag": None, **joined} if known else None


def shown_of_file(said: Imported) -> dict[str, Any]:
    """Return the columns of a photo that nobody rated, by what stands in its file."""
    flag = said.flag or (Flag.REJECT if (said.rating or 0) < 0 else Flag.NONE)
    return {"stars": max(said.rating or 0, 0), "flag": Flag(flag).value}


def show_ratings(connection: Connection, photos: Iterable[int]) -> None:
    """Make the stars and flags shown of these photos true again."""
    connection.execute(_show_some(), {"ids": dump([int(photo) for photo in photos])})


def show_all_ratings(connection: Connection) -> int:
    """Make the stars and flags shown of every photo true again; return how many were otherwise."""
    return connection.execute(_show(_truth())).rowcount


@cache
def _show_some() -> Update:
    """Return the statement that a scan sends for every photo with a rating: built once."""
    ids = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
    return _show(_truth().where(_SEEN.c.id.in_(ids)))


def _truth() -> Select[*tuple[Any, ...]]:
    """Select what lists are to show of each photo."""

    def said(key: str) -> Any:
        beside = func.json_extract(ImportedWords.sidecar, f"$.{key}")
        return func.coalesce(beside, func.json_extract(_SEEN.c.facts, f"$.{IMPORTED}.{key}"))

    rating = func.coalesce(cast(said("rating"), Integer), 0)
    flag = case((rating < 0, Flag.REJECT.value), else_=Flag.NONE.value)
    flags = [Flag.PICK.value, Flag.REJECT.value]
    written = said("flag")
    return (
        select(
            _SEEN.c.id.label("photo"),
            func.coalesce(_TABLE.c.stars, func.max(rating, 0)).label("stars"),
            func.coalesce(_TABLE.c.flag, case((written.in_(flags), written), else_=flag)).label(
                "flag"
            ),
        )
        .select_from(_SEEN)
        .outerjoin(_TABLE, _TABLE.c.photo_id == _SEEN.c.id)
        .outerjoin(ImportedWords, ImportedWords.photo_id == _SEEN.c.id)
    )


def _show(truth: Select[*tuple[Any, ...]]) -> Update:
    true = truth.subquery()
    differs = or_(
        Photo.stars.is_distinct_from(true.c.stars), Photo.flag.is_distinct_from(true.c.flag)
    )
    return (
        update(Photo)
        .values(stars=true.c.stars, flag=true.c.flag)
        .where(and_(Photo.id == true.c.photo, differs))
    )
