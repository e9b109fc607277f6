"""The table of all benchmarks: medians of runs, and nothing that drops out of it unseen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.bench import KeptRuns, Part, median_of
from tests.benchmarks.bench_lines import (
    WINDOW_TARGETS,
    alike_lines,
    at_least,
    at_most,
    failed_lines,
    gate_lines,
    million_lines,
    search_lines,
    window_lines,
)
from tests.benchmarks.made import made_copy
from tests.benchmarks.missed import explanation, where_time_goes
from tests.benchmarks.regate import TARGETS_MS
from tests.benchmarks.scan_memory import growth
from tests.benchmarks.steady_scan import steady
from tests.benchmarks.turns import figures

FLOOR = {"new_head_bytes_ms": 1.0, "new_head_product_ms": 1.0, "kept_bytes_ms": 1.0}


def test_figures_of_several_runs_are_medians() -> None:
    runs = [
        {"way": {"ms": value}, "pair": [value, 1.0], "name": "a", "ok": True}
        for value in (3.0, 100.0, 5.0)
    ]
    assert median_of(runs) == {"way": {"ms": 5.0}, "pair": [5.0, 1.0], "name": "a", "ok": True}
    assert median_of([{"a": 1, "b": 2}, {"a": 3}]) == {"a": 2, "b": 2}


@pytest.mark.parametrize(("value", "is_met"), [(99.0, True), (100.0, True), (101.0, False)])
def test_a_line_says_whether_its_target_is_met(value: float, is_met: bool) -> None:
    line = at_most("x", value, 100, "ms")
    assert line.met is is_met
    assert bool(line.missed_by) is not is_met
    assert at_least("x", 200 - value, 100, "ms").met is is_met


def test_a_figure_that_is_not_there_is_no_target_met() -> None:
    lines = window_lines({"something else": [1.0, 1.0]})
    assert [line.what for line in lines if line.met is False] == list(WINDOW_TARGETS)
    assert not any(line.met for line in alike_lines({}))
    assert [line.met for line in failed_lines("scan", {"error": ["no torch"]})] == [False]
    gate = {"gate": {}, "floor": FLOOR, "rescan": {"files": 1000, "seconds": 0.01, "opened": 0}}
    assert [line.what for line in gate_lines(gate) if line.met is False] == list(TARGETS_MS)
    assert where_time_goes({"window": {"error": ["no screen"]}})["search"]


def test_targets_go_by_the_number_of_photos() -> None:
    def searched(photos: int) -> list[bool | None]:
        row = {"page": 200.0, "whole": 200.0}
        return [line.met for line in search_lines({"photos": photos, "ms": {"garda": row}})]

    assert searched(100_000) == [False, False]
    assert searched(1_000_000) == [True, True]
    nested, quick = "(garda OR berlin) -img similarity:>=0.5", {"page": 1.0, "whole": 1.0}
    rows = {"(all photos)": quick, "garda": quick, nested: {"page": 2.0, "whole": 101.0}}
    lines = search_lines({"photos": 100_000, "ms": rows})
    assert [line.met for line in lines] == [True, False, True], "a search may begin like that, too"
    cost = {"cpu_s": 1.0, "memory_mb": {"itself": {"most": 1.0}}, "job_s": 6.0, "opened": 0}
    part = {
        **dict.fromkeys(("walk", "open", "rescan", "doctor", "copy"), cost),
        "scan": {
            "thumbnail_bytes": 1,
            "cpu_s": 10.0,
            "memory_mb": {"itself": {"growth": 9.0}, "child 7": {"growth": 30.0}},
        },
        "scanned": 20_000,
        "library_bytes": 1,
    }
    assert million_lines({**part, "count": 1_000_000})[0].met
    assert million_lines({**part, "count": 100_000})[0].met is False
    grown = [line for line in million_lines({**part, "count": 100_000}) if "growth" in line.what]
    assert [(line.figure, line.met) for line in grown] == [("15.00 MB", False)]


def test_what_was_missed_is_explained_by_the_nearest_name() -> None:
    known = {"first ": "walking", "first page": "painting"}
    assert explanation("first page: all", known) == "painting"
    assert explanation("first tags", known) == "walking"
    assert explanation("memory", known) == ""


def test_a_scan_is_measured_where_every_process_has_work() -> None:
    # 10 s of start, 100 ms and 150 CPU ms a photo, and a tail in which nothing is decoded.
    points = [(n, 10 + n / 10, 5 + n * 0.15) for n in range(16, 193, 16)]
    points += [(n, 29.2 + (n - 192) / 100, 33.8) for n in range(208, 257, 16)]
    found = steady(points)
    assert found["cpu_ms"] == pytest.approx(150)
    assert found["photos_per_second"] == pytest.approx(10)
    assert found["start_cpu_s"] == pytest.approx(5)


def test_a_turn_is_told_by_what_it_waited_for() -> None:
    # By the clock, in the thread, waiting for a core: the second is the longest.
    turns = np.array([[8.0, 3.0, 0.0], [135.0, 60.0, 50.0], [90.0, 80.0, 0.0]])
    found = figures(turns)
    assert (found["longest_ms"], found["longest_cpu_ms"], found["over_100_ms"]) == (130, 80, 1)
    shares = found["longest_turn"]
    assert shares == {"in_thread_ms": 60, "for_core_ms": 50, "for_lock_ms": 20}
    window = {"imports_ms": {"PySide6": 90.0}}
    known = where_time_goes({"startup": {"window": window, "stall": found}})
    assert "50 ms waiting for a core, 20 ms for the interpreter's lock" in known["longest stall"]


def test_an_interrupted_bench_goes_on(tmp_path: Path) -> None:
    part, other = (Part("window", ["--photos", many], lambda _: []) for many in ("1000", "2000"))
    kept = KeptRuns(tmp_path / "runs", "0a1b2c3")
    assert kept.find(part, 3) == []
    kept.add(part, 0, {"ms": 1.0})
    kept.add(part, 1, {"ms": 3.0})

    assert kept.find(part, 3) == [{"ms": 1.0}, {"ms": 3.0}]
    assert kept.find(part, 1) == [{"ms": 1.0}]
    assert kept.find(other, 3) == [], "a run of another size is another measurement"
    changed = KeptRuns(tmp_path / "runs", "4d5e6f7")
    assert changed.find(part, 3) == [], "other code is measured anew"
    kept.forget()
    assert kept.find(part, 3) == []


def test_a_made_library_is_made_once_and_never_measured_itself(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        path.write_text(f"made {len(made)} times")

    kept, run = tmp_path / "kept", tmp_path / "run"
    run.mkdir()
    for _ in range(2):
        copy = made_copy(run, "many", make, kept)
        assert copy.read_text() == "made 1 times"
        copy.write_text("changed by a run")
    assert made_copy(run, "many", make, None).read_text() == "made 2 times"

    (old,) = kept.iterdir()
    old.rename(kept / "many-0123456789ab.albumen")
    assert made_copy(run, "many", make, kept).read_text() == "made 3 times", "other code makes anew"
    assert len(list(kept.iterdir())) == 1


def test_what_photos_leave_behind_is_counted_from_the_end_of_the_first_scan() -> None:
    warm = {"photos": 1000, "own_mb": 70.0, "child_mb": 400.0}
    assert growth([warm, warm, warm]) == 0
    leaking = [{**warm, "own_mb": 70.0 + 2 * part} for part in range(3)]
    assert growth(leaking) == pytest.approx(20)
