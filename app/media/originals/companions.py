"""What belongs to a photo besides its own file, and has to go where it goes.

``IMG.jpg`` may have a RAW (``IMG.raf``), the film of a live photo (``IMG.mov``), edits of Apple's
programs (``IMG.aae``), and sidecars: ``IMG.jpg.xmp``, ``IMG.raf.xmp`` and ``IMG.xmp``. Files of one
name in one folder belong together, whatever case they are written in. A raw file beside a picture
that the camera does not write (``IMG.tif``) is a photo of its own. Where several photos share a
name (``IMG.jpg`` and ``IMG.heic``), so do they share what is named after both.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.media.formats import PHOTO_EXTENSIONS, RAW_EXTENSIONS, extension, raws_of_pairs

# Other programs' notes on a picture: Adobe's and all who follow, RawTherapee, DxO, ON1.
SIDECAR_EXTENSIONS = frozenset(("xmp", "pp3", "dop", "on1"))
# The film of a live photo, edits of Apple's programs, a camera's small picture and spoken note.
_MORE = frozenset(("mov", "mp4", "aae", "thm", "wav"))
COMPANION_EXTENSIONS = RAW_EXTENSIONS | {"raw"} | SIDECAR_EXTENSIONS | _MORE


@dataclass(frozen=True, slots=True)
class Bundle:
    """Photos of one name in one folder, with what belongs to them.

    Attributes
    ----------
    photos : list of str
        Paths of those that were asked for.
    companions : list of str
        Paths of what goes along.
    shared : frozenset of str
        Companions that a photo needs that was not asked for.
    """

    photos: list[str]
    companions: list[str] = field(default_factory=list)
    shared: frozenset[str] = frozenset()


def bundles_of(photos: Sequence[str]) -> Iterator[Bundle]:
    """Yield photos with their companions, those of one name together, in the order given."""
    by_name: dict[tuple[str, str], list[str]] = {}
    for photo in dict.fromkeys(photos):
        folder, name = os.path.split(photo)
        by_name.setdefault((folder, _stem(name)), []).append(photo)
    folders: dict[str, dict[str, list[str]]] = {}
    for (folder, stem), some in by_name.items():
        if folder not in folders:
            folders[folder] = _names_by_stem(folder)
        yield _bundle(folder, some, folders[folder].get(stem, ()))


def without_pairs(
    entries: list[os.DirEntry[str]], is_left_out: Callable[[os.DirEntry[str]], bool]
) -> list[os.DirEntry[str]]:
    """Leave out raw files that belong to a camera's picture which a walk comes to.

    Parameters
    ----------
    entries : list of os.DirEntry
        What lies in a folder.
    is_left_out : callable
        Says of an entry that the walk passes it over.
    """
    if not raws_of_pairs(entry.name for entry in entries):
        return entries
    raws = raws_of_pairs(
        entry.name
        for entry in entries
        if extension(entry.name) in RAW_EXTENSIONS
        # What lies behind a link may be met elsewhere, and then is no photo here.
        or (entry.is_file(follow_symlinks=False) and not is_left_out(entry))
    )
    return [entry for entry in entries if entry.name not in raws]


def _bundle(folder: str, photos: list[str], names: Sequence[str]) -> Bundle:
    asked = {os.path.basename(photo) for photo in photos}
    raws = raws_of_pairs([*names, *asked])
    beside = {n for n in names if extension(n) in PHOTO_EXTENSIONS and n not in raws} - asked
    others = {name.casefold() for name in beside}
    companions = [
        name
        for name in names
        if name not in asked
        and name not in beside
        and extension(name) in COMPANION_EXTENSIONS
        and os.path.splitext(name)[0].casefold() not in others
    ]
    own = {name.casefold() for name in asked}
    shared = [n for n in companions if others and os.path.splitext(n)[0].casefold() not in own]
    return Bundle(
        photos,
        [os.path.join(folder, name) for name in companions],
        frozenset(os.path.join(folder, name) for name in shared),
    )


def _names_by_stem(folder: str) -> dict[str, list[str]]:
    """Return the names of the files in a folder; nothing where it cannot be read."""
    found: dict[str, list[str]] = defaultdict(list)
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file())
    except OSError:
        return found
    for name in names:
        found[_stem(name)].append(name)
    return found


def _stem(name: str) -> str:
    """Return the name that files share: ``img`` of ``IMG.JPG``, ``IMG.jpg.xmp``, ``IMG.xmp``."""
    return stem_of(name).casefold()


def stem_of(name: str) -> str:
    """Return a file's name without its ending, and without that of the picture of a sidecar."""
    stem, ending = os.path.splitext(name)
    if ending[1:].lower() in SIDECAR_EXTENSIONS:
        inner, kind = os.path.splitext(stem)
        if kind[1:].lower() in PHOTO_EXTENSIONS | COMPANION_EXTENSIONS:
            return inner
    return stem
