"""What a field is asked for: from its text, and back to text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches

from app.core.search.errors import SearchError
from app.core.search.fields import SearchField, ValueForm, find_code
from app.core.search.forms import read_box, read_yearly
from app.core.search.nodes import LATEST, Bounds, FieldValue, TextSpan

_DAY_TEXT = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_NUMBER_TEXT = re.compile(r"-?(\d{1,15}(\.\d{1,9})?|\.\d{1,9})")
_SIZE_TEXT = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)(b|kb|mb|gb)?", re.IGNORECASE)
_COMPARED = re.compile(r"(>=|<=|≥|≤|>|<|=)?(.*)", re.DOTALL)
_BYTES = {"gb": 10**9, "mb": 10**6, "kb": 10**3, "b": 1}
_CODES = {
    ValueForm.DAYS: "search_bad_date",
    ValueForm.NUMBER: "search_bad_number",
    ValueForm.SIZE: "search_bad_size",
}


def read_value(field: SearchField, text: str, at: TextSpan) -> FieldValue:
    """Return what a field is asked for.

    Raises
    ------
    SearchError
        When the text is none of what the field takes.
    """
    if field.form is ValueForm.TEXT:
        return text
    if field.form in _ONE_TEXT:
        read, wrong = _ONE_TEXT[field.form]
        found = read(text)
        if found is None:
            raise SearchError(wrong, at, value=text)
        return found
    if field.form is ValueForm.CODE:
        code = find_code(field, text)
        if code is None:
            close = get_close_matches(text.casefold(), field.codes, n=3) or field.codes
            raise SearchError(
                "search_bad_code", at, field=field.name, value=text, codes=", ".join(close)
            )
        return code
    bounds = _read_bounds(text, _READERS[field.form])
    if bounds is None:
        raise SearchError(_CODES[field.form], at, value=text)
    if field.most is not None and not any(map(bounds.holds, range(field.most + 1))):
        raise SearchError("search_bad_stars", at, value=text, most=field.most)
    return bounds


def write_value(field: SearchField, value: FieldValue) -> str:
    """Return a value as :func:`read_value` reads it."""
    if isinstance(value, str):
        return value
    write = _size_text if field.form is ValueForm.SIZE else _plain_text
    low, high = value.low, value.high
    if low is not None and low == high and not (value.above or value.below):
        return write(low)
    if low is not None and high is not None:
        return f"{write(low)}..{write(high)}"
    if low is not None:
        return (">" if value.above else ">=") + write(low)
    return ("<" if value.below else "<=") + write(high if high is not None else 0)


# What is kept as a text of one form, and what is said where it is none.
_ONE_TEXT = {
    ValueForm.YEARLY: (read_yearly, "search_bad_yearly"),
    ValueForm.BOX: (read_box, "search_bad_box"),
}
Reader = Callable[[str], float | str | None]


def _read_bounds(text: str, read: Reader) -> Bounds | None:
    low_text, dots, high_text = text.partition("..")
    if dots:
        low, high = read(low_text), read(high_text)
        if (low is None and low_text) or (high is None and high_text):
            return None
        return _in_order(low, high) if low_text or high_text else None
    match = _COMPARED.fullmatch(text)
    sign, rest = match.groups() if match else (None, "")
    value = read(rest)
    if value is None:
        return None
    if sign in (">", ">=", "≥"):
        return Bounds(low=value, above=sign == ">")
    if sign in ("<", "<=", "≤"):
        return Bounds(high=value, below=sign == "<")
    return Bounds(value, value)


def _in_order(low: float | str | None, high: float | str | None) -> Bounds:
    """Return bounds, turned round where the first one lies above the second one."""
    if isinstance(low, str) and isinstance(high, str):
        is_turned = low > high + LATEST
    else:
        is_turned = low is not None and high is not None and float(low) > float(high)
    return Bounds(high, low) if is_turned else Bounds(low, high)


def _read_day(text: str) -> str | None:
    day = text.replace("/", "-")
    if not _DAY_TEXT.fullmatch(day):
        return None
    try:
        date.fromisoformat(day + "-01-01"[len(day) - len("2023") :])
    except ValueError:  # 30 February
        return None
    return day


def _read_number(text: str) -> float | None:
    return float(text) if _NUMBER_TEXT.fullmatch(text) else None


def _read_size(text: str) -> float | None:
    match = _SIZE_TEXT.fullmatch(text)
    return None if match is None else float(match[1]) * _BYTES[(match[2] or "b").lower()]


_READERS: dict[ValueForm, Reader] = {
    ValueForm.DAYS: _read_day,
    ValueForm.NUMBER: _read_number,
    ValueForm.SIZE: _read_size,
}


def _plain_text(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _size_text(value: float | str) -> str:
    number = float(value)
    for unit, count in _BYTES.items():
        if number and number % count == 0:
            return f"{_plain_text(number / count)}{unit.upper()}"
    return _plain_text(number)
