"""A decoder pool whose processes are the workers of a Dask cluster.

Files go out in chunks, a few for each thread of the cluster; results come back in the order of
completion. A worker is not trusted: an answer that is no answer to the question, or that a file is
gone which lies here, is asked for again elsewhere; what two workers could not do is asked for file
by file, and a file that two could not do is failed. What a worker had in hand that died is tried
again by Dask; if workers go on dying, file by file at the end, with nothing else under way.
"""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

import numpy as np

from app.cluster.worker import Fault, Reading, Results, Sent, answer, kept
from app.core.errors import KnownError
from app.core.messages import Message
from app.core.protocols import Encoder
from app.core.types import ByteArray, DecodedPhoto, DecodeFailure, FloatArray, PhotoFile
from app.media.thumbnails import write_thumbnail

# Dask types its own interface in parts.
Client: TypeAlias = Any
Future: TypeAlias = Any

log = logging.getLogger(__name__)

FILES_A_CHUNK = 16
CHUNKS_A_THREAD = 2
TRIES = 2
DIED = "the workers that read it died"
# How often it is looked whether anybody is there, and how long a cluster may be without workers.
LOOK_S, NOBODY_S = 2.0, 60.0
# What a worker says where it does not see the storage.
_NOT_SEEN = frozenset(("vanished", "unreadable"))


@dataclass(slots=True)
class _Chunk:
    """Files that go out together, and the workers that could not do them.

    ``is_alone``: nothing else is under way, so that a worker that dies tells which file it was.
    """

    files: tuple[PhotoFile, ...]
    failed_on: list[str] = field(default_factory=list)
    is_alone: bool = False


class ClusterPool:
    """Implements :class:`app.core.protocols.DecoderPool`; photos come with their features.

    Parameters
    ----------
    client : distributed.Client
        Connected; stays open when the pool is closed.
    task : Reading
    backbone : mapping of str to bytes
        The files of the backbone.
    feature_size : int
        D of the features.
    thumbnail_dir : path-like
        This machine's thumbnail cache.
    """

    def __init__(
        self,
        client: Client,
        task: Reading,
        backbone: dict[str, bytes],
        feature_size: int,
        thumbnail_dir: str | os.PathLike[str],
    ) -> None:
        self._client, self._task = client, task
        self._size, self._thumbnails = feature_size, Path(thumbnail_dir)
        # Sent to the scheduler once; workers hand it on to each other. A task, and no data that was
        # scattered: what only workers hold is lost with the last of them.
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Sending large graph")
            self._backbone = client.submit(kept, backbone, pure=False)
        self._pending: dict[Future, _Chunk] = {}
        self._done: SimpleQueue[Future] = SimpleQueue()
        self._suspects: deque[_Chunk] = deque()

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        """Yield one result a file, in the order of completion; pulls ``files`` lazily.

        Raises
        ------
        KnownError
            When the scheduler is gone, or no worker is there.
        """
        source = iter(files)
        try:
            self._fill(source)
            while self._pending:
                future = self._next()
                chunk = self._pending.pop(future)
                yield from self._taken(future, chunk)
                self._fill(source)
        finally:
            self._cancel()

    def close(self) -> None:
        """Take back what is under way; the cluster goes on without us."""
        self._cancel()
        self._backbone.release()

    def _next(self) -> Future:
        """Wait for a future that is done, as long as there is anybody to do it."""
        deadline = time.monotonic() + NOBODY_S
        while True:
            try:
                future = self._done.get(timeout=LOOK_S)
            except Empty:
                if self._client.status != "running":
                    raise KnownError("cluster_lost") from None
                if self._threads():
                    deadline = time.monotonic() + NOBODY_S
                elif time.monotonic() > deadline:
                    raise KnownError("cluster_empty") from None
            else:
                if future in self._pending:
                    return future

    def _threads(self) -> int:
        return sum(self._client.nthreads().values())

    def _fill(self, source: Iterator[PhotoFile]) -> None:
        room = CHUNKS_A_THREAD * max(self._threads(), 1)
        while len(self._pending) < room:
            files = tuple(islice(source, FILES_A_CHUNK))
            if files:
                self._submit(_Chunk(files))
            elif self._suspects and not self._pending:
                self._submit(self._suspects.popleft())
            else:
                return

    def _submit(self, chunk: _Chunk) -> None:
        others = [w for w in self._client.nthreads() if w not in chunk.failed_on]
        future = self._client.submit(
            answer,
            chunk.files,
            self._task,
            self._backbone,
            pure=False,
            # Elsewhere, if there is anybody else.
            workers=others if chunk.failed_on and others else None,
        )
        self._pending[future] = chunk
        future.add_done_callback(self._done.put)

    def _taken(self, future: Future, chunk: _Chunk) -> Iterator[DecodedPhoto | DecodeFailure]:
        """Yield the results of a chunk, or ask for it again."""
        worker, cause, results = self._outcome(future, chunk)
        if not cause:
            for one in results:
                yield self._kept(one) if isinstance(one, Sent) else one
            return
        log.warning("%s on %s: %s", chunk.files[0].path, worker, cause)
        chunk.failed_on.append(worker)
        if cause == DIED and not chunk.is_alone:
            # Dask blames all that waited on the same worker: each is tried alone, at the end.
            self._suspects += (_Chunk((file,), is_alone=True) for file in chunk.files)
        elif cause != DIED and len(chunk.failed_on) < TRIES:
            self._submit(chunk)
        elif len(chunk.files) > 1:
            for file in chunk.files:
                self._submit(_Chunk((file,)))
        else:
            yield DecodeFailure(chunk.files[0], Message("cluster_failed", {"cause": cause}))

    def _outcome(self, future: Future, chunk: _Chunk) -> tuple[str, str, Results]:
        """Return worker, what is wrong ("" for nothing), and results that are to be believed."""
        from distributed import KilledWorker

        try:
            found = future.result()
        except KilledWorker as error:
            return error.last_worker.address, DIED, []
        # Dask raises what its own parts raise, and what a worker sends it.
        except Exception as error:
            if self._client.status != "running":
                raise KnownError("cluster_lost") from error
            return "", f"{type(error).__name__}: {error}", []
        worker = next(iter(self._client.who_has([future]).get(future.key, ())), "")
        if isinstance(found, Fault):
            return worker, found.cause, []
        return worker, self._fault(chunk.files, found), found

    def _fault(self, files: Sequence[PhotoFile], results: object) -> str:
        """Say why an answer is not to be believed; nothing where it is."""
        if not isinstance(results, list) or len(results) != len(files):
            return "the answer has another length than the question"
        for file, one in zip(files, results, strict=True):
            photo = one.photo if isinstance(one, Sent) else one
            if not isinstance(photo, DecodedPhoto | DecodeFailure) or photo.file != file:
                return "the answer is about other files"
            if isinstance(photo, DecodeFailure):
                if photo.message.code in _NOT_SEEN and os.access(file.path, os.R_OK):
                    return "a worker does not see a file that is there"
                continue
            vector = photo.features
            if vector is None or vector.shape != (self._size,) or not np.isfinite(vector).all():
                return "the features are none"
        return ""

    def _kept(self, sent: Sent) -> DecodedPhoto:
        write_thumbnail(self._thumbnails, sent.photo.facts.content_hash, sent.thumbnail)
        return sent.photo

    def _cancel(self) -> None:
        if self._pending:
            self._client.cancel(list(self._pending))
            self._pending.clear()


class LazyEncoder:
    """An encoder of this machine that starts only when it is asked: the cluster encodes."""

    def __init__(self, make: Callable[[], Encoder]) -> None:
        self._make = make
        self._encoder: Encoder | None = None

    @property
    def backbone_id(self) -> str:
        """Name and checksum of the backbone."""
        return self._there().backbone_id

    def start(self) -> None:
        """Do nothing: most scans never need it."""

    def encode(self, images: ByteArray) -> FloatArray:
        """Encode uint8 (N, H, W, 3) into float32 (N, D)."""
        return self._there().encode(images)

    def close(self) -> None:
        """Stop it, if it was started."""
        if self._encoder is not None:
            self._encoder.close()

    def _there(self) -> Encoder:
        if self._encoder is None:
            self._encoder = self._make()
        return self._encoder
