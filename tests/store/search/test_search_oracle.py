"""What a search finds, against a plain reading of its tree, on random libraries."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.collecting.ratings import Flag, Rating
from app.core.dates import DateSource
from app.core.imported import Imported
from app.core.messages import Message
from app.core.outside.companions import Companion, CompanionRole
from app.core.records import Act, PhotoDetail, PhotoRow, Query, SceneRow, SortBy, View
from app.core.scenes import NO_SCENE
from app.core.search.fields import FIELDS, ValueForm
from app.core.search.nodes import (
    AllOf,
    AnyOf,
    Bounds,
    FieldTerm,
    SearchNode,
    Without,
    Wording,
)
from app.core.search.printing import search_text
from app.core.types import PhotoFacts, Reason, Status
from app.core.world.localities import Locality
from app.store import first_page, plain_rows
from app.store.search import translation
from app.store.search.field_conditions import CONDITIONS
from tests.core.search.searches import searches
from tests.examples import examples
from tests.store.conftest import Album, decision, facts, photo_file

SCENES = {
    "beach": SceneRow("beach", "Beach & coast", "海滩", "water", "#111111", "pack", True),
    "lake": SceneRow("lake", "Lake", "湖泊", "water", "#222222", "pack", True),
    "kitchen": SceneRow("kitchen", "Kitchen", "厨房", None, "#333333", "pack", False),
    "swimming_pool": SceneRow("swimming_pool", "Swimming pool", "泳池", "water", "#4", "own", True),
    "water": SceneRow("water", "Water", "水域", None, "#555555", "pack", True),
}
WATER = {"water", "beach", "lake", "swimming_pool"}
# What each word means, with all below it; all other words mean no scene.
MEANING = {
    "beach": {"beach"},
    "海滩": {"beach"},
    "coast": {"beach"},
    "LAKES": {"lake"},
    "water": WATER,
    "kitchen": {"kitchen"},
    "pool": {"swimming_pool"},
    "swimming": {"swimming_pool"},
    "swimming pool": {"swimming_pool"},
    "Swimming": {"swimming_pool"},
}
WORDS = [
    *MEANING, "img", "IMG_1", "_2", "1", "été", "ÉTÉ 3", "jpg", "garda", "Italy", "o/im", "/a",
    "fuji", "x-t30", "qingdao", "nice", "法国", "fr", "50mm", "anna",
     "意大利", "大利", "看海", "海", "the", "nothing", "a b", "%", 'say "', ".",
]  # fmt: skip
FOLDERS = ["/photos/Italy/Garda", "/photos/italy", "/photos", "/photos/海滩", "/other/a b"]
CAMERAS = [None, "FUJIFILM X-T30", "fujifilm x-t30", "X-T3", "Nikon", ""]
LENSES = [None, "XF 50mm", "Été lens"]
COMPANIONS = [
    (),
    (),
    (Companion(CompanionRole.RAW, "Img.raf"),),
    (Companion(CompanionRole.FILM, "raw:1.mov"), Companion(CompanionRole.MORE, "a%.xmp")),
    (Companion(CompanionRole.RAW, "I.cr2"), Companion(CompanionRole.FILM, "I.mov")),
]
SAID = [
    Imported(),
    Imported(keywords=("Anna", "the lake")),
    Imported(hierarchies=("Places|意大利|Garda",), title="Été in Nothing"),
    Imported(keywords=("beach",), city="Garda"),
    Imported(keywords=("看海",)),
]
SPOTS: list[dict[str, float]] = [
    {}, {"latitude": 36.0, "longitude": 120.0}, {"latitude": -17.0, "longitude": 179.5},
    {"latitude": -17.5, "longitude": -179.5}, {"latitude": 43.7, "longitude": 7.25},
]  # fmt: skip
TOWNS = [
    None, Locality(1, "Qingdao", "青岛", "CN", "China", "中国", ("Tsingtao",)), None,
    Locality(3, "", "", "FJ", "Fiji", "斐济"), Locality(4, "Nîmes", "尼姆", "FR", "France", "法国"),
    None, Locality(5, "Niamey", "", "NE", "Niger", ""),
    Locality(6, "Lagos", "", "NG", "Nigeria", ""), None, None,
]  # fmt: skip
NAMES = {
    1: ["qingdao", "青岛", "cn", "china", "中国", "tsingtao"], 3: ["fj", "fiji", "斐济"],
    4: ["nîmes", "nimes", "尼姆", "fr", "france", "法国"],
    5: ["niamey", "ne", "niger"], 6: ["lagos", "ng", "nigeria"],
}  # fmt: skip
OF_VIEW = {
    View.REVIEW: Status.REJECTED,
    View.REFINE: Status.COARSE,
    View.ACCEPTED: Status.ACCEPTED,
    View.LABELLED: Status.LABELLED,
    View.UNREADABLE: Status.FAILED,
}


@dataclass(frozen=True)
class Known:
    """A photo as the library has it, and what only the test knows of it."""

    detail: PhotoDetail
    lens: str | None
    pixels: str
    offline: bool
    albums: tuple[str, ...] = ()


class Searched:
    """A library, and all that is known of its photos."""

    def __init__(self, album: Album, photos: dict[int, Known]) -> None:
        self.album = album
        self.photos = photos


@pytest.fixture(scope="module", params=[1, 2, 3])
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, empty_library: Path
) -> Iterator[Searched]:
    path = tmp_path_factory.mktemp("search") / "search.albumen"
    shutil.copyfile(empty_library, path)
    album = Album(path)
    album.library.scenes.seed(list(SCENES.values()))
    with album.library.action(Act.SCENE, {}):
        for scene in SCENES.values():
            album.library.scenes.save(scene)
    yield Searched(album, fill(album, np.random.default_rng(request.param)))
    album.library.close()


def fill(album: Album, rng: np.random.Generator) -> dict[int, Known]:
    """Write 60 photos of all kinds."""

    def pick(items: list[Any]) -> Any:
        return items[int(rng.integers(len(items)))]

    holders = {"/photos": album.folder, "/other": album.library.folders.add("/other")}
    more: dict[int, tuple[str | None, str]] = {}
    for k in range(60):
        folder, lens = pick(FOLDERS), pick(LENSES)
        holder = holders["/" + folder.split("/")[1]]
        file = photo_file(f"{pick(['Img', 'été', 'DSC'])}_{k}.jpg", folder=folder, mtime=k * 99999)
        file = replace(file, size=int(rng.integers(1, 9)) * 1_000_000, companions=COMPANIONS[k % 5])
        if k % 12 == 0:
            photo, pixels = (
                album.library.photos.save_failure(holder, file, Message("truncated")),
                "",
            )
        else:
            pixels = f"pixels-{int(rng.integers(50))}"
            photo = album.library.photos.save(holder, file, facts_of(k, pick, lens, pixels))
            album.judge({photo: decision(
                pick(list(SCENES)[:4]),
                accepted=bool(rng.integers(2)),
                parent=pick(["water", None]),
                similarity=float(rng.integers(1, 10)) / 10,
                further=(pick(list(SCENES)[:4]),) if k % 3 == 0 else (),
                reason=pick([Reason.UNLIKE_PROTOTYPE, Reason.SECOND_SCENE]),
            )})  # fmt: skip
        album.library.localities.place({photo: TOWNS[k % len(TOWNS)]} if k % 12 else {})
        more[photo] = (lens if pixels else None, pixels)
        if k % 5 == 0:
            album.say(photo, pick([*list(SCENES)[:4], NO_SCENE, None]), "kitchen")
        if k % 4 == 0:
            with album.library.action(Act.RATE, {}):
                album.library.ratings.save({photo: Rating(k % 6, list(Flag)[k % 3])})
        album.library.photos.save_groups({photo: k // 9 if k % 4 else None})
        album.library.photos.save_sidecars({photo: ("", pick(SAID))})
        if k % 9 == 0:
            album.library.photos.set_missing([photo], True)
    album.library.folders.update(holders["/other"], online=False)
    with album.library.action(Act.ALBUM, {}):
        for name, photos in (("Italy", sorted(more)[::3]), ("Italy 2 ä", sorted(more)[::7])):
            album.library.albums.put(album.library.albums.add(name), dict.fromkeys(photos, 1.0))
    details = album.library.photos.details(sorted(more))
    held = album.library.albums.of(None)
    return {
        d.row.id: Known(d, *more[d.row.id], "/other" in d.row.path, held.get(d.row.id, ()))
        for d in details
    }


def facts_of(k: int, pick: Callable[..., Any], lens: str | None, pixels: str) -> PhotoFacts:
    width, height = pick([(640, 480), (480, 640), (500, 500)])
    return replace(
        facts(str(k), taken_at=pick([None, f"20{10 + k % 4}-0{1 + k % 9}-1{k % 3}T10:00:00"])),
        width=width, height=height, pixel_hash=pixels, camera=pick(CAMERAS),
        format=pick(["JPEG", "HEIF", "RAW"]), details={"lens": lens, **SPOTS[k % len(SPOTS)]},
    )  # fmt: skip


def term(name: str) -> st.SearchStrategy[FieldTerm]:
    field = FIELDS[name]
    texts = {
        "scene": [*MEANING, "each", "域", "nothing"],
        "proposed": [*MEANING, "kit"],
        "folder": ["italy", "Garda", "/photos/Italy", "/photos", "/", "o", "/other/A B/", "a/"],
        "album": ["italy", "ITALY 2", "a", "nothing"],
        "format": ["jpg", "JPEG", "heic", ".heif", "jp"],
        "place": [
            "Qing",
            "china",
            "NIMES",
            "mes",
            "岛",
            "FR",
            "法国",
            "Niger",
            "Niger*",
            "nothing",
        ],
        "camera": [*WORDS, "x-t3", "X-T3*", "fujifilm X-T30"],
    }.get(name, WORDS)
    pools: dict[str, list[Any]] = {
        "date": ["2010", "2011-03", "2012-05-11", "1970"],
        "similarity": [0.3, 0.5, 0.9], "size": [2e6, 3e6], "width": [500.0, 640.0],
        "height": [480.0, 500.0], "rating": [0.0, 1.0, 3.0, 5.0],
    }  # fmt: skip
    if field.form is ValueForm.TEXT:
        values: st.SearchStrategy[Any] = st.sampled_from(texts)
    elif field.form is ValueForm.YEARLY:
        values = st.sampled_from(["today", "01-10", "03-12", "05-11"])
    elif field.form is ValueForm.BOX:
        boxes = ["35,119..37,121", "-18,179..-16,-179", "-90,-180..90,180", "0,0..1,1"]
        values = st.sampled_from(boxes)
    elif field.form is ValueForm.CODE:
        values = st.sampled_from(sorted(field.codes))
    else:
        bound = st.sampled_from(pools[name])
        values = st.one_of(
            bound.map(lambda v: Bounds(v, v)),
            st.tuples(bound, bound).map(sorted).map(lambda both: Bounds(*both)),
            st.builds(Bounds, low=bound, above=st.booleans()),
            st.builds(Bounds, high=bound, below=st.booleans()),
        )
        if (most := field.most) is not None:  # what leaves nothing is no search
            values = values.filter(lambda asked: any(map(asked.holds, range(most + 1))))
    return st.builds(FieldTerm, st.just(name), values)


LEAVES = st.builds(Wording, st.sampled_from(WORDS)) | st.sampled_from(sorted(FIELDS)).flatmap(term)
ORDERS = [sort for sort in SortBy if sort is not SortBy.LIKENESS]
Q = settings(
    max_examples=examples(25, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_each_field_of_the_language_has_its_condition() -> None:
    assert set(CONDITIONS) == set(FIELDS)


@Q
@given(
    search=searches(LEAVES, 5),
    view=st.sampled_from(View),
    sort=st.sampled_from(ORDERS),
    kept=st.tuples(
        st.sampled_from([0, 5, translation.FEW_PHOTOS]),
        st.sampled_from([0, first_page.QUICKLY_SEARCHED]),
        st.sampled_from([1, first_page.STEPS_OF_SEARCH]),
    ),
)
def test_a_search_finds_what_a_plain_filter_finds(
    library: Searched, search: SearchNode, view: View, sort: SortBy, kept: tuple[int, int, int]
) -> None:
    with (
        patch.object(translation, "FEW_PHOTOS", kept[0]),  # of more, each is asked for itself
        patch.object(first_page, "QUICKLY_SEARCHED", kept[1]),
        patch.object(first_page, "STEPS_OF_SEARCH", kept[2]),  # of fewer, all is gathered
        patch.object(plain_rows, "STEPS_AT_ONCE", min(kept[2], plain_rows.STEPS_AT_ONCE)),
    ):
        finds_the_same(library, search, view, sort)


def finds_the_same(library: Searched, search: SearchNode, view: View, sort: SortBy) -> None:
    album, photos = library.album, library.photos
    listed = [p for p in photos.values() if is_listed(p.detail, view)]
    wanted = {p.detail.row.id for p in listed if finds(search, p, view, photos)}
    query = Query(view=view, text=search_text(search), sort=sort)
    whole = album.library.photos.ids(query).tolist()
    assert set(whole) == wanted
    assert len(whole) == len(wanted)
    assert album.library.photos.held(query, range(10, 40)) == wanted & set(range(10, 40))
    page = album.library.photos.first_page(query, 5)
    if sort is SortBy.REVIEW or first_page.STEPS_OF_SEARCH > 1:  # else of many sets there is none
        assert (page is None) == (sort is SortBy.REVIEW)
    if page is not None:
        assert page.ids.tolist() == whole[:5]


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_field_finds_some_and_not_all(library: Searched, name: str) -> None:
    album, photos = library.album, library.photos
    values = {
        "is": "labelled", "has": "camera", "reason": "second_scene", "shape": "square",
        "date": "2010..2011", "size": "<4MB", "width": "500", "height": "480", "folder": "italy",
        "similarity": ">0.5", "format": "jpg", "keyword": "anna", "name": "dsc",
        "lens": "50MM", "area": "35,119..37,121", "on": "03-12",
    }  # fmt: skip
    text = f"{name}:{values.get(name, FIELDS[name].example)}"
    found = album.library.photos.ids(Query(text=text))
    assert 0 < len(found) < len(photos) - 10


def is_listed(detail: PhotoDetail, view: View) -> bool:
    row = detail.row
    is_there = not row_missing(detail) or row.status is Status.LABELLED
    return is_there and (view is View.ALL or row.status is OF_VIEW[view])


def row_missing(detail: PhotoDetail) -> bool:
    """Return whether the file itself is gone; the disk being away is no reason to hide it."""
    return int(detail.row.path.rpartition("_")[2].split(".")[0]) % 9 == 0


def finds(node: SearchNode, photo: Known, view: View, all_: dict[int, Known]) -> bool:
    if isinstance(node, Without):
        return not finds(node.part, photo, view, all_)
    if isinstance(node, AnyOf):
        return any(finds(part, photo, view, all_) for part in node.parts)
    if isinstance(node, AllOf):
        return finds_all(list(node.parts), photo, view, all_)
    if isinstance(node, Wording):
        return has_word(node.text, photo) or has_scene(MEANING.get(node.text, set()), photo, view)
    return asks(node.name, node.value, photo, view, all_)


def finds_all(parts: list[SearchNode], photo: Known, view: View, all_: dict[int, Known]) -> bool:
    """Words beside each other may be the name of a scene together, too."""
    words = [p.text if isinstance(p, Wording) else "" for p in parts]
    at = next((k for k in range(len(parts) - 1) if words[k : k + 2] in PHRASES), None)
    if at is None:
        return all(finds(part, photo, view, all_) for part in parts)
    both = parts[at : at + 2]
    together = has_scene({"swimming_pool"}, photo, view) or all(
        finds(part, photo, view, all_) for part in both
    )
    rest = [p for p in (parts[:at], parts[at + 2 :]) if p]
    return together and all(finds_all(some, photo, view, all_) for some in rest)


PHRASES = (["swimming", "pool"], ["Swimming", "pool"])


def path_of(photo: Known) -> tuple[str, str]:
    directory, _, name = photo.detail.row.path.casefold().rpartition("/")
    return directory, name


def has_word(text: str, photo: Known) -> bool:
    wanted, (directory, name) = text.casefold(), path_of(photo)
    whole = f"{directory}/{name}"
    in_path = wanted in whole if "/" in wanted else wanted in directory or wanted in name
    said = photo.detail.imported.searched.casefold()
    if is_there(photo) and any(called(name, wanted) for name in names_of(photo)):
        return True
    camera, lens = (photo.detail.camera or "").casefold(), (photo.lens or "").casefold()
    return in_path or any(wanted in part for part in (said, camera, lens))


def names_of(photo: Known) -> list[str]:
    locality = photo.detail.locality
    return NAMES[locality.id] if locality is not None else []


def called(name: str, wanted: str) -> bool:
    return name.startswith(wanted) if wanted.isascii() else wanted in name


def meant_places(text: str) -> set[int]:
    """A name that is just so wins; two letters may be a country's code or a beginning."""
    wanted = text.removesuffix("*").strip()
    fitting = {i for i, names in NAMES.items() if any(called(name, wanted) for name in names)}
    whole = {i for i in fitting if wanted in NAMES[i]}
    is_code = wanted.isascii() and len(wanted) <= 2
    return whole if whole and not text.endswith("*") and not is_code else fitting


def is_meant(text: str, name: str | None, others: Sequence[str | None]) -> bool:
    if name is None:
        return False
    wanted = text.removesuffix("*")
    is_named = any(other is not None and other.casefold() == wanted for other in others)
    if is_named and not text.endswith("*"):
        return name.casefold() == wanted
    return wanted in name.casefold()


def is_there(photo: Known) -> bool:
    return is_listed(photo.detail, View.ALL)


def in_box(value: str, photo: Known) -> bool:
    south, west, north, east = map(float, value.replace("..", ",").split(","))
    if photo.detail.gps is None:
        return False
    latitude, longitude = photo.detail.gps
    turned = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    return south <= latitude <= north and turned


def on_day(value: str, row: PhotoRow) -> bool:
    day = date.today().isoformat()[5:] if value == "today" else value
    return row.date[5:10] == day and row.date_source is not DateSource.FILE


def has_scene(scenes: set[str], photo: Known, view: View) -> bool:
    row = photo.detail.row
    if view not in {View.ALL, View.ACCEPTED}:
        return row.scene in scenes
    tagged = row.status in {Status.ACCEPTED, Status.LABELLED, Status.COARSE}
    return tagged and (row.scene in scenes or bool(scenes & set(photo.detail.further)))


def named(text: str) -> set[str]:
    if text in MEANING:
        return MEANING[text]
    found = {s.id for s in SCENES.values() if text in s.name_en.casefold() or text in s.name_zh}
    return WATER if "water" in found else found


def asks(name: str, value: Any, photo: Known, view: View, all_: dict[int, Known]) -> bool:
    row, detail = photo.detail.row, photo.detail
    if isinstance(value, Bounds):
        number = {
            "date": row.date or None,
            "similarity": row.similarity, "size": detail.size,
            "width": row.width, "height": row.height, "rating": row.stars,
        }  # fmt: skip
        return value.holds(number[name])
    if FIELDS[name].form is ValueForm.CODE:
        return CODES[name](value, photo, all_)
    text = value.casefold()
    said = detail.imported
    keywords = [*said.keywords, *(p for line in said.hierarchies for p in line.split("|"))]
    tests: dict[str, Callable[[], bool]] = {
        "place": lambda: detail.locality is not None and detail.locality.id in meant_places(text),
        "area": lambda: in_box(value, photo),
        "on": lambda: on_day(value, row),
        "scene": lambda: has_scene(named(value), photo, view),
        "proposed": lambda: detail.proposed in named(value),
        "keyword": lambda: any(text in word.casefold() for word in keywords),
        "name": lambda: text in path_of(photo)[1],
        "folder": lambda: in_folder(text, path_of(photo)[0]),
        "camera": lambda: is_meant(text, detail.camera, [p.detail.camera for p in all_.values()]),
        "lens": lambda: is_meant(text, photo.lens, [p.lens for p in all_.values()]),
        "format": lambda: (detail.format or "") == FORMAT.get(text),
        "album": lambda: any(
            is_meant(text, name, [a for p in all_.values() for a in p.albums])
            for name in photo.albums
        ),
    }
    return tests[name]()


FORMAT = {"jpg": "JPEG", "jpeg": "JPEG", "heic": "HEIF", ".heif": "HEIF"}


def in_folder(text: str, directory: str) -> bool:
    if not text.startswith("/"):
        return text in directory
    return f"{directory}/".startswith(text.rstrip("/") + "/")


def state(code: str, photo: Known, all_: dict[int, Known]) -> bool:
    row = photo.detail.row
    statuses = {
        "labelled": Status.LABELLED, "accepted": Status.ACCEPTED, "review": Status.REJECTED,
        "coarse": Status.COARSE, "failed": Status.FAILED, "waiting": Status.WAITING,
    }  # fmt: skip
    if code in statuses:
        return row.status is statuses[code]
    twins = [p for p in all_.values() if p.pixels == photo.pixels and is_listed(p.detail, View.ALL)]
    return {
        "tagged": row.scene != NO_SCENE
        and row.status in {Status.LABELLED, Status.ACCEPTED, Status.COARSE},
        "none": row.scene == NO_SCENE,
        "missing": row_missing(photo.detail) or photo.offline,
        "duplicate": bool(photo.pixels) and len(twins) > 1,
        "similar": row.group is not None,
        "raw": photo.detail.format == "RAW" or thing("raw", photo, all_),
    }[code]


def thing(code: str, photo: Known, _: dict[int, Known]) -> bool:
    detail = photo.detail
    return {
        "label": detail.row.label is not None or bool(detail.said_no),
        "keywords": bool(detail.imported.keywords or detail.imported.hierarchies),
        "date": detail.row.taken_at is not None,
        "camera": bool(detail.camera),
        "lens": bool(photo.lens),
        "raw": any(one.role is CompanionRole.RAW for one in detail.row.companions),
        "film": any(one.role is CompanionRole.FILM for one in detail.row.companions),
        "place": detail.gps is not None,
    }[code]


def shape(code: str, photo: Known, _: dict[int, Known]) -> bool:
    width, height = photo.detail.row.width, photo.detail.row.height
    return {
        "landscape": width > height, "portrait": width < height, "square": width == height > 0
    }[code]  # fmt: skip


CODES: dict[str, Callable[[str, Known, dict[int, Known]], bool]] = {
    "is": state,
    "has": thing,
    "shape": shape,
    "reason": lambda code, photo, _: photo.detail.row.reason.value == code,
    "flag": lambda code, photo, _: photo.detail.row.flag.value == code,
}
