"""The first page of a list, straight from the index that holds its order.

All ids of a million photos take a second to read. A first page takes a few milliseconds, however
many photos follow, where an index has the order: then nothing is sorted but a page. Lists that no
index has, such as a search for a text, have no quick first page.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sqlalchemy import Connection

from app.core.records import NO_GROUP, Listing, Query, SortBy, View
from app.core.types import Status
from app.store.encoding import dump
from app.store.query import (
    NO_SIMILARITY,
    SHOWN,
    STATUS_OF_VIEW,
    end_of_days,
    ordered_by_release,
    scenes_below,
)

# Lists in the order of what a decision settles.
_QUEUES = {View.REVIEW: Status.REJECTED, View.REFINE: Status.COARSE}
_KEY = {SortBy.DATE: "sorted_at", SortBy.NAME: "name", SortBy.SIMILARITY: "similarity"}
_QUEUE = "listed = 1 AND status = '{status}'"
# Groups of which more than one photo is left, the largest first.
_GROUPS = f"""
SELECT look_group, count(*) AS size FROM photo INDEXED BY ix_photo_look
WHERE {_QUEUE} AND look_group IS NOT NULL
GROUP BY look_group HAVING count(*) > 1 ORDER BY size DESC, look_group LIMIT :limit
"""
_MEMBERS = f"""
SELECT id, look_group, coalesce(similarity, {NO_SIMILARITY}) FROM photo INDEXED BY ix_photo_look
WHERE {_QUEUE} AND look_group IN (SELECT value FROM json_each(:groups))
"""
_ALONE = f"""
SELECT id FROM photo p WHERE {_QUEUE} AND (look_group IS NULL OR NOT EXISTS (
  SELECT 1 FROM photo q WHERE q.{_QUEUE.replace("AND ", "AND q.")}
  AND q.look_group = p.look_group AND q.id <> p.id))
ORDER BY similarity DESC, id DESC LIMIT :limit
"""


def first_page(connection: Connection, query: Query, limit: int) -> Listing | None:
    """Return the beginning of a list, at least ``limit`` ids or all; None where it takes long."""
    if query.text or query.reason is not None:
        return None
    if query.similarity_from is not None or query.similarity_to is not None:
        return None
    narrowed = (query.scene, query.folder, query.date_from, query.date_to) != (None,) * 4
    if query.sort is SortBy.REVIEW:
        status = _QUEUES.get(query.view)
        return None if narrowed or status is None else _by_release(connection, status, limit)
    if query.sort is not SortBy.DATE and narrowed:
        return None
    if query.folder is not None and (query.view is not View.ALL or query.scene is not None):
        return None
    return _merged(connection, query, limit)


def _merged(connection: Connection, query: Query, limit: int) -> Listing:
    """Read a page of each index range that the list consists of, and merge them."""
    turn = "DESC" if query.descending else "ASC"
    values = {
        "limit": limit,
        "folder": query.folder,
        "from": query.date_from,
        "to": end_of_days(query.date_to),
    }
    cursor = connection.connection.cursor()
    rows: list[tuple[int, str | float | None]] = []
    below = scenes_below(connection, query.scene) if query.scene is not None else []
    values |= {f"scene{number}": scene for number, scene in enumerate(below)}
    for part in _ranges(query, len(below)):
        order = f"ORDER BY key {turn} NULLS LAST, id {turn} LIMIT :limit"
        rows += cursor.execute(f"{part} {order}", values).fetchall()
    # Of the scenes below a parent a photo may show one and bear another.
    known = {(key, photo) for photo, key in rows if key is not None}
    without = {photo for photo, key in rows if key is None}
    ids = [photo for _, photo in sorted(known, reverse=query.descending)]
    ids += sorted(without, reverse=query.descending)
    return Listing(np.array(ids[:limit], dtype=np.int64), complete=len(ids) < limit)


def _ranges(query: Query, scenes: int) -> list[str]:
    """Return one select of (id, key) for each range of an index that the list consists of."""
    wanted = STATUS_OF_VIEW.get(query.view)
    where = "listed = 1"
    if query.folder is not None:
        where += " AND folder_id = :folder"
    if query.date_from is not None:
        where += " AND sorted_at >= :from"
    if query.date_to is not None:
        where += " AND sorted_at < :to"
    select = f"SELECT id, {_KEY[query.sort]} AS key FROM photo"
    if query.scene is not None:
        return [
            part
            for number in range(scenes)
            for part in _scene_ranges(select, where, query.view, f":scene{number}")
        ]
    if wanted is not None:
        return [f"{select} WHERE {where} AND status = '{wanted}'"]
    if query.sort is SortBy.SIMILARITY:  # its index goes by status first
        return [f"{select} WHERE {where} AND status = '{status}'" for status in Status]
    return [f"{select} WHERE {where}"]


def _scene_ranges(select: str, where: str, view: View, scene: str) -> list[str]:
    """Return the photos that show a scene, and those that bear it as a further one."""
    wanted = STATUS_OF_VIEW.get(view)
    shown = SHOWN if wanted is None else (wanted,)
    ranges = [f"{select} WHERE {where} AND photo.scene = {scene} AND status = '{s}'" for s in shown]
    if view in {View.ALL, View.ACCEPTED}:
        # A cross join keeps to the order: it begins with the few that are tagged.
        tagged = select.replace("photo", "photo_tag t CROSS JOIN photo ON id = t.photo_id")
        tagged += f" WHERE t.scene = {scene} AND {where} AND photo.scene IS NOT {scene}"
        ranges.append(tagged if wanted is None else f"{tagged} AND status = '{wanted}'")
    return ranges


def _by_release(connection: Connection, status: Status, limit: int) -> Listing:
    """Read the largest groups of look-alikes, whole ones, then photos alone."""
    cursor = connection.connection.cursor()
    groups, count = [], 0
    for group, size in cursor.execute(_GROUPS.format(status=status), {"limit": limit}).fetchall():
        if count >= limit:
            break
        groups.append(group)
        count += size
    members = cursor.execute(_MEMBERS.format(status=status), {"groups": dump(groups)}).fetchall()
    ids, looks, similar = np.array(members, dtype=np.float64).reshape(-1, 3).T
    first = ordered_by_release(ids.astype(np.int64), looks.astype(np.int64), similar)
    if count >= limit:
        return replace(first, complete=False)
    rows = cursor.execute(_ALONE.format(status=status), {"limit": limit - count}).fetchall()
    alone = np.array(rows, dtype=np.int64).reshape(-1)
    return Listing(
        np.concatenate([first.ids, alone]),
        np.concatenate([first.groups, np.full(len(alone), NO_GROUP)]),
        complete=len(alone) < limit - count,
    )
