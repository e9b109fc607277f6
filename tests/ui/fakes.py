"""A library in memory for tests of the window: rows in a list, no SQL, no files."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.core.calendar import MonthCount
from app.core.collecting.albums import AlbumRow, KeptSearch
from app.core.dates import DateSource
from app.core.likeness import Likeness
from app.core.messages import Message
from app.core.records import (
    NO_GROUP,
    Counts,
    FolderRow,
    HandRange,
    HistoryRow,
    Listing,
    ModelVersionRow,
    PhotoDetail,
    PhotoRow,
    Query,
    SceneRow,
    SortBy,
    View,
)
from app.core.search.fields import FIELDS, Offer
from app.core.search.grammar import parse_search
from app.core.search.meaning import SceneWords
from app.core.search.nodes import (
    AnyOf,
    Bounds,
    FieldTerm,
    SearchNode,
    Without,
    Wording,
    top_parts,
)
from app.core.search.remarks import Remark, remarks_on
from app.core.types import Candidate, Change, IdArray, Reason, SceneSimilarities, Status
from app.core.world.localities import LocalityCount, SpotArray
from tests.tiny_pack import tiny_pack

SCENES = [
    ("beach", "Beach", "海滩", None, "#2f9bd0"),
    ("forest", "Forest", "森林", None, "#3f9a55"),
    ("indoors", "Indoors", "室内", None, "#b5739d"),
    ("kitchen", "Kitchen", "厨房", "indoors", "#d9822b"),
    ("bedroom", "Bedroom", "卧室", "indoors", "#8c6bb1"),
    ("city", "City", "城市", None, "#6b7785"),
]
STATUS_OF_VIEW = {
    View.REVIEW: Status.REJECTED,
    View.REFINE: Status.COARSE,
    View.ACCEPTED: Status.ACCEPTED,
    View.LABELLED: Status.LABELLED,
    View.UNREADABLE: Status.FAILED,
}


def make_row(photo: int, status: Status = Status.REJECTED, scene: str | None = "beach") -> PhotoRow:
    """Make a row that fits its status."""
    failed = status is Status.FAILED
    return PhotoRow(
        id=photo,
        path=f"/photos/holiday/IMG_{photo:04d}.jpg",
        status=status,
        scene=None if failed else scene,
        label=scene if status is Status.LABELLED else None,
        similarity=None if failed else 0.5 + (photo % 50) / 100,
        low=None if failed else 0.68,
        high=None if failed else 1.0,
        confidence=None if failed else 0.6,
        reason=Reason.UNLIKE_PROTOTYPE if status is Status.REJECTED else Reason.NONE,
        failure=Message("damaged") if failed else None,
        taken_at=f"2024-05-{photo % 28 + 1:02d}T10:00:00",
        width=0 if failed else 4000,
        height=0 if failed else 3000,
        content_hash=None if failed else f"{photo:064x}",
        date=f"2024-05-{photo % 28 + 1:02d}T10:00:00",
        date_source=DateSource.EXIF,
    )


class FakeReader:
    """Holds rows by id; its parts answer what the window asks."""

    path = "/library.albumen"

    def __init__(self, rows: Sequence[PhotoRow] = ()) -> None:
        self.by_id = {row.id: row for row in rows}
        self.asked_rows: list[list[int]] = []
        self.rested = 0
        self.scene_rows = [
            SceneRow(i, en, zh, parent, colour, "pack", True)
            for i, en, zh, parent, colour in SCENES
        ]
        self.folder_rows = [FolderRow(1, "/photos/holiday", "online", len(rows))]
        self.unlearned = 0
        self.actions: list[HistoryRow] = []
        self.versions: list[ModelVersionRow] = []
        self.settings: dict[str, Any] = {}
        self.said: dict[int, tuple[str, ...]] = {}
        self.offers = FakeOffers(self)
        self.lock = threading.Lock()
        self.photos = FakePhotos(self)
        self.labels = FakeLabels(self)
        self.albums = FakeAlbums(self)
        self.scenes = FakeScenes(self)
        self.models = FakeModels(self)
        self.folders = FakeFolders(self)
        self.history = FakeHistory(self)
        self.localities = FakeLocalities(self)
        self.calendar = FakeCalendar(self)

    def setting(self, key: str, default: Any = None) -> Any:
        return self.settings.get(key, default)

    def rest(self) -> None:
        self.rested += 1


class FakeOffers:
    """What photos have of fields."""

    def __init__(self, whole: FakeReader) -> None:
        self._whole = whole
        self.values = {Offer.CAMERAS: ["FUJIFILM X-T30", "NIKON D750"], Offer.FORMATS: ["JPEG"]}

    def offered(self, offer: Offer) -> list[str]:
        return [*self.values.get(offer, [])]

    def remarks(self, text: str) -> list[Remark]:
        return remarks_on(text, SceneWords(self._whole.scene_rows), self._has_value)

    def _has_value(self, field: str, value: str) -> bool:
        known = self.values.get(FIELDS[field].offer, [])
        return any(value.casefold() in one.casefold() for one in known)


class FakePart:
    """One noun of the library, with the rows of all."""

    def __init__(self, whole: FakeReader) -> None:
        self._whole = whole


class FakePhotos(FakePart):
    def counts(self) -> Counts:
        by = [row.status for row in self._whole.by_id.values()]
        return Counts(
            all=len(by),
            review=by.count(Status.REJECTED),
            coarse=by.count(Status.COARSE),
            accepted=by.count(Status.ACCEPTED),
            labelled=by.count(Status.LABELLED),
            failed=by.count(Status.FAILED),
            unlearned=self._whole.unlearned,
        )

    def size(self) -> int:
        return max(self._whole.by_id, default=0)

    def first_page(self, query: Query, limit: int) -> Listing | None:
        whole = self.listing(query)
        if query.text is not None or len(whole.ids) < limit:
            return None if query.text is not None else whole
        groups = None if whole.groups is None else whole.groups[:limit]
        return Listing(whole.ids[:limit], groups, complete=False)

    def held(self, query: Query, photos: Iterable[int]) -> set[int]:
        return set(photos) & set(self.ids(query).tolist())

    def listing(self, query: Query) -> Listing:
        ids = self.ids(query)
        if query.sort is not SortBy.REVIEW:
            return Listing(ids)
        groups = [self._whole.by_id[i].group for i in ids.tolist()]
        return Listing(ids, np.array([NO_GROUP if g is None else g for g in groups], np.int64))

    def ids(self, query: Query) -> IdArray:
        wanted = STATUS_OF_VIEW.get(query.view)
        rows = [
            r
            for r in self._whole.by_id.values()
            if (wanted is None or r.status is wanted)
            and (query.scene is None or r.scene == query.scene)
            and self.is_found(parse_search(query.text or ""), r)
        ]
        keys = {
            SortBy.DATE: lambda r: (r.date, r.id),
            SortBy.NAME: lambda r: r.path,
            SortBy.SIMILARITY: lambda r: (r.similarity or 0, r.id),
            SortBy.REVIEW: lambda r: r.id,
            SortBy.LIKENESS: lambda r: self.likeness(query.like, r.id),
        }
        if query.like is not None:
            least = query.like.at_least
            rows = [r for r in rows if self.likeness(query.like, r.id) >= least]
        rows.sort(key=keys[query.sort], reverse=query.descending)
        return np.array([r.id for r in rows], dtype=np.int64)

    def is_found(self, search: SearchNode | None, row: PhotoRow) -> bool:
        """Search by words of paths, and by the fields that tests of the window use."""
        if isinstance(search, Without):
            return not self.is_found(search.part, row)
        if isinstance(search, AnyOf):
            return any(self.is_found(part, row) for part in search.parts)
        if isinstance(search, FieldTerm):
            asked, names = str(search.value), {s.id: s for s in self._whole.scene_rows}
            scene = names.get(row.scene or "")
            return {
                "reason": row.reason.value == asked,
                "scene": scene is not None and asked in (scene.id, scene.name_en, scene.name_zh),
                "folder": asked in row.path,
                "date": isinstance(search.value, Bounds) and search.value.holds(row.date),
                "is": row.status.value == asked,
                "rating": isinstance(search.value, Bounds) and search.value.holds(row.stars),
                "flag": row.flag.value == asked,
            }[search.name]
        return all(
            part.text.casefold() in row.path.casefold()
            if isinstance(part, Wording)
            else self.is_found(part, row)
            for part in top_parts(search)
        )

    @staticmethod
    def likeness(like: Likeness, photo: int) -> float:
        """Say that a photo is the more alike the nearer its number is."""
        return 1 - min(abs(photo - asked) for asked in like.photos) / 20

    def rows(self, ids: Sequence[int]) -> list[PhotoRow]:
        self._whole.asked_rows.append(list(ids))
        return [self._whole.by_id[i] for i in ids if i in self._whole.by_id]

    def detail(self, photo: int) -> PhotoDetail | None:
        row = self._whole.by_id.get(photo)
        if row is None:
            return None
        scenes = [row.scene, *(s[0] for s in SCENES if s[0] != row.scene)][:5]
        found = tuple(Candidate(s, 0.61 - n / 20, 0.6) for n, s in enumerate(scenes) if s)
        return PhotoDetail(
            row=row,
            proposed=row.scene,
            margin=0.1,
            patent_similarity=0.4,
            candidates=found if row.status is not Status.FAILED else (),
            further=(),
            said_no=self._whole.said.get(photo, ()),
            model_version=1,
            size=4_100_000,
            mtime_ns=0,
            orientation=1,
            format="JPEG",
            camera="Example X100",
        )

    def details(self, photos: Sequence[int]) -> list[PhotoDetail]:
        return [d for d in map(self.detail, photos) if d is not None]

    def find(self, paths: Sequence[str]) -> dict[str, int]:
        return {r.path: r.id for r in self._whole.by_id.values() if r.path in paths}


class FakeLabels(FakePart):
    def of(self, photos: Sequence[int]) -> dict[int, tuple[str | None, tuple[str, ...]]]:
        rows = self._whole.photos.rows(photos)
        return {row.id: (row.label, ()) for row in rows if row.label is not None}


class FakeAlbums(FakePart):
    """Albums of a fake library: photos by name, in order; searches by name."""

    def __init__(self, whole: FakeReader) -> None:
        super().__init__(whole)
        self.held: dict[str, list[int]] = {}
        self.kept: dict[str, str] = {}

    def rows(self) -> list[AlbumRow]:
        return [AlbumRow(n, name) for n, name in enumerate(sorted(self.held), start=1)]

    def searches(self) -> list[KeptSearch]:
        return [KeptSearch(n, name, self.kept[name]) for n, name in enumerate(sorted(self.kept), 1)]

    def counts(self) -> dict[int, int]:
        return {row.id: len(self.held[row.name]) for row in self.rows()}

    def covers(self) -> dict[int, str]:
        return {}


class FakeScenes(FakePart):
    def rows(self, *, include_disabled: bool = False) -> list[SceneRow]:
        def count(scene: str, status: Status) -> int:
            return sum(r.scene == scene and r.status is status for r in self._whole.by_id.values())

        return [
            replace(
                s,
                accepted=count(s.id, Status.ACCEPTED),
                labelled=count(s.id, Status.LABELLED),
                review=count(s.id, Status.REJECTED),
                coarse=count(s.id, Status.COARSE),
            )
            for s in self._whole.scene_rows
            if s.enabled or include_disabled
        ]

    def names(self) -> list[SceneRow]:
        return list(self._whole.scene_rows)


class FakeModels(FakePart):
    def proposals(self, photos: Sequence[int]) -> dict[int, str]:
        """Return the scene of each photo that shows one."""
        rows = self._whole.photos.rows(photos)
        return {row.id: row.scene for row in rows if row.scene is not None}

    def ranges(self) -> list[HandRange]:
        return []

    def similarities(self, scene: str) -> SceneSimilarities:
        rows = [r for r in self._whole.by_id.values() if r.scene == scene and r.similarity]
        return SceneSimilarities(
            np.array([r.id for r in rows], np.int64),
            np.array([r.similarity for r in rows], np.float32),
            np.array([list(Status).index(r.status) for r in rows], np.uint8),
            np.array([int(r.label is not None) for r in rows], np.int8),
        )

    def versions(self) -> list[ModelVersionRow]:
        return self._whole.versions

    def current(self) -> int | None:
        return 1

    def blob(self, version: int | None = None) -> tuple[int, bytes] | None:
        return 1, tiny_pack().model.to_bytes()


class FakeFolders(FakePart):
    def rows(self) -> list[FolderRow]:
        return list(self._whole.folder_rows)


class FakeCalendar(FakePart):
    def months(self, query: Query) -> list[MonthCount]:
        rows = [self._whole.by_id[int(photo)] for photo in self._whole.photos.ids(query)]
        found = Counter(row.date[:7] for row in rows)
        return [MonthCount(*each) for each in sorted(found.items())]


class FakeLocalities(FakePart):
    """Towns and spots as a test sets them."""

    def __init__(self, whole: FakeReader) -> None:
        super().__init__(whole)
        self.found: list[LocalityCount] = []
        self.at: dict[int, tuple[float, float]] = {}

    def counts(self) -> list[LocalityCount]:
        return list(self.found)

    def spots(self) -> tuple[IdArray, SpotArray]:
        ids = np.array([photo for photo in self.at if photo in self._whole.by_id], dtype=np.int64)
        return ids, np.array([self.at[int(i)] for i in ids], dtype=np.float64).reshape(-1, 2)

    def unplaced(self) -> tuple[IdArray, SpotArray]:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 2))


class FakeHistory(FakePart):
    def rows(self, limit: int = 200) -> list[HistoryRow]:
        return self._whole.actions[:limit]

    def next_undo(self) -> HistoryRow | None:
        return next((a for a in self._whole.actions if not a.undone), None)

    def next_redo(self) -> HistoryRow | None:
        return next((a for a in reversed(self._whole.actions) if a.undone), None)


class RecordingCommands:
    """Notes what the desk asks for; labels at once, so that models have something to read."""

    def __init__(self, reader: FakeReader) -> None:
        self.reader = reader
        self.calls: list[tuple[Any, ...]] = []

    def label(self, photos: Sequence[int], scene: str) -> Change:
        self.calls.append(("label", list(photos), scene))
        return self._set(photos, dict.fromkeys(photos, scene))

    def accept(self, photos: Sequence[int]) -> Change:
        self.calls.append(("accept", list(photos)))
        return self._set(photos, {p: self.reader.by_id[p].scene or "" for p in photos})

    def refuse(
        self, photos: Sequence[int], scene: str | None = None, finer: Sequence[int] = ()
    ) -> None:
        self.calls.append(("refuse", list(photos), list(finer)))

    def clear(self, photos: Sequence[int]) -> None:
        self.calls.append(("clear", list(photos)))

    def _set(self, photos: Sequence[int], scenes: dict[int, str]) -> Change:
        for photo in photos:
            self.reader.by_id[photo] = replace(
                self.reader.by_id[photo],
                status=Status.LABELLED,
                scene=scenes[photo],
                label=scenes[photo],
            )
        return Change(photos=frozenset(photos), scenes=True, history=True)
