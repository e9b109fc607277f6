"""Whatever a file is called, its name does nothing to the terminal."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from app.cli import output
from app.cli.output import printable, run_with_progress
from app.core.types import Progress

from .conftest import Terminal

ESC, TURN, LINE = "\x1b[2J", "\u202e", "\n"
NAME = f"a{ESC}b{TURN}gpj.c{LINE}d\x7f\x9b.jpg"
ACTIVE = set("\x1b\x7f\x9b\u202e\u2066\u200f\u2028\r\x08\ufeff\U000e0041")


@pytest.mark.parametrize("character", sorted(ACTIVE))
def test_active_characters_are_shown_as_escapes(character: str) -> None:
    shown = printable(f"x{character}y")
    assert character not in shown
    assert shown.startswith("x\\")
    assert shown.endswith("y")
    assert printable(shown) == shown


@pytest.mark.parametrize(
    "name", ["海滩 été.jpg", "\U0001f468\u200d\U0001f469.jpg", "a\\b [x] & <b>"]
)
def test_other_names_are_printed_as_they_are(name: str) -> None:
    assert printable(name) == name


def test_bytes_that_are_no_unicode_are_printed() -> None:
    assert printable("a\udcffb") == "a?b"


def test_no_command_lets_a_name_through(terminal: Terminal) -> None:
    good, bad = terminal.photo(NAME, "beach", 3), terminal.photo(f"x{NAME}", "bad", 0)
    folder = terminal.photos / f"sub{ESC}{TURN}"
    folder.mkdir()
    for words in (
        ("scan", str(terminal.photos)),
        ("scan", str(folder)),
        ("list",),
        ("status",),
        ("label", "beach", good),
        ("label", "beach", f"{good}{ESC}"),
        ("label", f"no{ESC}scene{TURN}", good),
        ("scenes", "add", f"mine{TURN}{ESC}", good, bad),
        ("scenes",),
        ("undo",),
        ("doctor",),
        ("list", "--scene", f"no{ESC}"),
        ("scan", f"/nowhere{ESC}{TURN}"),
        ("--library", f"/nowhere{ESC}", "list"),
    ):
        terminal(*words)
        said = terminal.out + terminal.err
        assert said
        assert not ACTIVE & set(said), words
    terminal("list", "--json")
    assert {photo["path"] for photo in json.loads(terminal.out)} >= {good}


def test_names_are_no_sql(terminal: Terminal) -> None:
    names = [
        "a'; DROP TABLE photo; --.jpg",
        'b" OR 1=1.jpg',
        "100%_done.jpg",
        "-rf.jpg",
        "$(id).jpg",
    ]
    paths = [terminal.photo(name, "beach", 100) for name in names]
    terminal("scan", str(terminal.photos))
    for path in paths:
        assert terminal("label", "beach", path) == 0, terminal.err
    assert terminal("scenes", "add", "x'); DELETE FROM photo; --", *paths[:3]) == 0
    listed = {photo["path"]: photo["label"] for photo in terminal.json("list")}
    assert set(listed) == set(paths)
    assert all(listed.values())


@pytest.mark.parametrize("words", [("undo", f"x{ESC}"), (f"x{TURN}",), ("list", f"--x{ESC}")])
def test_wrong_usage_is_told_without_a_trick(terminal: Terminal, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        terminal(*words)
    assert caught.value.code == 2
    assert not ACTIVE & set("".join(terminal.read()))


def test_a_name_is_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(written, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr", written)
    monkeypatch.setattr(
        "rich.console.Console", lambda **_: Console(file=written, force_terminal=True, width=120)
    )

    def job():
        yield Progress(done=1, total=2, note="[/red] [link=x]a.jpg")
        return 7

    assert run_with_progress(job(), "Scanning", quiet=False) == 7


def test_only_one_module_prints(root: Path) -> None:
    """What goes to the terminal goes through `say`, which knows about names."""
    prints = {
        path.relative_to(root).as_posix()
        for path in (root / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    }
    assert prints == {"app/cli/output.py"}
    assert output.say.__doc__
