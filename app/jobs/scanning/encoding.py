"""The encoder's side of a scan: batches of decoded photos go in, photos with features come out.

The first batches are small, and each is handed on as soon as it is encoded: a person who looks on
sees the first tags seconds sooner. Features do not depend on the photos beside them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.core.protocols import Encoder
from app.core.types import DecodedPhoto, FloatArray
from app.jobs.context import JobContext
from app.jobs.scanning.identity import Item
from app.jobs.scanning.intake import Group, Intake

FIRST_AT_ONCE = 4
PHOTOS_AT_ONCE = 16
FLUSH_S = 1.0


class EncoderLane:
    """One thread in front of the encoder, so that it works while the decoders go on."""

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx
        self._encoder: Encoder | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="albumen-encode")

    def start(self) -> None:
        """Begin to start the encoder; what is submitted meanwhile waits for it."""
        if self._encoder is None:
            self._encoder = self._ctx.encoder()
            self._thread.submit(self._encoder.start)

    def submit(self, batch: Sequence[DecodedPhoto]) -> Future[FloatArray] | None:
        """Encode a batch; None where it is empty."""
        if not batch:
            return None
        self.start()
        assert self._encoder is not None
        return self._thread.submit(self._encoder.encode, np.stack([i.model_input for i in batch]))

    def close(self) -> None:
        """End the thread, then the encoder."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        if self._encoder is not None:
            self._encoder.close()


@dataclass(frozen=True, slots=True)
class _Sent:
    """A batch in the encoder: all its items, features known before, photos sent, their features."""

    batch: list[Item]
    known: dict[str, FloatArray]
    images: list[DecodedPhoto]
    encoded: Future[FloatArray] | None

    def is_done(self) -> bool:
        return self.encoded is None or self.encoded.done()

    def group(self) -> Group:
        """Return items with their features; waits for the encoder."""
        features = self.encoded.result() if self.encoded is not None else ()
        fresh = {i.file.path: vector for i, vector in zip(self.images, features, strict=True)}
        vectors = {**self.known, **fresh}
        return [(item, vectors.get(item.file.path)) for item in self.batch]


def encoded_groups(results: Iterable[Item], intake: Intake, lane: EncoderLane) -> Iterator[Group]:
    """Encode in batches, while the decoders go on: one batch is in the encoder, one fills up."""
    waiting: _Sent | None = None
    batch: list[Item] = []
    size, since = FIRST_AT_ONCE, time.monotonic()
    for item in results:
        if waiting is not None and waiting.is_done():
            yield waiting.group()
            waiting = None
        batch.append(item)
        if len(batch) < size and time.monotonic() - since <= FLUSH_S:
            continue
        sent = _send(batch, intake, lane)
        if waiting is not None:
            yield waiting.group()
        waiting, batch, since = sent, [], time.monotonic()
        size = min(2 * size, PHOTOS_AT_ONCE)
    last = _send(batch, intake, lane) if batch else None
    for left in (waiting, last):
        if left is not None:
            yield left.group()


def _send(batch: list[Item], intake: Intake, lane: EncoderLane) -> _Sent:
    known = _sent_features(batch) | intake.kept_features(batch)
    images = [i for i in batch if isinstance(i, DecodedPhoto) and i.file.path not in known]
    return _Sent(batch, known, images, lane.submit(images))


def _sent_features(batch: Sequence[Item]) -> dict[str, FloatArray]:
    """Return the features of photos that were encoded where they were decoded."""
    return {
        item.file.path: item.features
        for item in batch
        if isinstance(item, DecodedPhoto) and item.features is not None
    }
