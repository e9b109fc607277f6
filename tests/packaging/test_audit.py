"""What `make audit` says: weak, clean, or that it could not ask, which is neither."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import audit
import pytest

CLEAN = {"name": "numpy", "version": "2.0", "vulns": []}
WEAK = {
    "name": "pillow",
    "version": "11.0",
    "vulns": [{"id": "CVE-2026-1", "fix_versions": ["12.0"]}],
}
UNKNOWN = {"name": "lxml", "skip_reason": "not found"}


def asked(answer: str, tmp_path: Path) -> int:
    """Let a pip-audit give this answer, whatever it is asked."""
    (tmp_path / "answer").write_text(answer, "utf-8")
    code = f"print(open({str(tmp_path / 'answer')!r}).read()); raise SystemExit(1)"
    return audit.main([sys.executable, "-c", code])


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([CLEAN], 0, "1 of 1 packages asked about, 0 known weaknesses"),
        ([CLEAN, WEAK], 1, "pillow 11.0: CVE-2026-1, mended in 12.0"),
        ([CLEAN, UNKNOWN], 3, "could not be asked about lxml"),
        ([UNKNOWN], 3, "could not be asked about any of them"),
        ([WEAK, UNKNOWN], 1, "could not be asked about lxml"),
        ([], 3, "0 of 0 packages"),
    ],
)
def test_weak_clean_and_not_asked_are_told_apart(
    packages: list[dict[str, Any]],
    code: int,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert asked(json.dumps({"dependencies": packages}), tmp_path) == code
    output = capsys.readouterr()
    assert said in output.out + output.err


def test_no_answer_is_no_clean_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("", tmp_path) == 3
    assert "the advisory databases could not be asked" in capsys.readouterr().err
