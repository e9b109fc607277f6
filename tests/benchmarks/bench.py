"""All benchmarks in one run: one table against the targets, and JSON.

python -m tests.benchmarks.bench [--photos FOLDER] [--count 48] [--library-photos 100000]
                                 [--memory 10000] [--json build/bench.json]

Each part runs in a process of its own and says the machine's load beside its figures. Targets are
meant for two quiet cores; on a machine that others use too, CPU time and ratios within the run
are what counts, and the table shows them. A second table says of each target that was missed by how
much, and where the time goes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from .missed import explanation, miss_of, where_time_goes

# What a measurement over ten thousand photos cannot tell from no growth at all.
GROWTH_MB = 10


@dataclass(frozen=True)
class Line:
    """One line of the table; ``met`` is None where there is no target.

    ``missed_by`` is a share of the target.
    """

    what: str
    figure: str
    target: str = ""
    met: bool | None = None
    missed_by: str = ""


def main() -> int:
    """Run every part, print the table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--photos", type=Path, help="photos to make large test photos from")
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--library-photos", type=int, default=100_000)
    parser.add_argument("--memory", type=int, default=10_000)
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-bench-") as name:
        place = Path(name)
        named = [str(options.photos)] if options.photos else []
        many = str(options.library_photos)
        counts = ["--count", str(options.count), "--memory", str(options.memory)]
        figures: dict[str, Any] = {
            "machine": _machine(),
            "scan": _part(place, "scan_speed", *named, *counts),
            "raw": _part(place, "decode", *named, "--raw"),
            "regate": _part(place, "regate", "--photos", many),
            "startup": _part(place, "startup"),
            "window": _part(place, "window", "--photos", many),
        }
    lines = [*_scan_lines(figures["scan"]), *_raw_lines(figures["raw"])]
    lines += _gate_lines(figures["regate"])
    lines += [*_startup_lines(figures["startup"]), *_window_lines(figures["window"])]
    figures["met"] = {line.what: line.met for line in lines if line.met is not None}
    why = where_time_goes(figures)
    missed = [line for line in lines if line.met is False]
    figures["missed"] = {
        line.what: {"by": line.missed_by, "where": explanation(line.what, why)} for line in missed
    }
    _show(lines, figures["machine"])
    _show_missed(figures["missed"])
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(figures, indent=1), "utf-8")
    print(f"JSON: {options.json}")
    return 0


def _machine() -> dict[str, Any]:
    return {
        "cores": psutil.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def _part(place: Path, name: str, *arguments: str) -> dict[str, Any]:
    """Run one benchmark and return its JSON; a part that fails says so and stops nothing."""
    report = place / f"{name}.json"
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    print(f"{name} ...", file=sys.stderr, flush=True)
    done = subprocess.run(
        [*command, "--json", str(report)],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0 or not report.exists():
        return {"error": done.stderr.strip().splitlines()[-1:] or done.returncode}
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


def _at_most(what: str, value: float, target: float, unit: str) -> Line:
    miss = "" if value <= target else miss_of(value, target, at_most=True)
    return Line(what, f"{value:,.2f} {unit}", f"<= {target:g} {unit}", value <= target, miss)


def _at_least(what: str, value: float, target: float, unit: str) -> Line:
    miss = "" if value >= target else miss_of(value, target, at_most=False)
    return Line(what, f"{value:,.2f} {unit}", f">= {target:g} {unit}", value >= target, miss)


def _failed(part: dict[str, Any], name: str) -> list[Line]:
    return [Line(name, str(part["error"]), "runs", False)] if "error" in part else []


def _raw_lines(part: dict[str, Any]) -> list[Line]:
    if failed := _failed(part, "raw files"):
        return failed
    *previews, (developed, slow_ms) = part["cpu_ms"].items()
    return [
        *(_at_least(f"{kind}, a second a core", 1000 / ms, 4, "/s") for kind, ms in previews),
        Line(f"{developed}, a second a core", f"{1000 / slow_ms:.2f} /s"),
    ]


def _scan_lines(part: dict[str, Any]) -> list[Line]:
    if failed := _failed(part, "scan"):
        return failed
    lines = [
        Line(
            f"{way}: CPU a photo; photos/s",
            f"{cost['cpu_ms']:.0f} ms; {cost['photos_per_second'] or float('nan'):.1f}",
        )
        for way, cost in part["ways"].items()
    ]
    lines += [
        _at_least("times the naive script, per CPU second", part["times_faster_per_cpu"], 5, "x"),
        Line("times timm's data loader", f"{part['times_faster_than_loader']:.2f} x"),
        Line("decoding, inference", f"{part['decode_cpu_ms']:.0f}, {part['infer_cpu_ms']:.0f} ms"),
        _at_least("share of the limit, photos/s", part["share_of_limit"] * 100, 80, "%"),
        _at_least(
            "share of the limit, CPU", part["cpu_share_of_decode_and_inference"] * 100, 80, "%"
        ),
    ]
    for process, memory in part.get("memory", {}).items():
        lines.append(Line(f"memory of {process}", f"{memory['largest_mb']:.0f} MB"))
        growth = memory.get("mb_per_10000_photos")
        if growth is not None:
            what = f"growth of {process} over 10,000 photos"
            lines.append(_at_most(what, growth, GROWTH_MB, "MB"))
    return lines


def _gate_lines(part: dict[str, Any]) -> list[Line]:
    if failed := _failed(part, "re-gate"):
        return failed
    gate, rescan = part["gate"], part["rescan"]
    targets = {
        "re-gate all: compute": 250,
        "one prototype: compute": 50,
        "range: one step, all photos in one scene": 16,
    }
    lines: list[Line] = []
    for what, times in gate.items():
        limit = targets.get(what, 1000 if what.endswith("samples") else None)
        if limit is not None:
            lines.append(_at_most(f"{what} (CPU)", times["cpu_ms"], limit, "ms"))
            lines.append(_at_most(what, times["ms"], limit, "ms"))
        else:
            lines.append(Line(what, f"{times['ms']:,.0f} ms; CPU {times['cpu_ms']:,.0f}"))
    lines.append(_at_most(f"rescan of {rescan['files']:,} files", rescan["seconds"], 5, "s"))
    lines.append(_at_most("files opened by it", rescan["opened"], 0, "files"))
    return lines


def _startup_lines(part: dict[str, Any]) -> list[Line]:
    if failed := _failed(part, "start-up"):
        return failed
    window, stall = part["window"], part["stall"]
    never = float("inf")
    lines = [
        _at_most("first tiles after 'add a folder'", stall.get("first_tiles_s", never), 1, "s"),
        _at_most("first picture after it", stall.get("first_picture_s", never), 1, "s"),
        Line("first tags after it", f"{stall.get('first_tags_s', never):.2f} s"),
        _at_most("window shown", window["frame_s"], 0.5, "s"),
        _at_most("window shown (CPU)", window["frame_cpu_s"], 0.5, "s"),
        Line("library in the window after", f"{window['seconds']:.2f} s"),
        Line("library in the window after (CPU)", f"{window['cpu_s']:.2f} s"),
        _at_most("longest stall while scanning", stall["longest_ms"], 100, "ms"),
        _at_most("longest stall while scanning (CPU)", stall["longest_cpu_ms"], 100, "ms"),
        _at_most("memory of the window's process", stall["window_memory_mb"], 250, "MB"),
        _at_most("torch in the window's process", float(stall["torch_loaded"]), 0, ""),
    ]
    for command, cost in part["commands"].items():
        lines.append(_at_most(command, cost["seconds"], 1, "s"))
        lines.append(_at_most(f"{command} (CPU)", cost["cpu_s"], 1, "s"))
    return lines


def _window_lines(part: dict[str, Any]) -> list[Line]:
    if failed := _failed(part, "window"):
        return failed
    lines: list[Line] = []
    for what, (wall, cpu) in part.items():
        if what.startswith(("first page", "scrolling")):
            lines.append(_at_most(f"{what} (CPU)", cpu, 100, "ms"))
            lines.append(_at_most(what, wall, 100, "ms"))
        else:
            lines.append(Line(what, f"{wall:,.1f}; CPU {cpu:,.1f}"))
    return lines


def _show(lines: list[Line], machine: dict[str, Any]) -> None:
    marks = {None: "", True: "met", False: "NOT met"}
    table = Table("what", "figure", "target", "")
    for line in lines:
        table.add_row(line.what, line.figure, line.target, marks[line.met])
    console = Console(width=110)
    console.print(table)
    console.print(f"{machine['cores']} cores, load {machine['load']:.1f} at the start")


def _show_missed(missed: dict[str, dict[str, str]]) -> None:
    if not missed:
        return
    table = Table("missed", "by", "where the time goes (CPU)")
    for what, miss in missed.items():
        table.add_row(what, miss["by"], miss["where"])
    Console(width=110).print(table)


if __name__ == "__main__":
    raise SystemExit(main())
