"""What jobs refuse is said in the language of the window: nothing raised there is left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app.core.errors import KnownError, UsageError
from app.core.types import Status
from app.ui.error_wording import FAILURES, SENTENCES, error_sentence, failure_sentence
from app.ui.i18n import Language
from app.ui.models.scene_book import SceneBook
from app.ui.shell.start_error import show_start_error
from app.ui.wording import tile_text
from tests.ui.fakes import make_row

APP = Path(__file__).resolve().parents[2] / "app"
# What the terminal alone can run into.
TERMINAL = {
    "bad_json", "bad_labels", "bad_map", "bad_weights", "closed", "fetch_failed", "missing_package",
    "no_address", "no_matplotlib", "not_agreed", "tuned_already", "wrong_checksum",
}  # fmt: skip
TERMINAL_FILES = {"optional_backbones.py"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _calls(folder: str, names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    for file in sorted((APP / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield f"{file.name}:{node.lineno}", node


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def _code(call: ast.Call) -> str | None:
    value = _keyword(call, "code")
    return value.value if isinstance(value, ast.Constant) else None


@pytest.mark.parametrize("folder", ["core", "jobs", "store", "media", "vision"])
def test_every_error_of_a_job_can_be_said_in_any_language(folder: str) -> None:
    raised = list(_calls(folder, {"KnownError", "UsageError"}))
    for place, call in raised:
        code = _code(call)
        if code is None or code in TERMINAL:
            continue  # without a code it is a class of its own, or passed on
        assert code in SENTENCES, f"{place}: the window has no sentence for {code}"
    failures = [
        call.args[0].value
        for _, call in _calls(folder, {"failure"})
        if isinstance(call.args[0], ast.Constant)
    ]
    assert set(failures) <= SENTENCES.keys()
    assert raised or folder == "store"


def test_errors_bring_along_what_their_sentences_name() -> None:
    checked = 0
    for folder in ("core", "jobs", "store", "media", "vision"):
        for place, call in _calls(folder, {"KnownError", "UsageError"}):
            if place.split(":")[0] in TERMINAL_FILES:
                continue
            needed = set(re.findall(r"\{(\w+)\}", SENTENCES.get(_code(call) or "", "")))
            given = {"path"} if _keyword(call, "path") is not None else set()
            values = _keyword(call, "values")
            if isinstance(values, ast.Dict):
                given |= {key.value for key in values.keys if isinstance(key, ast.Constant)}
            assert needed <= given, place
            checked += bool(needed)
    assert checked > 10


def test_a_refusal_is_said_in_the_language_in_force(qapp: QApplication, language: Language) -> None:
    error = UsageError(
        "A scene named 'Küche' exists already: ...", code="scene_exists", values={"name": "Küche"}
    )
    assert error_sentence(error).startswith("A scene named 'Küche' exists already: choose another")
    language.set_language("zh_CN")
    assert error_sentence(error).startswith("已有名为“Küche”的场景")
    assert "/a/b" in error_sentence(KnownError("...", code="no_folder", path="/a/b"))
    assert CHINESE.search(error_sentence(ZeroDivisionError()))


def test_what_has_no_sentence_of_ours_is_said_as_it_is(
    qapp: QApplication, language: Language
) -> None:
    language.set_language("zh_CN")
    assert error_sentence(KnownError("As it is.", code="bad_map")) == "As it is."
    assert error_sentence(KnownError("As it is.", code="scene_exists")) == "As it is."


def _messages() -> Iterator[str]:
    """All sentences by which decoders say why a file could not be read."""
    for place, call in _calls("media", {"DecodeError", "DecodeFailure"}):
        text = call.args[-2] if len(call.args) > 1 else call.args[0]
        if isinstance(text, ast.Constant):
            yield str(text.value)
        elif isinstance(text, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "7" for p in text.values]
            yield "".join(map(str, parts))
        else:  # a sentence made before, see below, or passed on
            assert place.startswith(("decode.py", "decoder_pool.py")), place
    yield "The file took longer than 20 seconds to decode."
    yield "The decoder crashed on this file."


def test_every_unreadable_file_is_explained_in_any_language(
    qapp: QApplication, language: Language
) -> None:
    messages = [m for m in _messages() if m != "The file shows nothing at first sight."]
    assert len(messages) >= len(FAILURES)
    assert all(failure_sentence(m) == m for m in messages)
    language.set_language("zh_CN")
    assert [m for m in messages if not CHINESE.search(failure_sentence(m))] == []
    assert failure_sentence("Something new.") == "Something new."
    assert CHINESE.search(failure_sentence(None))


def test_tiles_of_unreadable_files_speak_the_language(
    qapp: QApplication, language: Language, scenes: SceneBook
) -> None:
    from dataclasses import replace

    row = replace(make_row(1, Status.FAILED), message="The file is empty.")
    language.set_language("zh_CN")
    assert tile_text(row, scenes).endswith("文件是空的。")


def test_an_error_before_there_is_a_window_speaks_the_chosen_language(
    qapp: QApplication, language: Language
) -> None:
    said: list[str] = []

    def read() -> None:
        box = qapp.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    pack = KnownError("-", code="not_a_pack", path="/p", values={"cause": "x"})
    error = KnownError("-", code="chosen_pack", path="/p")
    error.__cause__ = pack
    language.remove()
    for chosen in ("en", "zh_CN"):
        QTimer.singleShot(0, read)
        show_start_error(error, chosen)
    assert "takes its place" in said[0]
    assert all("/p" in text for text in said)
    assert CHINESE.search(said[1])
    assert language.code == ""
    assert error_sentence(pack).startswith("/p is not")  # nothing of it stays behind
