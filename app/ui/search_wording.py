"""The words of a search in the language of the window: fields, codes, and parts as people say them.

The language itself is typed the same in every window; these words explain it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.core.search.fields import FIELDS
from app.core.search.nodes import AllOf, Bounds, FieldTerm, SearchNode, Without, Wording
from app.core.search.values import write_value

translate = QCoreApplication.translate

_FIELDS: dict[str, Any] = {
    "scene": QT_TRANSLATE_NOOP("Search", "Scene"),
    "proposed": QT_TRANSLATE_NOOP("Search", "Proposed"),
    "keyword": QT_TRANSLATE_NOOP("Search", "Keyword"),
    "name": QT_TRANSLATE_NOOP("Search", "File name"),
    "folder": QT_TRANSLATE_NOOP("Search", "Folder"),
    "camera": QT_TRANSLATE_NOOP("Search", "Camera"),
    "lens": QT_TRANSLATE_NOOP("Search", "Lens"),
    "format": QT_TRANSLATE_NOOP("Search", "Format"),
    "date": QT_TRANSLATE_NOOP("Search", "Taken"),
    "on": QT_TRANSLATE_NOOP("Search", "On this day of any year"),
    "place": QT_TRANSLATE_NOOP("Search", "Place"),
    "area": QT_TRANSLATE_NOOP("Search", "Part of the map"),
    "album": QT_TRANSLATE_NOOP("Search", "Album"),
    "is": QT_TRANSLATE_NOOP("Search", "State"),
    "has": QT_TRANSLATE_NOOP("Search", "Has"),
    "reason": QT_TRANSLATE_NOOP("Search", "Reason"),
    "shape": QT_TRANSLATE_NOOP("Search", "Shape"),
    "similarity": QT_TRANSLATE_NOOP("Search", "Similarity"),
    "rating": QT_TRANSLATE_NOOP("Search", "Stars"),
    "flag": QT_TRANSLATE_NOOP("Search", "Flag"),
    "width": QT_TRANSLATE_NOOP("Search", "Width"),
    "height": QT_TRANSLATE_NOOP("Search", "Height"),
    "size": QT_TRANSLATE_NOOP("Search", "File size"),
}
_CODES: dict[tuple[str, str], Any] = {
    ("is", "labelled"): QT_TRANSLATE_NOOP("Search", "labelled by you"),
    ("is", "accepted"): QT_TRANSLATE_NOOP("Search", "accepted"),
    ("is", "review"): QT_TRANSLATE_NOOP("Search", "needs review"),
    ("is", "coarse"): QT_TRANSLATE_NOOP("Search", "to refine"),
    ("is", "failed"): QT_TRANSLATE_NOOP("Search", "unreadable"),
    ("is", "waiting"): QT_TRANSLATE_NOOP("Search", "not looked at yet"),
    ("is", "tagged"): QT_TRANSLATE_NOOP("Search", "has a tag"),
    ("is", "none"): QT_TRANSLATE_NOOP("Search", "none of the scenes"),
    ("is", "missing"): QT_TRANSLATE_NOOP("Search", "gone or offline"),
    ("is", "duplicate"): QT_TRANSLATE_NOOP("Search", "same picture twice"),
    ("is", "similar"): QT_TRANSLATE_NOOP("Search", "has look-alikes"),
    ("is", "raw"): QT_TRANSLATE_NOOP("Search", "a raw file, or with one"),
    ("has", "label"): QT_TRANSLATE_NOOP("Search", "your word"),
    ("has", "keywords"): QT_TRANSLATE_NOOP("Search", "keywords"),
    ("has", "date"): QT_TRANSLATE_NOOP("Search", "a date of the camera"),
    ("has", "camera"): QT_TRANSLATE_NOOP("Search", "a camera"),
    ("has", "lens"): QT_TRANSLATE_NOOP("Search", "a lens"),
    ("has", "raw"): QT_TRANSLATE_NOOP("Search", "a raw file beside it"),
    ("has", "film"): QT_TRANSLATE_NOOP("Search", "a film beside it"),
    ("has", "place"): QT_TRANSLATE_NOOP("Search", "a place on the map"),
    ("flag", "pick"): QT_TRANSLATE_NOOP("Search", "picked"),
    ("flag", "reject"): QT_TRANSLATE_NOOP("Search", "rejected by you"),
    ("flag", "none"): QT_TRANSLATE_NOOP("Search", "no flag"),
    ("reason", "unlike_prototype"): QT_TRANSLATE_NOOP("Search", "unlike its scene"),
    ("reason", "second_scene"): QT_TRANSLATE_NOOP("Search", "close to a second scene"),
    ("reason", "no_scene"): QT_TRANSLATE_NOOP("Search", "none of the scenes"),
    ("reason", "above_range"): QT_TRANSLATE_NOOP("Search", "above the range"),
    ("reason", "too_few_samples"): QT_TRANSLATE_NOOP("Search", "scene has too few samples"),
    ("reason", "person_said_no"): QT_TRANSLATE_NOOP("Search", "you said no"),
    ("reason", "left_out"): QT_TRANSLATE_NOOP("Search", "left out of a refresh"),
    ("shape", "landscape"): QT_TRANSLATE_NOOP("Search", "wider than high"),
    ("shape", "portrait"): QT_TRANSLATE_NOOP("Search", "higher than wide"),
    ("shape", "square"): QT_TRANSLATE_NOOP("Search", "square"),
}
SceneNames = Callable[[str], str | None]


def field_word(name: str) -> str:
    """Name a field."""
    return translate("Search", _FIELDS[name])


def code_word(field: str, code: str) -> str:
    """Say what a code of a field's list means."""
    return translate("Search", _CODES[field, code])


def part_words(part: SearchNode, scene_name: SceneNames) -> str:
    """Say what a part of a search asks for.

    ``scene_name`` names the scene that a text means, None where it means none.
    """
    if isinstance(part, Wording):
        return scene_name(part.text) or translate("Search", "“{text}”").format(text=part.text)
    if isinstance(part, FieldTerm):
        return _term_words(part, scene_name)
    if isinstance(part, Without):
        inner = part_words(part.part, scene_name)
        return translate("Search", "not {what}").format(what=inner)
    inside = [part_words(one, scene_name) for one in part.parts]
    if isinstance(part, AllOf):
        return translate("Search", " and ").join(inside)
    return translate("Search", " or ").join(inside)


def _term_words(term: FieldTerm, scene_name: SceneNames) -> str:
    field = FIELDS[term.name]
    if isinstance(term.value, Bounds):
        value = _bounds_words(term.value, write_value(field, term.value))
    elif field.codes:
        value = code_word(term.name, term.value)
    elif term.name in ("scene", "proposed"):
        value = scene_name(term.value) or term.value
    else:
        value = term.value
    return translate("Search", "{field}: {value}").format(field=field_word(term.name), value=value)


def _bounds_words(bounds: Bounds, written: str) -> str:
    for sign, word in ((">=", "≥ "), ("<=", "≤ "), (">", "> "), ("<", "< ")):
        if written.startswith(sign):
            return word + written[len(sign) :]
    return written.replace("..", " – ") if bounds.low != bounds.high else written
