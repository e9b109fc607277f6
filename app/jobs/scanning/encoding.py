"""The encoder's side of a scan: batches of decoded photos go in, photos with features come out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from app.core.protocols import Encoder
from app.core.types import DecodedPhoto, FloatArray
from app.jobs.context import JobContext
from app.jobs.scanning.identity import Item
from app.jobs.scanning.intake import Group, Intake

PHOTOS_AT_ONCE = 16
FLUSH_S = 1.0

Encoded = Future[FloatArray] | None


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


def encoded_groups(results: Iterable[Item], intake: Intake, lane: EncoderLane) -> Iterator[Group]:
    """Encode in batches, while the decoders go on: one batch is in the encoder, one fills up."""
    waiting: tuple[list[Item], dict[str, FloatArray], list[DecodedPhoto], Encoded] | None = None
    for batch in _batches(results):
        known = _sent_features(batch) | intake.kept_features(batch)
        images = [i for i in batch if isinstance(i, DecodedPhoto) and i.file.path not in known]
        future = lane.submit(images)
        if waiting is not None:
            yield _paired(*waiting)
        waiting = (batch, known, images, future)
    if waiting is not None:
        yield _paired(*waiting)


def _sent_features(batch: Sequence[Item]) -> dict[str, FloatArray]:
    """Return the features of photos that were encoded where they were decoded."""
    return {
        item.file.path: item.features
        for item in batch
        if isinstance(item, DecodedPhoto) and item.features is not None
    }


def _batches(results: Iterable[Item]) -> Iterator[list[Item]]:
    """Cut the stream into batches: full ones, or what has come within ``FLUSH_S``."""
    batch: list[Item] = []
    since = time.monotonic()
    for item in results:
        batch.append(item)
        if len(batch) >= PHOTOS_AT_ONCE or time.monotonic() - since > FLUSH_S:
            yield batch
            batch, since = [], time.monotonic()
    if batch:
        yield batch


def _paired(
    batch: list[Item],
    known: Mapping[str, FloatArray],
    images: list[DecodedPhoto],
    future: Encoded,
) -> Group:
    features = future.result() if future is not None else ()
    fresh = {i.file.path: vector for i, vector in zip(images, features, strict=True)}
    vectors = {**known, **fresh}
    return [(item, vectors.get(item.file.path)) for item in batch]
