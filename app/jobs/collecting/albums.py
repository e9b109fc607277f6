"""What a person does to albums and kept searches: each job is one action that undo takes back."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from app.core.collecting.albums import MOST_LETTERS, AlbumRow, KeptSearch, moved_places
from app.core.errors import UsageError
from app.core.library import LibraryReader
from app.core.records import Act
from app.core.search.grammar import parse_search
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane

AlbumJob = Generator[Progress, None, Change]
Named = TypeVar("Named", AlbumRow, KeptSearch)


@job(JobName.ALBUM, Lane.SHORT)
def make_album(ctx: JobContext, name: str, photos: Sequence[int] = ()) -> AlbumJob:
    """Make an album of photos, in the order given.

    Raises
    ------
    UsageError
        When the name is none, or an album has it.
    """
    yield Progress(done=0, total=len(photos))
    albums = ctx.library.albums
    with ctx.writing:
        name = free_name(name, albums.rows(), "album_exists")
        with ctx.library.action(Act.ALBUM, {"name": name, "photos": len(photos)}):
            album = albums.add(name)
            albums.put(album, dict(moved_places([], photos, None)))
    return _changed(photos, {"album": album, "name": name, "photos": len(set(photos))})


@job(JobName.ALBUM, Lane.SHORT)
def rename_album(ctx: JobContext, album: int, name: str) -> AlbumJob:
    """Give an album another name."""
    yield Progress(done=0)
    with ctx.writing:
        row = album_row(ctx.library, album)
        others = [other for other in ctx.library.albums.rows() if other.id != album]
        name = free_name(name, others, "album_exists")
        with ctx.library.action(Act.ALBUM_NAME, {"name": name, "old": row.name}):
            ctx.library.albums.change(replace(row, name=name))
    return _changed(ctx.library.albums.photos(album), {"album": album, "name": name})


@job(JobName.ALBUM, Lane.SHORT)
def add_to_album(ctx: JobContext, album: int, photos: Sequence[int]) -> AlbumJob:
    """Put photos at the end of an album; those that are in it keep their place."""
    yield Progress(done=0, total=len(photos))
    with ctx.writing:
        row = album_row(ctx.library, album)
        places = ctx.library.albums.places(album)
        there = {photo for photo, _ in places}
        new = [photo for photo in dict.fromkeys(photos) if photo not in there]
        with ctx.library.action(Act.ALBUM_ADD, {"name": row.name, "photos": len(new)}):
            ctx.library.albums.put(album, dict(moved_places(places, new, None)))
    done = {"album": album, "name": row.name, "photos": len(new)}
    return _changed(new, {**done, "act": Act.ALBUM_ADD.value})


@job(JobName.ALBUM, Lane.SHORT)
def take_from_album(ctx: JobContext, album: int, photos: Sequence[int]) -> AlbumJob:
    """Take photos out of an album. Their files, labels and other albums stay."""
    yield Progress(done=0, total=len(photos))
    with ctx.writing:
        row = album_row(ctx.library, album)
        there = set(ctx.library.albums.photos(album))
        going = [photo for photo in dict.fromkeys(photos) if photo in there]
        with ctx.library.action(Act.ALBUM_TAKE, {"name": row.name, "photos": len(going)}):
            ctx.library.albums.put(album, dict.fromkeys(going))
    return _changed(going, {"album": album, "name": row.name, "photos": len(going)})


@job(JobName.ALBUM, Lane.SHORT)
def move_in_album(
    ctx: JobContext, album: int, photos: Sequence[int], before: int | None
) -> AlbumJob:
    """Lay photos of an album before another one of it, None: at its end."""
    yield Progress(done=0, total=len(photos))
    with ctx.writing:
        row = album_row(ctx.library, album)
        places = ctx.library.albums.places(album)
        there = {photo for photo, _ in places}
        going = [photo for photo in dict.fromkeys(photos) if photo in there]
        with ctx.library.action(Act.ALBUM_MOVE, {"name": row.name, "photos": len(going)}):
            ctx.library.albums.put(album, dict(moved_places(places, going, before)))
    return _changed(going, {"album": album, "name": row.name, "photos": len(going)})


@job(JobName.ALBUM, Lane.SHORT)
def set_cover(ctx: JobContext, album: int, photo: int | None) -> AlbumJob:
    """Choose the photo that stands for an album, None: its first one again."""
    yield Progress(done=0)
    with ctx.writing:
        row = album_row(ctx.library, album)
        with ctx.library.action(Act.ALBUM_COVER, {"name": row.name}):
            ctx.library.albums.change(replace(row, cover=photo))
    return _changed((), {"album": album, "name": row.name})


@job(JobName.ALBUM, Lane.SHORT)
def delete_album(ctx: JobContext, album: int) -> AlbumJob:
    """Forget an album; its photos stay where they are."""
    yield Progress(done=0)
    with ctx.writing:
        row, photos = album_row(ctx.library, album), ctx.library.albums.photos(album)
        with ctx.library.action(Act.ALBUM_DELETE, {"name": row.name, "photos": len(photos)}):
            ctx.library.albums.remove(album)
    return _changed(photos, {"name": row.name, "photos": len(photos)})


@job(JobName.ALBUM, Lane.SHORT)
def keep_search(ctx: JobContext, name: str, text: str) -> AlbumJob:
    """Keep the text of a search under a name.

    Raises
    ------
    SearchError
        When it is no search.
    UsageError
        When the name is none, or a search is kept under it.
    """
    yield Progress(done=0)
    parse_search(text)
    with ctx.writing:
        name = free_name(name, ctx.library.albums.searches(), "search_exists")
        with ctx.library.action(Act.SEARCH_KEEP, {"name": name}):
            search = ctx.library.albums.keep_search(name, text)
    return _changed((), {"search": search, "name": name, "query": text})


@job(JobName.ALBUM, Lane.SHORT)
def change_search(
    ctx: JobContext, search: int, *, name: str | None = None, text: str | None = None
) -> AlbumJob:
    """Give a kept search another name, or another text."""
    yield Progress(done=0)
    if text is not None:
        parse_search(text)
    with ctx.writing:
        row = search_row(ctx.library, search)
        others = [other for other in ctx.library.albums.searches() if other.id != search]
        new = row.name if name is None else free_name(name, others, "search_exists")
        with ctx.library.action(Act.SEARCH_CHANGE, {"name": new, "old": row.name}):
            changed = replace(row, name=new, text=row.text if text is None else text)
            ctx.library.albums.change_search(changed)
    return _changed((), {"search": search, "name": new, "query": changed.text})


@job(JobName.ALBUM, Lane.SHORT)
def delete_search(ctx: JobContext, search: int) -> AlbumJob:
    """Forget a kept search."""
    yield Progress(done=0)
    with ctx.writing:
        row = search_row(ctx.library, search)
        with ctx.library.action(Act.SEARCH_DELETE, {"name": row.name}):
            ctx.library.albums.drop_search(search)
    return _changed((), {"name": row.name})


def album_row(library: LibraryReader, album: int) -> AlbumRow:
    """Return an album; UsageError where there is none of this number."""
    return _found(library.albums.rows(), album, "unknown_album")


def search_row(library: LibraryReader, search: int) -> KeptSearch:
    """Return a kept search; UsageError where there is none of this number."""
    return _found(library.albums.searches(), search, "unknown_search")


def named(rows: Sequence[Named], name: str, code: str) -> Named:
    """Return what has a name, whatever its case; UsageError where nothing has it."""
    for row in rows:
        if row.name.casefold() == name.strip().casefold():
            return row
    raise UsageError(code, name=name)


def free_name(name: str, rows: Sequence[AlbumRow] | Sequence[KeptSearch], code: str) -> str:
    """Return a name on one line that none of these has; UsageError where it is none."""
    name = " ".join(name.split())
    if not name:
        raise UsageError("nameless")
    if len(name) > MOST_LETTERS:
        raise UsageError("name_too_long", letters=MOST_LETTERS)
    if any(row.name.casefold() == name.casefold() for row in rows):
        raise UsageError(code, name=name)
    return name


def _found(rows: Sequence[Named], id_: int, code: str) -> Named:
    for row in rows:
        if row.id == id_:
            return row
    raise UsageError(code, name=str(id_))


def _changed(photos: Sequence[int], summary: dict[str, Any]) -> Change:
    return Change(photos=frozenset(photos), history=True, summary=summary)
