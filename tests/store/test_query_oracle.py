"""Every list against a plain reading of its definition, on a mixed album."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.collecting.ratings import Flag, Rating
from app.core.imported import Imported
from app.core.messages import Message
from app.core.records import Act, PhotoDetail, Query, SortBy, View
from app.core.types import Reason, Status
from app.store.first_page import first_page
from tests.examples import examples
from tests.store.conftest import Album, decision, facts, photo_file, scene

SCENES = ["beach", "lake", "kitchen"]
# What lies below each scene or parent, itself included.
BELOW = {
    "beach": {"beach"},
    "lake": {"lake"},
    "kitchen": {"kitchen"},
    "water": {"water", "beach", "lake"},
    "outdoors": {"outdoors", "water", "beach", "lake"},
}
# That of likeness has tests of its own.
# That of an album is tested with albums.
ORDERS = [sort for sort in SortBy if sort not in (SortBy.LIKENESS, SortBy.ALBUM)]
SHOWN = {Status.ACCEPTED, Status.LABELLED, Status.COARSE}
STATUS = {
    View.REVIEW: Status.REJECTED,
    View.REFINE: Status.COARSE,
    View.ACCEPTED: Status.ACCEPTED,
    View.LABELLED: Status.LABELLED,
    View.UNREADABLE: Status.FAILED,
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Iterator[Album]:
    path = tmp_path_factory.mktemp("mixed") / "mixed.albumen"
    shutil.copyfile(empty_library, path)
    album = Album(path)
    fill(album, np.random.default_rng(5))
    yield album
    album.library.close()


@pytest.fixture(scope="module")
def photos(mixed: Album) -> list[tuple[PhotoDetail, int]]:
    """All that is known of each photo, and its folder."""
    folders = {known.id: known.folder for known in mixed.library.photos.known().values()}
    details = mixed.library.photos.details(list(range(1, 81)))
    return [(detail, folders[detail.row.id]) for detail in details]


def fill(album: Album, rng: np.random.Generator) -> None:
    """Write 80 photos of all kinds."""

    def pick(items: list[str]) -> str:
        return items[int(rng.integers(len(items)))]

    folders = [album.folder, album.library.folders.add("/other")]
    album.library.scenes.seed([scene("outdoors"), scene("water", parent="outdoors")])
    for row in album.library.scenes.names():
        if row.id in ("beach", "lake"):
            with album.library.action(Act.SCENE, {}):
                album.library.scenes.save(replace(row, parent="water"))
    for k in range(80):
        side = int(rng.integers(2))
        folder = ["/photos", "/other"][side]
        name = f"{pick(['Img', 'img', 'Été'])}{k % 7}_{k}.jpg"
        # Every fifth file has a time that is none.
        changed = k * 9999 + (1_300_000_000 if k % 5 else 0)
        file = photo_file(name, folder=folder, mtime=changed)
        taken = f"20{10 + k % 4}-0{1 + k % 9}-1{k % 3}T10:00:00" if k % 3 else None
        if k % 11 == 0:
            photo = album.library.photos.save_failure(folders[side], file, Message("truncated"))
        else:
            known = facts(str(k), taken_at=taken)
            photo = album.library.photos.save(folders[side], file, known)
        if k % 11 and k % 13:
            word = decision(
                pick(SCENES),
                accepted=bool(rng.integers(2)),
                parent=["water", "outdoors", None][k % 3],
                similarity=float(rng.integers(1, 10)) / 10,
                further=(pick(SCENES),) if k % 5 == 0 else (),
                reason=[Reason.UNLIKE_PROTOTYPE, Reason.SECOND_SCENE][k % 2],
            )
            album.judge({photo: word})
        if k % 7 == 0:
            album.say(photo, pick(SCENES))
        elif k % 7 == 1:
            album.say(photo, None, pick(SCENES))
        rate(album, photo, k)
        album.library.photos.save_groups({photo: k // 9 if k % 4 else None})
        album.library.photos.save_sidecars({photo: said_of(k)})
        if k % 17 == 0:
            album.library.photos.set_missing([photo], True)


def rate(album: Album, photo: int, k: int) -> None:
    """Rate every fourth photo, in part or whole."""
    if k % 4 == 0:
        own = Rating(k % 6 if k % 8 else None, list(Flag)[k % 3] if k % 5 else None)
        with album.library.action(Act.RATE, {}):
            album.library.ratings.save({photo: own})


def said_of(k: int) -> tuple[str, Imported]:
    """Return what stands in the sidecars of a photo: nothing in most cases."""
    words = ("Other", "Été 3")[: k % 3]
    said = Imported(keywords=words, city="X_1%", rating=k % 7 - 1)
    return ("", Imported()) if k % 6 else ("state", said)


queries = st.builds(
    Query,
    view=st.sampled_from(View),
    scene=st.none() | st.sampled_from([*BELOW, "nowhere"]),
    folder=st.none() | st.sampled_from([1, 2, 3]),
    text=st.none() | st.sampled_from(["img", "ÉTÉ", "_1", "other", "jpg 3", "%", "x"]),
    reason=st.none() | st.sampled_from(Reason),
    date_from=st.none() | st.sampled_from(["2011-01-01", "2012-05-10"]),
    date_to=st.none() | st.sampled_from(["2012-12-31", "2013-05-11"]),
    similarity_from=st.none() | st.sampled_from([0.0, 0.35, 0.5]),
    similarity_to=st.none() | st.sampled_from([0.35, 0.5, 1.0]),
    stars_from=st.none() | st.sampled_from([0, 1, 3, 5]),
    flag=st.none() | st.sampled_from(Flag),
    sort=st.sampled_from(ORDERS),
    descending=st.booleans(),
)


@settings(
    max_examples=examples(80, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(query=queries)
def test_lists_hold_what_they_say_in_their_order(
    mixed: Album, photos: list[tuple[PhotoDetail, int]], query: Query
) -> None:
    wanted = [detail for detail, folder in photos if holds(detail, query, folder)]
    found = mixed.library.photos.ids(query).tolist()
    assert sorted(found) == [d.row.id for d in wanted]
    by_id = {d.row.id: d for d in wanted}
    keys = [key(by_id[photo], query, wanted) for photo in found]
    assert keys == sorted(keys)


@settings(
    max_examples=examples(80, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(query=queries, limit=st.sampled_from([1, 2, 5, 20, 100]))
def test_a_first_page_is_the_beginning_of_its_list(mixed: Album, query: Query, limit: int) -> None:
    page, whole = mixed.library.photos.first_page(query, limit), mixed.library.photos.listing(query)
    if page is None:
        return
    assert page.ids.tolist() == whole.ids[: len(page.ids)].tolist()
    assert len(page.ids) >= min(limit, len(whole.ids))
    assert page.complete <= (len(page.ids) == len(whole.ids))
    if whole.groups is not None:
        assert page.groups.tolist() == whole.groups[: len(page.ids)].tolist()


# Every entry of the sidebar, in each order that it can be shown in.
ENTRIES = [
    *(Query(view=view, sort=sort) for view in View for sort in list(SortBy)[:3]),
    *(Query(sort=SortBy.RATING, descending=way) for way in (True, False)),
    *(Query(view=view, sort=sort, descending=False) for view in View for sort in list(SortBy)[:3]),
    *(Query(view=view, sort=SortBy.REVIEW) for view in (View.REVIEW, View.REFINE)),
    Query(folder=1),
    *(Query(view=view, scene=scene) for view in View for scene in ("beach", "water")),
    Query(date_from="2012", date_to="2013-05"),
]


@pytest.mark.parametrize("query", ENTRIES, ids=str)
def test_a_first_page_reads_and_sorts_no_more_than_a_page(mixed: Album, query: Query) -> None:
    with mixed.library._database.read() as connection:
        raw = connection.connection.dbapi_connection
        told: list[str] = []
        raw.set_trace_callback(told.append)
        assert first_page(connection, query, 20) is not None
        raw.set_trace_callback(None)
        told = [statement for statement in told if "photo" in statement]
        assert told
        for statement in told:
            plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}")]
            reads = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
            of_photos = [step for step in reads if "subquery" not in step and "json" not in step]
            assert of_photos, plan
            for step in of_photos:
                assert (step.startswith("SEARCH") and "INDEX" in step) or "KEY" in step, plan
            sorts = [step for step in plan if "TEMP B-TREE" in step]
            # The largest groups are picked, and photos that bear a further scene have no index.
            assert len(sorts) <= ("GROUP BY" in statement or "photo_tag" in statement), plan


def test_which_photos_a_list_holds(mixed: Album) -> None:
    for query in ENTRIES:
        whole = set(mixed.library.photos.listing(query).ids.tolist())
        some = range(10, 60)
        assert mixed.library.photos.held(query, some) == whole & set(some)
        assert mixed.library.photos.held(query, []) == set()
        dates = Counter(row.date[:7] for row in mixed.library.photos.rows(sorted(whole)))
        months = mixed.library.calendar.months(query)
        assert [(each.month, each.photos) for each in months] == sorted(dates.items())
    assert mixed.library.photos.size() == 80


def day_of(detail: PhotoDetail) -> str:
    return detail.row.date


def holds(detail: PhotoDetail, query: Query, folder: int) -> bool:
    """Return whether a photo belongs to a list, field by field of the query."""
    row = detail.row
    words = (query.text or "").split()
    tests = [
        not row.missing or row.status is Status.LABELLED,
        query.view is View.ALL or row.status is STATUS[query.view],
        query.scene is None or has_scene(detail, query),
        query.folder in {None, folder},
        all(is_found(word, detail) for word in words),
        query.reason in {None, row.reason},
        query.date_from is None or day_of(detail)[:10] >= query.date_from,
        query.date_to is None or "" < day_of(detail)[:10] <= query.date_to,
        query.similarity_from is None
        or (row.similarity is not None and row.similarity >= query.similarity_from),
        query.similarity_to is None
        or (row.similarity is not None and row.similarity <= query.similarity_to),
        stars_of(detail) >= (query.stars_from or 0),
        query.flag in {None, flag_of(detail)},
    ]
    return all(tests)


def stars_of(detail: PhotoDetail) -> int:
    own, said = detail.rating.stars, detail.imported.rating or 0
    return max(said, 0) if own is None else own


def flag_of(detail: PhotoDetail) -> Flag:
    said = Flag.REJECT if (detail.imported.rating or 0) < 0 else Flag.NONE
    return said if detail.rating.flag is None else detail.rating.flag


def is_found(word: str, detail: PhotoDetail) -> bool:
    path, said = detail.row.path, detail.imported
    name = path.rpartition("/")[2].casefold()
    texts = "\n".join((*said.keywords, said.city)).casefold()
    return word.casefold() in name or word.lower() in path.lower() or word.casefold() in texts


def has_scene(detail: PhotoDetail, query: Query) -> bool:
    row = detail.row
    below = BELOW.get(query.scene or "", {query.scene})
    if query.view in {View.REVIEW, View.REFINE, View.LABELLED, View.UNREADABLE}:
        return row.scene in below
    return row.status in SHOWN and (row.scene in below or bool(below & set(detail.further)))


def key(
    detail: PhotoDetail, query: Query, members: list[PhotoDetail]
) -> tuple[float | str | int | Backwards, ...]:
    """Return what a list is sorted by, rising."""
    row = detail.row
    score = row.similarity
    if query.sort is SortBy.REVIEW:
        sizes = Counter(d.row.group for d in members if d.row.group is not None)
        size = sizes[row.group] if row.group is not None else 1
        group = row.group if size > 1 and row.group is not None else -1
        return (-size, group, score is None, -(score or 0), -row.id)
    if query.sort is SortBy.SIMILARITY:
        turn = -1 if query.descending else 1
        return (score is None, turn * (score or 0), turn * row.id)
    if query.sort is SortBy.RATING:
        turn = -1 if query.descending else 1
        day = Backwards(day_of(detail)) if query.descending else day_of(detail)
        return (turn * stars_of(detail), day, turn * row.id)
    text = day_of(detail) if query.sort is SortBy.DATE else row.path.rpartition("/")[2].casefold()
    return (Backwards(text), -row.id) if query.descending else (text, row.id)


class Backwards(str):
    """Text that sorts from the end."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)
