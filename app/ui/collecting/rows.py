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
