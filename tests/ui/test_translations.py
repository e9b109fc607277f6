"""Every text of the window is there in Chinese, every plural in English."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.i18n import Language, day, file_size, moment, number
from app.ui.wording import photos
from tests.ui.update_translations import LANGUAGES, TRANSLATIONS, compile_ts, update

Texts = dict[tuple[str, str], ET.Element]
# What a text is filled in with; %Ln writes whole numbers as the locale does.
_FILLED = re.compile(r"\{\w+\}|%Ln")


def read(path: Path) -> Texts:
    """Map (context, source) to the element of its translation."""
    found: Texts = {}
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found[name, message.findtext("source") or ""] = translation
    return found


@pytest.fixture(params=LANGUAGES)
def ts(request: pytest.FixtureRequest) -> Path:
    return TRANSLATIONS / f"albumen_{request.param}.ts"


def test_nothing_is_missing_and_nothing_is_stale(ts: Path, tmp_path: Path) -> None:
    fresh = tmp_path / ts.name
    shutil.copy(ts, fresh)
    update(fresh, ts.stem.removeprefix("albumen_"))
    kept, needed = read(ts), read(fresh)
    assert sorted(needed.keys() - kept.keys()) == [], "run tests.ui.update_translations"
    assert sorted(kept.keys() - needed.keys()) == [], "run tests.ui.update_translations"
    unfinished = [text for text, element in kept.items() if element.get("type")]
    assert unfinished == []


def test_compiled_texts_are_fresh(ts: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    compile_ts(ts, made)
    assert made.read_bytes() == ts.with_suffix(".qm").read_bytes()


def test_translations_keep_what_is_filled_in(ts: Path) -> None:
    for (_, source), element in read(ts).items():
        forms = [form.text or "" for form in element.iter("numerusform")] or [element.text or ""]
        for form in forms:
            assert form, source
            assert set(_FILLED.findall(form)) == set(_FILLED.findall(source)), source


def test_counts_follow_the_locale(ts: Path, qapp: QApplication, language: Language) -> None:
    assert [source for _, source in read(ts) if "%n" in source] == []
    assert photos(12345) == "12,345 photos"


def test_plurals(qapp: QApplication, language: Language) -> None:
    assert [photos(1), photos(2)] == ["1 photo", "2 photos"]
    language.set_language("zh_CN")
    assert [photos(1), photos(2)] == ["1 张照片", "2 张照片"]


def test_numbers_and_dates_follow_the_locale(qapp: QApplication, language: Language) -> None:
    assert number(12345) == "12,345"
    assert day("2024-05-03T10:00:00") == "5/3/24"
    assert file_size(4_100_000) == "4.1 MB"
    language.set_language("zh_CN")
    assert day("2024-05-03") == "2024/5/3"
    assert moment(None) == day(None) == ""
    assert moment("long ago") == "long ago"


def test_an_unknown_language_follows_the_system(qapp: QApplication, language: Language) -> None:
    language.set_language("zh_CN")
    language.set_language("system")
    assert language.choice == ""
    assert language.code in {"en", "zh_CN"}


@pytest.mark.parametrize("word", ["评级", "评价", "查询"])
def test_one_thing_has_one_word_in_chinese(root: Path, word: str) -> None:
    """Stars are 星级, a search is 搜索."""
    for name in ("resources/translations/albumen_zh_CN.ts", "docs/manual.zh.md"):
        assert word not in (root / name).read_text("utf-8"), name
