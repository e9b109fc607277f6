"""Albums and kept searches by jobs: one step each, names that are free, photos that stay."""

from __future__ import annotations

import pytest

from app.core.errors import UsageError
from app.core.records import Query
from app.core.search.errors import SearchError
from app.jobs import history
from app.jobs.collecting import albums
from app.jobs.runner import run_now
from tests.tiny_album import Bench


def some(album: Bench, count: int) -> list[int]:
    return album.library.photos.ids(Query())[:count].tolist()


def test_an_album_is_filled_ordered_and_emptied_step_by_step(album: Bench) -> None:
    a, b, c, d = some(album, 4)
    change = run_now(albums.make_album(album.ctx, " Italy  2024 ", [b, a, b]))
    made = change.summary["album"]
    assert (change.summary["name"], change.photos) == ("Italy 2024", frozenset({a, b}))
    added = run_now(albums.add_to_album(album.ctx, made, [a, c, d]))
    assert added.summary["photos"] == 2, "what is in it keeps its place"
    run_now(albums.move_in_album(album.ctx, made, [d], b))
    run_now(albums.take_from_album(album.ctx, made, [a]))
    held = album.library.albums.photos
    assert held(made) == [d, b, c]
    for wanted in ([d, b, a, c], [b, a, c, d], [b, a]):
        change = run_now(history.undo(album.ctx))
        assert held(made) == wanted
        assert change.photos, "the list of the album is read again"
    run_now(history.undo(album.ctx))
    assert album.library.albums.rows() == []
    run_now(history.redo(album.ctx))
    assert held(made) == [b, a]


def test_a_deleted_album_comes_back_whole(album: Bench) -> None:
    photos = some(album, 3)
    made = run_now(albums.make_album(album.ctx, "Italy", photos)).summary["album"]
    run_now(albums.set_cover(album.ctx, made, photos[1]))
    run_now(albums.rename_album(album.ctx, made, "Italia"))
    before = album.library.albums.rows()
    assert (before[0].name, before[0].cover) == ("Italia", photos[1])
    run_now(albums.delete_album(album.ctx, made))
    assert album.library.albums.rows() == []
    assert album.library.photos.counts().all == len(album.library.photos.ids(Query()))
    run_now(history.undo(album.ctx))
    assert (album.library.albums.rows(), album.library.albums.photos(made)) == (before, photos)


@pytest.mark.parametrize("name", ["", "  ", "italy", "x" * 101])
def test_names_are_free_and_not_too_long(album: Bench, name: str) -> None:
    made = run_now(albums.make_album(album.ctx, "Italy")).summary["album"]
    other = run_now(albums.make_album(album.ctx, "Spain")).summary["album"]
    for job in (albums.make_album(album.ctx, name), albums.rename_album(album.ctx, other, name)):
        with pytest.raises(UsageError):
            run_now(job)
    run_now(albums.rename_album(album.ctx, made, "ITALY"))
    with pytest.raises(UsageError, match="no album"):
        run_now(albums.delete_album(album.ctx, 99))


def test_a_search_is_kept_changed_and_forgotten(album: Bench) -> None:
    change = run_now(albums.keep_search(album.ctx, "Sea", "beach -people"))
    search = change.summary["search"]
    with pytest.raises(SearchError):
        run_now(albums.keep_search(album.ctx, "Wrong", "beach ("))
    with pytest.raises(SearchError):
        run_now(albums.change_search(album.ctx, search, text="("))
    run_now(albums.change_search(album.ctx, search, name="Coast", text="beach OR lake"))
    (row,) = album.library.albums.searches()
    assert (row.name, row.text) == ("Coast", "beach OR lake")
    run_now(albums.delete_search(album.ctx, search))
    assert album.library.albums.searches() == []
    run_now(history.undo(album.ctx))
    assert album.library.albums.searches() == [row]
