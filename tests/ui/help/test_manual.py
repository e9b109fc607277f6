"""What the manual names is there, and it says the same in both languages."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import product
from pathlib import Path
from urllib.parse import unquote

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.cli.main import make_parser
from app.core.messages import IN_WINDOW, MESSAGES
from app.core.search.fields import FIELDS
from app.ui.command import Menu, command_text
from app.ui.error_wording import CONTEXT
from app.ui.help.manual_text import anchor
from app.ui.i18n import Language
from app.ui.shell.command_table import COMMANDS
from tests.ui.shots_of_album import MANUAL_PICTURES

DOCS = Path(__file__).resolve().parents[3] / "docs"
LANGUAGES = ("en", "zh")
SENTENCES = [*MESSAGES.values(), *IN_WINDOW.values()]
_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def text_in(place: str) -> str:
    """Return a document of the repository without its blocks of code."""
    return _CODE.sub("", (DOCS.parent / place).read_text("utf-8"))


def headings_of(text: str) -> list[tuple[int, str]]:
    return [(len(marks), words.strip()) for marks, words in _HEADING.findall(text)]


@pytest.fixture(params=LANGUAGES)
def manual(request: pytest.FixtureRequest) -> str:
    return text_in(f"docs/manual.{request.param}.md")


def test_both_languages_have_the_same_headings_pictures_and_tables() -> None:
    english, chinese = (text_in(f"docs/manual.{code}.md") for code in LANGUAGES)
    levels = [[level for level, _ in headings_of(text)] for text in (english, chinese)]
    assert levels[0] == levels[1]
    parts = zip(english.split("\n#"), chinese.split("\n#"), strict=True)
    for ours, theirs in parts:
        assert shape(ours) == shape(theirs), f"{ours.splitlines()[0]} / {theirs.splitlines()[0]}"


def shape(part: str) -> Counter[str]:
    """Count what a part is made of: rows of tables, pictures by name, points."""
    made = Counter(f"picture {p.rsplit('.', 2)[0]}" for mark, _, p in _LINK.findall(part) if mark)
    made["rows"] = len(re.findall(r"^\|", part, re.MULTILINE))
    made["points"] = len(re.findall(r"^(?:-|\d+\.) ", part, re.MULTILINE))
    return made


@pytest.mark.parametrize("place", ["docs/manual.en.md", "docs/manual.zh.md", "README.md"])
def test_links_lead_somewhere(place: str) -> None:
    file = DOCS.parent / place
    text = text_in(place)
    own = [anchor(words) for _, words in headings_of(text)]
    assert len(own) == len(set(own)), "two headings have one name"
    for _, _, target in _LINK.findall(text):
        if target.startswith("https://"):
            continue
        name, _, heading = unquote(target).partition("#")
        assert not name or (file.parent / name).resolve().is_file(), target
        if heading:
            there = text_in(str(Path(place).parent / name)) if name else text
            assert heading in [anchor(words) for _, words in headings_of(there)], target


def test_pictures_say_what_they_show(manual: str) -> None:
    for mark, words, target in _LINK.findall(manual):
        assert not mark or (words and target.startswith("manual/")), target


def test_pictures_are_those_that_the_script_takes() -> None:
    taken = {f"manual/{n}.{code}.webp" for n, code in product(MANUAL_PICTURES, LANGUAGES)}
    texts = [text_in(f"docs/manual.{code}.md") for code in LANGUAGES]
    shown = {path for text in texts for mark, _, path in _LINK.findall(text) if mark}
    assert {f"manual/{file.name}" for file in (DOCS / "manual").iterdir()} == taken
    assert shown == taken


def test_authors_of_the_photos_are_named(manual: str) -> None:
    with (DOCS / "pictures.csv").open(encoding="utf-8", newline="") as rows:
        authors = {row["author"] for row in csv.DictReader(rows)}
    assert {author for author in authors if author not in manual} == set()


def test_every_command_of_the_terminal_is_named(manual: str) -> None:
    actions = [action for action in make_parser()._actions if action.dest == "command"]
    missing = [c for c in actions[0].choices if not re.search(rf"albumen {re.escape(c)}\b", manual)]
    assert missing == []


def rows_of_commands(menu: Menu) -> list[str]:
    """Return what the manual's table of a menu has to say: one row for all of a number."""
    rows: dict[str, list[str]] = {}
    for command in COMMANDS:
        if command.menu is menu:
            words = command_text(command)
            if command.number is not None:
                words = words.replace(str(command.number), "…")
            rows.setdefault(words, []).extend(f"`{key}`" for key in command.keys)
    counted = {command_text(c).replace(str(c.number), "…") for c in COMMANDS if c.number}
    return [
        f"| {words} | {' … '.join((keys[0], keys[-1])) if words in counted else ', '.join(keys)} |"
        for words, keys in rows.items()
    ]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_tables_name_every_command_and_its_key(
    qapp: QApplication, language: Language, code: str
) -> None:
    language.set_language(code)
    lines = text_in(f"docs/manual.{code[:2]}.md").splitlines()
    missing = [row for menu in Menu for row in rows_of_commands(menu) if row not in lines]
    assert missing == [], "the manual's tables of commands need these rows:\n" + "\n".join(missing)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_field_of_a_search_is_named(code: str) -> None:
    text = text_in(f"docs/manual.{code}.md")
    wanted = [f"`{name}:`" for name in FIELDS]
    if code == "zh":
        named = [[n for n in row.also if not n.isascii()] for row in FIELDS.values()]
        wanted += [f"`{names[0]}:`" for names in named]
    assert [name for name in wanted if name not in text] == []
    codes = {code for row in FIELDS.values() if row.name != "reason" for code in row.codes}
    assert sorted(code for code in codes if f"`{code}`" not in text) == []


# The part about trouble, its quotation marks, and what stands there for what differs.
WRONG = {
    "en": ("## When something goes wrong", r"'(.+?)'(?: |$)", "..."),
    "zh_CN": ("## 出问题时", r"“(.+?)”", "……"),
}


@pytest.mark.parametrize("code", list(WRONG))
def test_what_goes_wrong_is_quoted_as_the_program_says_it(
    qapp: QApplication, language: Language, code: str
) -> None:
    language.set_language(code)
    heading, quoted, dots = WRONG[code]
    part = text_in(f"docs/manual.{code[:2]}.md").split(heading)[1].split("\n## ")[0]
    seen = [row.split("|")[1] for row in part.splitlines() if row.startswith("|")]
    quotes = [quote for cell in seen for quote in re.findall(quoted, cell)]
    assert len(quotes) > 20
    said = [QCoreApplication.translate(CONTEXT, text) for text in SENTENCES]
    for quote in quotes:
        pieces = [piece.strip() for piece in quote.split(dots)]
        assert any(all(piece in text for piece in pieces) for text in said), quote
