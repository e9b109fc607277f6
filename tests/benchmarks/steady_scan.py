"""One scan, with the time and the CPU of all its processes at every photo that is done: JSON.

python -m tests.benchmarks.steady_scan PHOTOS LIBRARY

What a photo costs is read in the middle: from the first tenth of the photos, when every process is
at work, to the photo behind which as many wait as decoders and encoder hold at once. From there on
some processes have nothing left to do, though photos are still counted.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import psutil

from app.bootstrap import DesktopProgram
from app.jobs.scanning.scan import scan_folders

CUT_SHARE = 0.1
# Photos that are decoded, or on their way, while one is counted: a look-ahead and two batches.
UNDER_WAY = 64


def family_cpu_s() -> float:
    """Return the CPU seconds of this process and of those that it started."""
    me = psutil.Process()
    total = 0.0
    for process in (me, *me.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue  # it ended between the two calls
        total += times.user + times.system
    return total


def steady(points: list[tuple[int, float, float]]) -> dict[str, float]:
    """Return what a photo costs in the middle of a scan.

    Parameters
    ----------
    points : list of (int, float, float)
        Photos done, seconds and CPU seconds, rising.
    """
    total = points[-1][0]
    end = total - max(CUT_SHARE * total, min(UNDER_WAY, total // 3))
    inside = [p for p in points if CUT_SHARE * total <= p[0] <= end]
    (done_a, s_a, cpu_a), (done_b, s_b, cpu_b) = inside[0], inside[-1]
    photos = done_b - done_a
    return {
        "photos": photos,
        "cpu_ms": (cpu_b - cpu_a) / photos * 1000,
        "photos_per_second": photos / (s_b - s_a),
        "start_cpu_s": cpu_a - done_a * (cpu_b - cpu_a) / photos,
    }


def main() -> None:
    """Scan, and print the figures."""
    folder, library = sys.argv[1:3]
    points: list[tuple[int, float, float]] = []
    started = time.perf_counter()
    with DesktopProgram().open(Path(library)) as ctx:
        for progress in scan_folders(ctx, [folder]):
            if progress.change is not None and (not points or progress.done > points[-1][0]):
                points.append((progress.done, time.perf_counter() - started, family_cpu_s()))
    print(json.dumps(steady(points)))


if __name__ == "__main__":
    main()
