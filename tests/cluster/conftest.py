"""A real cluster on this machine: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_S = 120


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers."""
    pytest.importorskip("distributed")
    from distributed import Client

    place = tmp_path_factory.mktemp("cluster")
    known = place / "scheduler.json"
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        "DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "60s",
        "OMP_NUM_THREADS": "1",
    }

    def start(command: str, *options: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                *(sys.executable, "-m", f"distributed.cli.dask_{command}"),
                *("--scheduler-file", str(known), "--no-dashboard", "--host", "127.0.0.1"),
                *options,
            ],
            env=environment,
            cwd=place,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    processes = [start("scheduler", "--port", "0")]
    end = time.monotonic() + START_S
    while not known.exists() and time.monotonic() < end:
        time.sleep(0.05)
    processes += [start("worker", "--nthreads", "1", "--memory-limit", "0") for _ in range(2)]
    try:
        with Client(scheduler_file=str(known), timeout=START_S, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=START_S)
            yield client.scheduler.address
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
