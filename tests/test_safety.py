"""Nothing in the program runs what a file brings along; nothing talks to the network unasked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# Modules that run code while they read data.
_RUNS_DATA = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}
_NETWORK = {"socket", "urllib.request", "http.client", "requests", "ftplib", "smtplib", "httpx"}
# Stronger backbones are fetched only where a person asks for one.
_MAY_FETCH = {"lab/training/optional_models.py"}
_CALLS = {"eval", "exec", "compile", "__import__"}
_ATTRIBUTES = {("os", "system"), ("os", "popen"), ("torch", "save"), ("torch", "load")}
# Where a training is interrupted, its state is kept until it goes on; it is read as data alone.
_MAY_SAVE = {"lab/training/learner.py"}


def _sources(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((root / "app").rglob("*.py")):
        name = path.relative_to(root / "app").as_posix()
        yield name, ast.parse(path.read_text("utf-8"), filename=name)


def _imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _dangers(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        words = {
            word.arg
            for word in node.keywords
            if isinstance(word.value, ast.Constant) and word.value.value is True
        }
        found |= words & {"allow_pickle", "shell"}
        called = node.func
        if isinstance(called, ast.Name) and called.id in _CALLS:
            found.add(called.id)
        elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            name = (called.value.id, called.attr)
            # With weights_only torch reads numbers, and refuses everything else.
            if name in _ATTRIBUTES and not (name[1] == "load" and "weights_only" in words):
                found.add(".".join(name))
    return found


def test_no_file_is_run(root: Path) -> None:
    found = {name: _imports(tree) & _RUNS_DATA | _dangers(tree) for name, tree in _sources(root)}
    for name in _MAY_SAVE:
        found[name].discard("torch.save")
    assert {name: dangers for name, dangers in found.items() if dangers} == {}


def test_processes_begin_in_one_way(root: Path) -> None:
    """Only `core.spawning` knows how to keep the current folder out of a new process."""
    starters = {"get_context", "Pool", "set_start_method", "ProcessPoolExecutor", "fork"}
    found = {
        name: {
            node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute | ast.Name)
        }
        & starters
        for name, tree in _sources(root)
    }
    assert {name for name, calls in found.items() if calls} == {"core/spawning.py"}


def test_the_window_starts_no_program_and_loads_no_plug_in(root: Path) -> None:
    """No 'open with' of ours, so no name is ever an argument; no search path but Qt's own."""
    never = {
        *("QProcess", "startDetached", "openUrl", "startfile", "QPluginLoader", "QLibrary"),
        *("addLibraryPath", "setLibraryPaths", "setHtml", "insertHtml", "fromHtml"),
    }
    found = {
        name: {
            node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute | ast.Name)
        }
        & never
        for name, tree in _sources(root)
    }
    assert {name: uses for name, uses in found.items() if uses} == {}


def test_no_package_changes_where_libraries_are_found(root: Path) -> None:
    """An empty part of LD_LIBRARY_PATH is the current folder; desktops hand over whole paths."""
    scripts = [p for p in (root / "packaging").rglob("*") if p.suffix in (".sh", ".py", ".desktop")]
    assert not [p.name for p in scripts if "LD_LIBRARY_PATH" in p.read_text("utf-8")]
    entry = (root / "packaging" / "linux" / "albumen.desktop").read_text("utf-8")
    assert "Exec=albumen window %F\n" in entry


def test_no_network_unless_asked(root: Path) -> None:
    found = {
        name: _imports(tree) & _NETWORK for name, tree in _sources(root) if name not in _MAY_FETCH
    }
    assert {name: modules for name, modules in found.items() if modules} == {}


@pytest.mark.parametrize(
    "line",
    [
        "torch.load(p)",
        "torch.load(p, weights_only=False)",
        "np.load(p, allow_pickle=True)",
        "eval(t)",
        "subprocess.run(c, shell=True)",
        "os.system(c)",
    ],
)
def test_the_test_sees_a_danger(line: str) -> None:
    assert _dangers(ast.parse(line))


def test_the_test_sees_an_import() -> None:
    assert _imports(ast.parse("def f():\n    from pickle import loads")) & _RUNS_DATA
    assert _imports(ast.parse("import urllib.request")) & _NETWORK


def test_models_ship_as_safetensors_alone(root: Path) -> None:
    odd = {".pt", ".pth", ".bin", ".pkl", ".pickle", ".ckpt", ".npy", ".npz", ".onnx"}
    shipped = [p.name for p in (root / "resources").rglob("*") if p.suffix in odd]
    assert shipped == []
