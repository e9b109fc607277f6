"""Answers of workers are not believed unseen, and a cluster that went away ends the scan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.cluster import pool as pools
from app.cluster.connection import connect
from app.cluster.pool import FILES_A_CHUNK, ClusterPool
from app.cluster.worker import NO_PICTURE, Fault, Reading, Sent, checksums, read_photos
from app.core.errors import KnownError
from app.core.messages import Message
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFacts, PhotoFile

pytestmark = pytest.mark.skipif(
    find_spec("distributed") is None, reason="distributed is not installed (it is optional)"
)
D = 4


class FakeFuture:
    """A future that is done at once."""

    def __init__(self, key: str, result: Callable[[], object]) -> None:
        self.key, self._result = key, result

    def result(self) -> object:
        return self._result()

    def add_done_callback(self, call: Callable[[FakeFuture], None]) -> None:
        call(self)

    def release(self) -> None:
        pass


class FakeClient:
    """Workers that answer as ``play`` says: it is given the worker and the files."""

    status = "running"

    def __init__(self, play: Callable[[str, tuple[PhotoFile, ...]], Any], workers: int = 2) -> None:
        self.play = play
        self.workers = {f"w{n}": 1 for n in range(workers)}
        self.asked: list[tuple[str, int]] = []
        self.homes: dict[str, str] = {}

    def nthreads(self) -> dict[str, int]:
        return self.workers

    def submit(self, call: object, files: Any, *_: object, **options: Any) -> FakeFuture:
        if call is pools.kept:
            return FakeFuture("backbone", lambda: files)
        worker = (options["workers"] or list(self.workers))[0]
        self.asked.append((worker, len(files)))
        future = FakeFuture(f"f{len(self.asked)}", lambda: self.play(worker, files))
        self.homes[future.key] = worker
        return future

    def who_has(self, futures: list[FakeFuture]) -> dict[str, tuple[str, ...]]:
        return {f.key: (self.homes[f.key],) for f in futures}

    def cancel(self, futures: list[FakeFuture]) -> None:
        pass


def read(files: tuple[PhotoFile, ...]) -> list[Sent | DecodeFailure]:
    facts = PhotoFacts(4, 3, 1, "JPEG", "c" * 64, "p" * 64)
    vector = np.ones(D, dtype=np.float32)
    return [Sent(DecodedPhoto(f, NO_PICTURE, facts, vector), b"jpeg") for f in files]


def files(count: int) -> list[PhotoFile]:
    return [PhotoFile(f"/photos/{n}.jpg", 1, 1) for n in range(count)]


def pool_of(client: FakeClient, place: Path) -> ClusterPool:
    return ClusterPool(client, Reading(8, "squash", ()), {"pack.json": b"{}"}, D, place)


def no_vector(photos: tuple[PhotoFile, ...]) -> list[Sent | DecodeFailure]:
    facts = PhotoFacts(4, 3, 1, "JPEG", "c" * 64, "p" * 64)
    vector = np.full(D, np.nan, dtype=np.float32)
    return [Sent(DecodedPhoto(f, NO_PICTURE, facts, vector), b"") for f in photos]


LIES = {
    "too short": lambda f: read(f)[1:],
    "other files": lambda f: read(tuple(PhotoFile("/other.jpg", 1, 1) for _ in f)),
    "not a number": no_vector,
    "no list": lambda f: "yes",
    "a fault": lambda f: Fault("no torch here"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_worker_that_lies_is_not_believed_and_another_is_asked(lie: str, tmp_path: Path) -> None:
    client = FakeClient(lambda worker, f: LIES[lie](f) if worker == "w0" else read(f))
    results = list(pool_of(client, tmp_path).decode(files(3)))
    assert [r.file.path for r in results] == [f.path for f in files(3)]
    assert all(isinstance(r, DecodedPhoto) for r in results)
    assert client.asked == [("w0", 3), ("w1", 3)]


def test_a_worker_without_the_storage_is_not_believed(tmp_path: Path) -> None:
    there = tmp_path / "a.jpg"
    there.touch()
    gone = str(tmp_path / "gone.jpg")
    photos = [PhotoFile(str(there), 0, 1), PhotoFile(gone, 1, 1)]

    def play(worker: str, asked: tuple[PhotoFile, ...]) -> list[Sent | DecodeFailure]:
        found = read(asked)
        for at, file in enumerate(asked):
            if worker == "w0" or file.path == gone:
                found[at] = DecodeFailure(file, Message("vanished"))
        return found

    results = list(pool_of(FakeClient(play), tmp_path).decode(photos))
    assert [type(r) for r in results] == [DecodedPhoto, DecodeFailure]


def test_what_nobody_can_do_is_asked_for_file_by_file(tmp_path: Path) -> None:
    def play(_: str, asked: tuple[PhotoFile, ...]) -> object:
        return Fault("odd") if any("2.jpg" in f.path for f in asked) else read(asked)

    client = FakeClient(play)
    results = {r.file.path: r for r in pool_of(client, tmp_path).decode(files(5))}
    failed = results.pop("/photos/2.jpg")
    assert isinstance(failed, DecodeFailure)
    assert failed.message == Message("cluster_failed", {"cause": "odd"})
    assert len(results) == 4
    assert all(isinstance(r, DecodedPhoto) for r in results.values())


def test_only_some_chunks_are_under_way(tmp_path: Path) -> None:
    pulled = 0

    def source() -> Any:
        nonlocal pulled
        for file in files(20 * FILES_A_CHUNK):
            pulled += 1
            yield file

    results = pool_of(FakeClient(lambda _, f: read(f)), tmp_path).decode(source())
    next(results)
    assert pulled == 2 * pools.CHUNKS_A_THREAD * FILES_A_CHUNK
    assert sum(1 for _ in results) == 20 * FILES_A_CHUNK - 1


def test_a_cluster_without_workers_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "LOOK_S", 0.01)
    monkeypatch.setattr(pools, "NOBODY_S", 0.0)
    client = FakeClient(lambda _, f: read(f), workers=0)
    pool = pool_of(client, tmp_path)
    client.submit = lambda *_, **__: FakeSilent()  # type: ignore[method-assign,assignment]
    with pytest.raises(KnownError, match="no workers"):
        list(pool.decode(files(1)))
    client.status = "closed"
    with pytest.raises(KnownError, match="went away"):
        list(pool.decode(files(1)))


class FakeSilent(FakeFuture):
    """A future that is never done."""

    def __init__(self) -> None:
        super().__init__("silent", lambda: None)

    def add_done_callback(self, call: Callable[[FakeFuture], None]) -> None:
        pass


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "photos.example:8786", "8.8.8.8:1"])
def test_a_plain_address_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(KnownError, match="not encrypted"):
        connect(address)


def test_nobody_at_the_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cluster.connection.CONNECT_S", 0.2)
    with pytest.raises(KnownError, match="does not answer"):
        connect("127.0.0.1:9")


def test_another_backbone_than_asked_for_is_refused(tmp_path: Path) -> None:
    from PIL import Image

    photo = tmp_path / "a.jpg"
    Image.new("RGB", (40, 30), "red").save(photo)
    task = Reading(8, "squash", checksums({"pack.json": b"{}"}))
    with pytest.raises(KnownError, match="another model"):
        read_photos([PhotoFile(str(photo), 1, 1)], task, {"pack.json": b"[]"})


@pytest.mark.parametrize("compiled", [True, False])
def test_a_worker_that_reads_otherwise_is_not_asked(
    compiled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = tmp_path / "a.jpg"
    Image.new("RGB", (32, 32)).save(photo)
    monkeypatch.setattr("app.cluster.worker.is_built", lambda: not compiled)
    task = replace(Reading(8, "squash", ()), compiled=compiled)
    with pytest.raises(KnownError, match="C compiler"):
        read_photos([PhotoFile(str(photo), 1, 1)], task, {})
