"""One act, one word: what the section 'Words' of CONTRIBUTING.md says, as far as it can be read.

It reads class names, function names and docstrings; what a word means stays for people to see.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

# Said of an act that has another word, or a picture that only some readers know.
NOT_OURS = re.compile(
    r"\b(wish(es)?|lessons?|at one stroke|words? kept|keeps? (its|their|an earlier) word|judg\w*"
    r"|gluttons?|(gate|machine)'s word)\b",
    re.IGNORECASE,
)
# Names of numbers that do not say what is counted: 'BATCH' of what?
COUNTS_WHAT = re.compile(
    r"_?(NOTHING|MANY|FEW|SOME|SHOWN|BATCH|BLOCK|CHUNK|COUNT|FIRST|LIMIT|MAX|MIN|NUMBER|PIECE"
    r"|QUERY|SIZE|SPOTS|STEPS?|TOTAL)"
)
# A kind is a sub-class of a scene (and a sheet is of one of four). What else comes in several forms
# is called something else.
OF_KINDS = ("core/method", "core/pack.py", "core/sheets.py", "lab", "jobs/explain.py")
# A check is a photo drawn at random to be judged by a person. These modules are about them.
OF_CHECKS = {
    "audit.py", "checks.py", "follow_up.py", "loosen.py", "refresh.py", "review_queue.py",
}  # fmt: skip


@cache
def modules(root: Path, room: str = "") -> list[tuple[Path, ast.Module]]:
    """Return the modules below a room, parsed once for all tests."""
    files = sorted((root / "app" / room).rglob("*.py"))
    return [(file, ast.parse(file.read_text("utf-8"))) for file in files]


def shared_names(trees: list[tuple[Path, ast.Module]]) -> dict[str, list[str]]:
    """Return the names that several classes have, and where these stand."""
    places: dict[str, list[str]] = defaultdict(list)
    for file, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{file.name}:{node.lineno}")
    return {name: found for name, found in places.items() if len(found) > 1}


def docstrings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


def test_two_classes_never_share_a_name(root: Path) -> None:
    assert shared_names(modules(root)) == {}


def test_shared_names_are_found() -> None:
    twice = ast.parse("class A: ...\nclass B:\n    class A: ...\n")
    assert shared_names([(Path("m.py"), twice)]) == {"A": ["m.py:1", "m.py:3"]}


def comments(file: Path) -> Iterator[str]:
    with file.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            if token.type == tokenize.COMMENT:
                yield token.string


def names(tree: ast.Module) -> Iterator[str]:
    """Yield the names of classes, functions and fields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            fields = [item for item in node.body if isinstance(item, ast.AnnAssign | ast.Assign)]
            yield from (name for field in fields for name in assigned(field))


def assigned(node: ast.AnnAssign | ast.Assign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def test_docstrings_and_comments_use_our_words(root: Path) -> None:
    found = [
        f"{file.name}: {match.group()}"
        for file, tree in modules(root)
        for text in [*docstrings(tree), *comments(file)]
        for match in NOT_OURS.finditer(text)
    ]
    assert found == []


def test_a_kind_is_a_sub_class_of_a_scene(root: Path) -> None:
    found = [
        f"{file.name}: {name}"
        for file, tree in modules(root)
        if not file.relative_to(root / "app").as_posix().startswith(OF_KINDS)
        for name in names(tree)
        if re.search(r"(^|_)kinds?(_|$)", name, re.IGNORECASE)
    ]
    assert found == []


def test_constants_tell_what_they_count(root: Path) -> None:
    found = [
        f"{file.name}: {name}"
        for file, tree in modules(root)
        for node in tree.body
        if isinstance(node, ast.Assign) and not isinstance(node.value, ast.JoinedStr)
        if not isinstance(getattr(node.value, "value", None), str)
        for name in assigned(node)
        if COUNTS_WHAT.fullmatch(name)
    ]
    assert found == []


def test_what_is_not_ours_is_found() -> None:
    text = "It judges by the gate's word, at one stroke."
    assert [m.group() for m in NOT_OURS.finditer(text)] == [
        "judges", "gate's word", "at one stroke",
    ]  # fmt: skip
    assert COUNTS_WHAT.fullmatch("BATCH")
    assert not COUNTS_WHAT.fullmatch("BATCH_PHOTOS")


@pytest.mark.parametrize("room", ["core", "jobs", "cli", "media", "store"])
def test_only_checks_are_called_checks(root: Path, room: str) -> None:
    found = [
        f"{file.name}: {node.name}"
        for file, tree in modules(root, room)
        if file.name not in OF_CHECKS
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and re.search(r"(^|_)check(?!sum|point)", node.name, re.IGNORECASE)
    ]
    assert found == []
