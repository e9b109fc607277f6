"""Whether what a search names is there."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection, false, select

from app.core.search.remarks import Remark, remarks_on
from app.store.search.field_conditions import CONDITIONS, albums_named
from app.store.search.translation import Translation, scene_words
from app.store.tables import Photo


def search_remarks(connection: Connection, text: str) -> list[Remark]:
    """Return what is worth saying of a search in this library; SearchError for what is none."""
    return remarks_on(text, scene_words(connection), partial(_has_value, connection))


def _has_value(connection: Connection, field: str, value: str) -> bool:
    """Return whether an album has this in its name, or any photo is found by a field."""
    if field == "album":  # an empty one is there
        return bool(albums_named(connection, value))
    asked = Translation(connection, lambda _: false(), CONDITIONS, walks=True)
    found = select(Photo.id).where(CONDITIONS[field](asked, value)).limit(1)
    return connection.scalar(found) is not None
