"""What jobs and the window need from the rooms below, so that tests can hand in something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from app.core.types import ByteArray, DecodedPhoto, DecodeFailure, FloatArray, PhotoFile


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
