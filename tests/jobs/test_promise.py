"""What is said of the gate before the first refresh."""

from __future__ import annotations

import pytest

from app.jobs.audit import draw_checks, waiting_photos
from app.jobs.promise import promise_in_force
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.tiny_album import Bench


def test_before_a_refresh_answers_are_counted_and_nothing_is_promised(bench: Bench) -> None:
    for i in range(12):
        bench.photo(f"{i:02}.jpg", "beach" if i % 2 else "none", 100 - i)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    library = bench.ctx.library
    assert promise_in_force(library).to_facts() == {
        "target": pytest.approx(0.05), "kept": False, "answered": 0, "wrong": 0, "needed": 45,
    }  # fmt: skip
    run_now(draw_checks(bench.ctx, 0.5, seed=1))
    drawn = waiting_photos(library)
    run_now(label_photos(bench.ctx, drawn, "beach"))
    shown = promise_in_force(library)
    assert (shown.is_kept, shown.answered) == (False, len(drawn))
