"""The backbone in a process of its own, so that the window's process never loads torch.

The client sends uint8 images through a pipe and gets features back. When the process dies (out of
memory, a driver that crashes) the batch is tried once more in a new one; if that dies as well, a
:class:`KnownError` says so. Importing this module does not import torch.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock

import numpy as np

from app.core.errors import KnownError
from app.core.messages import Message
from app.core.pack import BackboneSpec, read_backbone_spec
from app.core.spawning import Priority, spawn_context, step_back
from app.core.types import ByteArray, FloatArray

STOP_TIMEOUT_S = 5.0
READY = "ready"

EncodeFunction = Callable[[ByteArray], FloatArray]
LoadFunction = Callable[[Path, bool, int], EncodeFunction]


def load_inference(
    pack_dir: Path, fast: bool, threads: int, remembered: Path | None = None
) -> EncodeFunction:
    """Load the backbone of a pack, in the child: imports torch.

    ``remembered`` is a file that keeps which device and precision an earlier start chose.
    """
    from app.vision.inference import Inference

    found = Inference.from_pack(pack_dir, fast=fast, threads=threads, remembered=remembered)
    return found.encode


class EncoderProcess:
    """Implements :class:`app.core.protocols.Encoder`; safe to use from several threads.

    Parameters
    ----------
    pack_dir : Path or str
        A scene pack; its backbone is loaded and checked by the child.
    fast : bool
        Let the child use a graphics processor or bf16, after a check that shows either faster and
        equal. Off for training, so that the same photos give the same bytes.
    threads : int
        Threads inside one inference; 1 leaves the other cores to the decoders.
    priority : Priority
        How far the process steps back.
    load : callable
        What makes the encoding function in the child; must be picklable.
    """

    def __init__(
        self,
        pack_dir: Path | str,
        *,
        fast: bool = True,
        threads: int = 1,
        priority: Priority = Priority.FULL,
        load: LoadFunction = load_inference,
    ) -> None:
        self._pack_dir = str(pack_dir)
        self._spec: BackboneSpec = read_backbone_spec(Path(pack_dir))
        self._fast = fast
        self._threads = threads
        self._priority = priority
        self._load = load
        self._lock = Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    @property
    def backbone_id(self) -> str:
        """Name and checksum of the backbone."""
        return self._spec.id

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the process and load the backbone; what goes wrong is told by :meth:`encode`."""
        with self._lock, suppress(KnownError, EOFError, OSError):
            if self._pipe is None:
                self._start()

    def encode(self, images: ByteArray) -> FloatArray:
        """Encode uint8 (N, H, W, 3) upright RGB into float32 (N, D).

        Raises
        ------
        KnownError
            If the process dies twice over the same images, or the backbone cannot be loaded.
        """
        if not len(images):
            return np.zeros((0, self._spec.feature_size), dtype=np.float32)
        with self._lock:
            try:
                return self._exchange(images)
            except (EOFError, OSError):
                self._stop()
            try:
                return self._exchange(images)
            except (EOFError, OSError) as error:
                self._stop()
                raise KnownError("encoder_died") from error

    def close(self) -> None:
        """Stop the process, if it runs; a later :meth:`encode` starts a new one."""
        with self._lock:
            self._stop()

    def _exchange(self, images: ByteArray) -> FloatArray:
        pipe = self._pipe if self._pipe is not None else self._start()
        pipe.send(images.shape)
        pipe.send_bytes(np.ascontiguousarray(images).reshape(-1).data)
        answer = pipe.recv()
        if isinstance(answer, Message):
            raise KnownError(answer.code, **answer.values)
        features = np.frombuffer(pipe.recv_bytes(), dtype=np.float32)
        return features.reshape(answer).copy()

    def _start(self) -> Connection:
        context = spawn_context()
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve,
            args=(theirs, partial(self._load, Path(self._pack_dir), self._fast, self._threads)),
            kwargs={"pack_dir": self._pack_dir, "priority": self._priority},
            name="albumen-encoder",
            daemon=True,
        )
        process.start()
        self._pipe, self._process = ours, process
        # Only the child may hold its end, or its death would go unseen.
        theirs.close()
        answer = ours.recv()
        if answer != READY:
            self._stop()
            raise KnownError(answer.code, **answer.values)
        return ours

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join(STOP_TIMEOUT_S)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
        self._pipe = self._process = None


def _serve(
    pipe: Connection, load: Callable[[], EncodeFunction], *, pack_dir: str, priority: Priority
) -> None:
    """Answer until the pipe closes: the child's whole life."""
    import signal

    step_back(priority)
    # Ctrl+C in a terminal reaches the whole group; the parent decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        encode = _loaded(pipe, load, pack_dir)
        while encode is not None:
            shape = pipe.recv()
            images = np.frombuffer(pipe.recv_bytes(), dtype=np.uint8).reshape(shape)
            try:
                features = encode(images)
            except RuntimeError as error:
                pipe.send(Message("encoder_failed", {"cause": str(error)}))
                continue
            pipe.send(features.shape)
            pipe.send_bytes(features.tobytes())


def _loaded(
    pipe: Connection, load: Callable[[], EncodeFunction], pack_dir: str
) -> EncodeFunction | None:
    """Load the backbone and report; None when it cannot be loaded."""
    try:
        encode = load()
    except (KnownError, RuntimeError, OSError) as error:
        cause = error.message if isinstance(error, KnownError) else str(error)
        pipe.send(Message("encoder_unusable", {"path": pack_dir, "cause": cause}))
        return None
    pipe.send(READY)
    return encode
