"""The smoke test of the packages asks the library file what the library file has."""

from __future__ import annotations

import ast
import sqlite3
from contextlib import closing
from pathlib import Path

from smoke_test import DECIDED

from app.core.types import Status
from app.store.library import open_library


def test_its_questions_are_those_of_the_present_form(tmp_path: Path, packaging_dir: Path) -> None:
    source = ast.parse((packaging_dir / "smoke_test.py").read_text("utf-8"))
    questions = {
        node.value
        for node in ast.walk(source)
        if isinstance(node, ast.Constant) and str(node.value).startswith("SELECT ")
    }
    assert len(questions) > 5
    open_library(tmp_path / "l.albumen").close()
    with closing(sqlite3.connect(tmp_path / "l.albumen")) as library:
        for question in questions:
            library.execute(question)


def test_a_scan_is_over_when_every_photo_is_decided() -> None:
    assert {*DECIDED, Status.LABELLED.value, Status.WAITING.value} == {s.value for s in Status}
