"""Bring the .ts files up to the texts of the code, and compile them.

``python -m tests.ui.update_translations`` writes new texts into resources/translations as
'unfinished', drops those that are gone, and makes the .qm files that Qt loads. Translate what is
unfinished in Qt Linguist (or any editor) and run it again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("zh_CN", "en")


def sources() -> list[str]:
    """Return the modules of the window."""
    return sorted(str(path) for path in (ROOT / "app" / "ui").rglob("*.py"))


def update(ts: Path, language: str) -> None:
    """Write the texts of the code into one file; English holds nothing but plurals."""
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    extra = ["-pluralonly"] if language == "en" else []
    subprocess.run(
        [
            str(tool), "-silent", "-no-obsolete", "-locations", "none", *extra,
            "-source-language", "en", "-target-language", language, *sources(), "-ts", str(ts),
        ],
        check=True,
    )  # fmt: skip


def compile_ts(ts: Path, qm: Path) -> None:
    """Make the file that Qt loads."""
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([str(tool), "-silent", str(ts), "-qm", str(qm)], check=True)


def main() -> int:
    """Update and compile both languages."""
    for language in LANGUAGES:
        ts = TRANSLATIONS / f"albumen_{language}.ts"
        update(ts, language)
        compile_ts(ts, ts.with_suffix(".qm"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
