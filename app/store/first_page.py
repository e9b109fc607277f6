"""The first page of a list, straight from the index that holds its order.

All ids of a million photos take a second to read. A first page takes a few milliseconds, however
many photos follow, where an index has the order: then nothing is sorted but a page. A search goes
along the index, too, and asks of each photo whether it is found: quick where much is found, and
where little is, it is looked up. In between it stops after a moment, with what it came upon; where
that is next to nothing, what its parts find is gathered (:mod:`app.store.search.plans`), for a
moment, too. Other lists that no index has have no quick first page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, func, select, true

from app.core.records import NO_GROUP, Listing, Query, SortBy, View
from app.core.types import IdArray, Status
from app.store.encoding import dump
from app.store.hot_queries import ALONE, GROUPS, MEMBERS
from app.store.plain_rows import fetch_ids, fetch_plain, fetch_within, ids_of_text, within
from app.store.query import (
    STATUS_OF_VIEW,
    WITH_SCENE,
    beginning,
    conditions_of,
    end_of_days,
    is_whole_album,
    ordered,
    ordered_by_release,
    plans_of,
    scenes_below,
)
from app.store.search.translation import SearchCondition
from app.store.tables import Photo, PhotoTag

Page = Select[int, Any]
# Of more photos the sets of those that hold a word take longer than a moment.
QUICKLY_SEARCHED = 200_000
# There a search goes on for so many steps of SQLite, at most some 200 ms.
STEPS_OF_SEARCH = 600_000
# Where nothing is come upon within so many, it is not gone on with, if instead the photos of its
# sets, at most so many of them, can be gathered in a moment, too: these steps are quick ones.
STEPS_IN_VAIN = 100_000
SETS_IN_A_MOMENT = 3
STEPS_OF_GATHERING = 12_000_000
# Fewer photos are not worth a page of which nobody knows how far it goes.
WORTH_A_PAGE = 20

_KEY: dict[SortBy, Any] = {
    SortBy.DATE: Photo.sorted_at,
    SortBy.NAME: Photo.name,
    SortBy.SIMILARITY: Photo.similarity,
}
# Lists in the order of what a decision settles.
_QUEUES = {View.REVIEW: Status.REJECTED, View.REFINE: Status.COARSE}


def first_page(connection: Connection, query: Query, limit: int) -> Listing | None:
    """Return the beginning of a list, at least ``limit`` ids or all; None where it takes long.

    Of a search in a large library it may be fewer.
    """
    if query.text:
        return _of_search(connection, query, limit)
    if is_whole_album(query):
        return beginning(connection, query, limit)
    chosen = (query.reason, query.similarity_from, query.similarity_to)
    if (*chosen, query.stars_from, query.flag, query.album) != (None,) * 6:
        return None
    narrowed = (query.scene, query.folder, query.date_from, query.date_to) != (None,) * 4
    if query.sort is SortBy.REVIEW:
        status = _QUEUES.get(query.view)
        return None if narrowed or status is None else _by_release(connection, status, limit)
    is_mixed = query.view is not View.ALL or query.scene is not None
    of_many = is_mixed and (query.folder is not None or query.sort is SortBy.RATING)
    if of_many or (query.sort is not SortBy.DATE and narrowed):
        return None
    read = beginning if query.sort is SortBy.RATING else _merged
    return read(connection, query, limit)


def _of_search(connection: Connection, query: Query, limit: int) -> Listing | None:
    """Go along the index of the order, and ask of each photo whether it is found."""
    if query.sort is SortBy.REVIEW:
        return None
    size = connection.scalar(select(func.max(Photo.id))) or 0
    if size <= QUICKLY_SEARCHED:
        return beginning(connection, query, limit)
    plans = plans_of(connection, query)
    if plans is None:
        return beginning(connection, query, limit)
    searched = plans.along()
    if searched.is_few:
        return _page(fetch_ids(connection, _searched(connection, query, searched, limit)), limit)
    found = _searched(connection, query, searched, limit)
    is_gathered = searched.large_sets <= SETS_IN_A_MOMENT
    vain = STEPS_IN_VAIN if is_gathered else STEPS_OF_SEARCH
    rows, finished = fetch_within(connection, found, STEPS_OF_SEARCH, vain)
    if finished or len(rows) >= WORTH_A_PAGE:
        page = _page(np.array(rows, dtype=np.int64).reshape(-1), limit)
        return replace(page, complete=finished and page.complete)

    def gather() -> IdArray:
        return fetch_ids(connection, _searched(connection, query, plans.gathered(), limit))

    ids = within(connection, lambda: STEPS_OF_GATHERING, gather) if is_gathered else None
    return None if ids is None else _page(ids, limit)


def _searched(
    connection: Connection, query: Query, searched: SearchCondition, limit: int
) -> Select[int]:
    conditions = conditions_of(connection, query, searched)
    return ordered(select(Photo.id).where(*conditions), query).limit(limit)


def _page(ids: IdArray, limit: int) -> Listing:
    return Listing(ids, complete=len(ids) < limit)


def _merged(connection: Connection, query: Query, limit: int) -> Listing:
    """Read a page of each index range that the list consists of, and merge them."""
    key, id_ = _KEY[query.sort], Photo.id
    order = (key.desc().nulls_last(), id_.desc()) if query.descending else (key.nulls_last(), id_)
    rows: list[tuple[int, Any]] = []
    for part in _ranges(connection, select(id_, key), query):
        rows += fetch_plain(connection, part.order_by(*order).limit(limit))
    # Of the scenes below a parent a photo may show one and bear another.
    known = {(key, photo) for photo, key in rows if key is not None}
    without = {photo for photo, key in rows if key is None}
    ids = [photo for _, photo in sorted(known, reverse=query.descending)]
    ids += sorted(without, reverse=query.descending)
    return Listing(np.array(ids[:limit], dtype=np.int64), complete=len(ids) < limit)


def _ranges(connection: Connection, page: Page, query: Query) -> list[Page]:
    """Return one select of (id, key) for each range of an index that the list consists of."""
    wanted = STATUS_OF_VIEW.get(query.view)
    page = page.where(Photo.listed == true())
    if query.folder is not None:
        page = page.where(Photo.folder_id == query.folder)
    if query.date_from is not None:
        page = page.where(Photo.sorted_at >= query.date_from)
    if query.date_to is not None:
        page = page.where(Photo.sorted_at < end_of_days(query.date_to), Photo.sorted_at > "")
    if query.scene is not None:
        scenes = scenes_below(connection, query.scene)
        return [part for scene in scenes for part in _scene_ranges(page, scene, query.view)]
    if wanted is not None:
        return [_of(page, wanted)]
    if query.sort is SortBy.SIMILARITY:  # its index goes by status first
        return [_of(page, status) for status in Status]
    return [page]


def _scene_ranges(page: Page, scene: str, view: View) -> list[Page]:
    """Return the photos that show a scene, and those that bear it as a further one."""
    wanted = STATUS_OF_VIEW.get(view)
    shown = WITH_SCENE if wanted is None else (wanted,)
    ranges = [_of(page.where(Photo.scene == scene), status) for status in shown]
    if view in {View.ALL, View.ACCEPTED}:
        tags = select(PhotoTag.photo_id).where(PhotoTag.scene == scene)
        tagged = page.where(Photo.id.in_(tags), Photo.scene.is_distinct_from(scene))
        ranges.append(tagged if wanted is None else _of(tagged, wanted))
    return ranges


def _of(page: Page, status: Status) -> Page:
    return page.where(Photo.status == status.value)


def _largest(group_of_each: IdArray, limit: int) -> tuple[IdArray, int]:
    """Return the largest groups of several photos until they hold ``limit``; and their photos."""
    groups, sizes = np.unique(group_of_each, return_counts=True)
    groups, sizes = groups[sizes > 1], sizes[sizes > 1]
    order = np.lexsort((groups, -sizes))
    held = sizes[order].cumsum()
    wanted = order[: np.searchsorted(held, limit) + 1]
    return groups[wanted], int(held[len(wanted) - 1]) if len(wanted) else 0


def _by_release(connection: Connection, status: Status, limit: int) -> Listing:
    """Read the largest groups of look-alikes, whole ones, then photos alone."""
    cursor = connection.connection.cursor()
    (each,) = cursor.execute(GROUPS, {"status": status.value}).fetchone()
    groups, count = _largest(ids_of_text(each), limit)
    members = cursor.execute(
        MEMBERS, {"status": status.value, "groups": dump(groups.tolist())}
    ).fetchall()
    ids, looks, similar = np.array(members, dtype=np.float64).reshape(-1, 3).T
    first = ordered_by_release(ids.astype(np.int64), looks.astype(np.int64), similar)
    if count >= limit:
        return replace(first, complete=False)
    rows = cursor.execute(ALONE, {"status": status.value, "limit": limit - count}).fetchall()
    alone = np.array(rows, dtype=np.int64).reshape(-1)
    return Listing(
        np.concatenate([first.ids, alone]),
        np.concatenate([first.groups, np.full(len(alone), NO_GROUP)]),
        complete=len(alone) < limit - count,
    )
