"""Every command of the window, one row each: a new command is one row, and one function to run.

The order is that of the menus. A row reads: id, text, menu and its section, what it runs; then by
name what it has besides (see :class:`~app.ui.command.Command`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.records import View
from app.ui.collecting.rows import ALBUM_ROWS
from app.ui.collecting.rows import ROWS as RATING_ROWS
from app.ui.command import Command, KeyPlace, Menu, Situation
from app.ui.i18n import QT_TRANSLATE_NOOP
from app.ui.look.rows import ROWS as LOOK_ROWS
from app.ui.review.sheets.rows import ROWS as SHEET_ROWS

if TYPE_CHECKING:
    from app.ui.shell.window_parts import WindowParts

CANDIDATE_KEYS = 9
TILE_STEP_PX = 32


def _has_folders(now: Situation) -> bool:
    return now.has_folders


def _on_photo(now: Situation) -> bool:
    return now.photo is not None


def _on_proposal(now: Situation) -> bool:
    return now.readable is not None and now.readable.row.scene is not None


def _on_word(now: Situation) -> bool:
    """Tell whether the person said anything about the current photo."""
    photo = now.photo
    return photo is not None and (photo.row.label is not None or bool(photo.said_no))


def _candidate(number: int) -> Command[WindowParts]:
    return Command(
        f"candidate_{number}",
        QT_TRANSLATE_NOOP("Commands", "Choose candidate {n}"),
        Menu.DECIDE,
        0,
        lambda w: w.desk.choose_candidate(number),
        keys=(str(number),),
        when=lambda now: now.photo is not None and number <= len(now.photo.candidates),
        number=number,
        place=KeyPlace.LISTS,
        key_place=KeyPlace.QUEUES,
    )


# fmt: off
COMMANDS: tuple[Command[WindowParts], ...] = (
    Command(
        "add_folder", QT_TRANSLATE_NOOP("Commands", "Add a folder of photos…"), Menu.LIBRARY, 1,
        lambda w: w.library.choose_folder(), keys=("Ctrl+O",), icon="folder-add", bar=11,
        short=QT_TRANSLATE_NOOP("Commands", "Add folder"),
    ),
    Command(
        "rescan", QT_TRANSLATE_NOOP("Commands", "Rescan all folders"), Menu.LIBRARY, 1,
        lambda w: w.library.rescan(), keys=("F5",), icon="rescan", when=_has_folders, bar=12,
    ),
    Command(
        "look_again", QT_TRANSLATE_NOOP("Commands", "Look at these files again"), Menu.LIBRARY, 1,
        lambda w: w.library.look_again(w.chosen.selected()), icon="rescan", when=_on_photo,
    ),
    Command(
        "refresh", QT_TRANSLATE_NOOP("Commands", "Refresh scenes…"), Menu.LIBRARY, 2,
        lambda w: w.library.refresh(), keys=("Ctrl+R",), icon="sparkle", when=_has_folders, bar=32,
    ),
    Command(
        "suggest", QT_TRANSLATE_NOOP("Commands", "Suggest new scenes"), Menu.LIBRARY, 2,
        lambda w: w.scenes.suggest(), icon="sparkle", when=_has_folders,
    ),
    Command(
        "versions", QT_TRANSLATE_NOOP("Commands", "Model versions…"), Menu.LIBRARY, 2,
        lambda w: w.dialogs.show_versions(), icon="versions",
    ),
    Command(
        "history", QT_TRANSLATE_NOOP("Commands", "History"), Menu.LIBRARY, 2,
        lambda w: w.dialogs.show_history(), keys=("Ctrl+H",), icon="history",
    ),
    Command(
        "export", QT_TRANSLATE_NOOP("Commands", "Export tags…"), Menu.LIBRARY, 5,
        lambda w: w.dialogs.show_export(w.chosen.selected(), w.photos),
        keys=("Ctrl+Shift+E",), icon="export", when=_has_folders,
    ),
    Command(
        "export_table", QT_TRANSLATE_NOOP("Commands", "Export a table or checksums…"),
        Menu.LIBRARY, 5,
        lambda w: w.exchange.export_table(), icon="export", when=_has_folders,
    ),
    Command(
        "verify", QT_TRANSLATE_NOOP("Commands", "Verify checksums…"), Menu.LIBRARY, 5,
        lambda w: w.exchange.verify(), icon="search",
    ),
    Command(
        "import_keywords", QT_TRANSLATE_NOOP("Commands", "Use keywords as labels…"),
        Menu.LIBRARY, 5,
        lambda w: w.exchange.import_keywords(), icon="type", when=_has_folders,
    ),
    Command(
        "settings", QT_TRANSLATE_NOOP("Commands", "Settings…"), Menu.LIBRARY, 3,
        lambda w: w.dialogs.show_settings(), keys=("Ctrl+,",), icon="settings",
    ),
    Command(
        "quit", QT_TRANSLATE_NOOP("Commands", "Quit"), Menu.LIBRARY, 4,
        lambda w: w.frame.close(), keys=("Ctrl+Q",),
    ),
    Command(
        "open_file", QT_TRANSLATE_NOOP("Commands", "Open"), Menu.PHOTOS, 1,
        lambda w: w.files.open(), keys=("Ctrl+Shift+O",), icon="open", when=_on_photo,
    ),
    Command(
        "open_with", QT_TRANSLATE_NOOP("Commands", "Open with…"), Menu.PHOTOS, 1,
        lambda w: w.files.open_with(), when=_on_photo,
    ),
    Command(
        "show_file", QT_TRANSLATE_NOOP("Commands", "Show in the file manager"), Menu.PHOTOS, 1,
        lambda w: w.files.show_in_folder(), keys=("Ctrl+Shift+L",), icon="folder", when=_on_photo,
    ),
    Command(
        "similar", QT_TRANSLATE_NOOP("Commands", "More like this"), Menu.PHOTOS, 1,
        lambda w: w.navigator.show_like(w.chosen.selected()), keys=("Ctrl+L",), icon="similar",
        when=lambda now: now.readable is not None,
    ),
    Command(
        "copy_files", QT_TRANSLATE_NOOP("Commands", "Copy the files"), Menu.PHOTOS, 2,
        lambda w: w.files.copy_files(), keys=("Ctrl+C",), icon="copy", when=_on_photo,
    ),
    Command(
        "copy_paths", QT_TRANSLATE_NOOP("Commands", "Copy the paths"), Menu.PHOTOS, 2,
        lambda w: w.files.copy_paths(), keys=("Ctrl+Shift+C",), when=_on_photo,
    ),
    Command(
        "copy_to", QT_TRANSLATE_NOOP("Commands", "Copy to a folder…"), Menu.PHOTOS, 3,
        lambda w: w.files.copy_to_folder(), keys=("Ctrl+D",), icon="folder-add", when=_on_photo,
    ),
    Command(
        "move_to", QT_TRANSLATE_NOOP("Commands", "Move to a folder…"), Menu.PHOTOS, 3,
        lambda w: w.files.move_to_folder(), keys=("Ctrl+M",), when=_on_photo,
    ),
    Command(
        "print_sheet", QT_TRANSLATE_NOOP("Commands", "Contact sheet…"), Menu.PHOTOS, 3,
        lambda w: w.files.make_sheet(), keys=("Ctrl+P",), icon="grid", when=_on_photo,
    ),
    Command(
        "trash", QT_TRANSLATE_NOOP("Commands", "Move to the trash…"), Menu.PHOTOS, 4,
        lambda w: w.files.throw_away(), keys=("Delete",), icon="trash", when=_on_photo,
    ),
    *RATING_ROWS,
    *(row for row in ALBUM_ROWS if row.menu is Menu.PHOTOS),
    Command(
        "accept", QT_TRANSLATE_NOOP("Commands", "Yes, this scene"), Menu.DECIDE, 1,
        lambda w: w.desk.accept(), keys=("P",), icon="yes", when=_on_proposal,
        place=KeyPlace.LISTS, key_place=KeyPlace.QUEUES,
    ),
    Command(
        "accept_browsing", QT_TRANSLATE_NOOP("Commands", "Yes, this scene (outside the review)"),
        Menu.DECIDE, 0, keys=("Y",), place=KeyPlace.BROWSING, stands_for="accept",
    ),
    Command(
        "refuse", QT_TRANSLATE_NOOP("Commands", "No, not this scene"), Menu.DECIDE, 1,
        lambda w: w.desk.refuse(), keys=("X",), icon="no", when=_on_proposal,
        place=KeyPlace.LISTS, key_place=KeyPlace.QUEUES,
    ),
    Command(
        "refuse_browsing",
        QT_TRANSLATE_NOOP("Commands", "No, not this scene (outside the review)"),
        Menu.DECIDE, 0, keys=("Shift+Y",), place=KeyPlace.BROWSING, stands_for="refuse",
    ),
    Command(
        "none", QT_TRANSLATE_NOOP("Commands", "None of the scenes"), Menu.DECIDE, 1,
        lambda w: w.desk.set_aside(), keys=("N",), icon="none", when=_on_photo,
        place=KeyPlace.LISTS,
    ),
    *(_candidate(number) for number in range(1, CANDIDATE_KEYS + 1)),
    Command(
        "type_scene", QT_TRANSLATE_NOOP("Commands", "Type a scene"), Menu.DECIDE, 1,
        lambda w: w.scene_input.ask_over(w.decisions.type), keys=("T",), icon="type",
        when=_on_photo,
        place=KeyPlace.LISTS,
    ),
    Command(
        "again", QT_TRANSLATE_NOOP("Commands", "Last scene again"), Menu.DECIDE, 1,
        lambda w: w.desk.label_again(), keys=(".",), icon="again",
        when=lambda now: now.last_scene is not None and now.readable is not None,
        place=KeyPlace.LISTS,
    ),
    Command(
        "skip", QT_TRANSLATE_NOOP("Commands", "Skip"), Menu.DECIDE, 1,
        lambda w: w.desk.skip(), keys=("S",), icon="skip", when=_on_photo, place=KeyPlace.LISTS,
    ),
    Command(
        "clear", QT_TRANSLATE_NOOP("Commands", "Clear my label"), Menu.DECIDE, 1,
        lambda w: w.desk.clear(), keys=("Backspace",), when=_on_word, place=KeyPlace.LISTS,
    ),
    Command(
        "new_scene", QT_TRANSLATE_NOOP("Commands", "New scene from the selected photos…"),
        Menu.DECIDE, 1,
        lambda w: w.scene_input.ask_over(w.decisions.type), keys=("Ctrl+Shift+N",), icon="plus",
        when=_on_photo,
        place=KeyPlace.LISTS,
    ),
    Command(
        "select_all", QT_TRANSLATE_NOOP("Commands", "Select all"), Menu.DECIDE, 2,
        lambda w: w.browser.grid.selectAll(), keys=("Ctrl+A",), when=lambda now: now.is_list_seen,
        place=KeyPlace.LISTS,
    ),
    Command(
        "select_group", QT_TRANSLATE_NOOP("Commands", "Select look-alikes"), Menu.DECIDE, 2,
        lambda w: w.chosen.select_group(), keys=("Ctrl+G",), icon="stack", when=_on_photo,
        place=KeyPlace.LISTS,
    ),
    Command(
        "open_group", QT_TRANSLATE_NOOP("Commands", "Open or close a group of look-alikes"),
        Menu.DECIDE, 2,
        lambda w: w.chosen.open_group(), keys=("O",), icon="stack", when=_on_photo,
        place=KeyPlace.LISTS,
    ),
    Command(
        "undo", QT_TRANSLATE_NOOP("Commands", "Undo"), Menu.DECIDE, 3,
        lambda w: w.session.commands.review.undo(), keys=("Ctrl+Z",), icon="undo",
        when=lambda now: now.can_undo,
    ),
    Command(
        "redo", QT_TRANSLATE_NOOP("Commands", "Redo"), Menu.DECIDE, 3,
        lambda w: w.session.commands.review.redo(), keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo",
        when=lambda now: now.can_redo,
    ),
    *SHEET_ROWS,
    Command(
        "grid", QT_TRANSLATE_NOOP("Commands", "Grid"), Menu.VIEW, 1,
        lambda w: w.navigator.look("grid"), keys=("G",), icon="grid", is_checkable=True,
        is_checked=True, bar=21,
    ),
    Command(
        "filmstrip", QT_TRANSLATE_NOOP("Commands", "Filmstrip"), Menu.VIEW, 1,
        lambda w: w.navigator.look("filmstrip"), keys=("F6",), icon="filmstrip",
        when=lambda now: now.detail is not None, is_checkable=True, bar=22,
    ),
    Command(
        "loupe", QT_TRANSLATE_NOOP("Commands", "Loupe"), Menu.VIEW, 1,
        lambda w: w.navigator.look("loupe"), keys=("E",), icon="loupe",
        when=lambda now: now.detail is not None, is_checkable=True, bar=23,
    ),
    Command(
        "scenes_page", QT_TRANSLATE_NOOP("Commands", "Scenes page"), Menu.VIEW, 1,
        lambda w: w.scenes.show(), keys=("Ctrl+E",), icon="scene", when=_has_folders,
        is_checkable=True, bar=24,
    ),
    Command(
        "duplicates", QT_TRANSLATE_NOOP("Commands", "Duplicates"), Menu.VIEW, 1,
        lambda w: w.duplicates.show(), keys=("Ctrl+Shift+D",), icon="duplicates",
        when=_has_folders, is_checkable=True,
    ),
    Command(
        "sheets", QT_TRANSLATE_NOOP("Commands", "Review by the sheet"), Menu.VIEW, 1,
        lambda w: w.navigator.look("sheets"), keys=("V",), icon="sheet", when=_has_folders,
        is_checkable=True, bar=25,
    ),
    Command(
        "places", QT_TRANSLATE_NOOP("Commands", "Places on a map"), Menu.VIEW, 1,
        lambda w: w.places.show(), keys=("Shift+M",), icon="map", when=_has_folders,
        is_checkable=True,
    ),
    Command(
        "review", QT_TRANSLATE_NOOP("Commands", "Go to Needs review"), Menu.VIEW, 2,
        lambda w: w.sidebar.choose("view", View.REVIEW), keys=("Ctrl+1",), icon="review",
    ),
    Command(
        "refine", QT_TRANSLATE_NOOP("Commands", "Go to To refine"), Menu.VIEW, 2,
        lambda w: w.sidebar.choose("view", View.REFINE), keys=("Ctrl+2",), icon="refine",
    ),
    Command(
        "on_this_day", QT_TRANSLATE_NOOP("Commands", "On this day"), Menu.VIEW, 2,
        lambda w: w.navigator.show_search("on:today"), when=_has_folders,
    ),
    Command(
        "find", QT_TRANSLATE_NOOP("Commands", "Search photos"), Menu.VIEW, 2,
        lambda w: w.navigator.find(), keys=("Ctrl+F",), icon="search",
    ),
    *(row for row in ALBUM_ROWS if row.menu is Menu.VIEW),
    Command(
        "filters", QT_TRANSLATE_NOOP("Commands", "Filters"), Menu.VIEW, 2,
        toggle=lambda w, on: w.browser.set_filters(on), keys=("Ctrl+Shift+F",), icon="filter",
        is_checkable=True, bar=31,
    ),
    Command(
        "why_panel", QT_TRANSLATE_NOOP("Commands", "Why panel"), Menu.VIEW, 2,
        toggle=lambda w, on: w.why.setVisible(on), keys=("Ctrl+I",), icon="panel",
        is_checkable=True, bar=33, place=KeyPlace.LISTS,
    ),
    Command(
        "timeline", QT_TRANSLATE_NOOP("Commands", "Timeline"), Menu.VIEW, 2,
        toggle=lambda w, on: w.browser.timed.set_wanted(on), keys=("Shift+T",), is_checkable=True,
        is_checked=True,
    ),
    Command(
        "fold", QT_TRANSLATE_NOOP("Commands", "Look-alikes as one tile"), Menu.VIEW, 2,
        toggle=lambda w, on: w.photos.set_folded(on), keys=("L",), icon="stack", is_checkable=True,
        is_checked=True,
    ),
    Command(
        "larger", QT_TRANSLATE_NOOP("Commands", "Larger thumbnails"), Menu.VIEW, 3,
        lambda w: w.toolbar.resize_tiles(TILE_STEP_PX), keys=("Ctrl++", "Ctrl+="),
    ),
    Command(
        "smaller", QT_TRANSLATE_NOOP("Commands", "Smaller thumbnails"), Menu.VIEW, 3,
        lambda w: w.toolbar.resize_tiles(-TILE_STEP_PX), keys=("Ctrl+-",),
    ),
    Command(
        "whole", QT_TRANSLATE_NOOP("Commands", "Whole photos in tiles"), Menu.VIEW, 3,
        toggle=lambda w, on: w.browser.grid.set_whole(on), keys=("W",), is_checkable=True,
    ),
    *LOOK_ROWS,
    Command(
        "keys", QT_TRANSLATE_NOOP("Commands", "All keys"), Menu.HELP, 1,
        lambda w: w.dialogs.show_keys(), keys=("?",), icon="keyboard",
    ),
    Command(
        "manual", QT_TRANSLATE_NOOP("Commands", "Manual"), Menu.HELP, 1,
        lambda w: w.dialogs.show_manual(), keys=("F1",), icon="book",
    ),
    Command(
        "search_help", QT_TRANSLATE_NOOP("Commands", "How to search"), Menu.HELP, 1,
        lambda w: w.dialogs.show_search_help(), icon="search",
    ),
    Command(
        "palette", QT_TRANSLATE_NOOP("Commands", "Find a command…"), Menu.HELP, 1,
        lambda w: w.dialogs.show_palette(), keys=("Ctrl+K", "Ctrl+Shift+P"), icon="search",
    ),
    Command(
        "tour", QT_TRANSLATE_NOOP("Commands", "Take the tour"), Menu.HELP, 1,
        lambda w: w.tour.start(), icon="help",
    ),
    Command(
        "report", QT_TRANSLATE_NOOP("Commands", "Report a problem…"), Menu.HELP, 2,
        lambda w: w.dialogs.show_report(), icon="warning",
    ),
    Command(
        "about", QT_TRANSLATE_NOOP("Commands", "About Albumen"), Menu.HELP, 2,
        lambda w: w.dialogs.show_about(), icon="info",
    ),
)
# fmt: on
