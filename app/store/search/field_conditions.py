"""What each field of a search asks of a photo, in SQL: a row for each of ``core.search.fields``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, and_, func, not_, or_, select, true

from app.core.dates import DateSource
from app.core.outside.companions import CompanionRole, pattern_of
from app.core.scenes import NO_SCENE
from app.core.search.forms import box_of, day_of_year
from app.core.search.nodes import LATEST, Bounds, FieldValue, SearchNode
from app.core.types import Status
from app.store.collecting.tables import AlbumPhoto, AlbumTable
from app.store.plain_rows import fetch_plain
from app.store.search.index import NAMES
from app.store.search.sets import one_of, with_text
from app.store.search.translation import (
    Condition,
    FieldCondition,
    HasScene,
    Translation,
    folded_search,
)
from app.store.tables import Disk, Folder, Photo, PhotoKeyword


def search_condition(connection: Connection, node: SearchNode, has_scene: HasScene) -> Condition:
    """Return the condition of a search.

    ``has_scene`` says what it means, in the list that is searched, that a photo has one of scenes.
    """
    return Translation(connection, has_scene, CONDITIONS).whole(node)


def _between(column: Any, value: FieldValue) -> Condition:
    """Return 'a number lies between bounds'; what is unknown does not."""
    assert isinstance(value, Bounds)
    parts = [column.is_not(None)]
    if value.low is not None:
        parts.append(column > value.low if value.above else column >= value.low)
    if value.high is not None:
        parts.append(column < value.high if value.below else column <= value.high)
    return and_(*parts)


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


def _in_box(search: Translation, value: str) -> Condition:
    """Return 'was taken within this part of the map'."""
    south, west, north, east = box_of(value)
    columns = Photo.longitude >= west, Photo.longitude <= east
    across = or_(*columns) if west > east else and_(*columns)
    inside = and_(Photo.latitude.between(south, north), across)
    there = select(Photo.id).where(Photo.listed == true(), Photo.latitude.is_not(None), inside)
    return search.among(there)


def _has_status(*statuses: Status) -> Condition:
    return or_(*(Photo.status == status.value for status in statuses))


def _of_no_scene(_: Translation) -> Condition:
    return func.coalesce(Photo.scene, "") == NO_SCENE


def _tagged(search: Translation) -> Condition:
    has_tag = _has_status(Status.LABELLED, Status.ACCEPTED, Status.COARSE)
    return and_(has_tag, not_(_of_no_scene(search)))


def _has_companion(role: CompanionRole) -> Condition:
    return Photo.companions.like(pattern_of(role))


def _away(_: Translation) -> Condition:
    folders = select(Folder.id).where(Folder.online == 0)
    disks = select(Disk.id).where(Disk.online == 0)
    return or_(
        Photo.missing == true(),
        func.coalesce(Photo.folder_id, 0).in_(folders),
        func.coalesce(Photo.disk_id, 0).in_(disks),
    )


def _twice(search: Translation) -> Condition:
    """Return 'another photo on the lists has the same picture': first by an index alone."""
    pixels, read = Photo.pixel_hash, search.connection
    often = select(pixels).where(pixels != "").group_by(pixels).having(func.count() > 1)
    maybe = [value for (value,) in fetch_plain(read, often)]
    there = select(pixels, Photo.id).where(Photo.listed == true(), one_of(pixels, maybe))
    photos: dict[str, list[int]] = {}
    for value, photo in fetch_plain(read, there):
        photos.setdefault(value, []).append(photo)
    return search.among_ids([i for same in photos.values() if len(same) > 1 for i in same])


_STATES: Mapping[str, Callable[[Translation], Condition]] = MappingProxyType(
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
        "similar": lambda _: Photo.look_group.is_not(None),
        # Its file, or one that belongs to it.
        "raw": lambda _: or_(
            func.coalesce(Photo.format, "") == "RAW", _has_companion(CompanionRole.RAW)
        ),
    }
)
_THINGS: Mapping[str, Callable[[Translation], Condition]] = MappingProxyType(
    {
        "label": lambda _: Photo.label_state != 0,
        "keywords": lambda search: search.among(select(PhotoKeyword.photo_id)),
        "date": lambda _: Photo.taken_at.is_not(None),
        "camera": lambda _: func.coalesce(Photo.camera, "") != "",
        "lens": lambda _: func.coalesce(Photo.lens, "") != "",
        "raw": lambda _: _has_companion(CompanionRole.RAW),
        "film": lambda _: _has_companion(CompanionRole.FILM),
        "place": lambda _: Photo.latitude.is_not(None),
    }
)
_SHAPES: Mapping[str, Callable[[Translation], Condition]] = MappingProxyType(
    {
        "landscape": lambda _: Photo.width > Photo.height,
        "portrait": lambda _: Photo.width < Photo.height,
        "square": lambda _: and_(Photo.width == Photo.height, Photo.width > 0),
    }
)
# Other spellings of formats, as Pillow names them.
_FORMATS = {"jpg": "jpeg", "tif": "tiff", "heic": "heif", "jxl": "jpegxl"}


def _format(search: Translation, value: FieldValue) -> Condition:
    wanted = str(value).casefold().removeprefix(".")
    return search.shared(Photo.format, _FORMATS.get(wanted, wanted), whole=True)


def _in_album(search: Translation, value: FieldValue) -> Condition:
    """Return 'the photo is in an album with this in its name': there are few albums."""
    wanted = folded_search(str(value))
    rows = search.connection.execute(select(AlbumTable.id, AlbumTable.name))
    albums = [album for album, name in rows if wanted in folded_search(name)]
    return search.among(select(AlbumPhoto.photo_id).where(AlbumPhoto.album_id.in_(albums)))


CONDITIONS: Mapping[str, FieldCondition] = MappingProxyType(
    {
        "scene": Translation.with_scene,
        "proposed": Translation.proposed,
        "keyword": Translation.keyword,
        "name": lambda search, value: search.among(with_text(NAMES, folded_search(value))),
        "folder": Translation.in_folder,
        "camera": lambda search, value: search.shared(Photo.camera, value),
        "lens": lambda search, value: search.shared(Photo.lens, value),
        "format": _format,
        "date": lambda _, value: _in_days(value),
        "on": lambda _, value: _on_day(value),
        "place": Translation.placed,
        "area": _in_box,
        "is": lambda search, code: _STATES[code](search),
        "has": lambda search, code: _THINGS[code](search),
        "reason": lambda _, code: Photo.reason == code,
        "shape": lambda search, code: _SHAPES[code](search),
        "similarity": lambda _, value: _between(Photo.similarity, value),
        "rating": lambda _, value: _between(Photo.stars, value),
        "flag": lambda _, code: Photo.flag == code,
        "album": _in_album,
        "width": lambda _, value: _between(Photo.width, value),
        "height": lambda _, value: _between(Photo.height, value),
        "size": lambda _, value: _between(Photo.size, value),
    }
)
