"""One act, one word: what the section 'Words' of CONTRIBUTING.md says, as far as it can be read.

It reads class names, function names and docstrings; what a word means stays for people to see.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = ("core", "jobs", "cli", "media")
# Said of an act that has another word, or a picture that only some readers know.
NOT_OURS = re.compile(
    r"\b(wish(es)?|lessons?|at one stroke|words? kept|keeps? (its|an earlier) word|judg\w*)\b",
    re.IGNORECASE,
)
# A check is a photo drawn at random to be judged by a person. These modules are about them.
OF_CHECKS = {
    "audit.py", "checks.py", "follow_up.py", "loosen.py", "refresh.py", "review_queue.py",
}  # fmt: skip


def modules(root: Path, *rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms or ("",):
        for file in sorted((root / "app" / room).rglob("*.py")):
            yield file, ast.parse(file.read_text("utf-8"))


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
    assert shared_names(list(modules(root))) == {}


def test_shared_names_are_found() -> None:
    twice = ast.parse("class A: ...\nclass B:\n    class A: ...\n")
    assert shared_names([(Path("m.py"), twice)]) == {"A": ["m.py:1", "m.py:3"]}


@pytest.mark.parametrize("room", ROOMS)
def test_docstrings_use_our_words(root: Path, room: str) -> None:
    found = [
        f"{file.name}: {match.group()}"
        for file, tree in modules(root, room)
        for text in docstrings(tree)
        for match in NOT_OURS.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize("room", [*ROOMS, "store"])
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
