"""The folders that a person added: add, forget, relocate, exclude."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence

from app.core.errors import KnownError, UsageError
from app.core.paths import is_in
from app.core.records import FolderRow
from app.core.types import Change, Progress
from app.jobs.context import JobContext

FolderJob = Generator[Progress, None, Change]


def add_folders(ctx: JobContext, paths: Sequence[str]) -> FolderJob:
    """Add folders to the library without scanning them yet."""
    yield Progress(done=0, total=len(paths))
    with ctx.writing:
        roots = resolve_folders(ctx, paths)
    return Change(folders=True, summary={"folders": [root for _, root in roots]})


def remove_folder(ctx: JobContext, folder: int) -> FolderJob:
    """Forget a folder. Its photos leave the lists; labels are kept and come back with it."""
    yield Progress(done=0)
    with ctx.writing:
        ctx.library.folders.remove(folder)
    return Change(photos=None, scenes=True, folders=True)


def relocate_folder(ctx: JobContext, folder: int, path: str) -> FolderJob:
    """Tell where a folder is now (another disk, another machine); everything moves with it."""
    yield Progress(done=0)
    with ctx.writing:
        ctx.library.folders.update(folder, path=check_folder(path), online=True)
    return Change(photos=None, folders=True)


def exclude_from_folder(ctx: JobContext, folder: int, patterns: Sequence[str]) -> FolderJob:
    """Set the name patterns (as in a shell) that the next scan leaves out."""
    yield Progress(done=0)
    with ctx.writing:
        ctx.library.folders.update(folder, exclude=[p.strip() for p in patterns if p.strip()])
    return Change(folders=True)


def watch_folder(ctx: JobContext, folder: int, watch: bool) -> FolderJob:
    """Set whether new photos in a folder are tagged as they come."""
    yield Progress(done=0)
    with ctx.writing:
        ctx.library.folders.update(folder, watch=watch)
    return Change(folders=True)


def resolve_folders(ctx: JobContext, paths: Sequence[str] | None) -> list[tuple[FolderRow, str]]:
    """Return (folder, root to walk) for these paths, adding folders that are new.

    A path inside a folder of the library is walked as a part of that folder.

    Raises
    ------
    KnownError
        When a path is not a folder that can be read.
    UsageError
        When there is nothing to scan.
    """
    if paths is None:
        every = ctx.library.folders.rows()
        if not every:
            raise UsageError("no_folders")
        return [(folder, folder.path) for folder in every]
    roots: list[tuple[FolderRow, str]] = []
    for path in paths:
        absolute = _known_or_checked(ctx, path)
        holder = next((f for f in ctx.library.folders.rows() if is_in(absolute, f.path)), None)
        if holder is None:
            new = ctx.library.folders.add(absolute)
            holder = next(f for f in ctx.library.folders.rows() if f.id == new)
        roots.append((holder, absolute))
    return roots


def _known_or_checked(ctx: JobContext, path: str) -> str:
    """Check a path; a folder of the library may be offline, that is no error."""
    absolute = os.path.abspath(os.path.expanduser(path))
    if not os.path.exists(absolute) and absolute in {f.path for f in ctx.library.folders.rows()}:
        return absolute
    return check_folder(absolute)


def check_folder(path: str) -> str:
    """Return the absolute path of a folder that exists and may be read.

    Raises
    ------
    KnownError
        Naming the folder, and what to do.
    """
    absolute = os.path.abspath(os.path.expanduser(path))
    if not os.path.exists(absolute):
        raise KnownError("no_folder", path=absolute)
    if not os.path.isdir(absolute):
        raise KnownError("not_a_folder", path=absolute)
    if not os.access(absolute, os.R_OK | os.X_OK):
        raise KnownError("folder_unreadable", path=absolute)
    return absolute
