"""Of each target that was missed: by how much, and where the time goes, as measured in the run."""

from __future__ import annotations

from typing import Any

Figures = dict[str, Any]


def miss_of(value: float, target: float, *, at_most: bool) -> str:
    """Return by how much of the target a value misses it."""
    if value == float("inf"):
        return "never came"
    if not target:
        return f"{value:g} too many"
    share = value / target - 1 if at_most else 1 - value / target
    return f"{share * 100:.0f} %"


def where_time_goes(figures: Figures) -> dict[str, str]:
    """Map beginnings of lines to the parts that were measured of them, the largest first."""
    found: dict[str, str] = {}
    scan, gate, start = (figures.get(part, {}) for part in ("scan", "regate", "startup"))
    if "ways" in scan:
        decode, infer = scan["decode_cpu_ms"], scan["infer_cpu_ms"]
        ours = scan["ways"]["scan"]["cpu_ms"]
        rest = f"rows, waiting and the rest {max(0, ours - decode - infer):.0f} ms"
        found["times "] = f"a photo: decoding {decode:.0f}, inference {infer:.0f}, {rest}"
        found["inference"] = "the network itself, one thread, batches of 16"
        found["share of the limit"] = f"what is neither decoding nor inference: {rest}"
    if "steps_ms" in figures.get("decode", {}):
        found["decoding: CPU"] = _largest(figures["decode"]["steps_ms"], "ms")
    if "parts" in gate:
        found["re-gate all"] = _largest(gate["parts"]["re-gate"], "ms")
        found["refresh: learn"] = _of_refresh(gate)
        found["re-gate all: saved"] = _of_saving(gate["gate"])
    if "window" in start:
        modules = _largest(start["window"]["imports_ms"], "ms")
        found["window shown"] = f"imports: {modules}"
        found["albumen"] = f"the window's imports, for comparison: {modules}"
        stall = start["stall"]
        found["longest stall"] = _of_turn(stall["longest_turn"])
        found["first tags"] = "the encoder's start, and its first batch"
        found["memory"] = found["window: memory"] = (
            "Qt, Python's libraries, lists and pictures at hand: not told apart"
        )
        found["first "] = "the walk, starting the process that reads headers, painting"
    found["rescan"] = "asking the system of each file, and comparing it with its row"
    found["search"] = "SQLite, in the list of what was found"
    for what, times in figures.get("window", {}).items():
        if what == "error":
            continue
        wall, cpu = times
        waited = f"{cpu:.0f} ms in the window's thread, {max(0, wall - cpu):.0f} ms waiting"
        found[what] = f"{waited} for a core or for the disk"
    return found


def explanation(what: str, known: dict[str, str]) -> str:
    """Return the explanation whose beginning of a line fits best."""
    fitting = [start for start in known if what.startswith(start)]
    return known[max(fitting, key=len)] if fitting else ""


def _of_turn(turn: Figures) -> str:
    waited = f"{turn['for_core_ms']:.0f} ms waiting for a core"
    locked = f"{turn['for_lock_ms']:.0f} ms for the interpreter's lock or the disk"
    busy = f"of the longest turn {turn['in_thread_ms']:.0f} ms in the window's thread"
    return f"{busy}, {waited}, {locked}"


def _of_refresh(gate: dict[str, Any]) -> str:
    products = sum(gate.get("refresh_floor", {}).values())
    alone = f"; BLAS alone {products:.0f} ms" if products else ""
    return _largest(gate["parts"]["refresh"], "ms") + alone


def _of_saving(lines: dict[str, dict[str, float]]) -> str:
    new_head = lines["re-gate all: compute, new head"]["cpu_ms"]
    rest = lines["re-gate all: saved, every row new"]["cpu_ms"] - new_head
    return f"the gate {new_head:.0f} ms, finding candidates and writing rows {rest:.0f} ms"


def _largest(parts: dict[str, float], unit: str) -> str:
    ordered = sorted(parts.items(), key=lambda part: -part[1])[:5]
    return ", ".join(f"{name} {value:.0f} {unit}" for name, value in ordered)
