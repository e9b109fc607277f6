"""From a :class:`~app.core.records.Query` to SQL. Lists walk along an index of ``photo``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select, true

from app.core.records import Query, SortBy, View
from app.core.types import Status
from app.store.encoding import dump, folded
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


def photo_ids(query: Query) -> Select[int]:
    """Return the select of a list's photo ids, in its order."""
    conditions: list[ColumnElement[bool]] = [Photo.listed == true()]
    if query.view in _STATUS:
        conditions.append(Photo.status == _STATUS[query.view].value)
    if query.scene is not None:
        conditions.append(_of_scene(query.view, query.scene))
    conditions += _restrictions(query)
    statement = select(Photo.id).where(*conditions)
    return _ordered(statement, query, conditions)


def _of_scene(view: View, scene: str) -> ColumnElement[bool]:
    if view in {View.REVIEW, View.UNREADABLE, View.LABELLED}:
        return Photo.scene == scene
    shown = Photo.status.in_([status.value for status in _SHOWN])
    tagged = Photo.id.in_(select(PhotoTag.photo_id).where(PhotoTag.scene == scene))
    return or_((Photo.scene == scene) & shown, tagged & shown)


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
    for word in (query.text or "").split():
        in_name = Photo.name.contains(folded(word), autoescape=True)
        found.append(or_(in_name, cast(Photo.path, Text).contains(word, autoescape=True)))
    return found


def _ordered(
    statement: Select[int], query: Query, conditions: list[ColumnElement[bool]]
) -> Select[int]:
    if query.sort is SortBy.REVIEW:
        return _by_release(statement, conditions)
    column: Any = {
        SortBy.DATE: Photo.sorted_at,
        SortBy.NAME: Photo.name,
        SortBy.SIMILARITY: Photo.similarity,
    }[query.sort]
    if query.descending:
        return statement.order_by(column.desc(), Photo.id.desc())
    if query.sort is SortBy.SIMILARITY:  # photos without a score stay at the end
        return statement.order_by(column.is_(None), column, Photo.id)
    return statement.order_by(column, Photo.id)


def _by_release(statement: Select[int], conditions: list[ColumnElement[bool]]) -> Select[int]:
    """Order by what one decision settles: big groups of look-alikes first, each kept together."""
    sizes = (
        select(Photo.look_group, func.count().label("size"))
        .where(*conditions, Photo.look_group.is_not(None))
        .group_by(Photo.look_group)
        .subquery()
    )
    return statement.outerjoin(sizes, sizes.c.look_group == Photo.look_group).order_by(
        func.coalesce(sizes.c.size, 1).desc(),
        Photo.look_group,
        Photo.similarity.desc(),
        Photo.id,
    )
