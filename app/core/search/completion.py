"""What may be typed next: fields, their values, and names of scenes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.core.search.fields import FIELDS, Offer, SearchField, ValueForm, find_field
from app.core.search.nodes import FieldTerm, TextSpan, Wording
from app.core.search.printing import leaf_text

MOST_OFFERED = 12
_ENDS = frozenset("()（） \t\n\u3000")
_QUOTES = {'"': '"', "“": "”"}
_COLONS = ":："

Values = Callable[[Offer], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Completion:
    """Something to put into a text.

    Attributes
    ----------
    shown : str
        What it is called.
    text : str
        What takes the place of ``at``. A field ends with its colon, all else is whole.
    at : TextSpan
    field : str
        The field that it is, or is a value of; empty for a scene.
    """

    shown: str
    text: str
    at: TextSpan
    field: str = ""


def complete(
    text: str, cursor: int, values: Values, *, chinese: bool = False, unasked: bool = True
) -> list[Completion]:
    """Return what may stand where the cursor is, best first.

    Parameters
    ----------
    text : str
    cursor : int
        A place in it.
    values : callable
        What the library has of an offer.
    chinese : bool
        Offer fields by their Chinese names, where nothing is typed yet that tells.
    unasked : bool
        Where nothing is typed at the cursor nothing is offered.
    """
    start, end = _word_at(text, cursor)
    typed = text[start:cursor]
    if not typed and unasked:
        return []
    at = TextSpan(start, end - start)
    colon = next((place for place, sign in enumerate(typed) if sign in _COLONS), None)
    if colon is None:
        scenes = () if not typed else _scenes(typed, at, values)
        return [*_fields(typed, at, chinese=chinese), *scenes][:MOST_OFFERED]
    field = find_field(typed[:colon])
    if field is None:
        return []
    return _values(field, typed[: colon + 1], typed[colon + 1 :], at, values)


def _word_at(text: str, cursor: int) -> tuple[int, int]:
    """Return where the word at a cursor begins, without its minus, and where it ends."""
    start, closing = 0, ""
    for place, sign in enumerate(text[:cursor]):
        if closing:
            closing = "" if sign == closing else closing
        elif sign in _QUOTES:
            closing = _QUOTES[sign]
        elif sign in _ENDS:
            start = place + 1
    while start < cursor and text[start] in "-－":
        start += 1
    end = cursor
    while end < len(text) and text[end] not in (closing or _ENDS):
        end += 1
    return start, min(len(text), end + bool(closing))


def _fields(typed: str, at: TextSpan, *, chinese: bool) -> Iterable[Completion]:
    wanted = typed.casefold()
    for field in FIELDS.values():
        names = [name for name in (field.name, *field.also) if name.startswith(wanted)]
        if names and (chinese and not typed):
            names.sort(key=str.isascii)
        if names:
            yield Completion(f"{names[0]}:", f"{names[0]}:", at, field.name)


def _scenes(typed: str, at: TextSpan, values: Values) -> Iterable[Completion]:
    bare = typed.strip('"“”')
    for name in _fitting(bare, values(Offer.SCENES)):
        yield Completion(name, leaf_text(Wording(name)), at)


def _values(
    field: SearchField, before: str, typed: str, at: TextSpan, values: Values
) -> list[Completion]:
    """Return values of a field: codes, what photos have, else an example where nothing stands."""
    bare = typed.strip('"“”')
    if field.form not in (ValueForm.CODE, ValueForm.TEXT):
        shown = [] if bare else [field.example]
        return [Completion(example, before + example, at, field.name) for example in shown]
    found = _codes(field, bare) if field.codes else _fitting(bare, values(field.offer))
    texts = [leaf_text(FieldTerm(field.name, name)).partition(":")[2] for name in found]
    return [
        Completion(name, before + text, at, field.name)
        for name, text in zip(found, texts, strict=True)
    ][:MOST_OFFERED]


def _codes(field: SearchField, typed: str) -> list[str]:
    wanted = typed.casefold()
    return [
        code
        for code, also in field.codes.items()
        if any(word.startswith(wanted) for word in (code, *also))
    ]


def _fitting(typed: str, names: Iterable[str]) -> list[str]:
    """Return the names with a text in them: those that begin with it, then the other ones."""
    wanted = typed.casefold()
    ranked = sorted(
        (not name.casefold().startswith(wanted), place, name)
        for place, name in enumerate(names)
        if wanted in name.casefold()
    )
    return [name for *_, name in ranked[:MOST_OFFERED]]
