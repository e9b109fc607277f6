"""Two seconds of fuzzing (five minutes with --long) where atheris is; the seeds everywhere."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from .fuzz_decode import decode_one, make_corpus


def test_seeds_are_photos_and_their_mutants_do_no_harm(tmp_path: Path) -> None:
    make_corpus(tmp_path)
    rng = np.random.default_rng(11)
    seeds = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert len(seeds) == 17
    for seed in seeds:
        decode_one(seed)
        for _ in range(30):
            mutant = bytearray(seed)
            for position in rng.integers(0, len(seed), rng.integers(1, 9)):
                mutant[position] = rng.integers(0, 256)
            decode_one(bytes(mutant))


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris is not installed (it is optional)"
)
@pytest.mark.parametrize(
    "seconds", [2, pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(600)])]
)
def test_fuzzing_finds_nothing(seconds: int, tmp_path: Path) -> None:
    script = Path(__file__).with_name("fuzz_decode.py")
    run = subprocess.run(
        [
            sys.executable,
            str(script),
            str(tmp_path / "corpus"),
            f"-max_total_time={seconds}",
            "-max_len=4096",
            "-rss_limit_mb=4096",
            "-timeout=20",
            f"-artifact_prefix={tmp_path}{os.sep}",
        ],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert "DONE" in run.stderr
