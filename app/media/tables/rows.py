"""Rows as CSV and as JSON. What the columns are, the caller decides; how they are spelled, we do.

CSV is UTF-8 with a comma between cells and CR LF at the end of a row (RFC 4180); line breaks and
quotes in a cell are quoted. A text that a spreadsheet would take for a formula gets an apostrophe
in front, and so does one that begins with apostrophes before such a text, so that taking one away
gives back the text. Numbers are left as they are. JSON is ASCII: half characters of odd file names
survive as escapes; in CSV they become replacement characters.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Protocol

# Full-width forms are taken for formulas, too, where Chinese or Japanese is typed.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_SEPARATOR = "; "
_BOM = "\ufeff"


class RowWriter(Protocol):
    """Writes a table row by row."""

    def write(self, row: Sequence[Any]) -> None:
        """Write the cells of a row: texts, numbers, truths, None, or lists of texts."""

    def end(self) -> None:
        """Write what stands after the last row."""


class CsvRows:
    """A table as CSV.

    Parameters
    ----------
    file : BinaryIO
    columns : sequence of str
    has_mark : bool
        Begin with a byte order mark, without which Excel takes UTF-8 for something else.
    """

    def __init__(self, file: BinaryIO, columns: Sequence[str], *, has_mark: bool = False) -> None:
        self._file = file
        if has_mark:
            file.write(_BOM.encode())
        self.write(columns)

    def write(self, row: Sequence[Any]) -> None:
        """Write one row."""
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow([csv_cell(value) for value in row])
        self._file.write(line.getvalue().encode("utf-8", "replace"))

    def end(self) -> None:
        """Nothing stands after the last row."""


class JsonRows:
    """A table as one JSON object: ``head``, the names of the columns, and a list of objects.

    Each row stands on a line of its own, so that other programs need not read it as a whole.
    """

    def __init__(
        self, file: BinaryIO, columns: Sequence[str], head: Mapping[str, Any], name: str
    ) -> None:
        self._file, self._columns = file, columns
        self._before = b""
        start = json.dumps({**head, "columns": list(columns)}, indent=1)[:-2]
        file.write(f'{start},\n "{name}": ['.encode())

    def write(self, row: Sequence[Any]) -> None:
        """Write one row."""
        values = dict(zip(self._columns, row, strict=True))
        self._file.write(self._before + b"\n  " + json.dumps(values).encode())
        self._before = b","

    def end(self) -> None:
        """Close the list and the object."""
        self._file.write(b"\n ]\n}\n")


def csv_cell(value: Any) -> str:
    """Return a value as a cell: lists with ``; `` between, truth as ``yes`` and ``no``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return harmless(_SEPARATOR.join(str(part).replace(";", ",") for part in value))
    if isinstance(value, str):
        return harmless(value.encode("utf-8", "replace").decode())
    return repr(value)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip("'").lstrip(" ").startswith(_FORMULA) else text
