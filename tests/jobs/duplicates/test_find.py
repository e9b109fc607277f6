"""Copies are found, whatever their size and format; what only looks like a copy is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from app.core.collecting.ratings import Rating
from app.core.duplicates.sets import DuplicateSet, Ground, Sameness
from app.core.records import Act
from app.jobs.duplicates.find import FoundDuplicates, find_duplicates
from app.jobs.runner import run_now
from tests.jobs.duplicates import pictures
from tests.jobs.duplicates.pictures import PictureAlbum, scene

AT = "2024:05:12 10:00:00"


def find(album: PictureAlbum, *wanted: Sameness) -> list[DuplicateSet]:
    found: FoundDuplicates = run_now(find_duplicates(album.ctx, wanted or tuple(Sameness)))
    assert found.failed == 0
    return list(found.sets)


def photos(found: DuplicateSet) -> list[int]:
    return [copy.photo for copy in found.copies]


@pytest.mark.parametrize(
    ("name", "copy", "options"),
    [
        ("half.jpg", lambda p: p.resize((320, 240), Image.Resampling.LANCZOS), {"quality": 90}),
        ("third.jpg", lambda p: p.resize((213, 160), Image.Resampling.BICUBIC), {"quality": 85}),
        ("worse.jpg", lambda p: p, {"quality": 60}),
        ("lossless.png", lambda p: p, {}),
        ("other.webp", lambda p: p, {"quality": 70}),
        ("new.avif", lambda p: p, {"quality": 65}),
        ("wide.tiff", lambda p: p.resize((1280, 960), Image.Resampling.BICUBIC), {}),
    ],
)
def test_the_same_picture_in_another_size_or_format(
    album: PictureAlbum,
    name: str,
    copy: Callable[[Image.Image], Image.Image],
    options: dict[str, object],
) -> None:
    original = album.put("original.jpg", scene(1), quality=92)
    other = album.put(name, copy(scene(1)), **options)
    album.put("stranger.jpg", scene(2))
    (found,) = find(album)
    assert found.sameness is Sameness.SAME
    assert {original, other} == set(photos(found))
    assert len(found.removed) == 1


@pytest.mark.parametrize(
    "edit",
    [
        pictures.brighter,
        pictures.cropped,
        pictures.mirrored,
        pictures.dated,
        pictures.blurred,
        lambda p: p.convert("L").convert("RGB"),
        lambda p: p.rotate(180),
        lambda p: Image.blend(p, scene(2), 0.15),
        lambda p: scene(2),
    ],
)
def test_an_edit_or_another_picture_is_no_copy(
    album: PictureAlbum, edit: Callable[[Image.Image], Image.Image]
) -> None:
    album.put("original.jpg", scene(1), quality=92)
    album.put("edit.jpg", edit(scene(1)), quality=92)
    assert find(album) == []


def test_pictures_without_detail_prove_nothing(album: PictureAlbum) -> None:
    for number, level in enumerate((0, 0, 1)):
        album.put(f"cap{number}.png", Image.new("RGB", (640, 480 + number), (level, 0, 0)))
    assert find(album, Sameness.SAME) == []


def test_exact_copies_keep_the_one_that_is_no_copy_by_name(album: PictureAlbum) -> None:
    copy = album.put("a (1).jpg", scene(1))
    original = album.put("longer-name.jpg", (album.photos / "a (1).jpg").read_bytes())
    (found,) = find(album)
    assert found.sameness is Sameness.EXACT
    assert photos(found) == [original, copy]
    assert found.removed == {copy}
    assert found.grounds == {original: Ground.PLACE}
    assert found.freed == (album.photos / "a (1).jpg").stat().st_size


def test_a_tag_written_into_a_copy_leaves_it_a_copy(album: PictureAlbum) -> None:
    scene(1).save(album.photos / "plain.jpg")
    plain = album.know(album.photos / "plain.jpg")
    data = (album.photos / "plain.jpg").read_bytes()
    comment = b"\xff\xfe\x00\x07hello"
    tagged = album.put("tagged.jpg", data[:2] + comment + data[2:])
    (found,) = find(album)
    assert found.sameness is Sameness.SAME
    assert set(photos(found)) == {plain, tagged}
    assert album.looker.looked_at == []


def test_exact_copies_stand_for_themselves_once(album: PictureAlbum) -> None:
    original = album.put("original.jpg", scene(1), quality=92)
    twin = album.put("twin copy.jpg", (album.photos / "original.jpg").read_bytes())
    small = album.put("small.jpg", scene(1).resize((320, 240)), quality=85)
    exact, same = find(album)
    assert photos(exact) == [original, twin]
    assert photos(same) == [original, small]


def test_a_burst_keeps_the_sharpest(album: PictureAlbum) -> None:
    first = album.put("1.jpg", pictures.blurred(scene(1), 2), camera="C", taken=AT)
    second = album.put("2.jpg", scene(1), camera="C", taken="2024:05:12 10:00:01")
    third = album.put("3.jpg", pictures.next_shot(scene(1)), camera="C", taken=AT[:-2] + "12")
    (found,) = find(album)
    assert found.sameness is Sameness.BURST
    assert photos(found) == [second, first]
    assert found.removed == {first}
    assert found.grounds == {second: Ground.SHARPEST}
    assert third not in photos(found)
    sharp, soft = (copy.sharpness for copy in found.copies)
    assert sharp is not None
    assert soft is not None
    assert sharp > 1.3 * soft


def test_two_shots_of_a_tripod_are_never_the_same_picture(album: PictureAlbum) -> None:
    for number in range(2):
        shot = pictures.next_shot(scene(1), number)
        album.put(f"{number}.jpg", shot, camera="C", taken=AT, quality=92)
    (found,) = find(album)
    assert found.sameness is Sameness.BURST


def test_a_copy_of_one_of_two_shots_is_the_copy_of_none(album: PictureAlbum) -> None:
    for number in range(2):
        shot = pictures.next_shot(scene(1), number)
        album.put(f"{number}.jpg", shot, camera="C", taken=AT, quality=92)
    album.put("small.jpg", scene(1).resize((320, 240)), quality=85)
    assert [found.sameness for found in find(album)] == [Sameness.BURST]


def test_a_copy_of_another_quality_has_the_time_of_its_original(album: PictureAlbum) -> None:
    best = album.put("best.jpg", scene(1), camera="C", taken=AT, quality=95)
    worse = album.put("worse.jpg", scene(1), camera="C", taken=AT, quality=60)
    (found,) = find(album)
    assert found.sameness is Sameness.SAME
    assert photos(found) == [best, worse]
    assert found.grounds == {best: Ground.LARGEST}


def test_other_cameras_and_times_make_no_burst(album: PictureAlbum) -> None:
    album.put("1.jpg", pictures.next_shot(scene(1), 1), camera="C", taken=AT)
    album.put("2.jpg", pictures.brighter(scene(1)), camera="D", taken=AT)
    album.put("3.jpg", scene(3), camera="C", taken=AT)
    assert find(album) == []


def test_only_what_is_wanted_is_looked_for(album: PictureAlbum) -> None:
    album.put("1.jpg", scene(1), quality=92)
    album.put("2.jpg", (album.photos / "1.jpg").read_bytes())
    album.put("3.jpg", scene(1).resize((320, 240)), quality=85)
    assert [found.sameness for found in find(album, Sameness.EXACT)] == [Sameness.EXACT]
    assert album.looker.looked_at == []
    assert [found.sameness for found in find(album, Sameness.SAME)] == [Sameness.SAME]


def test_files_that_are_gone_are_in_no_set(album: PictureAlbum) -> None:
    first = album.put("1.jpg", scene(1), quality=92)
    album.put("2.jpg", (album.photos / "1.jpg").read_bytes())
    album.put("3.jpg", scene(1).resize((320, 240)), quality=85)
    album.library.photos.set_missing([first], True)
    (found,) = find(album)
    assert found.sameness is Sameness.SAME
    assert first not in photos(found)


def test_a_file_that_cannot_be_looked_at_is_counted(album: PictureAlbum) -> None:
    album.put("1.jpg", scene(1), quality=92)
    album.put("2.jpg", scene(1).resize((320, 240)), quality=85)
    (album.photos / "2.jpg").write_bytes(b"broken")
    found = run_now(find_duplicates(album.ctx))
    assert found.sets == ()
    assert found.failed == 1


def test_the_search_can_be_given_up_at_any_step(album: PictureAlbum) -> None:
    for number in range(4):
        album.put(f"{number}.jpg", scene(1).resize((640 - 64 * number, 480 - 48 * number)))
    steps = 0
    while True:
        job = find_duplicates(album.ctx)
        for _ in zip(range(steps + 1), job, strict=False):
            pass
        done = next(job, None) is None
        job.close()
        steps += 1
        if done:
            break
    assert steps > 3


def test_a_raw_file_beside_the_smaller_copy_keeps_it(album: PictureAlbum) -> None:
    large = album.put("large.jpg", scene(1), quality=92)
    (album.photos / "small.raf").write_bytes(b"raw")
    small = album.put("small.jpg", scene(1).resize((320, 240)), quality=85)
    (found,) = find(album)
    assert photos(found) == [large, small]
    assert found.removed == frozenset()
    assert found.grounds[small] is Ground.COMPANIONS


def test_stars_and_albums_of_a_copy_keep_it(album: PictureAlbum) -> None:
    album.put("large.jpg", scene(1), quality=92)
    starred = album.put("starred.jpg", scene(1).resize((320, 240)), quality=85)
    put_in = album.put("album.jpg", scene(1).resize((480, 360)), quality=85)
    plain = album.put("plain.jpg", scene(1).resize((240, 180)), quality=85)
    with album.library.action(Act.RATE, {}):
        album.library.ratings.save({starred: Rating(stars=4)})
    with album.library.action(Act.ALBUM, {}):
        album.library.albums.put(album.library.albums.add("Italy"), {put_in: 1.0})
    (found,) = find(album)
    assert found.removed == {plain}
    assert found.grounds[starred] is found.grounds[put_in] is Ground.WORDS
