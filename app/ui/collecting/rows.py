"""The rows of the command table that rate photos.

Their keys are those of Lightroom, and hold in lists that one looks through. In Needs review and To
refine P, X and numbers speak of scenes, and so none of these has a key there.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from app.core.collecting.ratings import MOST_STARS, Flag
from app.ui.command import Command, KeyPlace, Menu, Situation
from app.ui.i18n import QT_TRANSLATE_NOOP

SECTION = 5


def _on_photo(now: Situation) -> bool:
    return now.photo is not None


def _give_stars(stars: int, rooms: Any) -> None:
    rooms.collecting.rating.give_stars(stars)


def _set_flag(flag: Flag, rooms: Any) -> None:
    rooms.collecting.rating.set_flag(flag)


def _stars(number: int) -> Command[Any]:
    return Command(
        f"stars_{number}",
        QT_TRANSLATE_NOOP("Commands", "Stars: {n}"),
        Menu.PHOTOS,
        SECTION,
        partial(_give_stars, number),
        keys=(str(number),),
        icon="star",
        when=_on_photo,
        number=number,
        place=KeyPlace.LISTS,
        key_place=KeyPlace.BROWSING,
    )


def _flag(name: str, text: str, flag: Flag, key: str, icon: str) -> Command[Any]:
    return Command(
        name,
        text,
        Menu.PHOTOS,
        SECTION,
        partial(_set_flag, flag),
        keys=(key,),
        icon=icon,
        when=_on_photo,
        place=KeyPlace.LISTS,
        key_place=KeyPlace.BROWSING,
    )


def _in_album(now: Situation) -> bool:
    return now.is_album and now.photo is not None


def _with_collection(now: Situation) -> bool:
    return now.has_collection and now.is_list_seen


# fmt: off
ALBUM_ROWS: tuple[Command[Any], ...] = (
    Command(
        "new_album", QT_TRANSLATE_NOOP("Commands", "New album from the selected photos…"),
        Menu.PHOTOS, 6,
        lambda w: w.collecting.albums.make(), keys=("Ctrl+N",), icon="album", when=_on_photo,
    ),
    Command(
        "add_to_album", QT_TRANSLATE_NOOP("Commands", "Add to an album…"), Menu.PHOTOS, 6,
        lambda w: w.collecting.albums.add(), keys=("Ctrl+B",), icon="plus", when=_on_photo,
        place=KeyPlace.LISTS,
    ),
    Command(
        "take_from_album", QT_TRANSLATE_NOOP("Commands", "Take out of the album"), Menu.PHOTOS, 6,
        lambda w: w.collecting.albums.take_out(), keys=("Ctrl+Backspace",), when=_in_album,
        place=KeyPlace.LISTS,
    ),
    Command(
        "album_earlier", QT_TRANSLATE_NOOP("Commands", "One place earlier in the album"),
        Menu.PHOTOS, 6,
        lambda w: w.collecting.albums.step(-1), keys=("Ctrl+Shift+Left",), when=_in_album,
        place=KeyPlace.LISTS,
    ),
    Command(
        "album_later", QT_TRANSLATE_NOOP("Commands", "One place later in the album"),
        Menu.PHOTOS, 6,
        lambda w: w.collecting.albums.step(1), keys=("Ctrl+Shift+Right",), when=_in_album,
        place=KeyPlace.LISTS,
    ),
    Command(
        "album_cover", QT_TRANSLATE_NOOP("Commands", "Make it the album's cover"), Menu.PHOTOS, 6,
        lambda w: w.collecting.albums.set_cover(), when=_in_album, place=KeyPlace.LISTS,
    ),
    Command(
        "keep_search", QT_TRANSLATE_NOOP("Commands", "Keep this search…"), Menu.VIEW, 2,
        lambda w: w.collecting.albums.keep_search(), keys=("Ctrl+S",), icon="save",
        when=lambda now: now.is_search and now.is_list_seen,
    ),
    Command(
        "rename_collection", QT_TRANSLATE_NOOP("Commands", "Rename the album or search…"),
        Menu.VIEW, 2,
        lambda w: w.collecting.albums.rename(), keys=("F2",), when=_with_collection,
    ),
    Command(
        "delete_collection", QT_TRANSLATE_NOOP("Commands", "Delete the album or search…"),
        Menu.VIEW, 2,
        lambda w: w.collecting.albums.delete(), when=_with_collection,
    ),
)
# fmt: on

ROWS: tuple[Command[Any], ...] = (
    *(_stars(number) for number in range(MOST_STARS + 1)),
    _flag("pick_photo", QT_TRANSLATE_NOOP("Commands", "Pick the photo"), Flag.PICK, "P", "flag"),
    _flag(
        "reject_photo",
        QT_TRANSLATE_NOOP("Commands", "Reject the photo"),
        Flag.REJECT,
        "X",
        "flag-reject",
    ),
    _flag(
        "unflag_photo",
        QT_TRANSLATE_NOOP("Commands", "Take the flag away"),
        Flag.NONE,
        "U",
        "flag-none",
    ),
)
