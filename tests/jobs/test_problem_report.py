"""The report of a problem: names of photos only where the person wants them in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.jobs.problem_report import LEFT_OUT, without_names, write_report
from app.jobs.runner import run_now
from tests.tiny_album import Bench

LOG = """\
2026-11-25 19:24:19,123 INFO app.media.watch: /home/mary/Aunt Rose is polled: it cannot be watched
2026-11-25 19:24:20,123 ERROR app.ui.job_bridge: job scan failed
Traceback (most recent call last):
  File "/home/mary/.venv/lib/python3.11/site-packages/PIL/Image.py", line 12, in open
    raise ValueError("no picture")
  File "C:\\Programs\\Albumen\\_internal\\app\\jobs\\scanning\\scan.py", line 70, in scan_folders
    yield step
app.core.errors.KnownError: The folder /home/mary/Aunt Rose may not be read: mend it.
ValueError: Aunt Rose.jpg is broken
2026-11-25 19:24:21,123 WARNING app.core: C:\\Users\\mary\\secret.png is away
2026-11-25 19:24:22,123 INFO app.jobs: the folder ~mary/x
second line of a name by Aunt Rose
Fatal Python error: Segmentation fault

Current thread 0x00007f45f8c5ea00 (most recent call first):
  File "/home/mary/albumen/_internal/app/ui/app.py", line 5 in run_window
2026-11-25 19:24:23,123 INFO app.jobs.runner: job refresh took 1/2 s
"""


@pytest.fixture
def reporting(bench: Bench, tmp_path: Path) -> Bench:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "albumen.log").write_text(LOG, "utf-8")
    (logs / "albumen.log.1").write_text(LOG, "utf-8")
    (logs / "crash.log").write_text("", "utf-8")
    bench.ctx.logs_dir = logs
    return bench


def test_names_are_taken_out() -> None:
    clean = without_names(LOG)
    for secret in ("mary", "Rose", "secret", "albumen/_internal"):
        assert secret not in clean
    assert clean.count("\n") == LOG.count("\n")


def test_what_helps_to_find_the_fault_stays() -> None:
    clean = without_names(LOG)
    for kept in (
        "2026-11-25 19:24:20,123 ERROR app.ui.job_bridge: job scan failed",
        '  File "site-packages/PIL/Image.py", line 12, in open',
        '    raise ValueError("no picture")',
        '  File "_internal/app/jobs/scanning/scan.py", line 70, in scan_folders',
        f"app.core.errors.KnownError: The folder {LEFT_OUT}",
        "Fatal Python error: Segmentation fault",
        "Current thread 0x00007f45f8c5ea00 (most recent call first):",
        '  File "_internal/app/ui/app.py", line 5 in run_window',
        "job refresh took 1/2 s",
    ):
        assert kept in clean


@pytest.mark.parametrize("with_names", [False, True])
def test_one_file_with_text_and_logs(reporting: Bench, tmp_path: Path, with_names: bool) -> None:
    target = tmp_path / "report.zip"
    change = run_now(write_report(reporting.ctx, target, "Albumen 1", with_names=with_names))
    assert change.summary["logs"] == ["albumen.log", "albumen.log.1", "crash.log"]
    with zipfile.ZipFile(target) as report:
        assert report.read("report.txt") == b"Albumen 1"
        log = report.read("albumen.log.1").decode()
    assert ("Aunt Rose" in log) is with_names
    assert [p.name for p in tmp_path.glob("report*")] == ["report.zip"]


def test_a_place_that_cannot_be_written(reporting: Bench, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="choose another place"):
        run_now(write_report(reporting.ctx, tmp_path / "no" / "r.zip", "", with_names=False))
