"""Sidecars that are new, changed or gone since they were read: what they say is kept as imported.

The walk tells by names, sizes and times alone, so that a photo whose sidecar changed is not opened.
The words that Albumen wrote there itself stand in the ledger, and are left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Generator, Mapping, Sequence

from app.core.errors import KnownError
from app.core.imported import Imported
from app.core.keywords import Keywords
from app.core.library import LibraryReader
from app.core.types import Progress, SidecarFile
from app.jobs.context import JobContext
from app.media.find import FindProblem
from app.media.xmp.imported import read_sidecar_words

PHOTOS_AT_ONCE = 200

Files = Mapping[str, tuple[SidecarFile, ...]]


def sidecar_state(files: Sequence[SidecarFile]) -> str:
    """Return what a rescan compares of a photo's sidecars; empty where there is none."""
    if not files:
        return ""
    return json.dumps([[os.path.basename(f.path), f.size, f.mtime_ns, f.ctime_ns] for f in files])


def take_in_sidecars(
    ctx: JobContext, files: Files, problems: list[FindProblem], *, again: bool = False
) -> Generator[Progress, None, None]:
    """Read the sidecars of photos where they are others than before, and keep what they say.

    Parameters
    ----------
    files : mapping
        The sidecars that lie beside photos, by the photo's path.
    problems : list of FindProblem
        Gets those that cannot be read.
    again : bool
        Read also those that look as they did.
    """
    paths = list(files)
    for start in range(0, len(paths), PHOTOS_AT_ONCE):
        some = paths[start : start + PHOTOS_AT_ONCE]
        yield Progress(done=start, total=len(paths), note=os.path.dirname(some[0]))
        photos = ctx.library.photos.find(some)
        known = ctx.library.photos.sidecar_states(list(photos.values()))
        states = {path: sidecar_state(files[path]) for path in photos}
        changed = [
            path for path, state in states.items() if again or state != known.get(photos[path], "")
        ]
        ours = keywords_of_ours(ctx.library, [f.path for path in changed for f in files[path]])
        moved = _moved_with_photos(ctx.library, [photos[path] for path in changed])
        said = {}
        for path in changed:
            found = _read(path, files[path], ours, problems)
            said[photos[path]] = states[path], found.without(moved.get(photos[path], Keywords()))
        if said:
            with ctx.writing:
                ctx.library.photos.save_sidecars(said)


def keywords_of_ours(library: LibraryReader, targets: Collection[str]) -> dict[str, Keywords]:
    """Return what we wrote into these files, or were about to."""
    ours: dict[str, Keywords] = {}
    for entry in library.ledger.at(targets):
        before = ours.get(entry.target, Keywords())
        ours[entry.target] = before.joined(entry.written).joined(entry.pending)
    return ours


def _moved_with_photos(library: LibraryReader, photos: Collection[int]) -> dict[int, Keywords]:
    """Return what we wrote for photos into sidecars that are not where they were.

    A photo and its sidecar may have been taken to another place together: the words in the new
    one are ours, too.
    """
    moved: dict[int, Keywords] = {}
    for entry in library.ledger.of(photos):
        if not (entry.source or os.path.lexists(entry.target)):
            before = moved.get(entry.photo, Keywords())
            moved[entry.photo] = before.joined(entry.written).joined(entry.pending)
    return moved


def _read(
    photo: str,
    files: Sequence[SidecarFile],
    ours: Mapping[str, Keywords],
    problems: list[FindProblem],
) -> Imported:
    said = Imported()
    for file in files:
        try:
            found = read_sidecar_words(photo, file)
        except KnownError as error:
            # Its state is kept all the same: it is named once for each change.
            problem = FindProblem(file.path, error.message, is_folder=False)
            if problem not in problems:
                problems.append(problem)
            continue
        said = said.joined(found.without(ours.get(file.path, Keywords())))
    return said
