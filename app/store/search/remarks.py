"""Whether what a search names is there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from app.core.search.remarks import Remark, remarks_on
from app.store.search.field_conditions import CONDITIONS, albums_named, format_named
from app.store.search.translation import Translation, folded_search, scene_words
from app.store.tables import Photo, PhotoKeyword

_COLUMNS: Mapping[str, Any] = MappingProxyType(
    {
        "camera": Photo.camera,
        "lens": Photo.lens,
        "folder": Photo.directory,
        "keyword": PhotoKeyword.keyword,
    }
)


def search_remarks(connection: Connection, text: str) -> list[Remark]:
    """Return what is worth saying of a search in this library; SearchError for what is none."""
    return remarks_on(text, scene_words(connection), partial(_has_value, connection))


def _has_value(connection: Connection, field: str, value: str) -> bool:
    """Return whether an album has this in its name, or photos have it as a value of a field.

    No photo is looked at: the different values are few.
    """
    if field == "album":  # an empty one is there
        return bool(albums_named(connection, value))
    asked = Translation(connection, lambda _: [], CONDITIONS)
    if field == "place":
        return bool(asked.localities(value))
    if field == "format":
        return bool(asked.values(Photo.format, format_named(value), whole=True))
    if field in ("folder", "keyword"):
        wanted = folded_search(value).replace("\\", "/").rstrip("/")
        return bool(asked.values(_COLUMNS[field], wanted))
    return bool(asked.named(_COLUMNS[field], value))
