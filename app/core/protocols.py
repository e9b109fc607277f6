"""What jobs and the window need from the rooms below, so that tests can hand in something else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from app.core.likeness import Likeness
from app.core.records import LabelRow
from app.core.types import (
    ByteArray,
    DecodedPhoto,
    DecodeFailure,
    FloatArray,
    IdArray,
    PhotoFile,
    StoredPhoto,
    Twins,
)


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


class LikenessReader(Protocol):
    """Finding photos by their looks, from kept features."""

    def alike(self, like: Likeness) -> tuple[IdArray, FloatArray]:
        """Return photos and how alike each is, int64 (N,) and float32 (N,), the most alike first.

        The photos asked about lead, in their order, at 1. All photos with features are looked at,
        also those that no list holds.

        Raises
        ------
        KnownError
            When the library has no model version.
        """


class IdentityReader(Protocol):
    """Which photo is which: hashes, places, and photos of the same picture."""

    def stored(self, photos: Sequence[int]) -> list[StoredPhoto]:
        """Return what the library keeps of these photos' files."""

    def alike(self, contents: Collection[str], pixels: Collection[str]) -> list[StoredPhoto]:
        """Return the photos with one of these contents, or with the pixels of one of these."""

    def twins(self) -> Twins:
        """Map photos that are gone, and that a person spoke about, to those of the same picture.

        These are there, and come in this order: the same bytes, the same pixels.
        """

    def former(self, contents: Collection[str]) -> dict[str, tuple[int, int]]:
        """Map contents that a photo held before it was changed to the photo and the time (ns)."""

    def repeated(self) -> tuple[list[list[int]], list[list[int]]]:
        """Return photos that are there in groups of one content, and in groups of the same pixels.

        Two or more each, rising.
        """

    def shots(self) -> list[tuple[int, str, str]]:
        """List the photos that are there and say who made them and when: photo, camera, time.

        In the order of camera and time.
        """

    def encoded_pixels(self, backbone: str, pixels: Collection[str]) -> dict[str, int]:
        """Map hashes of pixels to a photo with these pixels that has features of a backbone."""


class Identity(IdentityReader, Protocol):
    """Which photo is which, and writing it."""

    def displace(self, photos: Sequence[int]) -> None:
        """Take photos from their paths, where other files lie now; they count as gone."""

    def see_again(self, files: Mapping[int, PhotoFile]) -> None:
        """Keep the new times of files whose content is the same; they are there."""

    def retag(self, files: Mapping[int, tuple[PhotoFile, str]]) -> None:
        """Keep what files hold after we wrote keywords into them: times, size, content hash.

        Their picture is the same, so that nothing else of the photo changes.
        """

    def remember(self, photo: int, content: str, at_ns: int) -> None:
        """Keep what a photo held until its file was changed where it lies, seen at ``at_ns``."""

    def split(self, photo: int, content: str) -> int:
        """Leave a photo's file to a new photo, returned, and take the old one from its path.

        The new one has file, features and prediction of the old one, and no word of a person. What
        was remembered since the old one held ``content`` is forgotten: it was of the new one.
        """

    def merge(self, kept: int, other: int) -> None:
        """Make two rows of one photo one, ``kept``: what a person said of both, and its history.

        The file is that of the row whose file is there. The caller makes sure that what was said
        does not contradict itself, for the later word would win.
        """

    def follow(self, files: Mapping[int, tuple[int, PhotoFile]]) -> None:
        """Let photos lie where their files were moved: folder and file by photo.

        All else of a photo stays. Another photo that was known at the new path is displaced.
        """


class LabelReader(Protocol):
    """Labels: what a person said about photos."""

    def rows(self) -> list[LabelRow]:
        """List every photo that a person said anything about."""

    def of(self, photos: Sequence[int]) -> dict[int, tuple[str | None, tuple[str, ...]]]:
        """Map photo id to (yes, no) for the photos among these that a person spoke about."""

    def given_at(self) -> dict[int, str]:
        """Map each photo that bears a scene by a person's word to the time at which it was said."""

    def refused(self) -> dict[int, tuple[str, ...]]:
        """Map photo id to the scenes that a person refused for it, all photos."""

    def samples(self, scene: str) -> list[int]:
        """Return the ids of photos that a person labelled with this scene."""


class Labels(LabelReader, Protocol):
    """Labels, and writing them in an action.

    The caller writes predictions anew afterwards where a label changes what the gate would say.
    """

    def save(self, labels: Mapping[int, tuple[str | None, tuple[str, ...]]]) -> None:
        """Set (yes, no) by photo id, in the action that is open.

        Photos that already bear exactly this label are left as they are.
        """
