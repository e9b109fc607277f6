"""The library as jobs and the window know it: ten small objects, one a noun.

Each has two halves: its reader, and the whole of it, which also writes. The window is handed a
:class:`LibraryReader`, whose parts cannot write; jobs have the :class:`Library`. From any thread
reading calls see committed rows, and a writing call is one transaction, or part of a larger one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from app.core.calendar import CalendarReader
from app.core.collecting.albums import AlbumReader, Albums
from app.core.collecting.ratings import RatingReader, Ratings
from app.core.disks import DiskList
from app.core.imported import ImportedReader, Sidecars
from app.core.ledger import Ledger, LedgerReader
from app.core.messages import Message
from app.core.method.reading.kept import KeptReader
from app.core.outside.companions import Companions
from app.core.protocols import Identity, IdentityReader, LabelReader, Labels, LikenessReader
from app.core.records import (
    Act,
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
)
from app.core.search.reader import OfferReader
from app.core.transfers import TransferReader, Transfers
from app.core.types import (
    BoolArray,
    FeatureTable,
    FloatArray,
    IdArray,
    KnownPhoto,
    PhotoFacts,
    PhotoFile,
    SceneSimilarities,
)
from app.core.world.localities import Localities, LocalityReader

if TYPE_CHECKING:
    from app.core.method.tagger import Decisions


class PhotoReader(ImportedReader, Protocol):
    """Photos: lists of them, what is known of each, and what a rescan compares."""

    def counts(self) -> Counts:
        """Count the lists of the sidebar."""

    def size(self) -> int:
        """Return a number that the library has at most as many photos as, at once."""

    def ids(self, query: Query) -> IdArray:
        """Return the ids of a list, in its order."""

    def listing(self, query: Query) -> Listing:
        """Return all of a list. 100,000 photos in well under 100 ms, a million in a second."""

    def first_page(self, query: Query, limit: int) -> Listing | None:
        """Return the beginning of a list, at least ``limit`` ids or all, however long it is.

        A search among very many may stop earlier, with what it came upon in a moment. None for
        lists that no index has the order of, and where nothing was come upon.
        """

    def held(self, query: Query, photos: Iterable[int]) -> set[int]:
        """Return which of these photos a list holds, without looking at any other."""

    def rows(self, ids: Sequence[int]) -> list[PhotoRow]:
        """Return rows in the order of ``ids``; ids that no longer exist are left out."""

    def groups(self) -> tuple[IdArray, IdArray]:
        """Return all photos that have look-alikes, and their groups: int64 (N,) each."""

    def detail(self, photo: int) -> PhotoDetail | None:
        """Return everything about one photo."""

    def details(self, photos: Sequence[int]) -> list[PhotoDetail]:
        """Return details of many photos, without their history, in the order given."""

    def find(self, paths: Sequence[str]) -> dict[str, int]:
        """Map absolute paths to photo ids; unknown paths are left out."""

    def known(
        self,
        folder: int | None = None,
        *,
        directly_in: str | None = None,
        backbone: str | None = None,
    ) -> dict[str, KnownPhoto]:
        """Map path to what a rescan compares: of one folder, of one directory on the disk, or all.

        ``has_features`` is of ``backbone``, or of any. Folder 0: theirs was removed.
        """

    def below(self, path: str) -> tuple[IdArray, BoolArray]:
        """Return the photos below a directory, and whether the file of each was gone, (N,) each."""

    def hashes(self, photos: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
        """Map photo id to (content hash, pixel hash)."""

    def missing(self) -> list[int]:
        """Return the ids of photos whose file is gone or offline."""


class Photos(PhotoReader, Sidecars, Companions, Protocol):
    """Photos, and writing what a scan finds."""

    def save(
        self, folder: int, file: PhotoFile, facts: PhotoFacts, known: int | None = None
    ) -> int:
        """Insert or update a decoded photo (clears an earlier failure); return its id.

        When the picture itself is another one, its features and prediction are dropped; labels
        stay, for they are the person's.
        """

    def save_failure(
        self,
        folder: int,
        file: PhotoFile,
        message: Message,
        known: int | None = None,
        *,
        content: str = "",
    ) -> int:
        """Insert or update a file that could not be read; return its id.

        What was known of the picture is kept: the file may be whole again tomorrow. ``content`` is
        the hash of its bytes, by which it is found again under another name.
        """

    def set_missing(self, photos: Sequence[int], missing: bool) -> None:
        """Mark photos as gone or offline, or as back. Nothing else of them changes."""

    def save_groups(self, groups: Mapping[int, int | None]) -> None:
        """Store the look-alike group by photo id."""


class SceneReader(Protocol):
    """Scenes of the library."""

    def rows(self, *, include_disabled: bool = False) -> list[SceneRow]:
        """List scenes with counts, parents before children."""

    def names(self) -> list[SceneRow]:
        """List all scenes without counts (quick)."""


class Scenes(SceneReader, Protocol):
    """Scenes, and writing them."""

    def save(self, scene: SceneRow) -> None:
        """Insert or change a scene, in the action that is open."""

    def seed(self, scenes: Sequence[SceneRow]) -> None:
        """Insert the scenes of a pack that the library lacks (no action: nothing to undo)."""

    def switch(self, scenes: Collection[str], *, enabled: bool) -> None:
        """Switch scenes on or off as the pack has them (no action: nothing to undo)."""

    def move(self, parents: Mapping[str, str | None]) -> None:
        """Put scenes under parents as the pack has them (no action: nothing to undo)."""


class ModelReader(LikenessReader, KeptReader, Protocol):
    """Models and their work: versions, ranges set by hand, features, predictions."""

    def versions(self) -> list[ModelVersionRow]:
        """List the model versions that are kept, newest first."""

    def current(self) -> int | None:
        """Return the id of the model version in force."""

    def blob(self, version: int | None = None) -> tuple[int, bytes] | None:
        """Return id and bytes of a model version (the current one by default).

        Raises
        ------
        KnownError
            When the bytes are not those that were stored.
        """

    def ranges(self) -> list[HandRange]:
        """List the ranges set by hand."""

    def similarities(self, scene: str) -> SceneSimilarities:
        """Return the similarities to a scene that the range editor draws."""

    def proposals(self, photos: Sequence[int]) -> dict[int, str]:
        """Map photo id to the proposed scene, for those among these that have one."""

    def verdicts(self) -> dict[int, tuple[str | None, bool]]:
        """Map photo id to (proposed scene, accepted by the gate), labels left aside."""

    def accepted_by_scene(self) -> dict[str, IdArray]:
        """Map each scene to the photos that the gate accepted for it, labels left aside."""

    def parents_given(self, photos: Sequence[int] | None = None) -> dict[int, str]:
        """Map photo id to the parent that it got for want of a scene, of these photos or of all.

        Labels are left aside.
        """

    def margins(self) -> tuple[IdArray, FloatArray]:
        """Return the photos of which nobody said anything, and how far each lies inside its range.

        Ids (N,) and similarity less the low end of the proposed scene's range (N,).
        """

    def considered(self, scene: str) -> list[int]:
        """Return the photos whose verdict may change with the range of this scene.

        They are those that it is proposed for, and accepted ones that may bear it as a further
        scene: it is among their candidates, or stands so low that it is not kept among them.
        """

    def encoded(self, backbone: str, photos: Iterable[int] | None = None) -> set[int]:
        """Return the ids of photos (of these, or of all) that have features of this backbone."""

    def features(self, backbone: str, ids: Sequence[int] | None = None) -> FeatureTable:
        """Return the kept features of one backbone, ordered by id."""

    def feature_blocks(
        self, backbone: str, ids: Sequence[int] | None = None, *, size: int = 2000
    ) -> Iterator[FeatureTable]:
        """Yield the kept features of one backbone in blocks, ordered by id."""

    def backbones(self) -> list[str]:
        """Return the backbones that the library has features of."""


class Models(ModelReader, Protocol):
    """Models and their work, and writing it."""

    def save(self, blob: bytes, *, samples: int, figures: Mapping[str, Any]) -> int:
        """Store a model version and make it current, in the action that is open; return its id.

        All labels count as learned from then on.
        """

    def seed(self, blob: bytes) -> int:
        """Store the model of a pack and make it current (no action: nothing to undo).

        It has learned from no label.
        """

    def make_current(self, version: int) -> None:
        """Go back to an earlier model version, in the action that is open."""

    def set_range(self, scene: str, bounds: tuple[float, float] | None) -> None:
        """Set a hand range, or reset it with None, in the action that is open."""

    def save_features(self, backbone: str, features: Mapping[int, FloatArray]) -> None:
        """Keep features, float32 (D,) by photo id."""

    def save_anew(self) -> AbstractContextManager[None]:
        """Save verdicts of all photos within: their index comes last. An error must roll back."""

    def save_verdicts(
        self, version: int, photos: Sequence[int] | IdArray, decisions: Decisions
    ) -> list[int]:
        """Store the decisions on photos, row by row of ``decisions``; return those that differ.

        Labels stay untouched. The lists are not brought up to date: :meth:`show_verdicts` does,
        once for all.
        """

    def show_verdicts(self, photos: Sequence[int] | None) -> None:
        """Bring the lists up to date after :meth:`save_verdicts`; None: for all photos."""


class FolderReader(Protocol):
    """Folders that a person added."""

    def rows(self) -> list[FolderRow]:
        """List the folders."""


class Folders(FolderReader, Protocol):
    """Folders, and writing them."""

    def add(self, path: str) -> int:
        """Add a folder, or return the id of the one that is there.

        Photos that lie in it are its own from now on, unless they lie in one inside it.
        """

    def update(
        self,
        folder: int,
        *,
        online: bool | None = None,
        exclude: Sequence[str] | None = None,
        watch: bool | None = None,
        path: str | None = None,
        walked_at: str | None = None,
    ) -> None:
        """Change a folder; a new ``path`` moves its photos' paths with it (relocate).

        The photos of a folder that is offline stay on the lists, as missing. Where the library has
        the new path already, the other folder becomes part of this one. A photo whose new path is
        another's is displaced, or gone for good where both hold the same that no one spoke of.
        """

    def remove(self, folder: int) -> None:
        """Forget a folder; its photos become missing, labels are kept.

        Photos that lie in another folder of the library go over to that one.
        """


class HistoryReader(TransferReader, Protocol):
    """Actions: what a person did, in the order done."""

    def rows(self, limit: int = 200) -> list[HistoryRow]:
        """List actions, newest first."""

    def photos_of(self, action: int) -> list[int]:
        """Return the photos whose labels or ratings an action changed."""

    def next_undo(self) -> HistoryRow | None:
        """Return the action that undo would take back."""

    def next_redo(self) -> HistoryRow | None:
        """Return the action that redo would do again."""


class History(HistoryReader, Transfers, Protocol):
    """Actions, and taking them back."""

    def undo(self) -> HistoryRow | None:
        """Take back the newest action that is not undone; None when there is none."""

    def redo(self) -> HistoryRow | None:
        """Do again the action undone last; None when there is none."""


class LibraryReader(Protocol):
    """A library for those who only look: the window, and commands that print."""

    @property
    def path(self) -> str:
        """The library file."""

    @property
    def photos(self) -> PhotoReader:
        """Lists of photos, and what is known of each."""

    @property
    def labels(self) -> LabelReader:
        """What a person said about photos."""

    @property
    def ratings(self) -> RatingReader:
        """How good a person found photos."""

    @property
    def albums(self) -> AlbumReader:
        """Albums and kept searches."""

    @property
    def scenes(self) -> SceneReader:
        """The scenes, with counts."""

    @property
    def models(self) -> ModelReader:
        """Model versions, ranges, features and predictions."""

    @property
    def folders(self) -> FolderReader:
        """The folders that a person added."""

    @property
    def history(self) -> HistoryReader:
        """What a person did."""

    @property
    def identity(self) -> IdentityReader:
        """Which photo is which."""

    @property
    def ledger(self) -> LedgerReader:
        """What was written into other files."""

    @property
    def offers(self) -> OfferReader:
        """What a search is completed with."""

    @property
    def localities(self) -> LocalityReader:
        """Where photos were taken."""

    @property
    def calendar(self) -> CalendarReader:
        """When photos were taken."""

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a library setting (JSON value)."""

    def rest(self) -> None:
        """Keep nothing of the file in memory; the next questions read it again."""


class Library(LibraryReader, Protocol):
    """A library for jobs: its parts also write."""

    @property
    def photos(self) -> Photos:
        """Photos, and writing what a scan finds."""

    @property
    def labels(self) -> Labels:
        """What a person said, and writing it."""

    @property
    def ratings(self) -> Ratings:
        """How good a person found photos, and writing it."""

    @property
    def albums(self) -> Albums:
        """Albums and kept searches, and writing them."""

    @property
    def scenes(self) -> Scenes:
        """The scenes, and writing them."""

    @property
    def models(self) -> Models:
        """Models and their work, and writing it."""

    @property
    def folders(self) -> Folders:
        """Folders, and writing them."""

    @property
    def history(self) -> History:
        """What a person did, and taking it back."""

    @property
    def identity(self) -> Identity:
        """Which photo is which, and writing it."""

    @property
    def ledger(self) -> Ledger:
        """What was written into other files, and keeping that."""

    @property
    def localities(self) -> Localities:
        """Where photos were taken, and writing it."""

    @property
    def disks(self) -> DiskList:
        """The disks that photos lie on, and which one lies on which."""

    def set_setting(self, key: str, value: Any) -> None:
        """Store a library setting (JSON value); inside :meth:`action` undo brings it back."""

    def transaction(self) -> AbstractContextManager[None]:
        """Join the calls inside into one transaction, rolled back on an exception.

        Inside it, reads of the same thread see what it has written.
        """

    def action(self, act: Act, params: Mapping[str, Any]) -> AbstractContextManager[None]:
        """Like :meth:`transaction`, and what changes inside is one step of undo.

        One that changes nothing leaves no trace. There is no action within another.
        """
