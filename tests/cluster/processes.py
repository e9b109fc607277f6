"""A real cluster on this machine: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
START_S = 120


@dataclass(frozen=True)
class Cluster:
    """Where the scheduler listens, and the process ids of the workers."""

    address: str
    workers: tuple[int, ...]


@contextmanager
def running_cluster(place: Path, workers: int) -> Iterator[Cluster]:
    """Run a scheduler and workers on loopback until the context ends."""
    from distributed import Client

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
    try:
        end = time.monotonic() + START_S
        while not known.exists() and time.monotonic() < end:
            time.sleep(0.05)
        started = [
            start("worker", "--nthreads", "1", "--memory-limit", "0") for _ in range(workers)
        ]
        processes += started
        with Client(scheduler_file=str(known), timeout=START_S, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=START_S)
            pids = tuple(int(pid) for pid in client.run(os.getpid).values())
            yield Cluster(client.scheduler.address, pids)
    finally:
        # A worker has a process above it that would start it anew; asking both takes seconds.
        all_of_them = [
            psutil.Process(process.pid) for process in processes if process.poll() is None
        ]
        for one in [*all_of_them, *(b for p in all_of_them for b in p.children(recursive=True))]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        for process in processes:
            process.wait()
