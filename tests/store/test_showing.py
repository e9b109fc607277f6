"""Showing all photos at once is showing each of them, however many move; the form stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest

from app.core.records import Act
from app.core.types import Decision, Reason, Status
from app.store.database import CACHE_KIB
from app.store.shown import show
from app.store.verdicts import counts
from app.store.verdicts.showing import WIDE_CACHE_KIB, show_all
from tests.store.conftest import Album, decision, facts, photo_file

SCENES = ("beach", "lake", "kitchen")
PHOTOS = 24


def _words(seed: int) -> Decision:
    scene, other = SCENES[seed % 3], SCENES[(seed + 1) % 3]
    kind = ("accepted", "further", "coarse", "rejected", "none")[seed % 5]
    similarity = seed / 100
    if kind in ("accepted", "further"):
        further = (other,) if kind == "further" else ()
        return decision(scene, similarity=similarity, further=further)
    if kind == "none":
        return Decision(None, Status.REJECTED, Reason.NOT_A_NUMBER, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    parent = "water" if kind == "coarse" else None
    return decision(scene, accepted=False, similarity=similarity, parent=parent)


def _fill(album: Album) -> None:
    """Photos of every sort: judged, said yes or no to, unreadable, gone, not looked at yet."""
    for n in range(PHOTOS):
        album.library.photos.save(album.folder, photo_file(f"{n}.jpg"), facts(str(n)))
    every = range(1, PHOTOS + 1)
    album.judge({photo: _words(photo) for photo in every if photo % 7})
    with album.library.action(Act.LABEL, {}):
        words = {1: ("lake", ()), 2: (None, SCENES), 3: (None, ("water",)), 4: ("beach", ("lake",))}
        album.library.labels.save(words)
    with album.library._database.write() as connection:
        for change in (
            "failure = 'unreadable' WHERE id = 5",
            "missing = 1 WHERE id IN (4, 6)",
            "pixel_hash = '' WHERE id = 7",
        ):
            connection.exec_driver_sql(f"UPDATE photo SET {change}")
        show(connection, every)


def _rows(path: str, *tables: str) -> dict[str, list[Any]]:
    with sqlite3.connect(path) as raw:
        return {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def _state(album: Album) -> dict[str, Any]:
    found: dict[str, Any] = _rows(album.library.path, "photo", "photo_tag", "tally")
    found["tally"] = sorted(row for row in found["tally"] if row[-1])
    found["form"] = sorted(_rows(album.library.path, "sqlite_master")["sqlite_master"], key=str)
    found["form"] = [(kind, name, sql) for kind, name, _, _, sql in found["form"]]
    return found


@pytest.mark.parametrize("photos", [(), (1, 2, 4), range(1, PHOTOS + 1)])
@pytest.mark.parametrize(
    "wrong", ["status = 'rejected', scene = 'x', similarity = 9", "similarity = 9", "reason = 'x'"]
)
def test_all_at_once_is_each_of_them(album: Album, photos: Sequence[int], wrong: str) -> None:
    _fill(album)
    true = _state(album)
    which = ", ".join(map(str, photos))
    with album.library._database.write() as connection:
        connection.exec_driver_sql(f"UPDATE photo SET {wrong} WHERE id IN ({which})")
    with album.library._database.write() as connection:
        assert show_all(connection) == len(photos)
    assert _state(album) == true


def test_lists_and_further_scenes_are_put_right(album: Album) -> None:
    _fill(album)
    true = _state(album)
    with album.library._database.write() as connection:
        connection.exec_driver_sql("UPDATE photo SET listed = 1 - listed WHERE id IN (4, 6, 9)")
        connection.exec_driver_sql("DELETE FROM photo_tag")
        connection.exec_driver_sql("INSERT INTO photo_tag VALUES (1, 'x'), (2, 'x')")
        gone = len(true["photo_tag"])
        assert gone > 0
        assert show_all(connection) == 3 + 2 + gone
        assert show_all(connection) == 0
    assert _state(album) == true


def test_counting_and_indexes_come_back_when_it_fails(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(album)
    with album.library._database.write() as connection:
        connection.exec_driver_sql("UPDATE photo SET status = 'x', scene = 'x'")
    before = _state(album)

    def fail(_: object) -> None:
        raise OSError("the machine stops here")

    monkeypatch.setattr(counts, "count_anew", fail)
    with pytest.raises(OSError, match="stops here"), album.library._database.write() as connection:
        show_all(connection)
    assert _state(album) == before
    assert _pages(album) == -CACHE_KIB


def test_pages_stay_in_memory_only_meanwhile(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(album)
    meanwhile: list[int] = []
    monkeypatch.setattr(counts, "count_anew", lambda _: meanwhile.append(_pages(album)))
    with album.library._database.write() as connection:
        connection.exec_driver_sql("UPDATE photo SET status = 'x', scene = 'x'")
        show_all(connection)
    assert meanwhile == [-WIDE_CACHE_KIB]
    assert _pages(album) == -CACHE_KIB


def _pages(album: Album) -> int:
    """Return the size of the writer's cache, negative: in KiB."""
    with album.library._database.write() as connection:
        return int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())
