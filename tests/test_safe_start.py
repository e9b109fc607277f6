"""A folder of photos runs no code: modules in the current folder are never imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.known_encoder import know_encoder

# What every Python loads, and what our processes load, under the names of files in a photo folder.
_LIBRARIES = {
    *("PIL", "PySide6", "alembic", "app", "numpy", "pi_heif", "platformdirs", "psutil", "rich"),
    *("safetensors", "sitecustomize", "sqlalchemy", "torch", "usercustomize", "watchdog"),
}
# Python looks for these before the program's first line, so that nothing of ours can help.
_BEFORE_US = {"app", "sitecustomize", "usercustomize"}


@pytest.fixture
def decoys(tmp_path: Path) -> Path:
    """A folder with a photo, and a file for each module that writes its name down when it runs."""
    folder = tmp_path / "photos"
    folder.mkdir()
    know_encoder(tmp_path / "home" / "cache")
    Image.effect_noise((320, 240), 40).save(folder / "a.jpg")
    for name in sorted(sys.stdlib_module_names | _LIBRARIES):
        (folder / f"{name}.py").write_text(
            f"open({str(tmp_path / 'ran')!r}, 'a').write(__name__ + '\\n')\n"
        )
    return folder


def _run(root: Path, decoys: Path, *words: str, path: str = "") -> None:
    place = decoys.parent
    environment = {
        **os.environ,
        "ALBUMEN_HOME": str(place / "home"),
        "PYTHONPATH": f"{root}{path}",
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        [sys.executable, *words],
        cwd=decoys,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    ran = place / "ran"
    assert not ran.exists(), sorted(set(ran.read_text().split()))
    assert done.returncode == 0, done.stderr


def _script(decoys: Path, text: str) -> str:
    """Write a script outside of the photos, as the installed program is one."""
    path = decoys.parent / "albumen-script.py"
    path.write_text(text)
    return str(path)


PROGRAM = """
import sys
from app.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
"""
PROCESSES = """
import os
from app.__main__ import leave_out_current_folder

leave_out_current_folder()


def main():
    from app.core.types import PhotoFile
    from app.media.decoder_pool import ProcessDecoderPool
    from app.media.first_look import FirstLook
    from pathlib import Path

    file = PhotoFile(os.path.abspath("a.jpg"), os.path.getsize("a.jpg"), 1)
    for decode in (None, FirstLook(Path("../thumbnails"))):
        with ProcessDecoderPool(32, "squash", "../thumbnails", 1, decode=decode) as pool:
            (result,) = pool.decode([file])
            assert type(result).__name__ == "DecodedPhoto", result


if __name__ == "__main__":
    main()
"""


def test_decoders_and_first_looks_run_no_code_of_the_current_folder(
    root: Path, decoys: Path
) -> None:
    _run(root, decoys, _script(decoys, PROCESSES))


def test_an_empty_part_of_the_search_path_changes_nothing(root: Path, decoys: Path) -> None:
    _spare_what_python_loads_itself(decoys)
    _run(root, decoys, _script(decoys, PROCESSES), path=os.pathsep)


def _spare_what_python_loads_itself(decoys: Path) -> None:
    """Remove what Python, `site` and `-m` load before the program's first line."""
    code = "import sys, runpy, importlib.util; print(*sys.modules)"
    words = [sys.executable, "-P", "-c", code]
    bare = subprocess.run(words, check=True, capture_output=True, text=True)
    for name in {*bare.stdout.split(), *_BEFORE_US}:
        (decoys / f"{name.partition('.')[0]}.py").unlink(missing_ok=True)


@pytest.mark.slow
def test_a_scan_runs_no_code_of_the_photo_folder(root: Path, decoys: Path) -> None:
    """All processes: decoders, the encoder, their book-keeper."""
    _run(root, decoys, _script(decoys, PROGRAM), "scan", ".")


@pytest.mark.slow
def test_python_minus_m_runs_no_code_of_the_photo_folder(root: Path, decoys: Path) -> None:
    _spare_what_python_loads_itself(decoys)
    _run(root, decoys, "-m", "app", "scan", ".", "--json")


def test_every_command_begins_without_the_current_folder(root: Path, decoys: Path) -> None:
    for command in ("window", "watch", "list", "doctor", "refresh"):
        _run(root, decoys, _script(decoys, PROGRAM), command, "--help")


WINDOW = """
import sys
from app.__main__ import main
from PySide6.QtCore import QTimer

if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication
    before = QApplication.exec

    def soon(*_):
        QTimer.singleShot(1500, QApplication.quit)
        return before()

    QApplication.exec = soon
    sys.exit(main(["window", "."]))
"""


@pytest.mark.slow
def test_the_window_runs_no_code_of_the_photo_folder(root: Path, decoys: Path) -> None:
    _run(root, decoys, _script(decoys, WINDOW))
