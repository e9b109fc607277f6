"""Sets of photos in SQL, and sets of values that go into a statement as one parameter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    func,
    literal_column,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy import column as named
from sqlalchemy import table as table_of

from app.store.collecting.tables import AlbumTable
from app.store.encoding import dump
from app.store.plain_rows import fetch_plain
from app.store.search.index import NAMES, SAID, WordIndex
from app.store.tables import ImportedWords, Photo, PhotoKeyword

# Shorter texts are in no index of three letters.
SHORTEST_INDEXED = 3
PhotoSet = Select[Any]
PhotoUnion = Select[Any] | CompoundSelect[Any]
# The columns whose values are few, compared with the photos that share them.
SHARED = (
    Photo.directory,
    Photo.camera,
    Photo.lens,
    Photo.format,
    PhotoKeyword.keyword,
    AlbumTable.name,
)


def in_json(column: Any, values: str) -> ColumnElement[bool]:
    """Return 'column is in this JSON list', as one parameter."""
    each = func.json_each(values).table_valued("value")
    found: ColumnElement[bool] = column.in_(select(each.c.value))
    return found


def one_of(column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """Return 'column is one of values' with a single parameter."""
    return in_json(column, dump(sorted(values)))


def union_of(sets: Sequence[PhotoSet]) -> PhotoUnion:
    """Return the photos that are in any of these sets."""
    return sets[0] if len(sets) == 1 else union_all(*sets)


def in_set(photos: PhotoUnion, *, is_small: bool) -> ColumnElement[bool]:
    """Return 'the photo is one of these', never NULL.

    A large set is asked about each photo on the way along the index of the list's order (``+ 0``
    keeps SQLite from going the other way, which costs a look at each row, and sorting).
    """
    column: Any = Photo.id if is_small else type_coerce(Photo.id, Integer) + 0
    found: ColumnElement[bool] = column.in_(photos)
    return found


def with_text(index: WordIndex, text: str) -> PhotoSet:
    """Select the photos in whose text, folded, another one stands."""
    if len(text) < SHORTEST_INDEXED:
        return _read_through(index, text)
    source = table_of(index.name, named("rowid", Integer))
    match = literal_column(index.name).op("MATCH")('"' + text.replace('"', '""') + '"')
    return select(source.c.rowid).where(match)


def _read_through(index: WordIndex, text: str) -> PhotoSet:
    if index is NAMES:  # an index that lists go by holds all that is needed
        return select(Photo.id).where(Photo.listed == true(), func.instr(Photo.name, text) > 0)
    assert index is SAID
    return select(ImportedWords.photo_id).where(func.instr(ImportedWords.words, text) > 0)


def distinct_values(connection: Connection, column: Any) -> list[str]:
    """Return the different values of a column of :data:`SHARED`, skipping along its index."""
    assert column in SHARED
    first = select(func.min(column).label("value")).cte("each_value", recursive=True)
    later = select(func.min(column)).where(column > first.c.value).scalar_subquery()
    every = first.union_all(select(later).where(first.c.value.is_not(None)))
    statement = select(every.c.value).where(every.c.value.is_not(None), every.c.value != "")
    return [value for (value,) in fetch_plain(connection, statement)]
