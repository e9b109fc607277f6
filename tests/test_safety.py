"""Nothing in the program runs what a file brings along; nothing talks to the network unasked."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

# What makes, changes, moves or removes a file, by the name of the call.
_WRITES = {
    *("os.rename", "os.renames", "os.replace", "os.unlink", "os.remove", "os.rmdir", "os.link"),
    *("os.removedirs", "os.symlink", "os.truncate", "os.chmod", "os.utime"),
    *("shutil.rmtree", "shutil.move", "shutil.copy", "shutil.copy2", "shutil.copyfile"),
    *("shutil.copytree", "shutil.copystat", "tempfile.mkstemp", "tempfile.NamedTemporaryFile"),
}
_PATH_WRITES = {"write_bytes", "write_text", "unlink", "rename", "rmdir", "touch", "hardlink_to"}
# Which modules do, and to whose files. Photos, and what lies beside them, are moved by one alone.
ORIGINALS = "media/originals/moving.py"
_WRITERS = {
    ORIGINALS: "the person's files, where the person asked for just that",
    "media/xmp/sidecar.py": "sidecars and copies of an export, each exchanged as a whole",
    "media/xmp/exiftool.py": "what ExifTool is asked, in a folder of its own",
    "jobs/export/inside.py": "copies of photos before tags are written into them",
    "jobs/export/copies.py": "the time of a copy of an export",
    "cli/lab_commands.py": "reports of the laboratory",
    "core/pack.py": "scene packs that are made",
    "core/settings.py": "settings",
    "core/outside/whole_file.py": "sidecars, tables, reports, settings",
    "jobs/scanning/first_look.py": "thumbnails",
    "lab/training/optional_models.py": "weights that were fetched",
    "lab/training/small_photos.py": "small copies of training photos",
    "lab/training/train_pack.py": "scene packs that are made",
    "lab/training/weights.py": "weights of scene packs",
    "media/quiet.py": "what libraries say on stderr",
    "media/thumbnails.py": "thumbnails",
    "places.py": "logs",
    "store/care/backup.py": "copies of the library",
    "store/care/salvage.py": "a damaged library",
    "store/features/feature_cache.py": "the cache of features",
    "store/features/readings_cache.py": "what the gate read of each photo",
    "cluster/worker.py": "the model that a worker was sent, in a folder of its own",
    "vision/remembered.py": "which way to run the model an earlier start chose",
}
# Modules that run code while they read data.
_RUNS_DATA = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}
_NETWORK = {"socket", "urllib.request", "http.client", "requests", "ftplib", "smtplib", "httpx"}
_NETWORK |= {"distributed", "dask", "tornado"}
# Stronger backbones are fetched, and other machines asked, only where a person asks for that.
_MAY_FETCH = {"lab/training/optional_models.py", "cluster/connection.py", "cluster/pool.py"}
_CALLS = {"eval", "exec", "compile", "__import__"}
_ATTRIBUTES = {("os", "system"), ("os", "popen"), ("torch", "save"), ("torch", "load")}
# What waits in memory is packed there; the bytes never leave the process.
_MAY_PACK = {"jobs/scanning/todo.py"}
# Where a training is interrupted, its state is kept until it goes on; it is read as data alone.
_MAY_SAVE = {"lab/training/learner.py"}


@cache
def _sources(root: Path) -> list[tuple[str, ast.Module]]:
    """Return all modules, parsed once for all tests here."""
    paths = sorted((root / "app").rglob("*.py"))
    names = [path.relative_to(root / "app").as_posix() for path in paths]
    return [(n, ast.parse(p.read_text("utf-8"))) for n, p in zip(names, paths, strict=True)]


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


def _file_writes(tree: ast.Module) -> set[str]:
    """Return the calls of a module that may write to a file, or remove one."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute):
            owner = called.value.id if isinstance(called.value, ast.Name) else ""
            found |= {f"{owner}.{called.attr}"} & _WRITES
            if owner not in ("os", "shutil"):
                # A path is renamed to one other; what takes more is no path.
                is_path = called.attr != "rename" or len(node.args) == 1
                found |= {called.attr} & _PATH_WRITES if is_path else set()
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in ("open", "fdopen"):
            words = [*node.args, *(word.value for word in node.keywords)]
            modes = [w.value for w in words if isinstance(w, ast.Constant)]
            found |= {m for m in modes if isinstance(m, str) and re.fullmatch("[rwaxbt+]+", m)} - {
                "r", "rb", "rt",
            }  # fmt: skip
    return found


def test_one_place_alone_touches_originals(root: Path) -> None:
    """Photos are opened for reading only, but where a person moves or throws them away."""
    writers = {name for name, tree in _sources(root) if _file_writes(tree)}
    assert writers == set(_WRITERS)
    users = {
        name
        for name, tree in _sources(root)
        if {"send2trash", "app.media.originals.moving"} & _imports(tree)
    }
    jobs = ("carry", "take_back", "transfer", "trash")
    assert users == {ORIGINALS, *(f"jobs/originals/{name}.py" for name in jobs)}


@pytest.mark.parametrize(
    "line",
    [
        "os.rename(a, b)",
        "shutil.move(a, b)",
        "path.unlink()",
        "path.rename(other)",
        "open(p, 'wb')",
        "path.open(mode='a')",
        "os.fdopen(handle, 'r+b')",
    ],
)
def test_the_test_sees_what_writes(line: str) -> None:
    assert _file_writes(ast.parse(line))
    assert not _file_writes(ast.parse("open(p, 'rb'); path.open(); text.replace('a', 'w')"))


def test_no_file_is_run(root: Path) -> None:
    found = {name: _imports(tree) & _RUNS_DATA | _dangers(tree) for name, tree in _sources(root)}
    for name in _MAY_SAVE:
        found[name].discard("torch.save")
    for name in _MAY_PACK:
        found[name].discard("pickle")
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


def test_one_place_starts_programs_and_none_loads_a_plug_in(root: Path) -> None:
    """There every file is an argument of its own, and a whole path; no search path but Qt's own."""
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
    assert {name: uses for name, uses in found.items() if uses} == {
        "ui/originals/programs.py": {"QProcess", "startDetached", "openUrl"},
        # One program of the system, by its whole path, without any file.
        "ui/look/awake.py": {"QProcess"},
        # What our own manual links to, and http alone.
        "ui/help/manual_text.py": {"openUrl"},
    }


def test_no_package_changes_where_libraries_are_found(root: Path) -> None:
    """An empty part of LD_LIBRARY_PATH is the current folder; desktops hand over whole paths."""
    scripts = [p for p in (root / "packaging").rglob("*") if p.suffix in (".sh", ".py", ".desktop")]
    # What is laid out to be found and must not be, is.
    assert [p.name for p in scripts if "LD_LIBRARY_PATH" in p.read_text("utf-8")] == ["decoys.py"]
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
