"""From a :class:`~app.core.records.Query` to SQL. Lists walk along an index of ``photo``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)

from app.core.calendar import MonthCount
from app.core.collecting.ratings import Flag
from app.core.records import NO_GROUP, Listing, Query, SortBy, View
from app.core.search.grammar import parse_search
from app.core.types import IdArray, Status
from app.store.collecting.tables import AlbumPhoto
from app.store.encoding import dump
from app.store.hot_queries import NO_SIMILARITY, ONLY_THESE
from app.store.plain_rows import fetch_plain, fetch_within, given
from app.store.search.field_conditions import search_condition
from app.store.search.sets import ON_THE_LISTS, in_json, is_true, photos_of
from app.store.search.translation import SearchCondition
from app.store.tables import Folder, Photo, PhotoTag, Scene

NumberArray = npt.NDArray[np.int64] | npt.NDArray[np.float64]

STATUS_OF_VIEW = {
    View.REVIEW: Status.REJECTED,
    View.REFINE: Status.COARSE,
    View.ACCEPTED: Status.ACCEPTED,
    View.LABELLED: Status.LABELLED,
    View.UNREADABLE: Status.FAILED,
}
# Characters that are read at once.
LETTERS_AT_ONCE = 1 << 20
WITH_SCENE = (Status.ACCEPTED, Status.LABELLED, Status.COARSE)


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """Return 'column is one of ids' with a single parameter, however many ids there are."""
    return in_json(column, dump([int(i) for i in ids]))


def among_asked(column: Any) -> ColumnElement[bool]:
    """Return 'column is one of the photos asked about': a prepared select's ``photos``.

    See :func:`asked`.
    """
    each = func.json_each(given("photos")).table_valued("value")
    found: ColumnElement[bool] = column.in_(select(each.c.value))
    return found


def asked(photos: Iterable[int]) -> str:
    """Return photos as a prepared select takes them."""
    return dump([int(photo) for photo in photos])


def among_texts(column: Any, texts: Iterable[str]) -> ColumnElement[bool]:
    """Return 'column is one of texts' with a single parameter, however many texts there are."""
    return in_json(column, dump(sorted(texts)))


def cast_bool(condition: Any) -> ColumnElement[bool]:
    """Name the type of a condition that SQLAlchemy leaves open."""
    typed: ColumnElement[bool] = condition
    return typed


def last_seen() -> ColumnElement[str]:
    """Return when a photo's file was last seen: read, or walked past while it was there."""
    own = Folder.__table__.alias("own")
    at = select(own.c.walked_at).where(own.c.id == Photo.folder_id)
    walked = at.correlate(Photo.__table__).scalar_subquery()
    later = func.max(Photo.seen_at, func.coalesce(walked, ""))
    return case((Photo.missing == true(), Photo.seen_at), else_=later)


def beginning(connection: Connection, query: Query, limit: int) -> Listing:
    """Return the first ids of a list in its order, or all where they are fewer."""
    found = _selected(connection, query).limit(limit)
    ids = [photo for (photo,) in fetch_plain(connection, found)]
    return Listing(np.array(ids, dtype=np.int64), complete=len(ids) < limit)


def beginning_within(
    connection: Connection, query: Query, limit: int, steps: int
) -> tuple[IdArray, bool]:
    """Return the first ids that a search comes upon within so many steps, and whether all came."""
    searched = _searched(connection, query, walks=True)
    conditions = _all_conditions(connection, query, searched)
    found = _ordered(select(Photo.id).where(*conditions), query).limit(limit)
    if searched is not None and searched.is_few:
        rows, finished = fetch_plain(connection, found), True
    else:
        rows, finished = fetch_within(connection, found, steps)
    return np.array(rows, dtype=np.int64).reshape(-1), finished


def whole_list(connection: Connection, query: Query) -> Listing:
    """Return all of a list in its order.

    SQLite joins the ids into one text: three times as fast as one row an id, and other threads
    run meanwhile.
    """
    if query.sort is SortBy.REVIEW:
        return _by_release(connection, _conditions(connection, query))
    rows = _selected(connection, query).subquery()
    # An aggregate of a subquery keeps its order (SQLite's rules for ORDER BY in subqueries).
    joined = fetch_plain(connection, select(func.json_group_array(rows.c[0])))[0][0]
    return Listing(ids_of_text(joined))


def month_counts(connection: Connection, query: Query) -> list[MonthCount]:
    """Count a list by the months of its photos, along the index of dates where it may."""
    month = func.substr(Photo.sorted_at, 1, len("2023-07"))
    counted = select(month, func.count()).where(*_conditions(connection, query)).group_by(month)
    return [MonthCount(*row) for row in fetch_plain(connection, counted.order_by(month))]


def held_of(connection: Connection, query: Query, photos: Iterable[int]) -> set[int]:
    """Return which of these photos a list holds, without looking at any other."""
    wanted = select(Photo.id).where(*_conditions(connection, query))
    ids = dump([int(photo) for photo in photos])
    return {row[0] for row in fetch_plain(connection, wanted, start=ONLY_THESE, values=(ids,))}


def ids_of_text(text: str) -> IdArray:
    """Return int64 (N,) from a JSON list of integers.

    A long one is read piece by piece: numpy lets no other thread run while it reads.
    """
    if text == "[]":
        return np.zeros(0, dtype=np.int64)
    pieces, start, last = [], 1, len(text) - 1
    while start < last:
        end = text.find(",", min(start + LETTERS_AT_ONCE, last))
        end = last if end < 0 else end
        pieces.append(np.fromstring(text[start:end], dtype=np.int64, sep=","))
        start = end + 1
    return np.concatenate(pieces)


def scenes_below(connection: Connection, scene: str) -> list[str]:
    """Return a scene or parent and everything below it."""
    below = select(literal(scene).label("id")).cte("below", recursive=True)
    below = below.union(select(Scene.id).join(below, Scene.parent == below.c.id))
    return list(connection.scalars(select(below.c.id)))


def _conditions(connection: Connection, query: Query) -> list[ColumnElement[bool]]:
    return _all_conditions(connection, query, _searched(connection, query))


def _all_conditions(
    connection: Connection, query: Query, searched: SearchCondition | None
) -> list[ColumnElement[bool]]:
    is_few = searched is not None and searched.is_few
    conditions = [ON_THE_LISTS if is_few else _listed(query)]
    if query.view in STATUS_OF_VIEW:
        conditions.append(Photo.status == STATUS_OF_VIEW[query.view].value)
    if query.scene is not None:
        conditions.append(_of_scene(query.view, scenes_below(connection, query.scene)))
    if searched is not None:
        conditions.append(searched.holds)
    return conditions + _restrictions(query)


def _searched(
    connection: Connection, query: Query, *, walks: bool = False
) -> SearchCondition | None:
    search = parse_search(query.text or "")
    if search is None:
        return None
    has_scene = partial(_of_scene, query.view, walks=walks)
    return search_condition(connection, search, has_scene, walks=walks)


def _listed(query: Query) -> ColumnElement[bool]:
    """Return 'is on the lists', such that no index is used where none holds what is asked for."""
    flagged = query.flag not in (None, Flag.NONE)
    if query.reason is not None or query.folder is not None or query.album is not None or flagged:
        return ON_THE_LISTS
    return Photo.listed == true()


def _of_scene(view: View, scenes: Sequence[str], *, walks: bool = False) -> ColumnElement[bool]:
    if view in {View.REVIEW, View.REFINE, View.UNREADABLE, View.LABELLED}:
        return and_(Photo.scene.is_not(None), Photo.scene.in_(scenes))
    is_tagged = Photo.status.in_([status.value for status in WITH_SCENE])
    further = photos_of(PhotoTag.photo_id, PhotoTag.scene.in_(scenes))
    if walks:
        return or_(and_(is_true(Photo.scene.in_(scenes)), is_tagged), further.holds)
    first = select(Photo.id).where(Photo.scene.in_(scenes), is_tagged, Photo.listed == true())
    return cast_bool(Photo.id.in_(first.union_all(further.ids)))


def _restrictions(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.folder is not None:
        found.append(Photo.folder_id == query.folder)
    if query.reason is not None:
        found.append(Photo.reason == query.reason.value)
    if query.date_from is not None:
        found.append(Photo.sorted_at >= query.date_from)
    if query.date_to is not None:
        found += [Photo.sorted_at < end_of_days(query.date_to), Photo.sorted_at > ""]
    if query.similarity_from is not None:
        found.append(Photo.similarity >= query.similarity_from)
    if query.similarity_to is not None:
        found.append(Photo.similarity <= query.similarity_to)
    if query.album is not None:
        inside = select(AlbumPhoto.photo_id).where(AlbumPhoto.album_id == query.album)
        found.append(cast_bool(Photo.id.in_(inside)))
    return found + _of_rating(query)


def _of_rating(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.stars_from is not None:
        found.append(Photo.stars >= query.stars_from)
    if query.flag is not None:
        found.append(Photo.flag == query.flag.value)
        if query.flag is not Flag.NONE:
            # Written out, so that SQLite sees that its index of these holds all.
            found.append(Photo.flag != literal_column("'none'"))
    return found


def _ordered(statement: Select[int], query: Query) -> Select[int]:
    """Return a select of photos in the order of a list."""
    column: Any = {
        SortBy.DATE: Photo.sorted_at,
        SortBy.NAME: Photo.name,
        SortBy.SIMILARITY: Photo.similarity,
        SortBy.RATING: Photo.stars,
        SortBy.ALBUM: Photo.id,
    }[query.sort]
    if query.sort is SortBy.ALBUM:
        return _as_laid(statement, query)
    if query.sort is SortBy.RATING:  # equal ones by date
        order = (column, Photo.sorted_at, Photo.id)
        turned = [part.desc() for part in order]
        return statement.order_by(*(turned if query.descending else order))
    if query.descending:
        return statement.order_by(column.desc(), Photo.id.desc())
    if query.sort is SortBy.SIMILARITY:  # photos without a score stay at the end
        return statement.order_by(column.is_(None), column, Photo.id)
    return statement.order_by(column, Photo.id)


def is_whole_album(query: Query) -> bool:
    """Return whether a list is an album and nothing else, in its own order."""
    plain = Query(album=query.album, sort=SortBy.ALBUM, descending=query.descending)
    return query.album is not None and query == plain


def _selected(connection: Connection, query: Query) -> Select[int]:
    """Return a select of a list in its order."""
    if is_whole_album(query):  # its index has the order, and few photos are on no list
        order = (AlbumPhoto.place, AlbumPhoto.photo_id)
        gone = select(Photo.id).where(Photo.listed == false())
        laid = select(AlbumPhoto.photo_id).where(
            AlbumPhoto.album_id == query.album, AlbumPhoto.photo_id.not_in(gone)
        )
        return laid.order_by(*([part.desc() for part in order] if query.descending else order))
    return _ordered(select(Photo.id).where(*_conditions(connection, query)), query)


def _as_laid(statement: Select[int], query: Query) -> Select[int]:
    """Put photos in the order of their album; those of none come by number."""
    inside = and_(AlbumPhoto.photo_id == Photo.id, AlbumPhoto.album_id == query.album)
    place = select(AlbumPhoto.place).where(inside).scalar_subquery()
    order = (place, Photo.id)
    return statement.order_by(*([part.desc() for part in order] if query.descending else order))


def end_of_days(day: str | None) -> str | None:
    """Return what comes after every moment of a day, or of a month, in the order of texts."""
    return None if day is None else day + chr(0x10FFFF)


def _by_release(connection: Connection, conditions: list[ColumnElement[bool]]) -> Listing:
    """Read an index and sort here: a third of the time of sorting in SQL."""
    rows = (
        select(
            Photo.id,
            func.coalesce(Photo.look_group, NO_GROUP).label("look"),
            # Whole numbers are read three times as fast, and are as exact as float32.
            cast(func.coalesce(Photo.similarity, NO_SIMILARITY) * 2**53, Integer).label("similar"),
        )
        .where(*conditions)
        .subquery()
    )
    each = func.json_group_array
    joined = select(each(rows.c.id), each(rows.c.look), each(rows.c.similar))
    return ordered_by_release(*map(ids_of_text, fetch_plain(connection, joined)[0]))


def ordered_by_release(ids: IdArray, looks: IdArray, similar: NumberArray) -> Listing:
    """Order by what one decision settles: big groups of look-alikes first, each kept together.

    Each group is led by its most typical photo. A group of which one photo is left is none.

    Parameters
    ----------
    ids, looks : int64 (N,)
        Photos and their groups, ``NO_GROUP`` for none; all photos of each group.
    similar : (N,)
        Numbers that rise with the similarity.
    """
    _, group, counts = np.unique(looks, return_inverse=True, return_counts=True)
    size = np.where(looks == NO_GROUP, 1, counts[group])
    looks = np.where(size == 1, NO_GROUP, looks)
    order = np.lexsort((-ids, -similar, looks, -size))
    return Listing(ids[order], looks[order])
