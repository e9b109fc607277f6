"""CSV and JSON: every text comes back, and none is a formula."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.tables.rows import CsvRows, JsonRows, csv_cell, harmless

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
tricky = texts | st.text("='+-@\t\r\n\"', ;＝a1", max_size=6)


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@given(st.lists(st.lists(tricky, min_size=2, max_size=2), max_size=4))
def test_every_text_comes_back_from_csv(rows: list[list[str]]) -> None:
    file = io.BytesIO()
    table = CsvRows(file, ["a", "b"])
    for row in rows:
        table.write(row)
    table.end()
    head, *cells = read(file.getvalue())
    assert head == ["a", "b"]
    assert [[restored(cell) for cell in row] for row in cells] == rows


def restored(cell: str) -> str:
    """Undo :func:`harmless` as docs/format.md says it."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


@given(tricky)
def test_no_text_is_a_formula(text: str) -> None:
    cell = csv_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (-120.5, "-120.5"),
        (3, "3"),
        (["a;b", "c"], "a,b; c"),
        ([], ""),
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        (["=HYPERLINK()"], "'=HYPERLINK()"),
        ("a-b", "a-b"),
        ("half \udcff", "half ?"),
    ],
)
def test_cells(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def test_a_mark_for_excel_stands_first() -> None:
    file = io.BytesIO()
    CsvRows(file, ["路径"], has_mark=True)
    assert file.getvalue() == "\ufeff路径\r\n".encode()


@given(st.lists(st.lists(st.text(max_size=5) | st.none(), min_size=2, max_size=2), max_size=3))
def test_json_is_one_object_and_keeps_all(rows: list[list[str | None]]) -> None:
    file = io.BytesIO()
    table = JsonRows(file, ["a", "b"], {"version": 1}, "photos")
    for row in rows:
        table.write(row)
    table.end()
    value = json.loads(file.getvalue())
    assert value["version"] == 1
    assert value["columns"] == ["a", "b"]
    assert [[one["a"], one["b"]] for one in value["photos"]] == rows
