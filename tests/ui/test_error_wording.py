"""What could not be done is said in the language of the window, whatever it was."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app.core.errors import KnownError, UsageError
from app.core.messages import IN_WINDOW, MESSAGES, Message, named_values
from app.core.types import Reason, Status
from app.ui.error_wording import error_sentence, sentence
from app.ui.i18n import Language
from app.ui.models.scene_book import SceneBook
from app.ui.shell.start_error import show_start_error
from app.ui.widgets.tile_delegate import number_of
from app.ui.wording import tag_text, tile_text
from tests.ui.fakes import make_row

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def any_message(code: str) -> Message:
    return Message(code, dict.fromkeys(named_values(MESSAGES[code]), 7))


@pytest.mark.parametrize("code", MESSAGES)
def test_every_fact_is_said_in_both_languages(
    code: str, qapp: QApplication, language: Language
) -> None:
    message = any_message(code)
    english = sentence(message)
    if code not in IN_WINDOW:
        assert english == str(message)
    language.set_language("zh_CN")
    chinese = sentence(message)
    assert CHINESE.search(chinese)
    assert "{" not in english + chinese
    assert english.count("7") == chinese.count("7")


def test_the_window_names_its_own_remedies() -> None:
    for code, template in IN_WINDOW.items():
        assert named_values(template) == named_values(MESSAGES[code])
        assert template != MESSAGES[code]
        assert "`" not in template


def test_a_refusal_is_said_in_the_language_in_force(qapp: QApplication, language: Language) -> None:
    error = UsageError("scene_exists", name="Küche")
    assert error_sentence(error).startswith("A scene named 'Küche' exists already: choose another")
    language.set_language("zh_CN")
    assert error_sentence(error).startswith("已有名为“Küche”的场景")
    assert "/a/b" in error_sentence(KnownError("no_folder", path="/a/b"))
    assert CHINESE.search(error_sentence(ZeroDivisionError()))


def test_what_lies_inside_a_fact_is_said_in_the_same_language(
    qapp: QApplication, language: Language
) -> None:
    language.set_language("zh_CN")
    inner = KnownError("pack_checksum", path="/pack/head")
    said = error_sentence(KnownError("chosen_pack", cause=inner.message))
    assert said.startswith(error_sentence(inner))
    assert "damaged" not in said


def test_tiles_of_unreadable_files_speak_the_language(
    qapp: QApplication, language: Language, scenes: SceneBook
) -> None:
    row = replace(make_row(1, Status.FAILED), failure=Message("empty"))
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

    pack = KnownError("not_a_pack", path="/p", cause="x")
    error = KnownError("chosen_pack", cause=pack.message)
    language.remove()
    for chosen in ("en", "zh_CN"):
        QTimer.singleShot(0, read)
        show_start_error(error, chosen)
    assert "takes its place" in said[0]
    assert all("/p" in text for text in said)
    assert CHINESE.search(said[1])
    assert language.code == ""
    assert error_sentence(pack).startswith("/p is not")  # nothing of it stays behind


def test_what_is_like_no_scene_is_not_called_after_the_nearest_one(
    qapp: QApplication, language: Language, scenes: SceneBook
) -> None:
    row = make_row(1, Status.REJECTED)
    assert tag_text(row, scenes) == "Beach?"
    lost = replace(row, reason=Reason.NO_SCENE)
    assert tag_text(lost, scenes) == "No scene?"
    assert number_of(row) != ""
    assert number_of(lost) == ""
    assert tile_text(lost, scenes).endswith("No scene?")
    language.set_language("zh_CN")
    assert tag_text(lost, scenes) == "无场景？"
