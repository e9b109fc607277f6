"""From a :class:`~app.core.records.Query` to SQL. Lists walk along an index of ``photo``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Text, cast, func, or_, select, true

from app.core.records import Query, SortBy, View
from app.core.types import IdArray, Status
from app.store.database import fetch_plain
from app.store.encoding import clean, dump, folded, id_array
from app.store.tables import Photo, PhotoTag

_STATUS = {
    View.REVIEW: Status.REJECTED,
    View.ACCEPTED: Status.ACCEPTED,
    View.LABELLED: Status.LABELLED,
    View.UNREADABLE: Status.FAILED,
}
_SHOWN = (Status.ACCEPTED, Status.LABELLED)


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """Return 'column is one of ids' with a single parameter, however many ids there are."""
    each = func.json_each(dump([int(i) for i in ids])).table_valued("value")
    return cast_bool(column.in_(select(each.c.value)))


def cast_bool(condition: Any) -> ColumnElement[bool]:
    """Name the type of a condition that SQLAlchemy leaves open."""
    typed: ColumnElement[bool] = condition
    return typed


def photo_ids(connection: Connection, query: Query) -> IdArray:
    """Return the ids of a list in its order, int64 (N,)."""
    conditions: list[ColumnElement[bool]] = [Photo.listed == true()]
    if query.view in _STATUS:
        conditions.append(Photo.status == _STATUS[query.view].value)
    if query.scene is not None:
        conditions.append(_of_scene(query.view, query.scene))
    conditions += _restrictions(query)
    if query.sort in {SortBy.DATE, SortBy.NAME}:
        column: Any = Photo.sorted_at if query.sort is SortBy.DATE else Photo.name
        order = (column, Photo.id)
        statement = select(Photo.id).where(*conditions)
        statement = statement.order_by(*(o.desc() if query.descending else o for o in order))
        return id_array(fetch_plain(connection, statement))
    scored = select(Photo.id, Photo.similarity, Photo.look_group).where(*conditions)
    return _by_score(fetch_plain(connection, scored), query)


def _by_score(rows: list[tuple[Any, ...]], query: Query) -> IdArray:
    """Order (id, similarity, group) by similarity, or by what one decision settles.

    Photos without a similarity come last in both directions. The review order puts big groups of
    look-alikes first, each kept together and led by its most typical photo.
    """
    ids = id_array(rows)
    scores = np.array([row[1] for row in rows], dtype=np.float64)
    rising = query.sort is SortBy.SIMILARITY and not query.descending
    keys = scores if rising else -scores  # NaN stays last
    if query.sort is SortBy.SIMILARITY:
        return ids[np.lexsort((ids if rising else -ids, keys))]
    groups = np.fromiter(
        (-1 if row[2] is None else row[2] for row in rows), dtype=np.int64, count=len(rows)
    )
    _, place, count = np.unique(groups, return_inverse=True, return_counts=True)
    sizes = np.where(groups == -1, 1, count[place]) if len(rows) else groups
    apart = np.where(sizes == 1, -1, groups)  # a group with one photo left is none
    return ids[np.lexsort((ids, keys, apart, -sizes))]


def _of_scene(view: View, scene: str) -> ColumnElement[bool]:
    if view in {View.REVIEW, View.UNREADABLE, View.LABELLED}:
        return Photo.scene == scene
    first = select(Photo.id).where(
        Photo.scene == scene,
        Photo.status.in_([status.value for status in _SHOWN]),
        Photo.listed == true(),
    )
    further = select(PhotoTag.photo_id).where(PhotoTag.scene == scene)
    return cast_bool(Photo.id.in_(first.union_all(further)))


def _restrictions(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.folder is not None:
        found.append(Photo.folder_id == query.folder)
    if query.reason is not None:
        found.append(Photo.reason == query.reason.value)
    if query.date_from is not None:
        found.append(Photo.sorted_at >= query.date_from)
    if query.date_to is not None:
        found.append(func.substr(Photo.sorted_at, 1, len(query.date_to)) <= query.date_to)
    if query.similarity_from is not None:
        found.append(Photo.similarity >= query.similarity_from)
    if query.similarity_to is not None:
        found.append(Photo.similarity <= query.similarity_to)
    for word in (clean(query.text) or "").split():
        in_name = Photo.name.contains(folded(word), autoescape=True)
        found.append(or_(in_name, cast(Photo.path, Text).contains(word, autoescape=True)))
    return found
