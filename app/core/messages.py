"""What is said to people, once: a code names a fact, a template says it in English.

Below the window and the terminal a fact travels as a :class:`Message`, its code and its values.
``str`` makes the English sentence, the window translates the same template. A code that stands in
no table, a value that is missing and a value too many are bugs, and show themselves at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

_NAME = re.compile(r"\{(\w+)\}")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

# Why something could not be done.
ERRORS = {
    # Photos, scenes and labels
    "bad_merge": "A scene cannot be merged into itself.",
    "bad_parent": "A scene cannot lie under itself.",
    "bad_range": "A range goes from a lower to a higher number; {low} to {high} does not.",
    "bad_target": "A target lies between {low} and {high}; {target} does not.",
    "heading_scene": "'{name}' only holds other scenes: label with one of them ({scenes}).",
    "no_name": "A scene needs a name.",
    "no_photos": "No photo is selected.",
    "nothing_kept": "All photos of a set would go: keep at least one of them.",
    "not_on_sheet": "A photo was marked that is not on the sheet: ask for the sheets again.",
    "album_exists": "There is an album '{name}' already.",
    "unknown_album": "There is no album '{name}': `albumen album list` lists them.",
    "search_exists": "A search is kept as '{name}' already.",
    "unknown_search": "No search is kept as '{name}': `albumen search list` lists them.",
    "nameless": "A name is missing.",
    "name_too_long": "A name has at most {letters} letters.",
    "no_such_stars": "Photos have 0 to 5 stars, not {stars}.",
    "no_proposal": "None of these photos has a proposed scene.",
    "nothing_to_redo": "There is nothing to redo.",
    "nothing_to_undo": "There is nothing to undo.",
    "scan_first": "Labelled photos ({count}) have not been looked at with this scene pack yet: "
    "scan again first, or nothing would be learned from them.",
    "scene_exists": "A scene named '{name}' exists already: choose another name, or label with it.",
    "scene_off": "The scene '{name}' is switched off: switch it on before the merge.",
    "unknown_photo": "{path} is not in the library: scan its folder first.",
    "unknown_scene": "There is no scene '{scene}': `albumen scenes` lists them.",
    "unknown_version": "There is no model version {version}.",
    # The text of a search
    "search_bad_box": "'{value}' is no part of the map: write south,west..north,east in degrees, "
    "as in 35.9,119.9..36.4,120.8.",
    "search_bad_code": "'{value}' is nothing that '{field}:' knows: write {codes}.",
    "search_bad_date": "'{value}' is no day, month or year: write 2023, 2023-07 or 2023-07-14, and "
    "two dots between two of them.",
    "search_bad_number": "'{value}' is no number: write 3, >=3, <3, or 1..3.",
    "search_bad_size": "'{value}' is no size: write 5MB, >5MB, or 500KB..5MB.",
    "search_bad_yearly": "'{value}' is no day of the year: write 07-14, or today.",
    "search_bad_stars": "A photo has 0 to {most} stars, never '{value}': write 3, >=3, or 1..3.",
    "search_closed_bracket": "This bracket was never opened.",
    "search_empty_bracket": "There is nothing in these brackets.",
    "search_empty_quotes": "There is nothing in these quotation marks.",
    "search_found_nowhere": "No photo is found by {field}:{value}.",
    "search_joined_or": "'{word}' is looked for as one word: 或 between spaces finds either.",
    "search_no_album": "There is no album with '{name}' in its name.",
    "search_no_scene": "There is no scene with '{name}' in its name.",
    "search_no_value": "'{field}:' needs a value, as in {field}:{example}.",
    "search_nothing_after": "'{word}' needs something to find after it.",
    "search_nothing_before": "'{word}' needs something to find before it; quotation marks around "
    "it make it a word.",
    "search_open_bracket": "This bracket is never closed.",
    "search_open_quote": "This quotation mark is never closed.",
    "search_stray_sign": "'{word}' means nothing here: put the words into quotation marks.",
    "search_too_deep": "So many brackets within each other are not understood.",
    "search_too_long": "A search has at most {limit} characters.",
    "search_unknown_field": "There is no field '{field}': write {fields}; or put the words into "
    "quotation marks.",
    "search_word_and": "'{word}' is looked for as a word: without it, words beside each other are "
    "found together.",
    "search_word_not": "'{word}' is looked for as a word: NOT in capitals, or a minus, leaves out "
    "what follows.",
    "search_word_or": "'{word}' is looked for as a word: OR in capitals finds either.",
    # Keywords in files
    "copies_inside": "{path} lies in {folder}, a folder of the library, and a scan would take the "
    "copies for new photos: choose a folder elsewhere.",
    "embed_damaged": "The file is damaged ({cause}): no tags can be put into it.",
    "embed_format": "Tags can be put into JPEG, PNG, WebP and TIFF files alone: write a sidecar.",
    "changed_meanwhile": "{path} was changed by another program just now: export again.",
    "exiftool_failed": "ExifTool could not write {path} ({cause}): write a sidecar.",
    "no_exiftool": "ExifTool is not installed (exiftool.org; Debian: libimage-exiftool-perl): "
    "without it tags go into sidecars or copies.",
    "no_room_for_copy": "The disk of {path} has no room for a copy of the photo: make room first.",
    "picture_differs": "{path} would not have shown the same picture afterwards: it was left as it "
    "is.",
    "no_system_tags": "The disk of {path} (or the system) knows no tags of files: they are left "
    "out there.",
    "bad_keyword_map": "{path} holds no JSON object of keywords and scenes.",
    "bad_fixity": "{path} cannot be read as a fixity report ({cause}): make a new one with "
    "`albumen export fixity`.",
    "export_over": "{path} is the library or one of its photos: choose another name.",
    "file_unwritable": "{path} cannot be written ({cause}): choose another place, or make room.",
    "no_keyword": "A keyword of the mapping is empty: remove its line.",
    "xmp_not_readable": "{path} cannot be read ({cause}): look at its permissions.",
    "xmp_not_writable": "{path} cannot be written ({cause}): look at the permissions and the free "
    "space of its folder.",
    "xmp_too_large": "The keywords take {size} KB, where at most {limit} KB have room.",
    "xmp_unreadable": "This is no XMP ({cause}): repair or remove it.",
    # Folders
    "folder_unreadable": "The folder {path} may not be read: give yourself the permission to "
    "read it.",
    "no_folder": "The folder {path} does not exist: check the name, or plug in its disk.",
    "no_folder_named": "Name a folder of photos: `albumen window FOLDER`, or `albumen --help`.",
    "no_folders": "This library has no folders yet: `albumen scan FOLDER` adds one.",
    "not_a_folder": "{path} is a file, not a folder: name the folder that holds the photos.",
    # The library file
    "disk_full": "The library {path} could not be written because its disk is full: make room on "
    "it and try again; nothing that was saved is lost.",
    "library_blank": "The library {path} is an empty file: choose another file.",
    "library_corrupt": "The library {path} is damaged: close Albumen and run `albumen doctor`, "
    "which saves what can be read of it.",
    "library_emptied": "The library {path} is empty, but copies of it stand beside it: "
    "`albumen doctor` puts the newest in place.",
    "library_folder_read_only": "The library {path} lies in a folder that may not be written: "
    "choose another place.",
    "library_gone": "The library {path} is no longer there: connect its disk or put the file "
    "back, and try again.",
    "library_in_use": "The library {path} is open in another window of Albumen: use that one, or "
    "close it first.",
    "library_is_folder": "The library {path} is a folder: choose a file.",
    "library_locked": "The library {path} is being written by another program: wait a moment, or "
    "close that program, and try again.",
    "library_missing": "The library {path} does not exist: scan a folder to make it.",
    "library_newer": "The library {path} was made by a newer version of Albumen (form {found}, "
    "this one knows {known}): install the newer version.",
    "library_not_copied": "The library {path} is damaged, so no new backup copy was made: the "
    "older ones are kept beside it.",
    "library_old": "The library {path} was made by an older version and must be brought up to "
    "date first: open it once with permission to write.",
    "library_read_only": "The library {path} may not be written: allow writing to it and to its "
    "folder, or choose another place.",
    "library_replaced": "The library {path} was replaced by another file: start again to use the "
    "new one.",
    "library_unopened": "The library {path} could not be opened: look whether its folder exists "
    "and may be written.",
    "library_unreachable": "The library {path} could not be read or written: look whether its "
    "disk is connected and healthy, and try again.",
    "no_library": "There is no library at {path}: `albumen scan FOLDER` makes one.",
    "not_a_library": "The library {path} is not an Albumen library: choose another file.",
    "same_file": "A copy cannot replace the library itself: choose another name.",
    # Models and scene packs
    "bad_model": "A stored model is damaged: `albumen doctor` puts a sound one in its place.",
    "chosen_pack": "{cause} The library uses this pack; `albumen --scenes shipped` goes back to "
    "the one of the program.",
    "damaged_version": "Model version {version} of the library is damaged: `albumen doctor` puts "
    "the newest sound one in its place.",
    "newer_model": "This model was made by another version of Albumen: update the program.",
    "no_model": "The library {path} has no model: open it with `albumen` once.",
    "not_a_pack": "{path} is not a scene pack ({cause}): choose another one or install it again.",
    "other_pack": "Model version {version} was made with another scene pack: choose that pack "
    "first.",
    "pack_checksum": "The scene pack's file {path} is damaged (its checksum is wrong): install it "
    "again.",
    "pack_unreadable": "The scene pack's file {path} cannot be read ({cause}): install it again.",
    "same_pack": "The library uses this scene pack already.",
    # Originals that are copied, moved or thrown away
    "copy_differs": "The copy of {path} is not the same as the original, so it was not kept: look "
    "whether both disks are healthy.",
    "file_is_link": "{path} is a link, not a file: move the file that it leads to.",
    "file_not_there": "{path} is not there any more.",
    "home_taken": "{path} stays where it is: another file lies at {home} now.",
    "kept_changed": "{path} was changed since it was copied, so it is kept.",
    "name_taken": "{path} is there already, and nothing is overwritten: try again.",
    "no_room": "The folder {path} has room for {free} MB, and {needed} MB are needed: make room, "
    "or choose another one.",
    "no_trash": "There is no trash for {path}, so it was not deleted: delete it in your file "
    "manager if you want to.",
    "not_copied": "{path} could not be read, written or removed ({cause}).",
    "not_movable": "The folder of {path} may not be written, so the file cannot leave it: copy it "
    "instead.",
    "not_trashed": "{path} could not be moved to the trash ({cause}), so it was not deleted.",
    "still_written": "{path} was changed while it was moved, so it stays: try again.",
    "target_not_writable": "The folder {path} cannot be written ({cause}): choose another one.",
    # A cluster of machines
    "cluster_away": "The cluster at {address} does not answer ({cause}): is its scheduler running, "
    "and is this its address?",
    "cluster_backbone": "A worker was sent another model than the one that was asked for.",
    "cluster_empty": "The cluster has no workers: start some with `dask worker ADDRESS`.",
    "cluster_failed": "Two workers could not read it ({cause}).",
    "cluster_lost": "The cluster's scheduler went away: what was read is kept, scan again.",
    "cluster_plain": "{address} is not encrypted and leads to another machine: use a tls:// "
    "address, or add --cluster-plain where you trust the network.",
    "cluster_reader": "A worker was installed with a C compiler and this machine without one, or "
    "the other way round: they read JPEGs differently. Install Albumen the same way on both.",
    "no_cluster": "This needs Dask, which is not installed: pip install albumen[cluster].",
    # The program and its processes
    "decoders_closed": "The decoders were closed while photos were waiting.",
    "decoders_stopped": "The decoders stopped.",
    "encoder_died": "The recognition process ended unexpectedly, twice: close other programs to "
    "free memory and scan again.",
    "encoder_failed": "Recognition failed ({cause}): scan again, and send a report if it comes "
    "back.",
    "encoder_unusable": "The recognition model of {path} cannot be used: {cause}",
    "no_decoder": "No decoder process could be started: photos cannot be read now. Free some "
    "memory, or start the program again.",
    "no_current_folder": "The current folder does not exist any more: change to another one.",
    "no_place": "The folder {path} cannot be made ({cause}): let the environment name another one "
    "in ALBUMEN_HOME.",
    "no_resources": "The program's resources are missing beside {path}: install Albumen again.",
    "report_unwritable": "The report cannot be written to {path} ({cause}): choose another place.",
    # Training and evaluation
    "bad_json": "{path} cannot be read as JSON ({cause}).",
    "bad_answer": "{path} holds no answer to a sheet of `albumen review --json` ({cause}).",
    "bad_labels": "{path} is not a table with the columns file and scene ({cause}).",
    "bad_map": "{path} is not a map of scenes to folders ({cause}).",
    "bad_mapping": "{path} holds no object of folder and scene.",
    "bad_truth": "{path} is not a table with the columns file and labels ({cause}).",
    "bad_weights": "{path} cannot be read as weights ({cause}).",
    "fetch_failed": "{url} could not be fetched ({cause}).",
    "missing_package": "This needs {package}, which is not installed: install albumen[train].",
    "no_address": "{name} has no plain address: fetch its weights from its page and give the file.",
    "no_class_folders": "{path} holds no folders with photos: one folder a class is needed.",
    "no_files_named": "{path} names no file.",
    "no_matplotlib": "Plots need matplotlib: install it with `pip install albumen[train]`.",
    "no_training": "This program was installed without the parts that make scene packs: install "
    "them with `pip install albumen[train]`.",
    "no_training_photos": "{paths}: no folder in there belongs to a scene of the map. "
    "Name the folder that holds one folder a class.",
    "no_weights": "{path} holds no weights.",
    "not_agreed": "The weights of {name} were not fetched: agree with --yes, or name a file that "
    "you have with --weights.",
    "nothing_readable": "Not one photo of {path} can be read.",
    "unknown_efficientnet": "There is no EfficientNet variant {name}: name one of {known}.",
    "unknown_variant": "There is no classification model {name}: name it torchvision:NAME or "
    "timm:NAME.",
    "weights_differ": "{path} is not of {name}: the shapes differ.",
    "weights_do_not_fit": "{path} is not of {name}: {cause}.",
    "weights_lack": "{path} is not of {name}: it lacks {missing} and {more} more.",
    "wrong_checksum": "What came from {url} has another checksum than its name says.",
}

# Why a file could not be read. The library keeps code and values of these.
FAILURES = {
    "bomb": "The file unpacks to far more than a photo needs.",
    "crashed": "The decoder crashed on this file.",
    "damaged": "The file is damaged: its picture could not be decoded.",
    "empty": "The file is empty.",
    "file_too_large": "The file is larger than {n} MiB, too large for a photo.",
    "float_colours": "The picture has colours in floating point, which cannot be shown: save it "
    "with 8 or 16 bits a channel.",
    "folder_named_as_photo": "This is a folder, in spite of its name.",
    "forbidden": "The file may not be read: its permissions forbid it.",
    "memory": "The picture needs more memory than one photo is given.",
    "no_jxl": "This installation cannot read JPEG XL: install pylibjxl (pip install "
    "'albumen[jxl]').",
    "no_head": "The file shows nothing at first sight.",
    "no_size": "The picture has no width or no height.",
    "not_a_file": "This is not a file, in spite of its name.",
    "not_a_picture": "The file is not a picture, or of a kind that cannot be read.",
    "raw_unknown": "The raw format is not known: convert the file to DNG, or export it as JPEG.",
    "tiff_kind": "The picture is of a kind of TIFF that cannot be read: save it as RGB with 8 or "
    "16 bits a channel.",
    "timeout": "The file took longer than {seconds} seconds to decode.",
    "too_many_pixels": "The picture claims {width} x {height} pixels, more than can be opened "
    "safely.",
    "too_many_millions": "The picture claims more than {n} million pixels, more than can be "
    "opened safely.",
    "truncated": "The file is cut off: part of the picture is missing.",
    "unknown_failure": "This file could not be read.",
    "unreadable": "The file could not be read from the disk ({cause}).",
    "unsupported": "The file is damaged, or a variant of its format that cannot be read.",
    "vanished": "The file is not there any more.",
}

# What a walk through a folder tells besides photos.
PROBLEMS = {
    "broken_link": "The link leads nowhere: the file that it names is not there.",
    "device": "This is a device, not a photo, in spite of its name.",
    "file_unasked": "The file could not be looked at ({cause}).",
    "folder_forbidden": "The folder may not be read: its permissions forbid it.",
    "folder_lost": "The folder is not there: it was moved, deleted or unplugged.",
    "folder_too_deep": "The folder lies too deep: its path is longer than the system allows.",
    "folder_unread": "The folder could not be read ({cause}).",
    "labelled_otherwise": "This photo is gone, and its picture is there as {path}, with another "
    "label or rating of yours: both are kept.",
    "named_pipe": "This is a named pipe, not a photo, in spite of its name.",
    "no_folder_but_file": "This is a file, not a folder.",
    "same_folder": "This folder is {folder}, by another way: it was scanned as that.",
    "socket": "This is a socket, not a photo, in spite of its name.",
}

# What answers to checks show of the tags: see app.core.promises.
PROMISES = {
    "promise_kept": "Your answers show that at most {share} % of the tags are wrong: of {answered} "
    "checks {wrong} were.",
    "promise_needs_answers": "That at most {share} % of the tags are wrong is an estimate: too few "
    "answers to promise it, {answered} checks of about {needed}.",
    "promise_not_shown": "That at most {share} % of the tags are wrong cannot be promised: of "
    "{answered} checks {wrong} were.",
}

MESSAGES: Mapping[str, str] = {**ERRORS, **FAILURES, **PROBLEMS, **PROMISES}

# What the window says instead, where the remedy is a command of the terminal.
IN_WINDOW: Mapping[str, str] = {
    "bad_fixity": "{path} cannot be read as a fixity report ({cause}): export a new one.",
    "chosen_pack": "{cause} The library uses this pack. Until you choose another one in the "
    "settings, the pack of the program takes its place.",
    "no_folders": "This library has no folders yet: add one first.",
    "no_model": "The library {path} has no model: open it again.",
    "not_a_folder": "{path} is a file, not a folder: choose the folder that holds the photos.",
    "scan_first": "Labelled photos ({count}) have not been looked at with this scene pack yet: "
    "wait for the scan, or scan again, or nothing would be learned from them.",
    "unknown_scene": "There is no scene '{scene}' any more.",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One fact for people.

    Attributes
    ----------
    code : str
        A key of :data:`MESSAGES`.
    values : mapping of str to str, int, float or Message
        Exactly what the template of the code names. Plain values can be written as JSON.

    Raises
    ------
    ValueError
        For a code that stands in no table.
    TypeError
        For a value that the template lacks, or that is missing.
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in MESSAGES:
            raise ValueError(f"app.core.messages has no template for the code {self.code!r}")
        needed = named_values(MESSAGES[self.code])
        if needed != self.values.keys():
            given = ", ".join(sorted(self.values)) or "none"
            raise TypeError(
                f"the message {self.code!r} takes the values "
                f"{', '.join(sorted(needed)) or 'none'}; given: {given}"
            )

    def __str__(self) -> str:
        return filled_in(MESSAGES[self.code], {k: str(v) for k, v in self.values.items()})


Value: TypeAlias = str | int | float | Message


def named_values(template: str) -> frozenset[str]:
    """Return the names that a template fills in."""
    return frozenset(_NAME.findall(template))


def filled_in(template: str, values: Mapping[str, str]) -> str:
    """Return the sentence; bytes of a path that are no text become replacement characters."""
    return _HALF_CHARACTER.sub("\ufffd", template.format(**values))
