"""The rows of the command table that review by the sheet."""

from __future__ import annotations

from typing import Any

from app.core.sheets import SheetKind
from app.ui.command import Command, KeyPlace, Menu, Situation
from app.ui.i18n import QT_TRANSLATE_NOOP


def _on_sheet(now: Situation) -> bool:
    return now.sheet is not None


# fmt: off
ROWS: tuple[Command[Any], ...] = (
    Command(
        "sheet_answer", QT_TRANSLATE_NOOP("Commands", "Answer the sheet"), Menu.DECIDE, 4,
        lambda w: w.sheets.desk.answer(), keys=("Enter", "Return"), icon="yes", when=_on_sheet,
        place=KeyPlace.SHEETS,
    ),
    Command(
        "sheet_turn", QT_TRANSLATE_NOOP("Commands", "Turn the sheet round"), Menu.DECIDE, 4,
        lambda w: w.sheets.desk.turn(), keys=("I",), icon="turn", when=_on_sheet,
        place=KeyPlace.SHEETS,
    ),
    Command(
        "sheet_none", QT_TRANSLATE_NOOP("Commands", "The heap shows none of the scenes"),
        Menu.DECIDE, 4,
        lambda w: w.sheets.desk.name_heap(None), keys=("N",), icon="none",
        when=lambda now: now.sheet is SheetKind.HEAP, place=KeyPlace.SHEETS,
    ),
    Command(
        "sheet_skip", QT_TRANSLATE_NOOP("Commands", "Skip the sheet"), Menu.DECIDE, 4,
        lambda w: w.sheets.desk.skip(), keys=("S",), icon="skip", when=_on_sheet,
        place=KeyPlace.SHEETS,
    ),
    Command(
        "sheet_back", QT_TRANSLATE_NOOP("Commands", "Back to the last sheet"), Menu.DECIDE, 4,
        lambda w: w.sheets.desk.back(), keys=("Backspace",), icon="undo",
        when=lambda now: now.can_go_back, place=KeyPlace.SHEETS,
    ),
    Command(
        "sheet_zoom", QT_TRANSLATE_NOOP("Commands", "Enlarge a photo of the sheet"),
        Menu.DECIDE, 4,
        lambda w: w.sheets.enlarge(), keys=("Z",), icon="zoom", when=_on_sheet,
        place=KeyPlace.SHEETS,
    ),
    Command(
        "sheet_stop", QT_TRANSLATE_NOOP("Commands", "Stop the review here"), Menu.DECIDE, 4,
        lambda w: w.navigator.stop_review(), icon="stop", place=KeyPlace.SHEETS,
    ),
    Command(
        "sheet_refine", QT_TRANSLATE_NOOP("Commands", "Sheets that refine coarse tags, too"),
        Menu.DECIDE, 5,
        toggle=lambda w, on: w.sheets.set_refine(on), is_checkable=True,
    ),
    Command(
        "sheet_hover", QT_TRANSLATE_NOOP("Commands", "Enlarge what the pointer rests on"),
        Menu.DECIDE, 5,
        toggle=lambda w, on: w.sheets.set_hover(on), is_checkable=True, is_checked=True,
    ),
)
# fmt: on
