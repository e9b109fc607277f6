"""The folders that a person added: add, forget, relocate, exclude."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence

from app.core.errors import KnownError, UsageError
from app.core.library import LibraryReader
from app.core.paths import is_below, is_in
from app.core.records import FolderRow
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane
from app.jobs.scanning.disks import PhotoDisks
from app.jobs.scanning.reunite import reunite
from app.media.find import is_left_out
from app.media.formats import identity_of

# Whether photos are shown that were made from others (a setting of the library).
DERIVED = "derived"

FolderJob = Generator[Progress, None, Change]


def add_folders(ctx: JobContext, paths: Sequence[str]) -> FolderJob:
    """Add folders to the library without scanning them yet."""
    yield Progress(done=0, total=len(paths))
    with ctx.writing:
        roots = resolve_folders(ctx, paths)
    return Change(folders=True, summary={"folders": [root for _, root in roots]})


@job(JobName.FOLDER, Lane.SHORT)
def remove_folder(ctx: JobContext, folder: int) -> FolderJob:
    """Forget a folder. Its photos leave the lists; labels are kept and come back with it."""
    yield Progress(done=0)
    with ctx.writing:
        ctx.library.folders.remove(folder)
        reunite(ctx, PhotoDisks(ctx))
    return Change(photos=None, scenes=True, folders=True)


@job(JobName.FOLDER, Lane.SHORT)
def relocate_folder(ctx: JobContext, folder: int, path: str) -> FolderJob:
    """Tell where a folder is now (another disk, another machine); everything moves with it.

    Where the library has photos at the new place already, because it was scanned meanwhile, both
    become one: labels and history go to the files with the same content.
    """
    yield Progress(done=0)
    with ctx.writing:
        place = require_folder(path)
        holder, known = place_of(ctx.library, place)
        if holder is not None and holder.id != folder:
            place = known  # the way by which its photos are known
        ctx.library.folders.update(folder, path=place, online=True)
        reunite(ctx, PhotoDisks(ctx))
    return Change(photos=None, scenes=True, folders=True)


@job(JobName.FOLDER, Lane.SHORT)
def exclude_from_folder(ctx: JobContext, folder: int, patterns: Sequence[str]) -> FolderJob:
    """Set the name patterns (as in a shell) that the next scan leaves out."""
    yield Progress(done=0)
    with ctx.writing:
        ctx.library.folders.update(folder, exclude=[p.strip() for p in patterns if p.strip()])
    return Change(folders=True)


@job(JobName.FOLDER, Lane.SHORT)
def watch_folder(ctx: JobContext, folder: int, watch: bool) -> FolderJob:
    """Set whether new photos in a folder are tagged as they come."""
    yield Progress(done=0)
    with ctx.writing:
        ctx.library.folders.update(folder, watch=watch)
    return Change(folders=True)


def show_derived(ctx: JobContext, derived: bool) -> FolderJob:
    """Set whether previews in photo libraries, and folders marked ``.nomedia``, count as photos.

    The next scan shows it.
    """
    yield Progress(done=0)
    with ctx.writing:
        ctx.library.set_setting(DERIVED, derived)
    return Change(folders=True)


def resolve_folders(
    ctx: JobContext, paths: Sequence[str] | None, *, add: bool = True
) -> list[tuple[FolderRow, str]]:
    """Return (folder, root to walk) for these paths, adding folders that are new.

    What its folder leaves out becomes a folder of its own when it is named; without ``add`` it is
    left out.

    A path inside a folder of the library is walked as a part of the innermost one, and one that
    leads to such a folder by a link or another mount is that folder. Folders of the library below
    a path are walked as well, each by its own rules.

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
    roots: dict[tuple[int, str], tuple[FolderRow, str]] = {}
    for path in paths:
        holder, place = place_of(ctx.library, _known_or_required(ctx, path))
        if holder is None or leaves_out(ctx, holder, place):
            if not add:
                continue
            new = ctx.library.folders.add(place)
            holder = next(f for f in ctx.library.folders.rows() if f.id == new)
        inner = [
            f for f in ctx.library.folders.rows() if f.id != holder.id and is_below(f.path, place)
        ]
        for folder, root in [(holder, place), *((f, f.path) for f in inner)]:
            roots[folder.id, root] = (folder, root)
    return [
        (folder, root)
        for folder, root in roots.values()
        if not any(i == folder.id and is_below(root, whole) for i, whole in roots)
    ]


def leaves_out(ctx: JobContext, folder: FolderRow, place: str) -> bool:
    """Return whether a scan of a folder passes over this part of it."""
    derived = bool(ctx.library.setting(DERIVED))
    return is_left_out(folder.path, place, folder.exclude, derived=derived)


def same_folders(library: LibraryReader, paths: Sequence[str] | None) -> list[tuple[str, str]]:
    """Return paths that lead to a folder of the library by another way, and the way it knows."""
    found = []
    for path in paths or ():
        absolute = os.path.abspath(os.path.expanduser(path))
        holder, place = place_of(library, absolute)
        if holder is not None and place != absolute:
            found.append((absolute, place))
    return found


def place_of(library: LibraryReader, path: str) -> tuple[FolderRow | None, str]:
    """Return the innermost folder that holds a path, and the path as it lies in that folder."""
    folders = library.folders.rows()
    known = {identity: f for f in folders if (identity := identity_of(f.path)) is not None}
    for way in (os.path.realpath(path), path):
        above, rest = way, ""
        while True:
            holder = known.get(identity_of(above) or (-1, -1))
            if holder is not None:
                # The way as given, where the folder is known by it too.
                same = path if is_in(path, holder.path) else None
                return holder, same or os.path.join(holder.path, rest).rstrip(os.sep) or os.sep
            parent, name = os.path.split(above)
            if parent == above:
                break
            above, rest = parent, os.path.join(name, rest) if rest else name
    holders = [f for f in folders if is_in(path, f.path)]
    return max(holders, key=lambda f: len(f.path), default=None), path


def _known_or_required(ctx: JobContext, path: str) -> str:
    """Check a path; a folder of the library may be offline, that is no error."""
    absolute = os.path.abspath(os.path.expanduser(path))
    if not os.path.exists(absolute) and absolute in {f.path for f in ctx.library.folders.rows()}:
        return absolute
    return require_folder(absolute)


def require_folder(path: str) -> str:
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
