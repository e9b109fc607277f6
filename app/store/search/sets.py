"""Sets of photos in SQL, and sets of values that go into a statement as one parameter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    and_,
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
from app.store.search.index import NAMES, SAID, WordIndex, begin_with
from app.store.tables import ImportedWords, Photo, PhotoKeyword

# 'listed' in a form that no index helps with: for questions that start from another index.
ON_THE_LISTS = (type_coerce(Photo.listed, Integer) + 0) == 1
# Shorter texts are in no index of three letters.
SHORTEST_INDEXED = 3
# Of more groups of three letters that begin with a shorter text, each is looked for in vain.
MOST_GROUPS = 400
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


@dataclass(frozen=True, slots=True)
class PhotoSet:
    """Photos of which one thing is true.

    Attributes
    ----------
    ids : Select
        Selects them, each once or more.
    holds : condition
        Says of a row of ``photo`` that it is one of them; true or false, never NULL.
    """

    ids: Select[Any]
    holds: ColumnElement[bool]


def photos_where(*conditions: ColumnElement[bool]) -> PhotoSet:
    """Return the photos of whose own row all of this is true."""
    return PhotoSet(select(Photo.id).where(*conditions), is_true(and_(*conditions)))


def photos_of(key: Any, *conditions: ColumnElement[bool]) -> PhotoSet:
    """Return the photos that ``key`` names in the rows of another table where this is true."""
    there = select(key).where(*conditions)
    return PhotoSet(there, there.where(key == Photo.id).correlate(Photo.__table__).exists())


def is_true(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition that is false where another one is NULL."""
    return type_coerce(func.coalesce(condition, 0), Boolean)


def union_of(sets: Sequence[PhotoSet]) -> PhotoUnion:
    """Return the photos that are in any of these sets."""
    return sets[0].ids if len(sets) == 1 else union_all(*(each.ids for each in sets))


def with_text(connection: Connection, index: WordIndex, text: str) -> PhotoSet:
    """Return the photos in whose text, folded, another one stands."""
    if index is NAMES:
        through = photos_where(func.instr(Photo.name, text) > 0)
    else:
        assert index is SAID
        through = photos_of(ImportedWords.photo_id, func.instr(ImportedWords.words, text) > 0)
    phrase = _phrase_of(connection, index, text)
    if phrase is not None:
        source = table_of(index.name, named("rowid", Integer))
        match = literal_column(index.name).op("MATCH")(phrase)
        return PhotoSet(select(source.c.rowid).where(match), through.holds)
    if index is NAMES:  # an index that lists go by holds all that is needed
        return PhotoSet(through.ids.where(Photo.listed == true()), through.holds)
    return through


def _phrase_of(connection: Connection, index: WordIndex, text: str) -> str | None:
    """Return what an index of three letters is asked for a text; None where it cannot tell."""
    if len(text) >= SHORTEST_INDEXED:
        return _quoted(text)
    # A shorter one stands where a group of three letters begins with it, or at the very end.
    if not text or (index is NAMES and text[-1].isascii()):
        return None
    groups = begin_with(connection, index, text, MOST_GROUPS + 1)
    if len(groups) > MOST_GROUPS:
        return None
    return " OR ".join(map(_quoted, groups)) or '""'


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def distinct_values(connection: Connection, column: Any) -> list[str]:
    """Return the different values of a column of :data:`SHARED`, skipping along its index."""
    assert column in SHARED
    first = select(func.min(column).label("value")).cte("each_value", recursive=True)
    later = select(func.min(column)).where(column > first.c.value).scalar_subquery()
    every = first.union_all(select(later).where(first.c.value.is_not(None)))
    statement = select(every.c.value).where(every.c.value.is_not(None), every.c.value != "")
    return [value for (value,) in fetch_plain(connection, statement)]
