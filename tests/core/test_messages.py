"""A code and its values make one sentence; what does not fit is a bug, seen at once."""

from __future__ import annotations

import ast
import copy
import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import KnownError, UsageError
from app.core.messages import ERRORS, FAILURES, MESSAGES, PROBLEMS, PROMISES, Message, named_values

APP = Path(__file__).resolve().parents[2] / "app"
# What makes a message: code first, then its values, by name or as one mapping.
MAKERS = {"KnownError", "UsageError", "DecodeError", "failure", "Message", "Refused"}


def test_an_error_says_what_happened_and_carries_it() -> None:
    error = UsageError("bad_range", low=0.5, high=0.25)
    said = "A range goes from a lower to a higher number; 0.5 to 0.25 does not."
    assert (str(error), error.code, error.path) == (said, "bad_range", None)
    assert KnownError("no_folder", path="/a").path == "/a"


def test_an_unknown_code_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="'no_such_code'"):
        KnownError("no_such_code")


@pytest.mark.parametrize("values", [{}, {"path": "/a", "more": 1}, {"paths": "/a"}])
def test_values_that_do_not_fit_are_refused_at_once(values: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="'no_folder' takes the values path; given: "):
        Message("no_folder", values)


def test_a_message_inside_another_is_said_too() -> None:
    cause = Message("pack_checksum", {"path": "/p/head"})
    said = str(KnownError("encoder_unusable", path="/p", cause=cause))
    assert said == f"The recognition model of /p cannot be used: {cause}"


def test_bytes_that_are_no_text_can_be_printed() -> None:
    error = KnownError("no_folder", path="/caf\udce9")
    assert "/caf\ufffd does" in str(error)
    assert error.path == "/caf\udce9"


def test_errors_travel_between_processes() -> None:
    error = UsageError("scene_exists", name="x")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is UsageError
        assert (again.message, str(again)) == (error.message, str(error))


def test_no_code_stands_twice() -> None:
    assert len(MESSAGES) == len(ERRORS) + len(FAILURES) + len(PROBLEMS) + len(PROMISES)


def calls() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Yield place, code and names of the values of every message that the program makes."""
    for file in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in MAKERS:
                continue
            code = node.args[0] if node.args else None
            if not isinstance(code, ast.Constant):
                continue  # passed on
            names = {k.arg for k in node.keywords if k.arg is not None}
            if node.func.id == "failure" and len(node.args) == 2:
                names.add("path")
            if node.func.id == "Message" and len(node.args) == 2:
                assert isinstance(node.args[1], ast.Dict)
                names = {key.value for key in node.args[1].keys if isinstance(key, ast.Constant)}
            yield f"{file.name}:{node.lineno}", str(code.value), frozenset(names)


def test_what_no_test_raises_would_be_no_bug_either() -> None:
    made = list(calls())
    assert [place for place, code, _ in made if code not in MESSAGES] == []
    assert [place for place, code, names in made if names != named_values(MESSAGES[code])] == []
    assert len(made) > 90


def test_no_sentence_is_left_over() -> None:
    source = "".join(
        file.read_text("utf-8") for file in APP.rglob("*.py") if file.name != "messages.py"
    )
    assert [code for code in MESSAGES if f'"{code}"' not in source] == []


def test_failures_can_be_kept_as_json() -> None:
    message = Message("too_many_pixels", {"width": 70_000, "height": 2})
    assert Message(message.code, json.loads(json.dumps(message.values))) == message
