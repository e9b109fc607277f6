"""The rules of the house run: import contracts bite, the window and the terminal stay light."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Collection, Mapping
from itertools import chain
from pathlib import Path

import grimp
import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from app.core import library

# Contract, file, what it must not import: all at once, in one copy of the program.
BREACHES = [
    ("Arrows point down", "app/core/types.py", "app.store"),
    ("Arrows point down", "app/store/tables.py", "app.media"),
    ("Nothing needs the laboratory", "app/jobs/refresh.py", "app.lab.evaluate"),
    ("Nothing needs the laboratory", "app/cli/main.py", "app.lab.plots"),
    ("Qt lives in ui", "app/jobs/scanning/scan.py", "PySide6"),
    ("torch lives in vision and lab", "app/ui/app.py", "torch"),
    ("SQL lives in store", "app/jobs/scanning/scan.py", "sqlalchemy"),
    ("Pillow lives in media and lab", "app/ui/app.py", "PIL"),
    ("The window reads, only jobs write", "app/ui/app.py", "app.store"),
    ("Nobody is handed the window", "app/ui/review/desk.py", "app.ui.shell.main_window"),
    (
        "The parts of the window are put together in one place",
        "app/ui/shell/dialogs.py",
        "app.ui.shell.window_parts",
    ),
    ("Rooms do not know each other", "app/ui/browse/browser.py", "app.ui.review.desk"),
]


@pytest.fixture(scope="module")
def broken(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Break every contract in a copy; return what is said of each, by its name."""
    copy = tmp_path_factory.mktemp("broken")
    shutil.copytree(root / "app", copy / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", copy)
    (copy / "app" / "annex.py").write_text("")
    for _, file, forbidden in BREACHES:
        with (copy / file).open("a", encoding="utf-8") as module:
            module.write(f"\nimport {forbidden}\n")
    outcome = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(copy)},
    )
    assert outcome.returncode != 0, outcome.stdout + outcome.stderr
    _, _, said = outcome.stdout.partition("Broken contracts\n-")
    # A headline for each broken contract, underlined; below it the imports that break it.
    parts = re.split(r"^(\w.*)\n-{3,}\n", said, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_contract_is_broken_on_purpose(root: Path) -> None:
    with (root / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == {name for name, _, _ in BREACHES}


@pytest.mark.parametrize(("contract", "file", "forbidden"), BREACHES)
def test_import_contract_bites(
    contract: str, file: str, forbidden: str, broken: dict[str, str]
) -> None:
    importer = file.removesuffix(".py").replace("/", ".")
    assert f"{importer} -> {forbidden} (" in broken[contract]


def test_a_new_room_must_have_its_place_in_the_layers(broken: dict[str, str]) -> None:
    assert "(Since this contract is marked as 'exhaustive'" in broken["Arrows point down"]
    assert "- app.annex\n" in broken["Arrows point down"]


def circles(imports: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Return groups of modules of which each needs, through others, itself."""
    names = sorted({*imports, *chain.from_iterable(imports.values())})
    number = {name: n for n, name in enumerate(names)}
    edges = [(number[a], number[b]) for a, others in imports.items() for b in others]
    start, end = zip(*edges, strict=True)
    table = coo_array((np.ones(len(edges)), (start, end)), shape=(len(names), len(names)))
    _, group = connected_components(table, connection="strong")
    found = [[names[n] for n in np.flatnonzero(group == k)] for k in range(group.max() + 1)]
    return [modules for modules in found if len(modules) > 1]


def test_modules_do_not_need_each_other_in_a_circle() -> None:
    graph = grimp.build_graph("app", cache_dir=None)
    imports = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}
    assert len(imports) > 200
    assert circles(imports) == []


def test_a_circle_is_seen() -> None:
    imports = {"a": ["b"], "b": ["c"], "c": ["a", "d"], "d": [], "e": ["a"]}
    assert circles(imports) == [["a", "b", "c"]]
    assert circles({"a": ["b"], "b": ["c"]}) == []


# What a process does first, and what must not come along.
LIGHT = {
    "import app.ui.shell.main_window, app.ui.app": {
        "sqlalchemy",
        "numpy",
        "app.ui.shell.assembly",
    },
    "import app.store.care.lock": {"sqlalchemy", "numpy"},
    "import app.ui.shell.assembly": {"torch", "torchvision", "sklearn", "PIL"},
    "import app.cli.main": {"torch", "sqlalchemy", "PySide6", "sklearn"},
    "from app.cli.main import make_parser; make_parser().format_help()": {
        "torch",
        "sqlalchemy",
        "PySide6",
        "rich",
    },
    "import app.store.library": {"torch", "PySide6", "sklearn"},
    "import app.jobs.scanning.scan": {"torch", "PySide6", "sqlalchemy", "sklearn"},
    "import app.vision.encoder_process": {"torch", "PySide6", "sklearn"},
    "import app.lab.evaluate": {"app.lab.training", "torch", "matplotlib", "sklearn"},
    "import app.lab.training.train_pack": {"torch", "sklearn"},
    "import app.cli.lab_commands": {"app.lab", "torch"},
    "import app.media.decoder_pool": {"torch", "PySide6", "sqlalchemy"},
    "import app.media.decode_worker, app.media.decode": {
        *("torch", "PySide6", "sqlalchemy", "sklearn", "scipy", "app.store", "app.vision")
    },
}
# A process that has imported nothing yet becomes a child for each statement.
FORKS = """
import json, os, sys
for statement in json.loads(sys.argv[1]):
    child = os.fork()
    if child == 0:
        exec(statement, {})
        print(json.dumps([statement, list(sys.modules)]), flush=True)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(statement)
"""


@pytest.fixture(scope="module")
def imported(root: Path) -> dict[str, set[str]]:
    """Return the modules that a process holds after each statement."""
    outcome = subprocess.run(
        [sys.executable, "-c", FORKS, json.dumps(list(LIGHT))],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    return {name: set(modules) for name, modules in map(json.loads, outcome.stdout.splitlines())}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process cannot be copied here")
@pytest.mark.parametrize("statement", LIGHT)
def test_import_stays_light(statement: str, imported: dict[str, set[str]]) -> None:
    assert "app" in imported[statement]
    assert not imported[statement] & LIGHT[statement]


def test_the_window_cannot_write(root: Path) -> None:
    """A job's context holds the whole library; the window takes the half of it that reads."""
    assert reached_by_window("def f(context):\n    return context.library.photos.save") == [2]
    found = {
        str(path): reached_by_window(path.read_text("utf-8"))
        for path in (root / "app" / "ui").rglob("*.py")
    }
    assert {path: lines for path, lines in found.items() if lines} == {}


def reached_by_window(source: str) -> list[int]:
    """Return the lines that take the library of a context."""
    contexts = ("context", "_context", "ctx", "_ctx")
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and node.attr == "library"
        and getattr(node.value, "attr", getattr(node.value, "id", None)) in contexts
    ]


# How methods that write are named.
WRITES = re.compile(r"(save|set|move|make|show|seed|switch|add|update|remove|undo|redo)(_|$)")


def test_the_reading_halves_of_the_library_do_not_write() -> None:
    for reading, whole in (
        (library.PhotoReader, library.Photos),
        (library.LabelReader, library.Labels),
        (library.SceneReader, library.Scenes),
        (library.ModelReader, library.Models),
        (library.FolderReader, library.Folders),
        (library.HistoryReader, library.History),
    ):
        reads = {name for name in vars(reading) if not name.startswith("_")}
        writes = {name for name in vars(whole) if not name.startswith("_")}
        assert writes - reads == writes
        assert not any(WRITES.match(name) for name in reads)
        assert all(WRITES.match(name) for name in writes)
