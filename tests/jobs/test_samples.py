"""A sample that looks like another scene is marked, the others are not."""

from __future__ import annotations

from app.jobs import relabel
from app.jobs.runner import run_now
from app.jobs.samples import find_outliers
from app.jobs.scanning.scan import scan_folders
from tests.jobs.conftest import Bench


def test_the_odd_one_is_found(bench: Bench) -> None:
    for i in range(5):
        bench.photo(f"beach{i}.jpg", "beach", 100 - i)
    odd = bench.photo("odd.jpg", "kitchen", 98)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    photos = [bench.id(str(bench.photos / f"beach{i}.jpg")) for i in range(5)] + [bench.id(odd)]
    assert find_outliers(bench.ctx, "beach") == {}
    run_now(relabel.label_photos(bench.ctx, photos[:2], "beach"))
    assert find_outliers(bench.ctx, "beach") == {}
    run_now(relabel.label_photos(bench.ctx, photos, "beach"))
    assert find_outliers(bench.ctx, "beach") == {bench.id(odd): "kitchen"}
