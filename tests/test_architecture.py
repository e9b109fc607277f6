"""The rules of the house run: import contracts bite, the window and the terminal stay light."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BREACHES = [
    ("Arrows point down", "app/core/types.py", "import app.store"),
    ("Arrows point down", "app/store/tables.py", "import app.media"),
    ("Nothing needs the laboratory", "app/jobs/refresh.py", "import app.lab.evaluate"),
    ("Nothing needs the laboratory", "app/cli/main.py", "from app.lab import plots"),
    ("Qt lives in ui", "app/jobs/scan.py", "import PySide6"),
    ("torch lives in vision and lab", "app/ui/app.py", "import torch"),
    ("SQL lives in store", "app/jobs/scan.py", "import sqlalchemy"),
    ("Pillow lives in media and lab", "app/ui/app.py", "import PIL"),
    ("The window reads, only jobs write", "app/ui/app.py", "import app.store"),
]


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder)},
    )


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "file", "breach"), BREACHES)
def test_import_contract_bites(
    contract: str, file: str, breach: str, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    target = tmp_path / file
    target.write_text(f"{target.read_text('utf-8')}\n{breach}\n", "utf-8")
    outcome = _lint_imports(tmp_path)
    assert outcome.returncode != 0
    assert f"{contract} BROKEN" in outcome.stdout, outcome.stdout + outcome.stderr


def _modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(' '.join(m for m in sys.modules))"
    outcome = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(outcome.stdout.split())


@pytest.mark.parametrize(
    ("statement", "forbidden"),
    [
        (
            "import app.ui.shell.main_window, app.ui.app",
            {"sqlalchemy", "numpy", "app.ui.shell.assembly"},
        ),
        ("import app.store.lock", {"sqlalchemy", "numpy"}),
        ("import app.ui.shell.assembly", {"torch", "torchvision", "sklearn", "PIL"}),
        ("import app.cli.main", {"torch", "sqlalchemy", "PySide6", "sklearn"}),
        ("import app.store.library", {"torch", "PySide6", "sklearn"}),
        ("import app.jobs.scan", {"torch", "PySide6", "sqlalchemy", "sklearn"}),
        ("import app.vision.encoder_process", {"torch", "PySide6", "sklearn"}),
        ("import app.lab.evaluate", {"app.lab.training", "torch", "matplotlib", "sklearn"}),
        ("import app.lab.training.train_pack", {"torch", "sklearn"}),
        ("import app.cli.lab_commands", {"app.lab", "torch"}),
        ("import app.media.decoder_pool", {"torch", "PySide6", "sqlalchemy"}),
    ],
)
def test_import_stays_light(statement: str, forbidden: set[str]) -> None:
    assert not _modules_after(statement) & forbidden


def test_help_needs_no_heavy_library() -> None:
    code = (
        "import sys\nfrom app.cli.main import make_parser\nmake_parser().format_help()\n"
        "print(' '.join(sys.modules))"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not set(outcome.stdout.split()) & {"torch", "sqlalchemy", "PySide6", "rich"}
