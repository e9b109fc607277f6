"""Decoys in a folder of photos tell when they run, so that the built program can be tried."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from decoys import lay_decoys, what_ran


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """What a built program looks like from outside."""
    for name in ("libQt6Core.so.6", "torch/lib/libc10.so", "PySide6/Qt/plugins/platforms/libx.so"):
        path = tmp_path / "bundle" / "_internal" / name
        path.parent.mkdir(parents=True)
        path.touch()
    return tmp_path / "bundle"


def _run(folder: Path, code: str) -> None:
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": ""},
        check=False,
        capture_output=True,
    )


def test_each_decoy_tells_when_it_runs(tmp_path: Path, bundle: Path) -> None:
    folder, ran = tmp_path / "photos", tmp_path / "ran"
    assert lay_decoys(folder, str(ran), bundle) > 300
    assert len(list(folder.glob("*.jpg"))) == 2
    _run(folder, "import sys; sys.path.remove('')")
    before = set(what_ran(ran))  # what a Python of its own looks for at once
    _run(folder, "import colorsys, torch")
    assert set(what_ran(ran)) - before >= {"colorsys", "torch"}


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no compiler")
@pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")
@pytest.mark.parametrize(
    "name", ["libQt6Core.so.6", "libc10.so", "torch/lib/libc10.so", "platforms/libx.so"]
)
def test_a_library_tells_when_it_is_loaded(tmp_path: Path, bundle: Path, name: str) -> None:
    folder, ran = tmp_path / "photos", tmp_path / "ran"
    lay_decoys(folder, str(ran), bundle)
    code = f"import sys; sys.path.remove(''); import ctypes; ctypes.CDLL('./{name}')"
    _run(folder, code)
    assert f"./{name}" in what_ran(ran)
