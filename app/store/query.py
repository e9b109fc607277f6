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
from app.store.plain_rows import fetch_ids, fetch_plain, given, ids_of_text
from app.store.search.plans import SearchPlans
from app.store.search.sets import ON_THE_LISTS, PhotoSet, in_json, is_true, photos_of, photos_where
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
# Lists of photos by the one scene that they show.
_SHOWS_ONE = frozenset((View.REVIEW, View.REFINE, View.UNREADABLE, View.LABELLED))
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


def whole_list(connection: Connection, query: Query) -> Listing:
    """Return all of a list in its order."""
    if query.sort is SortBy.REVIEW:
        return _by_release(connection, _conditions(connection, query))
    return Listing(fetch_ids(connection, _selected(connection, query)))


def month_counts(connection: Connection, query: Query) -> list[MonthCount]:
    """Count a list by the months of its photos, along the index of dates where it may."""
    month = func.substr(Photo.sorted_at, 1, len("2023-07"))
    counted = select(month, func.count()).where(*_conditions(connection, query)).group_by(month)
    return [MonthCount(*row) for row in fetch_plain(connection, counted.order_by(month))]


def held_of(connection: Connection, query: Query, photos: Iterable[int]) -> set[int]:
    """Return which of these photos a list holds, without looking at any other."""
    # Of so few each is asked for itself: nothing is gathered that many others share.
    plans = plans_of(connection, query)
    searched = None if plans is None else plans.along()
    wanted = select(Photo.id).where(*conditions_of(connection, query, searched))
    ids = dump([int(photo) for photo in photos])
    return {row[0] for row in fetch_plain(connection, wanted, start=ONLY_THESE, values=(ids,))}


def scenes_below(connection: Connection, scene: str) -> list[str]:
    """Return a scene or parent and everything below it."""
    below = select(literal(scene).label("id")).cte("below", recursive=True)
    below = below.union(select(Scene.id).join(below, Scene.parent == below.c.id))
    return list(connection.scalars(select(below.c.id)))


def _conditions(connection: Connection, query: Query) -> list[ColumnElement[bool]]:
    plans = plans_of(connection, query)
    return conditions_of(connection, query, None if plans is None else plans.gathered())


def conditions_of(
    connection: Connection, query: Query, searched: SearchCondition | None
) -> list[ColumnElement[bool]]:
    """Return what a list asks of a photo, its search in one of its ways."""
    is_few = searched is not None and searched.is_few
    conditions = [ON_THE_LISTS if is_few else _listed(query)]
    if query.view in STATUS_OF_VIEW:
        conditions.append(Photo.status == STATUS_OF_VIEW[query.view].value)
    if query.scene is not None:
        conditions.append(_of_scene(query.view, scenes_below(connection, query.scene)))
    if searched is not None:
        conditions.append(searched.holds)
    return conditions + _restrictions(query)


def plans_of(connection: Connection, query: Query) -> SearchPlans | None:
    """Return the ways to read the search of a list; None where it has none."""
    search = parse_search(query.text or "")
    if search is None:
        return None
    return SearchPlans(connection, search, partial(_with_scene, query.view))


def _listed(query: Query) -> ColumnElement[bool]:
    """Return 'is on the lists', such that no index is used where none holds what is asked for."""
    flagged = query.flag not in (None, Flag.NONE)
    if query.reason is not None or query.folder is not None or query.album is not None or flagged:
        return ON_THE_LISTS
    return Photo.listed == true()


def _of_scene(view: View, scenes: Sequence[str]) -> ColumnElement[bool]:
    if view in _SHOWS_ONE:
        return and_(Photo.scene.is_not(None), Photo.scene.in_(scenes))
    own, further = _with_scene(view, scenes)
    return cast_bool(Photo.id.in_(own.ids.union_all(further.ids)))


def _with_scene(view: View, scenes: Sequence[str]) -> list[PhotoSet]:
    """Return the photos that have one of these scenes in a list, and those with it as a further."""
    if view in _SHOWS_ONE:
        return [photos_where(Photo.scene.in_(scenes))]
    is_tagged = Photo.status.in_([status.value for status in WITH_SCENE])
    own, further = and_(Photo.scene.in_(scenes), is_tagged), PhotoTag.scene.in_(scenes)
    return [
        PhotoSet(select(Photo.id).where(own, Photo.listed == true()), is_true(own)),
        photos_of(PhotoTag.photo_id, further),
    ]


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


def ordered(statement: Select[int], query: Query) -> Select[int]:
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
    return ordered(select(Photo.id).where(*_conditions(connection, query)), query)


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
