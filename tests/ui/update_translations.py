"""Bring the .ts files up to the texts of the code, and compile them.

``python -m tests.ui.update_translations`` writes new texts into resources/translations as
'unfinished', drops those that are gone, and makes the .qm files that Qt loads. Translate what is
unfinished in Qt Linguist (or any editor) and run it again. What core says of errors is handed to
Qt's tool in a file made for it: core knows nothing of Qt.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from app.core.messages import IN_WINDOW, MESSAGES
from app.ui.error_wording import CONTEXT

ROOT = Path(__file__).resolve().parent.parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("zh_CN", "en")


def sources() -> list[str]:
    """Return the modules of the window."""
    return sorted(str(path) for path in (ROOT / "app" / "ui").rglob("*.py"))


def core_sentences() -> str:
    """Return the sentences of core in a form that Qt's tool reads."""
    said = dict.fromkeys({**MESSAGES, **IN_WINDOW}.values())
    return "".join(f'QT_TRANSLATE_NOOP("{CONTEXT}", {json.dumps(text)})\n' for text in said)


def update(ts: Path, language: str) -> None:
    """Write the texts of the code into one file; English holds nothing but plurals."""
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    extra = ["-pluralonly"] if language == "en" else []
    with tempfile.TemporaryDirectory() as folder:
        core = Path(folder) / "core_sentences.py"
        core.write_text(core_sentences(), "utf-8")
        subprocess.run(
            [
                str(tool), "-silent", "-no-obsolete", "-locations", "none", *extra,
                "-source-language", "en", "-target-language", language,
                *sources(), str(core), "-ts", str(ts),
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
