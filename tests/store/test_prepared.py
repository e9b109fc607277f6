"""Selects that are compiled once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.records import Query
from app.store.database import Database
from app.store.plain_rows import Prepared, given
from app.store.query import among_asked, asked
from app.store.tables import Photo
from tests.store.conftest import Album

BY_ID = Prepared(select(Photo.id, Photo.path).where(among_asked(Photo.id)).order_by(Photo.id))


@pytest.fixture
def database(album: Album) -> Database:
    for name in "abc":
        album.add(name)
    found: Database = album.library._database  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("photos", [(), (1,), (3, 1), (1, 2, 3, 99)])
def test_answers_as_the_select_does(database: Database, photos: tuple[int, ...]) -> None:
    plain = select(Photo.id, Photo.path).where(Photo.id.in_(photos)).order_by(Photo.id)
    with database.read() as connection:
        rows = BY_ID.rows(connection, photos=asked(photos))
        assert rows == [tuple(row) for row in connection.execute(plain)]
    assert [row.id for row in rows] == [photo for photo in sorted(photos) if photo < 99]


def test_keeps_what_stands_in_the_statement(database: Database) -> None:
    second = Prepared(
        select(Photo.id).where(Photo.id > given("after"), Photo.id != 3).order_by(Photo.id).limit(1)
    )
    with database.read() as connection:
        assert [second.value(connection, after=after) for after in (0, 1, 2)] == [1, 2, None]


def test_a_value_that_has_no_place_is_a_mistake(database: Database) -> None:
    count = Prepared(select(func.count()).select_from(Photo))
    with database.read() as connection:
        assert count.value(connection) == 3
        with pytest.raises(AssertionError):
            count.value(connection, photos=asked([1]))


def test_of_no_photos_nothing_is_asked(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise AssertionError("asked")

    assert album.library.photos.ids(Query()).tolist() == []
    monkeypatch.setattr(album.library._database, "read", refused)  # type: ignore[attr-defined]
    assert album.library.photos.rows([]) == []
    assert album.library.labels.of([]) == {}
