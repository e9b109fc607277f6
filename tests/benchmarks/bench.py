"""All benchmarks: one table against the targets, one of what was missed and why, and JSON.

python -m tests.benchmarks.bench [--light] [--runs 3] [--only scan search ...] [--photos FOLDER]
                                 [--count 24] [--library-photos 100000] [--memory 10000]
                                 [--files 1000000] [--json build/bench.json] [--anew]
                                 [--made FOLDER]

Each part runs in a process of its own, ``--runs`` times; figures are medians of these. Each run is
kept beside the JSON as soon as it ends: called again on the same code, the same parts go on where
they were interrupted (``--anew`` forgets what is kept). Libraries and files that benchmarks make up
are made once for all runs of a call; ``--made`` keeps them in a folder for the next one (20 GB with
those of a million). ``--light`` is one run of all but the parts with a million rows, with fewer
photos where that does not change what is measured, in a quarter of an hour on two quiet cores.
Targets are meant for two quiet cores; on a machine that others use too, CPU time and ratios within
the run are what counts, and the table shows them. A second table says of each target that was
missed by how much, and where the time goes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from . import bench_lines as lines_of
from .bench_lines import Line
from .missed import explanation, where_time_goes

# A part that takes longer than this has hung, or is not for this machine.
PATIENCE_S = 3600


@dataclass(frozen=True)
class Part:
    """A benchmark: its module, what it is given, the lines of its figures, and its size.

    ``makes``: it keeps what it makes up for the next run.
    """

    module: str
    arguments: Sequence[str]
    lines: Callable[[dict[str, Any]], list[Line]]
    is_long: bool = False
    makes: bool = False


def parts(options: argparse.Namespace) -> dict[str, Part]:
    """Return every part, by name."""
    named = [str(options.photos)] if options.photos else []
    many = str(options.library_photos)
    million = str(1_000_000)
    tree = [
        "--count",
        str(options.files),
        "--scanned",
        str(max(200, options.files // (100 if options.light else 10))),
    ]
    scan = ["--count", str(options.count), "--memory", str(options.memory)]
    few = ["--count", str(max(8, options.count // 2))]
    window = partial(lines_of.window_lines, many=True)
    long = partial(Part, is_long=True, makes=True)
    return {
        "scan": Part("scan_speed", [*named, *scan], lines_of.scan_lines),
        "decode": Part("decode", [*named, *few], lines_of.decode_lines),
        "raw": Part("decode", [*named, *few, "--raw"], lines_of.raw_lines),
        "regate": Part("regate", ["--photos", many], lines_of.gate_lines, makes=True),
        "startup": Part("startup", [], lines_of.startup_lines),
        "window": Part("window", ["--photos", many], lines_of.window_lines, makes=True),
        "search": Part("search", ["--photos", many], lines_of.search_lines, makes=True),
        "alike": Part("likeness", ["--photos", many], lines_of.alike_lines),
        "cluster": Part("cluster_speed", named, lines_of.cluster_lines),
        "files": Part("million_files", tree, lines_of.million_lines, makes=True),
        "regate, a million": long("regate", ["--photos", million], lines_of.many_gate_lines),
        "window, a million": long("window", ["--photos", million], window),
        "search, a million": long("search", ["--photos", million], lines_of.search_lines),
    }


def main() -> int:
    """Run the parts, print the tables, write the JSON."""
    options = _options()
    chosen = {
        name: part
        for name, part in parts(options).items()
        if (name in options.only if options.only else not (options.light and part.is_long))
    }
    figures: dict[str, Any] = {"machine": _machine()}
    lines: list[Line] = []
    kept = KeptRuns(options.json.parent / "bench-runs", _code())
    if options.anew:
        kept.forget()
    with tempfile.TemporaryDirectory(prefix="albumen-bench-") as name:
        for title, part in chosen.items():
            found = _run(Places(Path(name), options.made), title, part, options.runs, kept)
            figures[title] = found
            lines += _lines(title, part, found)
    figures["met"] = {line.what: line.met for line in lines if line.met is not None}
    why = where_time_goes(figures)
    missed = [line for line in lines if line.met is False]
    figures["missed"] = {
        line.what: {"by": line.missed_by, "where": explanation(line.what, why)} for line in missed
    }
    _show(lines, figures["machine"], options.runs)
    _show_missed(figures["missed"])
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(figures, indent=1), "utf-8")
    print(f"JSON: {options.json}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--light", action="store_true", help="one run, a quarter of an hour")
    parser.add_argument("--runs", type=int, help="figures are medians of so many runs (3)")
    parser.add_argument("--only", nargs="+", default=[], metavar="PART", help="these parts alone")
    parser.add_argument("--photos", type=Path, help="photos to make large test photos from")
    parser.add_argument("--count", type=int, help="photos that the slow ways read")
    parser.add_argument("--library-photos", type=int, default=100_000)
    parser.add_argument("--memory", type=int, help="small photos, to see memory grow")
    parser.add_argument("--files", type=int, help="files of the tree that is walked")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--made", type=Path, help="keep made-up libraries and files here")
    parser.add_argument("--anew", action="store_true", help="use no run of before")
    options = parser.parse_args()
    usual = {"runs": 3, "count": 24, "memory": 10_000, "files": 1_000_000}
    light = {"runs": 1, "count": 12, "memory": 3000, "files": 50_000}
    for name, value in (light if options.light else usual).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    if unknown := set(options.only) - set(parts(options)):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; {', '.join(parts(options))}")
    return options


def _machine() -> dict[str, Any]:
    return {
        "cores": psutil.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


@dataclass(frozen=True)
class Places:
    """Where parts work, and where what they make up stays for the next call, if anywhere."""

    work: Path
    made: Path | None


@dataclass(frozen=True)
class KeptRuns:
    """What runs of parts reported, in a folder of its own for each state of the code."""

    root: Path
    code: str

    def find(self, part: Part, runs: int) -> list[dict[str, Any]]:
        """Return the reports of earlier runs of a part, at most so many."""
        paths = [self._path(part, number) for number in range(runs)]
        return [json.loads(path.read_text("utf-8")) for path in paths if path.exists()]

    def add(self, part: Part, number: int, found: dict[str, Any]) -> None:
        """Keep the report of run ``number`` (from 0)."""
        path = self._path(part, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found), "utf-8")

    def forget(self) -> None:
        """Delete all reports."""
        shutil.rmtree(self.root, ignore_errors=True)

    def _path(self, part: Part, number: int) -> Path:
        said = hashlib.sha256(json.dumps(list(part.arguments)).encode()).hexdigest()[:8]
        return self.root / self.code / f"{part.module}-{said}-{number}.json"


def _code() -> str:
    """Return a name of the state of the code: the commit, and a digest of what differs from it."""
    git = partial(subprocess.run, check=False, capture_output=True, cwd=Path(__file__).parent)
    commit = git(["git", "rev-parse", "--short", "HEAD"])
    if commit.returncode != 0:
        return "unknown"
    changed = git(["git", "diff", "HEAD"]).stdout
    digest = hashlib.sha256(changed).hexdigest()[:8] if changed else ""
    return f"{commit.stdout.decode().strip()}{digest and '-'}{digest}"


def _run(places: Places, title: str, part: Part, runs: int, kept: KeptRuns) -> dict[str, Any]:
    """Run a part as often as is left to do; return medians, or what went wrong."""
    found = kept.find(part, runs)
    for number in range(len(found), runs):
        started = time.monotonic()
        print(f"{title}, {number + 1} of {runs} ...", file=sys.stderr, end=" ", flush=True)
        one = _run_once(places, part)
        print(f"{time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        if "error" in one:
            return one
        kept.add(part, number, one)
        found.append(one)
    medians: dict[str, Any] = median_of(found)
    return medians


def _run_once(places: Places, part: Part) -> dict[str, Any]:
    report = places.work / "report.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", f"tests.benchmarks.{part.module}", *part.arguments]
    if part.makes:
        command += ["--made", str(places.made or places.work / "made")]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [*command, "--json", str(report)],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"no end after {PATIENCE_S} s"}
    if done.returncode != 0 or not report.exists():
        return {"error": done.stderr.strip().splitlines()[-1:] or done.returncode}
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


def median_of(values: Sequence[Any]) -> Any:
    """Return the median of what several runs said, figure by figure.

    What is no number is that of the first run, and so is what only some runs have.
    """
    first = values[0]
    if isinstance(first, dict):
        return {
            key: median_of([v[key] for v in values if isinstance(v, dict) and key in v])
            for key in first
        }
    if isinstance(first, list) and all(len(v) == len(first) for v in values):
        return [median_of(column) for column in zip(*values, strict=True)]
    is_number = isinstance(first, int | float) and not isinstance(first, bool)
    return statistics.median(values) if is_number and len(values) > 1 else first


def _lines(title: str, part: Part, found: dict[str, Any]) -> list[Line]:
    if "error" in found:
        return lines_of.failed_lines(title, found)
    try:
        return part.lines(found)
    except (KeyError, TypeError, ValueError) as error:
        return lines_of.failed_lines(title, {"error": f"{type(error).__name__}: {error}"})


def _show(lines: list[Line], machine: dict[str, Any], runs: int) -> None:
    marks = {None: "", True: "met", False: "NOT met"}
    table = Table("what", "figure", "target", "")
    for line in lines:
        table.add_row(line.what, line.figure, line.target, marks[line.met])
    console = Console(width=110)
    console.print(table)
    met = sum(line.met is True for line in lines)
    asked = sum(line.met is not None for line in lines)
    console.print(
        f"{met} of {asked} targets met; medians of {runs}; {machine['cores']} cores, "
        f"load {machine['load']:.1f} at the start"
    )


def _show_missed(missed: dict[str, dict[str, str]]) -> None:
    if not missed:
        return
    table = Table("missed", "by", "where the time goes (CPU)")
    for what, miss in missed.items():
        table.add_row(what, miss["by"], miss["where"])
    Console(width=110).print(table)


if __name__ == "__main__":
    raise SystemExit(main())
