"""What jobs and the window need from the rooms below, so that tests can hand in something else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from app.core.messages import Message
from app.core.records import (
    Counts,
    FeatureTable,
    FolderRow,
    HandRange,
    HistoryRow,
    KnownPhoto,
    LabelRow,
    Listing,
    ModelVersionRow,
    PhotoDetail,
    PhotoRow,
    Query,
    SceneRow,
    SceneSimilarities,
)
from app.core.types import (
    BoolArray,
    ByteArray,
    Decision,
    DecodedPhoto,
    DecodeFailure,
    FloatArray,
    IdArray,
    PhotoFacts,
    PhotoFile,
)

if TYPE_CHECKING:
    from app.core.tagger import Decisions


class Encoder(Protocol):
    """Turns model inputs into features: the frozen backbone, in a process of its own."""

    @property
    def backbone_id(self) -> str:
        """Name and checksum of the backbone; features of different backbones never mix."""

    def start(self) -> None:
        """Start its process, if it has one, so that the first batch need not wait for it."""

    def encode(self, images: ByteArray) -> FloatArray:
        """Encode uint8 (N, H, W, 3) upright RGB into float32 (N, D)."""

    def close(self) -> None:
        """Stop the encoder's process, if it has one."""


class DecoderPool(Protocol):
    """Decodes files in processes of its own; a crash or a hang costs only that file."""

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        """Yield one result a file, in the order of completion; pulls ``files`` lazily."""

    def close(self) -> None:
        """Stop the processes."""


class LibraryReader(Protocol):
    """Reads the library. Safe to use from several threads; every call sees committed rows."""

    @property
    def path(self) -> str:
        """The library file."""

    def counts(self) -> Counts:
        """Count the lists of the sidebar."""

    def scenes(self, *, include_disabled: bool = False) -> list[SceneRow]:
        """List scenes with counts, parents before children."""

    def scene_names(self) -> list[SceneRow]:
        """List all scenes without counts (quick)."""

    def folders(self) -> list[FolderRow]:
        """List the folders that a person added."""

    def size(self) -> int:
        """Return a number that the library has at most as many photos as, at once."""

    def ids(self, query: Query) -> IdArray:
        """Return the ids of a list, in its order."""

    def listing(self, query: Query) -> Listing:
        """Return all of a list. 100,000 photos in well under 100 ms, a million in a second."""

    def first_page(self, query: Query, limit: int) -> Listing | None:
        """Return the beginning of a list, at least ``limit`` ids or all, however long it is.

        None for lists that no index has the order of.
        """

    def held(self, query: Query, photos: Iterable[int]) -> set[int]:
        """Return which of these photos a list holds."""

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

        ``has_features`` is of ``backbone``, or of any.
        """

    def below(self, path: str) -> tuple[IdArray, BoolArray]:
        """Return the photos below a directory, and whether the file of each was gone, (N,) each."""

    def labels(self) -> list[LabelRow]:
        """List every photo that a person said anything about."""

    def labels_of(self, photos: Sequence[int]) -> dict[int, tuple[str | None, tuple[str, ...]]]:
        """Map photo id to (yes, no) for the photos among these that a person spoke about."""

    def proposals(self, photos: Sequence[int]) -> dict[int, str]:
        """Map photo id to the proposed scene, for those among these that have one."""

    def refused(self) -> dict[int, tuple[str, ...]]:
        """Map photo id to the scenes that a person refused for it, all photos."""

    def hashes(self, photos: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
        """Map photo id to (content hash, pixel hash)."""

    def missing(self) -> list[int]:
        """Return the ids of photos whose file is gone or offline."""

    def verdicts(self) -> dict[int, tuple[str | None, bool]]:
        """Map photo id to (proposed scene, accepted by the gate), labels left aside."""

    def margins(self) -> tuple[IdArray, FloatArray]:
        """Return the photos of which nobody said anything, and how far each lies inside its range.

        Ids (N,) and similarity less the low end of the proposed scene's range (N,).
        """

    def considered(self, scene: str) -> list[int]:
        """Return the photos whose verdict may change with the range of this scene."""

    def action_photos(self, action: int) -> list[int]:
        """Return the photos that an action touched."""

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

    def similarities(self, scene: str) -> SceneSimilarities:
        """Return the similarities to a scene that the range editor draws."""

    def samples(self, scene: str) -> list[int]:
        """Return the ids of photos that a person labelled with this scene."""

    def hand_ranges(self) -> list[HandRange]:
        """List the ranges set by hand."""

    def history(self, limit: int = 200) -> list[HistoryRow]:
        """List actions, newest first."""

    def next_undo(self) -> HistoryRow | None:
        """Return the action that undo would take back."""

    def next_redo(self) -> HistoryRow | None:
        """Return the action that redo would do again."""

    def model_versions(self) -> list[ModelVersionRow]:
        """List model versions, newest first."""

    def model_blob(self, version: int | None = None) -> tuple[int, bytes] | None:
        """Return id and bytes of a model version (the current one by default)."""

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a library setting (JSON value)."""


class LibraryWriter(Protocol):
    """Writes the library. Every call is one transaction, unless inside :meth:`transaction`.

    Calls that record an ``action`` can be undone. The caller writes predictions anew afterwards
    where the action changes what the gate would say.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Join the calls inside into one transaction, rolled back on an exception.

        Inside it, reads of the same thread see what it has written.
        """

    def action(self, kind: str, params: Mapping[str, Any]) -> AbstractContextManager[None]:
        """Like :meth:`transaction`, and join the actions inside into one step of undo."""

    def seed_scenes(self, scenes: Sequence[SceneRow]) -> None:
        """Insert the scenes of a pack that the library lacks (no action: nothing to undo)."""

    def switch_scenes(self, scenes: Collection[str], *, enabled: bool) -> None:
        """Switch scenes on or off as the pack has them (no action: nothing to undo)."""

    def add_folder(self, path: str) -> int:
        """Add a folder, or return the id of the one that is there."""

    def update_folder(
        self,
        folder: int,
        *,
        online: bool | None = None,
        exclude: Sequence[str] | None = None,
        watch: bool | None = None,
        path: str | None = None,
    ) -> None:
        """Change a folder; a new ``path`` moves its photos' paths with it (relocate)."""

    def remove_folder(self, folder: int) -> None:
        """Forget a folder; its photos become missing, labels are kept."""

    def save_photo(
        self, folder: int, file: PhotoFile, facts: PhotoFacts, known: int | None = None
    ) -> int:
        """Insert or update a decoded photo (clears an earlier failure); return its id."""

    def save_failure(
        self, folder: int, file: PhotoFile, message: Message, known: int | None = None
    ) -> int:
        """Insert or update a file that could not be read; return its id."""

    def move_photo(self, photo: int, folder: int, file: PhotoFile) -> None:
        """Give a photo a new path (renamed or moved file); everything else stays."""

    def set_missing(self, photos: Sequence[int], missing: bool) -> None:
        """Mark photos as gone or offline, or as back. Nothing else of them changes."""

    def save_features(self, backbone: str, features: Mapping[int, FloatArray]) -> None:
        """Keep features, float32 (D,) by photo id."""

    def save_decisions(self, version: int, decisions: Mapping[int, Decision]) -> None:
        """Store the gate's word by photo id, replacing the earlier one. Labels stay untouched."""

    def save_verdicts(self, version: int, photos: Sequence[int], decisions: Decisions) -> list[int]:
        """Store the gate's word on many photos at once, by columns; return those that differ.

        The lists follow with :meth:`show_verdicts`, once for all.
        """

    def show_verdicts(self, photos: Sequence[int] | None) -> None:
        """Bring the lists up to date after :meth:`save_verdicts`; None: for all photos."""

    def save_groups(self, groups: Mapping[int, int | None]) -> None:
        """Store the look-alike group by photo id."""

    def set_labels(
        self,
        kind: str,
        params: Mapping[str, Any],
        labels: Mapping[int, tuple[str | None, tuple[str, ...]]],
    ) -> int:
        """Set (yes, no) by photo id as one action that can be undone; return the action's id."""

    def save_scene(self, scene: SceneRow, *, kind: str, params: Mapping[str, Any]) -> int:
        """Insert or change a scene as one action; return the action's id."""

    def set_range(self, scene: str, bounds: tuple[float, float] | None) -> int:
        """Set a hand range, or reset it with None, as one action; return the action's id."""

    def save_model(
        self, blob: bytes, *, source: str, samples: int, figures: Mapping[str, Any], action: bool
    ) -> int:
        """Store a model version and make it current (one undoable action if ``action``)."""

    def set_current_model(self, version: int) -> int:
        """Go back to an earlier model version as one action; return the action's id."""

    def undo(self) -> HistoryRow | None:
        """Take back the newest action that is not undone; None when there is none."""

    def redo(self) -> HistoryRow | None:
        """Do again the action undone last; None when there is none."""

    def set_setting(self, key: str, value: Any) -> None:
        """Store a library setting (JSON value); inside :meth:`action` undo brings it back."""
