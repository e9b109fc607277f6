"""A few power cuts, each process killed at least once; two hundred, real ones too, with --long."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# By -c and not by -m: processes that it starts would import a main module anew, each time.
PROGRAM = "from tests.e2e.power_cut import main; raise SystemExit(main())"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and looks into /proc"),
]


@pytest.mark.parametrize(
    ("rounds", "real"),
    [
        (7, 0),
        pytest.param(200, 20, marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    ],
)
def test_nothing_is_lost_when_the_power_goes(
    rounds: int, real: int, root: Path, tmp_path: Path
) -> None:
    report = tmp_path / "cuts.json"
    options = ["--rounds", f"{rounds}", "--real", f"{real}", "--json", str(report)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *options],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )
    assert report.exists(), done.stderr[-2000:]
    result = json.loads(report.read_text("utf-8"))
    assert result["breaches"] == []
    assert sum(result["rounds"].values()) >= rounds
    assert result["labels_told"] > 2 * rounds
    # A process may have ended by itself before its turn: asked of all work together.
    kills = [result["kills"][kind] for kind in ("scan", "label", "refresh")]
    assert {target for hits in kills for target in hits} >= {"main", "decoder", "encoder", "all"}
