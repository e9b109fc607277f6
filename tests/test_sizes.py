"""Nothing grows too large to be read at one sitting: the plan of the house in figures.

What is larger today stands in EXCEPTIONS with its size and a reason. It may shrink, not grow, and
must leave the list as soon as it is small enough.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

FUNCTION_LINES = 50
CLASS_METHODS = 20
MODULE_LINES = 400
FOLDER_FILES = 25


class Size(NamedTuple):
    """How large something is, and may be."""

    name: str
    size: int
    limit: int


# Its name, how large it may be, and why it is.
QT_MODEL = "Qt's model and view classes ask for many small overrides"
EXCEPTIONS: dict[str, tuple[int, str]] = {
    "assembly.py: _make": (51, "the parts of the window, a line each"),
    "photo_list.py: PhotoListModel": (33, QT_MODEL),
    "photo_view.py: PhotoView": (36, QT_MODEL),
    "tables.py": (500, "the tables of a library in one place, each described"),
    "r0001_first.py": (480, "the whole form of a library in one step"),
    "library.py": (480, "the protocols of the library's objects, each method described"),
}

Exceptions = dict[str, tuple[int, str]]


def _in_body(body: list[ast.stmt], name: str) -> Iterator[Size]:
    """Yield the sizes of the functions and classes of a body, ``name`` before theirs."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Size(f"{name}{node.name}", lines, FUNCTION_LINES)
        elif isinstance(node, ast.ClassDef):
            methods = [
                n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
            ]
            yield Size(f"{name}{node.name}", len(methods), CLASS_METHODS)
            yield from _in_body(node.body, f"{name}{node.name}.")


def sizes(folder: Path) -> Iterator[Size]:
    """Yield every size below the folder; modules by their name, so that moving one is free."""
    for place in [folder, *(p for p in sorted(folder.rglob("*")) if p.is_dir())]:
        modules = sorted(place.glob("*.py"))
        yield Size(f"{place.relative_to(folder.parent).as_posix()}/", len(modules), FOLDER_FILES)
        for path in modules:
            source = path.read_text("utf-8")
            yield Size(path.name, len(source.splitlines()), MODULE_LINES)
            yield from _in_body(ast.parse(source).body, f"{path.name}: ")


def objections(found: list[Size], exceptions: Exceptions) -> list[str]:
    """Return what is too large, and which exceptions are needed no more."""
    large = {size.name: size for size in found if size.size > size.limit}
    return [
        f"{name}: {size.size}, where {size.limit} are allowed"
        for name, size in large.items()
        if size.size > exceptions.get(name, (0, ""))[0]
    ] + [f"{name}: no exception is needed any more" for name in exceptions if name not in large]


def test_nothing_is_too_large(root: Path) -> None:
    assert objections(list(sizes(root / "app")), EXCEPTIONS) == []


@pytest.mark.parametrize("allowed", [{}, {"long.py: Big.long": (51, "it is")}])
def test_the_test_sees_what_grows(allowed: Exceptions, tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    long = "    def long(self):\n" + "        self.a = 1\n" * FUNCTION_LINES
    (app / "long.py").write_text(f"class Big:\n{long}", "utf-8")
    methods = "".join(f"    def m{n}(self): ...\n" for n in range(CLASS_METHODS + 1))
    (app / "wide.py").write_text(f"class Wide:\n{methods}", "utf-8")
    (app / "tall.py").write_text("\n" * (MODULE_LINES + 1), "utf-8")
    for n in range(FOLDER_FILES - 2):
        (app / f"small_{n}.py").touch()
    said = {line.rpartition(":")[0] for line in objections(list(sizes(app)), allowed)}
    assert said == {"long.py: Big.long", "wide.py: Wide", "tall.py", "app/"} - set(allowed)


def test_an_exception_must_be_needed(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "small.py").write_text("def small(): ...\n", "utf-8")
    assert objections(list(sizes(tmp_path / "app")), {"small.py: small": (60, "once")}) == [
        "small.py: small: no exception is needed any more"
    ]
