"""Copies go to the trash, and what was said of them stays; one step of undo takes it back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.collecting.ratings import Flag, Rating
from app.core.duplicates.sets import DuplicateSet, Sameness
from app.core.errors import UsageError
from app.core.records import Act
from app.jobs.collecting.albums import make_album
from app.jobs.collecting.rate import rate_photos
from app.jobs.duplicates.find import find_duplicates
from app.jobs.duplicates.remove import Removal, remove_duplicates
from app.jobs.history import undo
from app.jobs.relabel import label_photos, refuse_scene
from app.jobs.runner import run_now
from tests.jobs.duplicates.pictures import PictureAlbum, blurred, scene


@pytest.fixture(autouse=True)
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of the system's trash."""
    place = tmp_path / "trash"
    place.mkdir()
    monkeypatch.setattr("send2trash.send2trash", lambda path: shutil.move(path, place))
    return place


def sets(album: PictureAlbum) -> Sequence[DuplicateSet]:
    return run_now(find_duplicates(album.ctx)).sets


def proposed(album: PictureAlbum) -> list[Removal]:
    return [Removal(found, found.removed) for found in sets(album)]


def remove(album: PictureAlbum, removals: Sequence[Removal]) -> dict[str, object]:
    return run_now(remove_duplicates(album.ctx, removals)).summary


def label(album: PictureAlbum, photo: int) -> tuple[str | None, tuple[str, ...]]:
    return album.library.labels.of([photo]).get(photo, (None, ()))


def two(album: PictureAlbum) -> tuple[int, int]:
    """Put in a photo and a smaller copy of it."""
    large = album.put("large.jpg", scene(1), quality=92)
    return large, album.put("small.jpg", scene(1).resize((320, 240)), quality=85)


def test_labels_of_a_copy_go_to_the_kept_one_and_come_off_by_one_undo(
    album: PictureAlbum, trash: Path
) -> None:
    large, small = two(album)
    run_now(label_photos(album.ctx, [small], "beach"))
    run_now(refuse_scene(album.ctx, [small], "kitchen"))
    result = remove(album, proposed(album))
    assert (result["trashed"], result["joined"], result["changed"]) == (1, 1, [])
    assert os.listdir(trash) == ["small.jpg"]
    assert label(album, large) == ("beach", ("kitchen",))
    assert label(album, small) == ("beach", ("kitchen",))
    assert album.library.history.next_undo().act is Act.JOIN
    run_now(undo(album.ctx))
    assert label(album, large) == (None, ())
    assert label(album, small) == ("beach", ("kitchen",))


def test_stars_flag_and_albums_of_a_copy_go_to_the_kept_one(album: PictureAlbum) -> None:
    large, small = two(album)
    library = album.library
    run_now(rate_photos(album.ctx, [small], Rating(stars=4, flag=Flag.PICK)))
    run_now(rate_photos(album.ctx, [large], Rating(stars=3)))
    run_now(make_album(album.ctx, "Sea", [small]))
    (made,) = library.albums.rows()
    (found,) = sets(album)
    assert found.removed == frozenset()
    assert remove(album, [Removal(found, frozenset([small]))])["joined"] == 1
    rating = library.ratings.of([large])[large]
    assert (rating.stars, rating.flag) == (3, Flag.PICK)
    assert set(library.albums.photos(made.id)) == {large, small}
    run_now(undo(album.ctx))
    rating = library.ratings.of([large])[large]
    assert (rating.stars, rating.flag) == (3, None)
    assert library.albums.photos(made.id) == [small]


def test_a_label_of_the_kept_one_is_never_changed(album: PictureAlbum) -> None:
    large, small = two(album)
    run_now(label_photos(album.ctx, [large], "beach"))
    run_now(label_photos(album.ctx, [small], "kitchen"))
    (found,) = sets(album)
    assert found.removed == frozenset()
    result = remove(album, [Removal(found, frozenset([small]))])
    assert (result["trashed"], result["joined"]) == (1, 0)
    assert label(album, large) == ("beach", ())
    assert label(album, small) == ("kitchen", ())


def test_labels_of_a_shot_stay_on_that_shot(album: PictureAlbum) -> None:
    at = "2024:05:12 10:00:0"
    sharp = album.put("1.jpg", scene(1), camera="C", taken=f"{at}0")
    soft = album.put("2.jpg", blurred(scene(1), 2), camera="C", taken=f"{at}1")
    run_now(label_photos(album.ctx, [soft], "beach"))
    (found,) = sets(album)
    assert found.sameness is Sameness.BURST
    assert found.removed == frozenset()
    remove(album, [Removal(found, frozenset([soft]))])
    assert label(album, sharp) == (None, ())


def test_a_label_goes_on_where_the_copy_that_got_it_goes_too(
    album: PictureAlbum, trash: Path
) -> None:
    large, small = two(album)
    twin = album.put("small copy.jpg", (album.photos / "small.jpg").read_bytes())
    run_now(label_photos(album.ctx, [twin], "beach"))
    exact, same = sets(album)
    removals = [
        Removal(exact, frozenset(c.photo for c in exact.copies[1:])),
        Removal(same, same.removed),
    ]
    # The labelled twin is kept of the two, and goes for the larger one.
    assert exact.kept.photo == twin
    assert remove(album, removals)["trashed"] == 2
    assert sorted(os.listdir(trash)) == ["small copy.jpg", "small.jpg"]
    assert label(album, large) == ("beach", ())
    assert label(album, small) == (None, ())


def test_where_the_kept_file_is_not_as_it_was_nothing_goes(
    album: PictureAlbum, trash: Path
) -> None:
    two(album)
    removals = proposed(album)
    path = album.photos / "large.jpg"
    path.write_bytes(path.read_bytes() + b"more")
    result = remove(album, removals)
    assert (result["trashed"], result["changed"]) == (0, [str(path)])
    path.unlink()
    assert remove(album, removals)["trashed"] == 0
    assert os.listdir(trash) == []
    assert (album.photos / "small.jpg").is_file()


@pytest.mark.parametrize("is_scanned", [False, True])
def test_a_copy_that_was_edited_meanwhile_stays(
    album: PictureAlbum, trash: Path, is_scanned: bool
) -> None:
    two(album)
    removals = proposed(album)
    if is_scanned:
        album.put("small.jpg", scene(7))
    else:
        path = album.photos / "small.jpg"
        path.write_bytes(path.read_bytes() + b"more")
    result = remove(album, removals)
    assert (result["trashed"], len(result["changed"])) == (0, 1)
    assert os.listdir(trash) == []


def test_a_copy_that_has_gone_already_holds_nothing_up(album: PictureAlbum, trash: Path) -> None:
    large, small = two(album)
    run_now(label_photos(album.ctx, [small], "beach"))
    removals = proposed(album)
    (album.photos / "small.jpg").unlink()
    assert remove(album, removals)["changed"] == []
    assert label(album, large) == ("beach", ())


def test_all_photos_of_a_set_never_go(album: PictureAlbum, trash: Path) -> None:
    two(album)
    (found,) = sets(album)
    both = frozenset(copy.photo for copy in found.copies)
    one, other = ([copy.photo] for copy in found.copies)
    for removals in (
        [Removal(found, both)],
        [Removal(found, frozenset(one)), Removal(found, frozenset(other))],
        [Removal(replace(found, removed=frozenset()), frozenset())],
        [],
    ):
        with pytest.raises(UsageError):
            remove(album, removals)
    assert os.listdir(trash) == []
