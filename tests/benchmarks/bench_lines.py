"""The lines of the table of all benchmarks: what each part's JSON says, beside its target.

A figure that a part does not give is a target that was not met: nothing drops out of the table
because a name changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .missed import miss_of
from .regate import TARGETS_MS, target_of
from .search import SEARCHES

# What a measurement over ten thousand photos cannot tell from no growth at all.
GROWTH_MB = 10
# A scan of fewer files says little of how memory grows.
MANY_SCANNED = 10_000

Part = dict[str, Any]


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


def at_most(what: str, value: float, target: float, unit: str) -> Line:
    """Return the line of a figure that should not be larger."""
    miss = "" if value <= target else miss_of(value, target, at_most=True)
    return Line(what, f"{value:,.2f} {unit}", f"<= {target:g} {unit}", value <= target, miss)


def at_least(what: str, value: float, target: float, unit: str) -> Line:
    """Return the line of a figure that should not be smaller."""
    miss = "" if value >= target else miss_of(value, target, at_most=False)
    return Line(what, f"{value:,.2f} {unit}", f">= {target:g} {unit}", value >= target, miss)


def scan_lines(part: Part) -> list[Line]:
    """Return what a scan costs beside others, and beside what the cores could do."""
    ways = [
        Line(
            f"{way}: CPU a photo; photos/s",
            f"{cost['cpu_ms']:.0f} ms; {cost['photos_per_second'] or float('nan'):.1f}",
        )
        for way, cost in part["ways"].items()
    ]
    lines = [
        *ways,
        at_least("times the naive script, per CPU second", part["times_faster_per_cpu"], 6, "x"),
        at_least("times timm's loader, per CPU second", part["times_faster_than_loader"], 7, "x"),
        at_most("decoding: CPU a photo", part["decode_cpu_ms"], 45, "ms"),
        at_most("inference: CPU a photo", part["infer_cpu_ms"], 25, "ms"),
        at_least("share of the limit, photos/s", part["share_of_limit"] * 100, 90, "%"),
        at_least(
            "share of the limit, CPU", part["cpu_share_of_decode_and_inference"] * 100, 90, "%"
        ),
    ]
    for process, memory in part.get("memory", {}).items():
        lines.append(Line(f"memory of {process}", f"{memory['largest_mb']:.0f} MB"))
        growth = memory.get("mb_per_10000_photos")
        if growth is not None:
            what = f"growth of {process} over 10,000 photos"
            lines.append(at_most(what, growth, GROWTH_MB, "MB"))
    return lines


def decode_lines(part: Part) -> list[Line]:
    """Return the steps of a decode, and what a camera's preview saves."""
    previews = part["previews"]
    return [
        *(Line(f"  of a decode: {name}", f"{ms:.1f} ms") for name, ms in part["steps_ms"].items()),
        Line(
            "decoding by a camera's large preview (MPF)",
            f"{previews['cpu_ms']:.0f} ms; taken of {previews['taken']:.0%}",
        ),
    ]


def raw_lines(part: Part) -> list[Line]:
    """Return how many thumbnails of raw files a core makes a second."""
    *previews, (developed, slow_ms) = part["cpu_ms"].items()
    return [
        *(at_least(f"{kind}, a second a core", 1000 / ms, 4, "/s") for kind, ms in previews),
        Line(f"{developed}, a second a core", f"{1000 / slow_ms:.2f} /s"),
    ]


RESCAN_S_A_MILLION = 50
GATE_MB_OF_A_MILLION = 1500


def gate_lines(part: Part) -> list[Line]:
    """Return what works from kept features, of 100,000 photos: in time, and how near the floor."""
    gate, floor, rescan = part["gate"], part["floor"], part["rescan"]
    lines = [
        _missing(start)
        for start in TARGETS_MS
        if not any(what == start or what.startswith(f"{start} ") for what in gate)
    ]
    for what, times in gate.items():
        limit = target_of(what)
        if limit is not None:
            lines.append(at_most(f"{what} (CPU)", times["cpu_ms"], limit, "ms"))
            lines.append(at_most(what, times["ms"], limit, "ms"))
        else:
            lines.append(Line(what, f"{times['ms']:,.0f} ms; CPU {times['cpu_ms']:,.0f}"))
    least = floor["new_head_bytes_ms"] + floor["new_head_product_ms"]
    lines += [
        Line("  the floor of a new head: bytes and products", f"{least:,.0f} ms"),
        Line("  the floor of kept readings: their bytes", f"{floor['kept_bytes_ms']:.1f} ms"),
    ]
    files = rescan["files"]
    limit_s = RESCAN_S_A_MILLION * files / 1e6
    lines.append(at_most(f"rescan of {files:,} files", rescan["seconds"], limit_s, "s"))
    lines.append(at_most(f"files opened by it, {files:,}", rescan["opened"], 0, "files"))
    return lines


def many_gate_lines(part: Part) -> list[Line]:
    """Return whether re-gate and refresh of a million run, and in how much memory."""
    shown = [
        Line(
            f"a million: {what}", f"{times['ms'] / 1000:,.1f} s; CPU {times['cpu_ms'] / 1000:,.1f}"
        )
        for what, times in part["gate"].items()
        if what.startswith(("re-gate", "refresh"))
    ]
    peak = part["memory_peak_mb"]
    return [
        *shown,
        at_most("a million: memory of re-gate and refresh", peak, GATE_MB_OF_A_MILLION, "MB"),
    ]


def startup_lines(part: Part) -> list[Line]:
    """Return how soon the program is there, and whether the window stays awake while it scans."""
    window, stall = part["window"], part["stall"]
    never = math.inf
    lines = [
        at_most("first tiles after 'add a folder'", stall.get("first_tiles_s", never), 1, "s"),
        at_most("first picture after it", stall.get("first_picture_s", never), 1, "s"),
        at_most("first tags after it", stall.get("first_tags_s", never), 3, "s"),
        at_most("window shown", window["frame_s"], 0.5, "s"),
        at_most("window shown (CPU)", window["frame_cpu_s"], 0.5, "s"),
        Line("library in the window after", f"{window['seconds']:.2f} s"),
        Line("library in the window after (CPU)", f"{window['cpu_s']:.2f} s"),
        at_most("longest stall while scanning", stall["longest_ms"], 100, "ms"),
        at_most("longest stall while scanning (CPU)", stall["longest_cpu_ms"], 100, "ms"),
        at_most("memory of the window's process", stall["window_memory_mb"], 250, "MB"),
        at_most("torch in the window's process", float(stall["torch_loaded"]), 0, ""),
    ]
    for command, cost in part["commands"].items():
        lines.append(at_most(command, cost["seconds"], 1, "s"))
        lines.append(at_most(f"{command} (CPU)", cost["cpu_s"], 1, "s"))
    return lines


# Beginnings of names, the target by the clock and whether CPU alone is what is asked of it.
WINDOW_TARGETS = {
    "first page": 100,
    "scrolling": 100,
    "decision shown, median": 50,
    "decision stored and list renewed, median": 100,
}
MANY_PAGES_MS = 150
WINDOW_MB = 250


def window_lines(part: Part, many: bool = False) -> list[Line]:
    """Return how the window feels with 100,000 photos, or with ``many``: a million."""
    title = "a million: " if many else ""
    targets = {"first page": MANY_PAGES_MS} if many else WINDOW_TARGETS
    lines = [
        _missing(title + start) for start in targets if not any(k.startswith(start) for k in part)
    ]
    for what, (wall, cpu) in part.items():
        limit = next((ms for start, ms in targets.items() if what.startswith(start)), None)
        name = f"{title}{what}"
        if limit is not None:
            lines.append(at_most(f"{name} (CPU)", cpu, limit, "ms"))
            if not many:
                lines.append(at_most(name, wall, limit, "ms"))
        elif "memory" in what and not many:
            process = what.strip("()").removesuffix(", MB")
            lines.append(at_most(f"window: {process}, many photos", wall, WINDOW_MB, "MB"))
        else:
            lines.append(Line(name, f"{wall:,.1f}; CPU {cpu:,.1f}"))
    return lines


def search_lines(part: Part) -> list[Line]:
    """Return the slowest searches; 100 ms of 100,000 photos, 300 of a million."""
    photos, limit = part["photos"], 300 if part["photos"] > 500_000 else 100
    among = f"among {photos:,.0f}"
    slowest = sorted(part["ms"].items(), key=lambda row: -max(row[1]["page"], row[1]["whole"]))
    shown = [(text, row) for text, row in slowest if text in SEARCHES]
    pages = max(row["page"] for _, row in shown)
    lines = [at_most(f"search {among}: slowest first page (CPU)", pages, limit, "ms")]
    lines.extend(
        at_most(f"search {among}: {text} (CPU)", row["whole"], limit, "ms")
        for text, row in shown[:3]
    )
    return lines


def alike_lines(part: Part) -> list[Line]:
    """Return how long 'more like this' takes among 100,000."""
    asked = {name: row["median"] for name, row in part.items()}
    return [
        at_most(f"more like this: {name}", asked[name], 100, "ms")
        if name in asked
        else _missing(f"more like this: {name}")
        for name in ("from one photo", "from five photos", "a list of it", "among filtered ones")
    ]


def cluster_lines(part: Part) -> list[Line]:
    """Return what a cluster on loopback does, and what follows for ten million photos."""
    lines = [
        Line(
            f"cluster, {workers} worker(s): photos/s; CPU in workers, in the writer",
            f"{way['photos_per_second']:.1f}; {way['worker_cpu_ms']:.0f} ms, "
            f"{way['writer_cpu_ms']:.1f} ms",
        )
        for workers, way in part["ways"].items()
    ]
    sizes, plan = part["sizes"], part["plan"]
    lines.append(
        Line(
            "cluster: a photo's answer; its file",
            f"{sizes['answered_bytes'] / 1000:.1f} kB; {sizes['file_bytes'] / 1e6:.1f} MB",
        )
    )
    lines.append(
        Line(
            "planned: 10 million on 16 machines",
            f"{plan['photos_per_second']:.0f} photos/s, {plan['hours']:.1f} h, "
            f"library {plan['library_gb']:.0f} GB",
        )
    )
    return lines


def million_lines(part: Part) -> list[Line]:
    """Return what a tree of very many files costs; the target of a rescan goes by their number."""
    count, scan, rescan = part["count"], part["scan"], part["rescan"]
    limit = max(RESCAN_S_A_MILLION * count / 1e6, 1)  # opening a library costs something, too
    lines = [
        at_most(f"rescan of {count:,} files of a tree", rescan["job_s"], limit, "s"),
        at_most("files opened by that rescan", rescan["opened"], 0, "files"),
        Line("library, a photo", f"{part['library_bytes'] / count / 1000:.1f} kB"),
        Line(
            "thumbnails, a photo of a few bytes", f"{scan['thumbnail_bytes'] / scanned(part):.0f} B"
        ),
        *_scan_of_tree(scan, scanned(part)),
    ]
    for name in ("walk", "open", "rescan", "doctor", "copy"):
        cost = part[name]
        lines.append(
            Line(
                f"{name} of {count:,}: CPU; the most memory",
                f"{cost['cpu_s']:.0f} s; {cost['memory_mb']['itself']['most']:.0f} MB",
            )
        )
    return lines


def _scan_of_tree(scan: Part, files: int) -> list[Line]:
    """Return what a scan of a tree's first files costs, and whether its processes grow."""
    title = f"scan of {files:,} small files"
    lines = [Line(f"{title}: CPU each", f"{scan['cpu_s'] / files * 1000:.1f} ms")]
    if files >= MANY_SCANNED:
        grown = max(memory["growth"] for memory in scan["memory_mb"].values()) * 10_000 / files
        what = f"{title}: growth over 10,000, most of a process"
        lines.append(at_most(what, grown, GROWTH_MB, "MB"))
    return lines


def scanned(part: Part) -> int:
    """Return how many files of a tree were really scanned."""
    return int(part["scanned"])


def failed_lines(name: str, part: Mapping[str, Any]) -> list[Line]:
    """Return the line of a part that did not come to its end."""
    return [Line(name, str(part["error"]), "runs", False, "did not run")]


def _missing(name: str) -> Line:
    return Line(name, "not measured", "is measured", False, "not measured")
