"""The rows of the command table that look at photos."""

from __future__ import annotations

from typing import Any

from app.ui.command import Command, KeyPlace, Menu, Situation
from app.ui.i18n import QT_TRANSLATE_NOOP
from app.ui.widgets.loupe.zoom import ZOOM_STEP


def _on_photo(now: Situation) -> bool:
    return now.photo is not None


# fmt: off
ROWS: tuple[Command[Any], ...] = (
    Command(
        "full_screen", QT_TRANSLATE_NOOP("Commands", "Full screen"), Menu.VIEW, 4,
        lambda w: w.navigator.look("full"), keys=("F",), icon="full-screen", when=_on_photo,
        is_checkable=True, place=KeyPlace.LISTS,
    ),
    Command(
        "info", QT_TRANSLATE_NOOP("Commands", "Information on the photo"), Menu.VIEW, 4,
        lambda w: w.navigator.show_info(w.actions["why_panel"], w.look), keys=("I",), icon="info",
        when=_on_photo, place=KeyPlace.LISTS,
    ),
    Command(
        "compare", QT_TRANSLATE_NOOP("Commands", "Compare photos"), Menu.VIEW, 4,
        lambda w: w.look.compare.toggle(), keys=("C",), icon="compare", when=_on_photo,
        is_checkable=True, place=KeyPlace.LISTS,
    ),
    Command(
        "switch_photos", QT_TRANSLATE_NOOP("Commands", "Switch between compared photos"),
        Menu.VIEW, 4,
        lambda w: w.look.compare.switch(), keys=("B",), icon="turn", when=_on_photo,
        place=KeyPlace.LISTS,
    ),
    Command(
        "link_photos", QT_TRANSLATE_NOOP("Commands", "Zoom compared photos together"),
        Menu.VIEW, 4,
        toggle=lambda w, on: w.look.compare.link(on), keys=("Shift+L",), is_checkable=True,
        is_checked=True,
    ),
    Command(
        "slideshow", QT_TRANSLATE_NOOP("Commands", "Slideshow"), Menu.VIEW, 4,
        lambda w: w.look.toggle_show(), keys=("F9", "Ctrl+Return"), icon="play", when=_on_photo,
        place=KeyPlace.LISTS,
    ),
    Command(
        "slideshow_pause", QT_TRANSLATE_NOOP("Commands", "Pause the slideshow, or go on"),
        Menu.VIEW, 4,
        lambda w: w.look.run(), keys=("Space",), icon="pause",
        when=lambda now: now.is_slideshow, place=KeyPlace.LARGE,
    ),
    Command(
        "slideshow_shuffled", QT_TRANSLATE_NOOP("Commands", "Slideshow by chance"), Menu.VIEW, 4,
        toggle=lambda w, on: w.look.shuffle(on), is_checkable=True,
    ),
    Command(
        "zoom", QT_TRANSLATE_NOOP("Commands", "Zoom to 100 %"), Menu.VIEW, 4,
        lambda w: w.look.zoom(), keys=("Z",), icon="zoom", place=KeyPlace.LISTS,
    ),
    Command(
        "zoom_in", QT_TRANSLATE_NOOP("Commands", "Zoom in"), Menu.VIEW, 4,
        lambda w: w.look.zoom_by(ZOOM_STEP), keys=("+", "="), place=KeyPlace.LARGE,
    ),
    Command(
        "zoom_out", QT_TRANSLATE_NOOP("Commands", "Zoom out"), Menu.VIEW, 4,
        lambda w: w.look.zoom_by(1 / ZOOM_STEP), keys=("-",), place=KeyPlace.LARGE,
    ),
)
# fmt: on
