"""Threads and processes beside each other; a program that is killed."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.core.records import Act, Query
from app.store import migrate
from app.store.care.lock import LibraryLock
from app.store.database import Database
from app.store.library import open_library
from tests.examples import examples
from tests.store import next_form
from tests.store.conftest import Album, decision
from tests.store.test_migrations import form_of, library_of

WRITER = """
import sys, time
import numpy as np
from app.core.records import Act
from app.core.types import PhotoFacts, PhotoFile
from app.store.library import open_library
path, name, count, pause = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
library = open_library(path)
print("ready", flush=True)
for k in range(count):
    with library.transaction():
        ids = []
        for j in range(10):
            key = f"{name}-{k}-{j}"
            facts = PhotoFacts(1, 1, 1, "JPEG", key, key)
            ids.append(library.photos.save(1, PhotoFile(f"/photos/{key}.jpg", 1, 1), facts))
            time.sleep(pause)
        library.models.save_features("bb", {i: np.full(64, k, np.float32) for i in ids})
        with library.action(Act.LABEL, {"k": k}):
            library.labels.save({i: ("beach", ()) for i in ids})
    print(k, flush=True)
library.close()
"""


def start(path: str, name: str, count: int, pause: float = 0.0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, path, name, str(count), str(pause)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_reading_goes_on_while_a_write_is_open(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    seen: list[int] = []
    with album.library.transaction():
        album.say(photo, "lake")
        album.add("b.jpg", decision())
        assert album.library.photos.counts().all == 2, "the writing thread sees its own rows"
        reader = threading.Thread(target=lambda: seen.append(album.library.photos.counts().all))
        reader.start()
        reader.join(5)
    assert seen == [1], "others see what is committed"
    assert album.library.photos.counts().all == 2


def test_an_exception_takes_the_whole_transaction_back(album: Album) -> None:
    photo = album.add("a.jpg", decision())

    def half() -> None:
        with album.library.transaction():
            album.say(photo, "lake")
            album.add("b.jpg")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert album.row(photo).label is None
    assert album.library.photos.counts().all == 1
    assert album.library.history.rows() == []
    album.say(photo, "lake")
    assert album.row(photo).label == "lake"


def test_an_exception_in_an_action_leaves_no_action(album: Album) -> None:
    photo = album.add("a.jpg", decision())

    def half() -> None:
        with album.library.action(Act.LABEL, {}):
            album.library.labels.save({photo: ("lake", ())})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert album.library.history.rows() == []
    album.say(photo, "beach")
    assert [a.act for a in album.library.history.rows()] == [Act.LABEL]


def test_threads_take_turns_to_write(album: Album) -> None:
    def work(name: str) -> None:
        for k in range(20):
            with album.library.transaction():
                photo = album.add(f"{name}{k}.jpg", decision())
                album.say(photo, "lake")
            album.library.photos.rows([photo])

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert album.library.photos.counts().labelled == 80
    assert len(album.library.history.rows()) == 80


def test_two_processes_write(album: Album) -> None:
    children = [start(album.library.path, name, 15) for name in "xy"]
    for k in range(20):
        album.add(f"own{k}.jpg", decision())
    assert [child.wait(60) for child in children] == [0, 0]
    for child in children:
        assert child.stdout is not None
        child.stdout.close()
    assert album.library.photos.counts().all == 2 * 150 + 20
    assert album.library.photos.counts().labelled == 300


@pytest.mark.parametrize("seed", range(examples(2, 20)))
def test_a_kill_in_a_write_leaves_no_half(album: Album, seed: int) -> None:
    child = start(album.library.path, "killed", 1000, 0.002)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0.05, 0.5))
    child.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    written = [int(line) for line in child.stdout]
    child.wait(10)
    child.stdout.close()
    raw = sqlite3.connect(album.library.path)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    raw.close()
    photos = album.library.photos.counts().all
    assert photos % 10 == 0, "a batch is there as a whole or not at all"
    assert photos >= 10 * len(written), "what was reported as written is there"
    assert album.library.photos.counts().labelled == photos
    assert len(album.library.models.features("bb").ids) == photos
    assert len(album.library.history.rows(10_000)) == photos // 10
    with open_library(album.library.path) as again:
        again.set_setting("x", 1)
        assert len(again.photos.ids(Query())) == photos


OPENER = """
import sys, time
from app.store import migrations
from app.store.library import open_library
from tests.store import next_form
path, at, slow = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
next_form.install()
step = migrations.revisions()[-1]
upgrade = step.upgrade
def slowly():
    upgrade()
    print("half", flush=True)
    time.sleep(slow)
step.upgrade = slowly
time.sleep(max(at - time.time(), 0))
with open_library(path) as library:
    library.set_setting(sys.argv[4], True)
"""


def opener(path: Path, at: float, slow: float, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OPENER, str(path), str(at), str(slow), name],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("old", [False, True])
def test_several_programs_open_a_library_for_the_first_time_at_once(
    tmp_path: Path, old: bool
) -> None:
    path = library_of("0001", tmp_path) if old else tmp_path / "new.albumen"
    at = time.time() + 1.5
    names = "abc"
    children = [opener(path, at, 0.0, name) for name in names]
    for child in children:
        child.communicate(timeout=60)
    assert [child.returncode for child in children] == [0] * len(names)
    assert form_of(path) == next_form.REVISION
    with next_form.installed(), open_library(path) as library:
        assert all(library.setting(name) for name in names)
        assert library.photos.counts().all == (3 if old else 0)


@pytest.mark.parametrize("old", [False, True])
def test_a_kill_in_a_migration_leaves_the_file_as_it_was(tmp_path: Path, old: bool) -> None:
    path = library_of("0001", tmp_path) if old else tmp_path / "new.albumen"
    child = opener(path, 0.0, 60.0, "x")
    assert child.stdout is not None
    assert child.stdout.readline() == "half\n"
    child.kill()
    child.communicate(timeout=10)
    if old:
        assert form_of(path) == "0001"
    with next_form.installed(), open_library(path) as library:
        assert library.photos.counts().all == (3 if old else 0)
        assert library.setting("x") is None
    assert form_of(path) == next_form.REVISION


def test_one_window_a_library(tmp_path: Path) -> None:
    path = str(tmp_path / "a.albumen")
    first, second = LibraryLock(path), LibraryLock(path)
    assert first.acquire()
    assert first.acquire(), "asking again is harmless"
    assert not second.acquire()
    assert second.holder() == os.getpid()
    first.release()
    first.release()
    assert second.acquire()
    assert second.held
    second.release()
    assert LibraryLock(path).holder() is None


def test_the_lock_of_a_killed_window_is_free(tmp_path: Path) -> None:
    path = str(tmp_path / "a.albumen")
    code = (
        "import sys, time; from app.store.care.lock import LibraryLock;"
        "lock = LibraryLock(sys.argv[1]);"
        "print(lock.acquire(), flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "True\n"
    lock = LibraryLock(path)
    assert not lock.acquire()
    assert lock.holder() == child.pid
    child.kill()
    child.wait(10)
    child.stdout.close()
    assert lock.acquire()
    lock.release()


class Contended:
    """A connection that another program keeps from switching to the log so many times."""

    def __init__(self, raw: sqlite3.Connection, times: int) -> None:
        self._raw, self._times = raw, times

    def __getattr__(self, name: str) -> object:
        return getattr(self._raw, name)

    def execute(self, statement: str) -> sqlite3.Cursor:
        if statement == "PRAGMA journal_mode=WAL" and self._times:
            self._times -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        return self._raw.execute(statement)


@pytest.mark.parametrize(("times", "waits_ms"), [(3, 5000), (10**9, 100)])
def test_a_log_that_others_hinder_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, waits_ms: int
) -> None:
    path = tmp_path / "l.albumen"
    open_library(path).close()
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    raw.close()
    real = migrate.connect
    monkeypatch.setattr(migrate, "connect", lambda *a: Contended(real(*a), times))
    if times < 10:
        open_library(path, busy_timeout_ms=waits_ms).close()
        return
    with pytest.raises(KnownError) as caught:
        open_library(path, busy_timeout_ms=waits_ms)
    assert caught.value.code == "library_locked"


def test_a_question_that_outlives_the_library_leaves_no_file_open(album: Album) -> None:
    database = Database(album.library.path)
    with database.read() as connection:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        database.close()
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    with database.read() as connection:  # it has one more to ask
        late = connection.connection.dbapi_connection
        assert isinstance(late, sqlite3.Connection)
    for closed in (raw, late):
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            closed.execute("SELECT 1")


def test_whoever_still_asks_after_the_end_gets_an_answer_each_time(album: Album) -> None:
    """More often than the pool has room: a connection that is closed is no longer in use."""
    album.library.close()
    for _ in range(60):
        assert album.library.photos.size() == 0


def test_who_reads_next_gets_the_connection_used_last(album: Album) -> None:
    database = album.library._database
    with database.read() as one, database.read() as two:
        first, last = (c.connection.dbapi_connection for c in (one, two))
        assert first is not last
    for _ in range(3):  # the one that came back last
        with database.read() as again:
            assert again.connection.dbapi_connection is first
