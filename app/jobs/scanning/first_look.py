"""The first screenful: photos of a new folder are shown before any of them is decoded.

Their rows are written as *waiting*, with the small picture of their header where they have one. The
scan then goes over them like over all others and replaces both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress

from app.core.errors import KnownError
from app.core.records import FolderRow
from app.core.types import Change, DecodedPhoto, KnownPhoto, Progress, Status
from app.jobs.context import JobContext
from app.jobs.scanning.todo import Todo
from app.jobs.scanning.walk import Found
from app.media.thumbnails import first_look_pictures, thumbnail_path

# As many as a large screen shows: until they are there, no photo is decoded.
FIRST_PHOTOS = 120
PHOTOS_AT_ONCE = 24


class FirstScreen:
    """Shows the first photos of a folder that is new to the library, once.

    Photos that may have been moved here from elsewhere are left alone: only their decode can tell
    them from new ones, and then they keep their rows.
    """

    def __init__(self, ctx: JobContext, roots: Sequence[tuple[FolderRow, str]]) -> None:
        self._ctx = ctx
        self._names: dict[int, str] = {}
        self._open = ctx.first_looks is not None and self._is_new(roots)

    def _is_new(self, roots: Sequence[tuple[FolderRow, str]]) -> bool:
        if self._ctx.library.photos.missing():
            return False
        every = self._ctx.library.folders.rows()
        known = sum(folder.photos for folder in every)
        return known == 0 or (len(roots) == 1 and roots[0][0].photos == 0)

    def show(self, found: Found) -> Iterator[Progress]:
        """Write the rows of the first photos found; a library that refuses says so later."""
        if not self._open or not found.todo:
            return
        self._open = False
        assert self._ctx.first_looks is not None
        todo = {t.file.path: t for t in found.todo.first(FIRST_PHOTOS) if t.known is None}
        batch: list[DecodedPhoto] = []
        with suppress(KnownError), closing(self._ctx.first_looks()) as looks:
            for item in looks.decode([t.file for t in todo.values()]):
                if isinstance(item, DecodedPhoto):
                    batch.append(item)
                if len(batch) == PHOTOS_AT_ONCE:
                    yield self._save(batch, todo, found)
                    batch = []
            if batch:
                yield self._save(batch, todo, found)

    def _save(self, batch: list[DecodedPhoto], todo: dict[str, Todo], found: Found) -> Progress:
        written: list[int] = []
        ctx = self._ctx
        with ctx.writing, ctx.library.transaction():
            for item in batch:
                this = todo[item.file.path]
                photo = ctx.library.photos.save(this.folder, item.file, item.facts)
                this.known = _waiting(photo, this)
                written.append(photo)
                if item.facts.content_hash:
                    self._names[photo] = item.facts.content_hash
        change = Change(photos=frozenset(written), folders=True)
        return Progress(done=found.tally.found, change=change)

    def close(self) -> None:
        """Remove the small pictures of photos that have their own by now.

        Also those that a scan left behind which was cut off, by whatever.
        """
        folder = self._ctx.thumbnails_dir
        with suppress(KnownError, OSError):
            rows = self._ctx.library.photos.rows(list(self._names))
            waiting = [self._names[row.id] for row in rows if row.status is Status.WAITING]
            wanted = {thumbnail_path(folder, name) for name in waiting}
            for path in first_look_pictures(folder):
                if path not in wanted:
                    path.unlink(missing_ok=True)


def _waiting(photo: int, todo: Todo) -> KnownPhoto:
    return KnownPhoto(
        id=photo,
        path=todo.file.path,
        size=todo.file.size,
        mtime_ns=todo.file.mtime_ns,
        folder=todo.folder,
        failed=False,
        missing=False,
        has_features=False,
        status=Status.WAITING,
        ctime_ns=todo.file.ctime_ns,
    )
