"""What each field of a search asks of a photo, in SQL: a row for each of ``core.search.fields``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    and_,
    func,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)

from app.core.collecting.ratings import Flag
from app.core.dates import DateSource
from app.core.outside.companions import CompanionRole, pattern_of
from app.core.scenes import NO_SCENE
from app.core.search.best_names import best, fit_of, without_star
from app.core.search.forms import box_of, day_of_year
from app.core.search.nodes import LATEST, Bounds, FieldValue
from app.core.types import Status
from app.store.collecting.tables import AlbumPhoto, AlbumTable
from app.store.plain_rows import fetch_plain
from app.store.search.index import NAMES
from app.store.search.sets import (
    ON_THE_LISTS,
    PhotoSet,
    photos_of,
    photos_where,
    with_text,
)
from app.store.search.tables import RepeatedPixels
from app.store.search.translation import (
    Condition,
    FieldCondition,
    Found,
    Translation,
    folded_search,
)
from app.store.tables import Disk, Folder, Label, Photo, PhotoKeyword


def _within(column: Any, value: FieldValue) -> Condition:
    """Return 'a number lies between bounds'; what is unknown does not."""
    assert isinstance(value, Bounds)
    parts = [column.is_not(None)]
    if value.low is not None:
        parts.append(column > value.low if value.above else column >= value.low)
    if value.high is not None:
        parts.append(column < value.high if value.below else column <= value.high)
    return and_(Photo.listed == true(), *parts)


def _measured(column: Any) -> FieldCondition:
    return lambda search, value: search.among(photos_where(_within(column, value)))


def _similar(search: Translation, value: FieldValue) -> Found:
    # Its index begins with the status: all are named, so that it is not looked through.
    whole = Photo.status.in_([status.value for status in Status])
    return search.among(photos_where(whole, _within(Photo.similarity, value)))


def _rated(search: Translation, value: FieldValue) -> Found:
    return search.among(photos_where(_within(Photo.stars, value)))


def _in_days(value: FieldValue) -> Condition:
    assert isinstance(value, Bounds)
    low, high = value.low, value.high
    parts = [Photo.sorted_at > ""]  # empty: nobody knows
    if low is not None:
        first = f"{low}{LATEST}" if value.above else str(low)
        parts.append(Photo.sorted_at > first if value.above else Photo.sorted_at >= first)
    if high is not None:
        parts.append(Photo.sorted_at < (str(high) if value.below else f"{high}{LATEST}"))
    return and_(*parts)


def _on_day(value: str) -> Condition:
    """Return 'was taken on this day of any year'; the time of a file tells nothing of that."""
    day = func.substr(Photo.sorted_at, len("2023-") + 1, len("07-14"))
    return and_(day == day_of_year(value), Photo.date_source != DateSource.FILE.value)


def _in_box(search: Translation, value: str) -> Found:
    """Return 'was taken within this part of the map'."""
    south, west, north, east = box_of(value)
    columns = Photo.longitude >= west, Photo.longitude <= east
    across = or_(*columns) if west > east else and_(*columns)
    inside = and_(Photo.latitude.between(south, north), across)
    return search.among(photos_where(Photo.listed == true(), Photo.latitude.is_not(None), inside))


def _has_status(*statuses: Status) -> Condition:
    return or_(*(Photo.status == status.value for status in statuses))


def _of_no_scene(search: Translation) -> Found:
    return search.among(photos_where(Photo.scene == NO_SCENE))


def _tagged(search: Translation) -> Condition:
    has_tag = _has_status(Status.LABELLED, Status.ACCEPTED, Status.COARSE)
    return and_(has_tag, func.coalesce(Photo.scene, "") != NO_SCENE)


def _with_companion(role: CompanionRole) -> PhotoSet:
    # Written out, so that SQLite sees that its index of these holds all.
    return photos_where(
        Photo.companions != literal_column("''"), Photo.companions.like(pattern_of(role))
    )


def _raw(search: Translation) -> Found:
    """Return 'its file, or one that belongs to it, is a raw file'."""
    return search.among(photos_where(Photo.format == "RAW"), _with_companion(CompanionRole.RAW))


def _away(search: Translation) -> Found:
    folders = select(Folder.id).where(Folder.online == 0)
    sets = [photos_where(Photo.missing == true()), photos_where(Photo.folder_id.in_(folders))]
    disks = select(Disk.id).where(Disk.online == 0)
    if fetch_plain(search.connection, disks.limit(1)):  # seldom any, and no index of their photos
        sets.append(photos_where(Photo.disk_id.in_(disks)))
    return search.among(*sets)


def _flagged(search: Translation, code: FieldValue) -> Found:
    if code == Flag.NONE:
        return Photo.flag == code
    return search.among(photos_where(Photo.flag == code, Photo.flag != literal_column("'none'")))


def _shaped(condition: Condition) -> Callable[[Translation], Found]:
    return lambda search: search.among(photos_where(Photo.listed == true(), condition))


def _twice(search: Translation) -> Found:
    """Return 'another photo on the lists has the same picture': of those that once were two."""
    other = Photo.__table__.alias("other")
    # No condition that another index would begin with: only photos of the same picture are read.
    there = (type_coerce(other.c.listed, Integer) + 0) == 1
    same = (other.c.pixel_hash == Photo.pixel_hash, other.c.id != Photo.id, there)
    twin = select(other.c.id).where(Photo.pixel_hash != "", *same)
    has_twin = twin.correlate(Photo.__table__).exists()
    once = Photo.pixel_hash.in_(select(RepeatedPixels.pixel_hash))
    return search.among(PhotoSet(select(Photo.id).where(once, ON_THE_LISTS, has_twin), has_twin))


_STATES: Mapping[str, Callable[[Translation], Found]] = MappingProxyType(
    {
        "labelled": lambda _: _has_status(Status.LABELLED),
        "accepted": lambda _: _has_status(Status.ACCEPTED),
        "review": lambda _: _has_status(Status.REJECTED),
        "coarse": lambda _: _has_status(Status.COARSE),
        "failed": lambda _: _has_status(Status.FAILED),
        "waiting": lambda _: _has_status(Status.WAITING),
        "tagged": _tagged,
        "none": _of_no_scene,
        "missing": _away,
        "duplicate": _twice,
        "similar": lambda search: search.among(
            photos_where(Photo.listed == true(), Photo.look_group.is_not(None))
        ),
        "raw": _raw,
    }
)
_THINGS: Mapping[str, Callable[[Translation], Found]] = MappingProxyType(
    {
        "label": lambda search: search.among(photos_of(Label.photo_id)),
        "keywords": lambda search: search.among(photos_of(PhotoKeyword.photo_id)),
        "date": lambda _: Photo.taken_at.is_not(None),
        "camera": lambda _: func.coalesce(Photo.camera, "") != "",
        "lens": lambda _: func.coalesce(Photo.lens, "") != "",
        "raw": lambda search: search.among(_with_companion(CompanionRole.RAW)),
        "film": lambda search: search.among(_with_companion(CompanionRole.FILM)),
        "place": lambda search: search.among(
            photos_where(Photo.listed == true(), Photo.latitude.is_not(None))
        ),
    }
)
_SHAPES: Mapping[str, Callable[[Translation], Found]] = MappingProxyType(
    {
        "landscape": _shaped(Photo.width > Photo.height),
        "portrait": _shaped(Photo.width < Photo.height),
        "square": _shaped(and_(Photo.width == Photo.height, Photo.width > 0)),
    }
)
# Other spellings of formats, as Pillow names them.
_FORMATS = {"jpg": "jpeg", "tif": "tiff", "heic": "heif"}


def format_named(value: str) -> str:
    """Return a format as Pillow names it, folded, by any of its spellings."""
    wanted = value.casefold().removeprefix(".")
    return _FORMATS.get(wanted, wanted)


def _format(search: Translation, value: FieldValue) -> Found:
    values = search.values(Photo.format, format_named(str(value)), whole=True)
    return search.having(Photo.format, values)


def _in_album(search: Translation, value: FieldValue) -> Found:
    """Return 'the photo is in an album that this name means'."""
    albums = albums_named(search.connection, str(value))
    return search.among(photos_of(AlbumPhoto.photo_id, AlbumPhoto.album_id.in_(albums)))


def _named(search: Translation, value: FieldValue) -> Found:
    return search.among(with_text(search.connection, NAMES, folded_search(str(value))))


def albums_named(connection: Connection, value: str) -> list[int]:
    """Return the albums that a name means: there are few of them."""
    wanted, is_starred = without_star(folded_search(value))
    rows = connection.execute(select(AlbumTable.id, AlbumTable.name))
    fits = ((album, fit_of(folded_search(name), wanted)) for album, name in rows)
    return best(fits, is_starred=is_starred)


CONDITIONS: Mapping[str, FieldCondition] = MappingProxyType(
    {
        "scene": Translation.with_scene,
        "proposed": Translation.proposed,
        "keyword": Translation.keyword,
        "name": _named,
        "folder": Translation.in_folder,
        "camera": lambda search, value: search.having(
            Photo.camera, search.named(Photo.camera, str(value))
        ),
        "lens": lambda search, value: search.having(
            Photo.lens, search.named(Photo.lens, str(value))
        ),
        "format": _format,
        "date": lambda _, value: _in_days(value),
        "on": lambda _, value: _on_day(value),
        "place": Translation.placed,
        "area": _in_box,
        "is": lambda search, code: _STATES[code](search),
        "has": lambda search, code: _THINGS[code](search),
        "reason": lambda _, code: Photo.reason == code,
        "shape": lambda search, code: _SHAPES[code](search),
        "similarity": _similar,
        "rating": _rated,
        "flag": _flagged,
        "album": _in_album,
        "width": _measured(Photo.width),
        "height": _measured(Photo.height),
        "size": _measured(Photo.size),
    }
)
