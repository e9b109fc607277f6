"""What runs on a worker: read a few photos, encode them, send back what the library keeps.

A worker sees the photos under the same paths (shared storage) and has Albumen installed. It is sent
the backbone once, and loads it only if the checksum is the one that was asked for.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np

from app.core.errors import KnownError
from app.core.pack import BACKBONE_FILE, PACK_FILE
from app.core.types import ByteArray, DecodedPhoto, DecodeFailure, FloatArray, PhotoFile
from app.media.jpeg.eighth import is_built

# A picture that was sent as features has none.
NO_PICTURE: ByteArray = np.zeros((0, 0, 3), dtype=np.uint8)
# One worker process loads the backbone once, and encodes one batch at a time.
_loading = Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """How photos are read: as for :func:`app.media.decode.decode_image`, and the backbone.

    ``files`` are name and SHA-256 of each file of the backbone; ``fast`` lets a worker use a
    graphics processor or bf16, where its check shows that equal and faster. ``compiled`` says
    whether this machine has the compiled reader of JPEGs: one that reads otherwise is not asked,
    because its features would differ in their last digits.
    """

    input_px: int
    resize_mode: str
    files: tuple[tuple[str, str], ...]
    thumbnail_px: int = 320
    fast: bool = True
    compiled: bool = field(default_factory=is_built)


@dataclass(frozen=True, slots=True)
class Sent:
    """A photo that was read: its facts, with features and without picture, and its thumbnail."""

    photo: DecodedPhoto
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a worker could do nothing at all."""

    cause: str


Results = list[Sent | DecodeFailure]


def kept(backbone: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the backbone: the scheduler can ask any worker for it again."""
    return backbone


def answer(
    files: Sequence[PhotoFile], task: Reading, backbone: Mapping[str, bytes]
) -> Results | Fault:
    """Read photos on a worker; whatever goes wrong with the worker itself is told, not raised."""
    try:
        return read_photos(files, task, backbone)
    except (KnownError, ImportError, OSError, RuntimeError, ValueError, MemoryError) as error:
        return Fault(str(error) or type(error).__name__)


def backbone_files(folder: Path) -> dict[str, bytes]:
    """Return the files that a worker needs of a scene pack."""
    return {name: (folder / name).read_bytes() for name in (PACK_FILE, BACKBONE_FILE)}


def checksums(files: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    """Return the SHA-256 of each file, by name."""
    return tuple((name, hashlib.sha256(data).hexdigest()) for name, data in sorted(files.items()))


def read_photos(
    files: Sequence[PhotoFile], task: Reading, backbone: Mapping[str, bytes]
) -> Results:
    """Read photos and encode them, in their order.

    Raises
    ------
    KnownError
        When the backbone is not the one that was asked for, or cannot be loaded, or this worker
        reads JPEGs otherwise than the machine that asks.
    """
    from app.media.decode import DecodeError, decode_image

    if task.compiled != is_built():
        raise KnownError("cluster_reader")
    found: Results = []
    pictures: list[ByteArray] = []
    for file in files:
        try:
            read = decode_image(file.path, task.input_px, task.resize_mode, task.thumbnail_px)
        except DecodeError as error:
            found.append(DecodeFailure(file, error.message))
            continue
        found.append(Sent(DecodedPhoto(file, NO_PICTURE, read.facts), read.thumbnail))
        pictures.append(read.model_input)
    if not pictures:
        return found
    with _loading:
        features = list(_encoder(task, _Files(backbone))(np.stack(pictures)))
    for at, sent in enumerate(found):
        if isinstance(sent, Sent):
            found[at] = replace(sent, photo=replace(sent.photo, features=features.pop(0)))
    return found


class _Files:
    """The files of a backbone; all are the same to the cache, which goes by their checksums."""

    def __init__(self, data: Mapping[str, bytes]) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files)

    def __hash__(self) -> int:
        return 0


@cache
def _encoder(task: Reading, files: _Files) -> Callable[[ByteArray], FloatArray]:
    """Load the backbone, once a worker process."""
    from app.vision.inference import Inference

    if checksums(files.data) != task.files:
        raise KnownError("cluster_backbone")
    with tempfile.TemporaryDirectory(prefix="albumen-") as place:
        for name, data in files.data.items():
            (Path(place) / name).write_bytes(data)
        return Inference.from_pack(Path(place), fast=task.fast).encode
