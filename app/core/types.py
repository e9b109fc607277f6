"""The nouns that travel between rooms. Small frozen records; no behaviour beyond their fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.dates import DateSource
from app.core.messages import Message
from app.core.outside.companions import Companion

FloatArray = npt.NDArray[np.float32]
HalfArray = npt.NDArray[np.float16]
ByteArray = npt.NDArray[np.uint8]
IdArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Status(StrEnum):
    """Where a photo stands. The label shown is the person's, else the accepted one.

    ``WAITING`` photos have been found, but not looked at yet. ``COARSE`` ones bear the tag of a
    parent: water, not sure which.
    """

    ACCEPTED = "accepted"
    COARSE = "coarse"
    REJECTED = "rejected"
    LABELLED = "labelled"
    FAILED = "failed"
    WAITING = "waiting"


class Reason(StrEnum):
    """Why the gate rejected a photo, or why a file failed (``details`` then says more).

    ``LEFT_OUT`` says that a person left the photo out of a refresh: accepted or not, it keeps the
    tag that it had before, or none.
    """

    NONE = ""
    UNLIKE_PROTOTYPE = "unlike_prototype"
    ABOVE_RANGE = "above_range"
    SECOND_SCENE = "second_scene"
    NO_SCENE = "no_scene"
    TOO_FEW_SAMPLES = "too_few_samples"
    PERSON_SAID_NO = "person_said_no"
    NOT_A_NUMBER = "not_a_number"
    LEFT_OUT = "left_out"
    UNREADABLE = "unreadable"


class ResizeMode(StrEnum):
    """How an upright picture becomes a square: the whole of it, or its centre."""

    SQUASH = "squash"
    CROP = "crop"


class GateRule(StrEnum):
    """Which score the gate cuts. ``DEFAULT`` is the one chosen by measurement."""

    DEFAULT = "default"
    CONFIDENCE = "confidence"
    PATENT = "patent"


# What a person may still be asked about: photos without a tag, and those with a coarse one.
UNDECIDED = (Status.REJECTED, Status.COARSE)


@dataclass(frozen=True, slots=True)
class SidecarFile:
    """A file of other programs' words beside a photo. Times are those of :class:`PhotoFile`."""

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file that counts as a photo. ``path`` is absolute; undecodable bytes are surrogates.

    ``mtime_ns`` is when its bytes were changed, as programs may set it; ``ctime_ns`` when anything
    about it was, as only the system does (on Windows when it was made). Both are ns since 1970.
    ``device`` is the system's number of the disk that it lies on at present, 0 where unknown.
    ``sidecars`` are those that a walk saw beside it, the one for this photo alone last;
    ``companions`` all files that belong to it.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int = 0
    device: int = field(default=0, compare=False)
    sidecars: tuple[SidecarFile, ...] = ()
    companions: tuple[Companion, ...] = ()


# A photo or two of most cameras, in a sixth of a gigabyte.
AT_HAND_PX = 50_000_000


@dataclass(frozen=True, slots=True)
class KnownPhoto:
    """What a rescan compares without opening the file.

    ``failed`` files are tried again only when size or a time changed. ``sidecars`` is the state of
    its sidecars when they were read, empty for none; ``companions`` all that belongs to it.
    """

    id: int
    path: str
    size: int
    mtime_ns: int
    folder: int
    failed: bool
    missing: bool
    has_features: bool
    status: Status | None = None
    ctime_ns: int = 0
    disk: int = 0
    sidecars: str = ""
    companions: tuple[Companion, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """What the library keeps of a photo's file, to know it again.

    ``is_gone``: its file was not there when its folder was last walked, another file has taken its
    place, or its folder was removed. ``folder`` is 0 then. ``content`` and ``pixels`` are hashes,
    empty where unknown. ``is_waiting``: only its header was read so far. ``is_outside``: its path
    lies in no folder of the library, so that nothing there may be looked at. ``is_displaced``:
    another file lies at its path. ``disk`` is the one that its file lay on, 0 where unknown.
    """

    id: int
    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    folder: int
    is_gone: bool
    is_waiting: bool
    content: str
    pixels: str
    is_labelled: bool
    is_outside: bool = False
    is_displaced: bool = False
    disk: int = 0


# Photos that are gone to photos of the same picture that are there.
Twins = dict[int, list[int]]


@dataclass(frozen=True, slots=True)
class AskedPicture(PhotoFile):
    """A look at a photo: a part of it, as large as it is shown.

    Attributes
    ----------
    photo, generation : int
        Who asked, and for the how-manieth time: a result is shown only where both still hold.
    box : tuple of 4 float
        Left, top, right and bottom of the part, as shares of the upright picture.
    width_px, height_px : int
        The most pixels that can be shown of the part; 0 asks only that the photo be kept at hand.
    at_hand_px : int
        So many pixels of photos may stay at hand in full size; the oldest go first.
    """

    photo: int = 0
    generation: int = 0
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    width_px: int = 0
    height_px: int = 0
    at_hand_px: int = AT_HAND_PX

    @property
    def is_whole(self) -> bool:
        """Whether all of the photo is wanted."""
        return self.box == (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a decode learns about a photo besides its pixels.

    ``width`` and ``height`` are those of the upright picture; ``orientation`` is the EXIF value
    1-8; ``taken_at`` is ISO 8601 local time without zone, or None; ``taken_from`` says who wrote
    it, EXIF or GPS; ``content_hash`` is of the whole file, ``pixel_hash`` of the image data alone
    (unchanged when a tag is rewritten; empty while only the header was read).
    """

    width: int
    height: int
    orientation: int
    format: str
    content_hash: str
    pixel_hash: str
    taken_at: str | None = None
    camera: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    taken_from: DateSource = DateSource.EXIF


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """One decode: the model's input, uint8 (H, W, 3) upright RGB, and the facts.

    The thumbnail has already been written to the thumbnail cache, under the content hash. With
    ``features``, float32 (D,), it was encoded where it was decoded, and has no picture.
    """

    file: PhotoFile
    model_input: ByteArray
    facts: PhotoFacts
    features: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class DecodeFailure:
    """A file that could not be read. ``message`` tells why: its values are plain."""

    file: PhotoFile
    message: Message


@dataclass(frozen=True, slots=True)
class Candidate:
    """One scene that a photo might show, with both scores of that scene."""

    scene: str
    similarity: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What the gate says of one photo.

    ``similarity`` is exactly the number that the gate cuts with ``[low, high]``, whichever rule is
    in force. ``candidates`` are the best five, best first; the first is the proposed scene.
    ``further`` are secondary scenes whose own range passes (only on accepted photos). A photo that
    is ``COARSE`` has the tag of a ``parent``, whose similarity lies in the parent's own range;
    ``scene`` is still the scene proposed, and ``reason`` says why that was rejected.
    """

    scene: str | None
    status: Status
    reason: Reason
    similarity: float
    low: float
    high: float
    confidence: float
    margin: float
    patent_similarity: float
    candidates: tuple[Candidate, ...] = ()
    further: tuple[str, ...] = ()
    parent: str | None = None
    parent_similarity: float = 0.0
    parent_low: float = 0.0
    parent_high: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a job. ``total`` is None while it is unknown; ``note`` names what is worked on.

    ``change`` carries what has been written since the last progress, so that a window can show
    rows while the job still runs. ``waiting`` says why nothing is done just now, such as
    ``"battery"``.
    """

    done: int
    total: int | None = None
    note: str = ""
    failed: int = 0
    change: Change | None = None
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a job changed. ``photos`` is None for 'any photo may have changed'.

    ``summary`` is the job's result for terminals and messages (plain JSON values).
    """

    photos: frozenset[int] | None = frozenset()
    scenes: bool = False
    folders: bool = False
    model: bool = False
    history: bool = False
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """Kept features of one backbone: ``ids`` int64 (N,), ``features`` float32 (N, D)."""

    ids: IdArray
    features: FloatArray


@dataclass(frozen=True, slots=True)
class SceneSimilarities:
    """Similarities to one scene, for its range editor; arrays of one length, ordered by id.

    They are those of the photos that the scene is proposed for, and of those that a person said
    yes or no to where the similarity is known. ``ids`` int64; ``similarities`` float32;
    ``statuses`` uint8, positions in ``list(Status)``; ``said`` int8: 1 yes, -1 no, 0 nothing.
    """

    ids: IdArray
    similarities: FloatArray
    statuses: npt.NDArray[np.uint8]
    said: npt.NDArray[np.int8]
