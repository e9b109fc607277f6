"""Rows as the library's reader gives them out. The window and the terminal see only these."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.core.collecting.ratings import Flag, Rating
from app.core.dates import DateSource
from app.core.imported import Imported, place_of
from app.core.likeness import Likeness
from app.core.messages import Message
from app.core.outside.companions import Companion
from app.core.types import Candidate, IdArray, Reason, Status
from app.core.world.localities import Locality


class View(StrEnum):
    """The lists of the sidebar. ``REFINE``: photos that bear a parent for want of a scene."""

    ALL = "all"
    REVIEW = "review"
    REFINE = "refine"
    ACCEPTED = "accepted"
    LABELLED = "labelled"
    UNREADABLE = "unreadable"


class SortBy(StrEnum):
    """Orders of a list.

    ``REVIEW`` is by what a decision releases, ``LIKENESS`` of photos like some others, ``ALBUM``
    that of an album, as a person laid it.
    """

    DATE = "date"
    NAME = "name"
    SIMILARITY = "similarity"
    REVIEW = "review"
    LIKENESS = "likeness"
    RATING = "rating"
    ALBUM = "album"


@dataclass(frozen=True, slots=True)
class Query:
    """Which photos, in which order. Fields that are None do not restrict.

    ``scene`` matches the scene shown (label, accepted tag or secondary tag); in the review view
    it matches the proposed scene. A parent matches itself and everything below it. ``folder`` is a
    folder id. Dates are ISO 8601 days, inclusive. ``like`` asks for photos like some others;
    ``album`` is an album's number.
    """

    view: View = View.ALL
    scene: str | None = None
    folder: int | None = None
    text: str | None = None
    reason: Reason | None = None
    date_from: str | None = None
    date_to: str | None = None
    similarity_from: float | None = None
    similarity_to: float | None = None
    stars_from: int | None = None
    flag: Flag | None = None
    album: int | None = None
    sort: SortBy = SortBy.DATE
    descending: bool = True
    like: Likeness | None = None


# In place of a group's number: a photo without look-alikes.
NO_GROUP = -1


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of photos, or its beginning.

    Attributes
    ----------
    ids : int64 (N,)
        Photos in the list's order.
    groups : int64 (N,) or None
        Their groups of look-alikes, ``NO_GROUP`` for none, where the order keeps groups together.
    complete : bool
        False for a beginning.
    """

    ids: IdArray
    groups: IdArray | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """What a tile needs.

    ``scene`` is the scene shown: the label if there is one, else the accepted tag, else the parent
    given for want of a scene, else the proposed scene (``status`` tells which); ``similarity`` and
    its range are of the same. ``reason`` is why it was rejected; ``failure`` why a file failed.
    ``missing`` is true when the file is offline or gone. ``taken_at`` is what the file itself
    says; ``date`` is what it is listed under (:mod:`app.core.dates`), empty where none is known.
    ``stars`` and ``flag`` are the person's, else the file's.
    """

    id: int
    path: str
    status: Status
    scene: str | None
    label: str | None
    similarity: float | None
    low: float | None
    high: float | None
    confidence: float | None
    reason: Reason
    failure: Message | None
    taken_at: str | None
    width: int
    height: int
    content_hash: str | None
    missing: bool = False
    group: int | None = None
    date: str = ""
    date_source: DateSource = DateSource.NONE
    stars: int = 0
    flag: Flag = Flag.NONE
    companions: tuple[Companion, ...] = ()


class Act(StrEnum):
    """What a person does that can be undone."""

    LABEL = "label"
    NONE = "none"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CLEAR = "clear"
    NEW_SCENE = "new_scene"
    SCENE = "scene"
    MERGE = "merge"
    RANGE = "range"
    REFRESH = "refresh"
    TARGET = "target"
    RESTORE = "restore"
    IMPORT = "import"
    JOIN = "join"
    SHEET = "sheet"
    RATE = "rate"
    ALBUM = "album"
    ALBUM_NAME = "album_name"
    ALBUM_ADD = "album_add"
    ALBUM_TAKE = "album_take"
    ALBUM_MOVE = "album_move"
    ALBUM_COVER = "album_cover"
    ALBUM_DELETE = "album_delete"
    SEARCH_KEEP = "search_keep"
    SEARCH_CHANGE = "search_change"
    SEARCH_DELETE = "search_delete"
    COPY = "copy"
    MOVE = "move"


# What these do lies on the disk: the library alone cannot take it back.
FILE_ACTS = frozenset({Act.COPY, Act.MOVE})


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One action, in the order done. ``act`` and ``params`` make its sentence, in any language."""

    id: int
    at: str
    act: Act
    params: dict[str, Any]
    photos: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """When a photo's file was seen, ISO 8601 in UTC.

    Attributes
    ----------
    first : str
        When it came into the library.
    last : str
        When it was last read, or seen by a walk through the whole of its folder.
    changed : str or None
        When a scan last found other bytes in it, None if none ever did.
    """

    first: str = ""
    last: str = ""
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoDetail:
    """Everything about one photo: what the Why panel and `albumen list` show.

    ``imported`` is what others wrote, in file or sidecar; ``rating`` a person's own stars and flag.
    """

    row: PhotoRow
    proposed: str | None
    margin: float | None
    patent_similarity: float | None
    candidates: tuple[Candidate, ...]
    further: tuple[str, ...]
    said_no: tuple[str, ...]
    model_version: int | None
    size: int
    mtime_ns: int
    orientation: int
    format: str | None
    camera: str | None
    facts: dict[str, Any] = field(default_factory=dict)
    history: tuple[HistoryRow, ...] = ()
    imported: Imported = field(default_factory=Imported)
    seen: Seen = field(default_factory=Seen)
    locality: Locality | None = None
    rating: Rating = field(default_factory=Rating)

    @property
    def gps(self) -> tuple[float, float] | None:
        """Where it was taken, degrees north and east: a person's correction before the camera."""
        camera = place_of(self.facts.get("latitude"), self.facts.get("longitude"))
        return self.imported.gps or camera


@dataclass(frozen=True, slots=True)
class SceneRow:
    """A scene or parent of this library, with its counts. ``source`` is ``"pack"`` or ``"own"``.

    ``coarse`` counts the photos that bear this parent for want of a scene below it.
    """

    id: str
    name_en: str
    name_zh: str
    parent: str | None
    colour: str
    source: str
    enabled: bool
    accepted: int = 0
    labelled: int = 0
    review: int = 0
    secondary: int = 0
    coarse: int = 0

    def name(self, language: str) -> str:
        """Return the name for a language code such as ``"zh_CN"`` or ``"en"``."""
        return self.name_zh if language.startswith("zh") and self.name_zh else self.name_en


def headings(scenes: Collection[SceneRow]) -> set[str]:
    """Return the scenes that only hold others: they have children, and no photo of their own."""
    parents = {scene.parent for scene in scenes}
    return {
        scene.id
        for scene in scenes
        if scene.id in parents
        and not (scene.accepted + scene.labelled + scene.review + scene.secondary)
    }


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder that a person added. ``state`` is ``"online"`` or ``"offline"``."""

    id: int
    path: str
    state: str
    photos: int
    exclude: tuple[str, ...] = ()
    watch: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many photos each list of the sidebar holds.

    ``coarse`` photos bear a parent for want of a scene; ``none`` of the labelled ones show none of
    the scenes; ``unlearned`` counts labels since the last refresh.
    """

    all: int = 0
    review: int = 0
    coarse: int = 0
    accepted: int = 0
    labelled: int = 0
    failed: int = 0
    offline: int = 0
    unlearned: int = 0
    none: int = 0

    @property
    def waiting(self) -> int:
        """Photos that were found and not looked at yet."""
        return max(0, self.all - self._placed)

    @property
    def in_two_lists(self) -> int:
        """Accepted photos that are asked about as checks, once all photos were looked at."""
        return max(0, self._placed - self.all)

    @property
    def _placed(self) -> int:
        return self.review + self.coarse + self.accepted + self.labelled + self.failed


@dataclass(frozen=True, slots=True)
class LabelRow:
    """What a person said of one photo: ``yes`` is its scene, ``no`` are scenes refused for good."""

    photo: int
    yes: str | None
    no: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class HandRange:
    """A range that a person set by hand; it stays until it is reset."""

    scene: str
    low: float
    high: float
    at: str


@dataclass(frozen=True, slots=True)
class ModelVersionRow:
    """One saved model version. ``figures`` are what the refresh measured and changed."""

    id: int
    at: str
    source: str
    samples: int
    figures: dict[str, Any]
    current: bool
