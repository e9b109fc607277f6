"""Rating photos: one step of undo, nothing for the gate to do, words for what cannot be done."""

from __future__ import annotations

import pytest

from app.core.collecting.ratings import Flag, Rating
from app.core.errors import UsageError
from app.core.records import Query
from app.jobs import history
from app.jobs.collecting.rate import rate_photos
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.tiny_album import Bench


def some(album: Bench, count: int) -> list[int]:
    return album.library.photos.ids(Query())[:count].tolist()


def shown(album: Bench, photos: list[int]) -> list[tuple[int, Flag]]:
    return [(row.stars, row.flag) for row in album.library.photos.rows(photos)]


def test_stars_and_flag_do_not_touch_each_other_and_are_one_step_each(album: Bench) -> None:
    photos = some(album, 2)
    change = run_now(rate_photos(album.ctx, photos, Rating(stars=4)))
    assert (change.photos, change.history, change.scenes) == (frozenset(photos), True, False)
    run_now(rate_photos(album.ctx, photos[:1], Rating(flag=Flag.REJECT)))
    assert shown(album, photos) == [(4, Flag.REJECT), (4, Flag.NONE)]
    run_now(rate_photos(album.ctx, photos, Rating(0, Flag.PICK)))
    assert shown(album, photos) == [(0, Flag.PICK)] * 2
    change = run_now(history.undo(album.ctx))
    assert (change.summary["undone"], change.photos) == ("rate", frozenset(photos))
    assert shown(album, photos) == [(4, Flag.REJECT), (4, Flag.NONE)]
    run_now(history.go_to(album.ctx, 0))
    assert shown(album, photos) == [(0, Flag.NONE)] * 2
    run_now(history.redo(album.ctx))
    assert shown(album, photos) == [(4, Flag.NONE)] * 2


def test_a_rating_is_no_label(album: Bench) -> None:
    photos = some(album, 1)
    before = album.library.photos.details(photos)[0]
    run_now(rate_photos(album.ctx, photos, Rating(5, Flag.REJECT)))
    after = album.library.photos.details(photos)[0]
    assert (after.row.status, after.row.scene) == (before.row.status, before.row.scene)
    assert album.library.labels.rows() == []
    assert album.library.photos.counts().unlearned == 0


@pytest.mark.parametrize("rating", [Rating(), Rating(6), Rating(-1)])
def test_what_is_no_rating(album: Bench, rating: Rating) -> None:
    with pytest.raises(UsageError):
        run_now(rate_photos(album.ctx, some(album, 1), rating))
    with pytest.raises(UsageError, match="No photo"):
        run_now(rate_photos(album.ctx, [], Rating(1)))


def test_a_rated_photo_that_moved_while_nobody_looked_keeps_its_stars(bench: Bench) -> None:
    path = bench.photo("a.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    photo = bench.id(path)
    run_now(rate_photos(bench.ctx, [photo], Rating(5, Flag.PICK)))
    (bench.photos / "sub").mkdir()
    moved = bench.photos / "sub" / "renamed.jpg"
    (bench.photos / "a.jpg").rename(moved)
    run_now(scan_folders(bench.ctx))
    assert bench.id(str(moved)) == photo
    assert shown(bench, [photo]) == [(5, Flag.PICK)]


def test_twins_that_were_rated_otherwise_stay_two(bench: Bench) -> None:
    """A gone photo and its copy: neither rating is dropped."""
    first = bench.photo("a.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    (bench.photos / "b.jpg").write_bytes((bench.photos / "a.jpg").read_bytes())
    run_now(scan_folders(bench.ctx))
    one, two = bench.id(first), bench.id(str(bench.photos / "b.jpg"))
    run_now(rate_photos(bench.ctx, [one], Rating(5)))
    run_now(rate_photos(bench.ctx, [two], Rating(1)))
    (bench.photos / "a.jpg").unlink()
    result = run_now(scan_folders(bench.ctx)).summary
    assert bench.library.ratings.of([one])[one].stars == 5
    assert shown(bench, [two]) == [(1, Flag.NONE)]
    assert any("rating of yours" in line for line in result["problems"])
    run_now(rate_photos(bench.ctx, [two], Rating(5)))
    run_now(scan_folders(bench.ctx))
    run_now(label_photos(bench.ctx, bench.library.ratings.given()[:1], "kitchen"))
    assert len(bench.library.ratings.given()) == 1, "of one mind, they are one photo"
