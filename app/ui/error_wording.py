"""Errors in the language of the window: what happened, to which file, and what to do.

An error of the world carries a code and what its sentence names; the sentence that it brings along
is for the terminal, and for codes that the window never meets. Why a file could not be read is
kept in the library as a sentence, which is known again by its form.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.core.errors import KnownError

translate = QCoreApplication.translate

# What the window says for each code; ``path`` and the error's values are filled in.
SENTENCES = {
    "bad_merge": QT_TRANSLATE_NOOP("Errors", "A scene cannot be merged into itself."),
    "bad_parent": QT_TRANSLATE_NOOP("Errors", "A scene cannot lie under itself."),
    "bad_range": QT_TRANSLATE_NOOP(
        "Errors", "A range goes from a lower to a higher number; {low} to {high} does not."
    ),
    "bad_target": QT_TRANSLATE_NOOP(
        "Errors", "A target lies between {low} and {high}; {target} does not."
    ),
    "folder_overlaps": QT_TRANSLATE_NOOP(
        "Errors", "The library already has photos in {path}: remove that folder first."
    ),
    "folder_unreadable": QT_TRANSLATE_NOOP(
        "Errors",
        "The folder {path} may not be read: give yourself the permission to read it.",
    ),
    "no_resources": QT_TRANSLATE_NOOP(
        "Errors", "The program's resources are missing beside {path}: install Albumen again."
    ),
    "no_folder": QT_TRANSLATE_NOOP(
        "Errors", "The folder {path} does not exist: check the name, or plug in its disk."
    ),
    "no_folders": QT_TRANSLATE_NOOP("Errors", "This library has no folders yet: add one first."),
    "no_name": QT_TRANSLATE_NOOP("Errors", "A scene needs a name."),
    "no_photos": QT_TRANSLATE_NOOP("Errors", "No photo is selected."),
    "no_proposal": QT_TRANSLATE_NOOP("Errors", "None of these photos has a proposed scene."),
    "not_a_folder": QT_TRANSLATE_NOOP(
        "Errors", "{path} is a file, not a folder: choose the folder that holds the photos."
    ),
    "nothing_to_redo": QT_TRANSLATE_NOOP("Errors", "There is nothing to redo."),
    "nothing_to_undo": QT_TRANSLATE_NOOP("Errors", "There is nothing to undo."),
    "other_pack": QT_TRANSLATE_NOOP(
        "Errors",
        "Model version {version} was made with another scene pack: choose that pack first.",
    ),
    "report_unwritable": QT_TRANSLATE_NOOP(
        "Errors", "The report cannot be written to {path} ({cause}): choose another place."
    ),
    "same_file": QT_TRANSLATE_NOOP(
        "Errors", "A copy cannot replace the library itself: choose another name."
    ),
    "same_pack": QT_TRANSLATE_NOOP("Errors", "The library uses this scene pack already."),
    "scan_first": QT_TRANSLATE_NOOP(
        "Errors",
        "Labelled photos ({count}) have not been looked at with this scene pack yet: wait for the "
        "scan, or scan again, or nothing would be learned from them.",
    ),
    "scene_exists": QT_TRANSLATE_NOOP(
        "Errors",
        "A scene named '{name}' exists already: choose another name, or label with it.",
    ),
    "scene_off": QT_TRANSLATE_NOOP(
        "Errors", "The scene '{name}' is switched off: switch it on before the merge."
    ),
    "unknown_scene": QT_TRANSLATE_NOOP("Errors", "There is no scene '{scene}' any more."),
    "unknown_model": QT_TRANSLATE_NOOP("Errors", "There is no model version {version}."),
    "unknown_version": QT_TRANSLATE_NOOP("Errors", "There is no model version {version}."),
    "disk_full": QT_TRANSLATE_NOOP(
        "Errors",
        "The library {path} could not be written because its disk is full: make room on it "
        "and try again; nothing that was saved is lost.",
    ),
    "library_corrupt": QT_TRANSLATE_NOOP(
        "Errors",
        "The library {path} is damaged: close Albumen and run `albumen doctor`, which saves "
        "what can be read of it.",
    ),
    "library_gone": QT_TRANSLATE_NOOP(
        "Errors",
        "The library {path} is no longer there, or another file is in its place: connect its "
        "disk or put the file back, and start again.",
    ),
    "library_in_use": QT_TRANSLATE_NOOP(
        "Errors",
        "The library {path} is open in another window of Albumen: use that one, or close it first.",
    ),
    "library_locked": QT_TRANSLATE_NOOP(
        "Errors",
        "The library {path} is being written by another program: wait a moment, or close "
        "that program, and try again.",
    ),
    "library_missing": QT_TRANSLATE_NOOP(
        "Errors", "The library {path} does not exist: scan a folder to make it."
    ),
    "library_newer": QT_TRANSLATE_NOOP(
        "Errors",
        "The library {path} was made by a newer version of Albumen: install the newer version.",
    ),
    "library_old": QT_TRANSLATE_NOOP(
        "Errors",
        "The library {path} was made by an older version and must be brought up to date "
        "first: open it once with permission to write.",
    ),
    "library_read_only": QT_TRANSLATE_NOOP(
        "Errors",
        "The library {path} may not be written: allow writing to it and to its folder, or "
        "choose another place.",
    ),
    "library_unreachable": QT_TRANSLATE_NOOP(
        "Errors",
        "The library {path} could not be reached: look whether its disk is connected and its "
        "folder is there, and try again.",
    ),
    "not_a_library": QT_TRANSLATE_NOOP(
        "Errors", "{path} is not an Albumen library: choose another file."
    ),
    "bad_model": QT_TRANSLATE_NOOP(
        "Errors",
        "A stored model is damaged: `albumen doctor` puts a sound one in its place.",
    ),
    "encoder_died": QT_TRANSLATE_NOOP(
        "Errors",
        "The recognition process ended unexpectedly, twice: close other programs to free "
        "memory and scan again.",
    ),
    "encoder_failed": QT_TRANSLATE_NOOP(
        "Errors",
        "Recognition failed ({cause}): scan again, and send a report if it comes back.",
    ),
    "newer_model": QT_TRANSLATE_NOOP(
        "Errors",
        "This model was made by another version of Albumen: update the program.",
    ),
    "no_decoder": QT_TRANSLATE_NOOP(
        "Errors",
        "No decoder process could be started: photos cannot be read now. Free some memory, "
        "or start the program again.",
    ),
    "no_model": QT_TRANSLATE_NOOP("Errors", "The library {path} has no model: open it again."),
    "not_a_pack": QT_TRANSLATE_NOOP(
        "Errors",
        "{path} is not a scene pack ({cause}): choose another one or install it again.",
    ),
    "pack_checksum": QT_TRANSLATE_NOOP(
        "Errors",
        "The scene pack's file {path} is damaged (its checksum is wrong): install it again.",
    ),
    "pack_unreadable": QT_TRANSLATE_NOOP(
        "Errors",
        "The scene pack's file {path} cannot be read ({cause}): install it again.",
    ),
}

# Why a file could not be read, as the decoders say it and the library keeps it.
FAILURES = (
    QT_TRANSLATE_NOOP("Errors", "The file is damaged: its picture could not be decoded."),
    QT_TRANSLATE_NOOP("Errors", "The file is empty."),
    QT_TRANSLATE_NOOP(
        "Errors", "The picture claims more than {n} million pixels, more than can be opened safely."
    ),
    QT_TRANSLATE_NOOP(
        "Errors", "The picture claims {width} x {height} pixels, more than can be opened safely."
    ),
    QT_TRANSLATE_NOOP("Errors", "The picture needs more memory than one photo is given."),
    QT_TRANSLATE_NOOP("Errors", "This is not a file, in spite of its name."),
    QT_TRANSLATE_NOOP("Errors", "This is a folder, in spite of its name."),
    QT_TRANSLATE_NOOP("Errors", "The file is larger than {n} MiB, too large for a photo."),
    QT_TRANSLATE_NOOP("Errors", "The file is not there any more."),
    QT_TRANSLATE_NOOP("Errors", "The file may not be read: its permissions forbid it."),
    QT_TRANSLATE_NOOP("Errors", "The file could not be read from the disk ({cause})."),
    QT_TRANSLATE_NOOP("Errors", "The picture has no width or no height."),
    QT_TRANSLATE_NOOP(
        "Errors", "The file is damaged, or a variant of its format that cannot be read."
    ),
    QT_TRANSLATE_NOOP("Errors", "The file is not a picture, or of a kind that cannot be read."),
    QT_TRANSLATE_NOOP("Errors", "The file is cut off: part of the picture is missing."),
    QT_TRANSLATE_NOOP("Errors", "The file unpacks to far more than a photo needs."),
    QT_TRANSLATE_NOOP("Errors", "The decoder crashed on this file."),
    QT_TRANSLATE_NOOP("Errors", "The file took longer than {seconds} seconds to decode."),
)
_FILLED_IN = re.compile(r"\\{(\w+)\\}")


def error_sentence(error: Exception) -> str:
    """Say what happened; a fault of ours is named by its kind."""
    if not isinstance(error, KnownError):
        text = translate(
            "Errors",
            "Something went wrong inside Albumen ({error}). Help > Report a problem shows what "
            "to send.",
        )
        return text.format(error=type(error).__name__)
    if error.code == "chosen_pack" and isinstance(error.__cause__, KnownError):
        text = translate(
            "Errors",
            "{cause} The library uses this pack. Until you choose another one in the settings, "
            "the pack of the program takes its place.",
        )
        return text.format(cause=error_sentence(error.__cause__))
    if error.code not in SENTENCES:
        return str(error)
    try:
        return translate("Errors", SENTENCES[error.code]).format(path=error.path, **error.values)
    except KeyError:  # a value is missing: rather in English than not at all
        return str(error)


def failure_sentence(message: str | None) -> str:
    """Say why a file could not be read."""
    if not message:
        return translate("Errors", "This file could not be read.")
    for template in FAILURES:
        form = _FILLED_IN.sub(r"(?P<\1>.+)", re.escape(template))
        found = re.fullmatch(form, message)
        if found is not None:
            return translate("Errors", template).format(**found.groupdict())
    return message
