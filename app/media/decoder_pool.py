"""Decoder processes: a crash, a hang or too much memory costs only the file that caused it.

The caller's thread pulls files from its iterable, a few ahead. A pump thread hands them to the
processes, at most two each, collects the results, watches the clock, and replaces a process that
died or that had to be killed; what that process had not begun goes to another one. Results wait in
memory only up to the look-ahead, so nothing grows with the number of photos.

When the parent dies, the pipes close and the processes end.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path

from app.core.errors import KnownError
from app.core.messages import Message
from app.core.spawning import Priority
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFile, ResizeMode
from app.media.decode_worker import READY, DecodeFunction, WorkerLimits
from app.media.decoder_process import DecoderProcess

_JOBS_A_WORKER = 2
# A decoder that holds a 100-megapixel picture stays below this.
WORKER_BYTES = 400 * 2**20
MAX_WORKERS = 16
_MAX_FAILED_STARTS = 3
# So many are started before there is work: on many cores the others wait until there is.
_AT_FIRST = 2
_MAX_CRASHES = 2

Result = DecodedPhoto | DecodeFailure


def default_workers(*, gentle: bool = False) -> int:
    """Return how many decoder processes suit this machine: by cores and by free memory.

    ``gentle`` leaves half of the cores to others.
    """
    import psutil

    by_memory = int(psutil.virtual_memory().available // WORKER_BYTES)
    by_cores = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        by_cores = min(by_cores, len(os.sched_getaffinity(0)))
    if gentle:
        by_cores = max(1, by_cores // 2)
    return max(1, min(by_cores, by_memory, MAX_WORKERS))


@dataclass(eq=False, slots=True)
class _Job:
    """One file of one call. ``crashes`` counts the processes that died over it."""

    call: _Call
    file: PhotoFile
    crashes: int = 0


@dataclass(eq=False, slots=True)
class _Call:
    """One call of ``decode``: what waits, how many are under way, and what is done."""

    waiting: deque[_Job] = field(default_factory=deque)
    under_way: int = 0
    done: deque[Result] = field(default_factory=deque)
    open: bool = True

    def held(self) -> int:
        return len(self.waiting) + self.under_way + len(self.done)


@dataclass(eq=False, slots=True)
class _Worker:
    """One process; ``jobs[0]`` is what it works on, on its clock."""

    process: DecoderProcess
    jobs: deque[_Job] = field(default_factory=deque)


class ProcessDecoderPool:
    """Decodes photos in processes of its own.

    Parameters
    ----------
    input_px, resize_mode, thumbnail_px
        As for :func:`app.media.decode.decode_image`.
    thumbnail_dir : path-like
        The thumbnail cache.
    workers : int, optional
        Number of processes; see :func:`default_workers`.
    time_limit_s : float
        How much processor time one file may take; three times as much while it waits.
    memory_limit_mb : int
        How much memory one decode may take (Linux).
    priority : Priority
        How far the processes step back; ``GENTLE`` ones are fewer, too.
    look_ahead : int, optional
        How many files may be under way or done and not taken; by default room for two batches.
    decode : callable, optional
        What decodes a file; must be picklable. By default a ``PhotoDecoder``.

    Processes start with the first file, or with :meth:`start`. ``decode`` may run in several
    threads at once.
    """

    def __init__(
        self,
        input_px: int,
        resize_mode: ResizeMode | str,
        thumbnail_dir: str | os.PathLike[str],
        workers: int | None = None,
        *,
        thumbnail_px: int = 320,
        time_limit_s: float = 20.0,
        memory_limit_mb: int = 2048,
        priority: Priority = Priority.FULL,
        look_ahead: int | None = None,
        decode: DecodeFunction | None = None,
    ) -> None:
        self._decode = decode or _photo_decoder(input_px, resize_mode, thumbnail_dir, thumbnail_px)
        self._limits = WorkerLimits(time_limit_s, memory_limit_mb << 20, priority)
        self._count = workers or default_workers(gentle=priority is Priority.GENTLE)
        self._look_ahead = max(look_ahead or 32, _JOBS_A_WORKER * self._count)
        self._changed = threading.Condition()
        self._calls: list[_Call] = []
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        self._error: KnownError | None = None
        self._pump: threading.Thread | None = None
        self._closing = False
        self._started = False
        self._wake_reader, self._wake_writer = multiprocessing.Pipe(duplex=False)

    def start(self) -> None:
        """Begin to start the first processes, because there will be files soon."""
        with self._changed:
            if self._closing:
                return
            self._started = True
            self._run()
        self._wake()

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[Result]:
        """Yield one result a file, in the order of completion; pulls ``files`` a few ahead.

        Raises
        ------
        KnownError
            If no decoder process can be started, or the pool was closed.
        """
        call = _Call()
        with self._changed:
            self._calls.append(call)
        source = iter(files)
        exhausted = False
        try:
            while True:
                while not exhausted and call.held() < self._look_ahead:
                    file = next(source, None)
                    if file is None:
                        exhausted = True
                    else:
                        self._submit(call, file)
                    if call.done:
                        break
                result = self._take(call)
                if result is not None:
                    yield result
                elif exhausted:
                    return
        finally:
            with self._changed:
                call.open = False
                self._calls.remove(call)

    def close(self) -> None:
        """End the processes; waiting results are dropped."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._wake()
        if self._pump is not None:
            self._pump.join()
        with self._changed:
            self._wake_writer.close()
            self._wake_reader.close()

    def __enter__(self) -> ProcessDecoderPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Called in the caller's thread.

    def _submit(self, call: _Call, file: PhotoFile) -> None:
        with self._changed:
            self._raise_if_over()
            call.waiting.append(_Job(call, file))
            self._run()
        self._wake()

    def _run(self) -> None:
        """Start the pump, unless it runs."""
        if self._pump is None:
            self._pump = threading.Thread(target=self._run_pump, name="decoder-pump", daemon=True)
            self._pump.start()

    def _take(self, call: _Call) -> Result | None:
        """Wait for a result; None when nothing is under way."""
        with self._changed:
            while not call.done:
                self._raise_if_over()
                if not call.held():
                    return None
                self._changed.wait()
            return call.done.popleft()

    def _raise_if_over(self) -> None:
        if self._error is not None:
            raise self._error
        if self._closing:
            raise KnownError("decoders_closed")

    def _wake(self) -> None:
        with self._changed:
            # One byte is enough, however many reasons there are to wake up.
            if not self._wake_reader.closed and not self._wake_reader.poll():
                self._wake_writer.send_bytes(b"!")

    # Called in the pump thread.

    def _run_pump(self) -> None:
        try:
            while not self._closing and self._error is None:
                self._hand_out()
                self._collect()
                self._kill_late()
        finally:
            for worker in self._workers:
                worker.process.end()
            self._workers.clear()
            with self._changed:
                if not self._closing and self._error is None:
                    self._error = KnownError("decoders_stopped")
                self._changed.notify_all()

    def _hand_out(self) -> None:
        with self._changed:
            waiting = sum(len(call.waiting) for call in self._calls)
            if self._started:
                self._started, waiting = False, max(waiting, _AT_FIRST * _JOBS_A_WORKER)
        free = sum(_JOBS_A_WORKER - len(worker.jobs) for worker in self._workers)
        while waiting > free and len(self._workers) < self._count:
            self._workers.append(_Worker(DecoderProcess(self._decode, self._limits)))
            free += _JOBS_A_WORKER
        for depth in range(_JOBS_A_WORKER):
            for worker in self._workers:
                if worker.process.is_ready and len(worker.jobs) == depth:
                    self._give_job(worker)

    def _give_job(self, worker: _Worker) -> None:
        with self._changed:
            call = next((call for call in self._calls if call.waiting), None)
            if call is None:
                return
            job = call.waiting.popleft()
            call.under_way += 1
        worker.jobs.append(job)
        if len(worker.jobs) == 1:
            worker.process.start_clock()
        try:
            worker.process.connection.send(job.file)
        except OSError:
            # It died between two jobs: its pipe says so when it is read next.
            return

    def _collect(self) -> None:
        connections = [worker.process.connection for worker in self._workers]
        ready = wait([self._wake_reader, *connections], self._seconds_to_look())
        if self._wake_reader in ready:
            self._wake_reader.recv_bytes()
        for worker in [worker for worker in self._workers if worker.process.connection in ready]:
            try:
                message = worker.process.connection.recv()
            except (EOFError, OSError):
                self._bury_crashed(worker)
                continue
            if message == READY:
                worker.process.is_ready = True
                worker.process.stop_clock()
                self._failed_starts = 0
                continue
            job = worker.jobs.popleft()
            if worker.jobs:
                worker.process.start_clock()
            else:
                worker.process.stop_clock()
            self._hand_in(job, message)

    def _seconds_to_look(self) -> float | None:
        looks = [worker.process.look_at_s for worker in self._workers]
        times = [look for look in looks if look is not None]
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _kill_late(self) -> None:
        for worker in [worker for worker in self._workers if worker.process.is_late()]:
            if worker.jobs:
                job = worker.jobs.popleft()
                self._hand_in(
                    job,
                    DecodeFailure(
                        job.file, Message("timeout", {"seconds": f"{self._limits.time_s:g}"})
                    ),
                )
            self._bury(worker)

    def _bury_crashed(self, worker: _Worker) -> None:
        """Blame the file that it worked on, but only when a second process dies over it.

        The first may have been the victim of another program that took all memory.
        """
        if worker.jobs:
            worker.jobs[0].crashes += 1
            if worker.jobs[0].crashes == _MAX_CRASHES:
                job = worker.jobs.popleft()
                self._hand_in(job, DecodeFailure(job.file, Message("crashed")))
        self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        """Remove a process that is dead or has to be; its jobs go to another one."""
        self._workers.remove(worker)
        worker.process.end()
        with self._changed:
            for job in reversed(worker.jobs):
                job.call.under_way -= 1
                job.call.waiting.appendleft(job)
        if not worker.process.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= _MAX_FAILED_STARTS:
                self._error = KnownError("no_decoder")

    def _hand_in(self, job: _Job, result: Result) -> None:
        with self._changed:
            job.call.under_way -= 1
            if job.call.open:
                job.call.done.append(result)
            self._changed.notify_all()


def _photo_decoder(
    input_px: int,
    resize_mode: ResizeMode | str,
    thumbnail_dir: str | os.PathLike[str],
    thumbnail_px: int,
) -> DecodeFunction:
    from app.media.decode import PhotoDecoder

    return PhotoDecoder(input_px, resize_mode, Path(thumbnail_dir), thumbnail_px)
