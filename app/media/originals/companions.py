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
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from app.core.outside.companions import Companion, CompanionRole
from app.core.types import PhotoFile
from app.media.formats import PHOTO_EXTENSIONS, RAW_EXTENSIONS, extension, raws_of_pairs
from app.media.xmp.beside import FolderSidecars

# Other programs' notes on a picture: Adobe's and all who follow, RawTherapee, DxO, ON1.
SIDECAR_EXTENSIONS = frozenset(("xmp", "pp3", "dop", "on1"))
# The film of a live photo, edits of Apple's programs, a camera's small picture and spoken note.
_FILMS = frozenset(("mov", "mp4"))
_MORE = frozenset(("aae", "thm", "wav"))
# An ending that many things have, cameras' files among them.
_UNREAD_RAWS = frozenset(("raw",))
COMPANION_EXTENSIONS = RAW_EXTENSIONS | _UNREAD_RAWS | SIDECAR_EXTENSIONS | _FILMS | _MORE


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


class FolderCompanions:
    """What belongs to whom in one folder, told by the listing that a walk has anyway.

    Parameters
    ----------
    entries : list of os.DirEntry
        What lies in the folder.
    is_left_out : callable
        Says of an entry that the walk passes it over.

    Attributes
    ----------
    entries : list of os.DirEntry
        The same, without the raw files that belong to a camera's picture which the walk comes to.
    """

    def __init__(
        self,
        entries: list[os.DirEntry[str]],
        is_left_out: Callable[[os.DirEntry[str]], bool] = lambda _: False,
    ) -> None:
        raws = raws_of_pairs(entry.name for entry in entries)
        if raws:
            raws = raws_of_pairs(
                entry.name
                for entry in entries
                if extension(entry.name) in RAW_EXTENSIONS
                # What lies behind a link may be met elsewhere, and then is no photo here.
                or (entry.is_file(follow_symlinks=False) and not is_left_out(entry))
            )
        self.entries = [e for e in entries if e.name not in raws] if raws else entries
        self._sidecars = FolderSidecars(entries, is_left_out)
        self._names: dict[str, list[str]] = {}
        if any(extension(entry.name) in COMPANION_EXTENSIONS for entry in entries):
            self._names = _by_stem(entries)

    def attach(self, file: PhotoFile) -> PhotoFile:
        """Return the file with what belongs to it, its sidecars by themselves, too."""
        if not self._names:
            return self._sidecars.attach(file)
        name = os.path.basename(file.path)
        names = self._names.get(_stem(name), ())
        found = _companions_of({name}, names)[0] if len(names) > 1 else []
        raws = [one for one in found if extension(one) in RAW_EXTENSIONS]
        file = self._sidecars.attach(file, raws)
        return replace(file, companions=tuple(map(_companion, found))) if found else file


def with_companions(file: PhotoFile) -> PhotoFile:
    """Return a file with what belongs to it, where no listing of its folder is at hand."""
    return companions_in(os.path.dirname(file.path)).attach(file)


def companions_in(folder: str) -> FolderCompanions:
    """Return what belongs to whom in a folder; nothing where it cannot be listed."""
    try:
        with os.scandir(folder) as listing:
            return FolderCompanions(sorted(listing, key=lambda entry: entry.name))
    except OSError:
        return FolderCompanions([])


def companions_among(photo: str, paths: Iterable[str]) -> tuple[Companion, ...]:
    """Return those of some files in the photo's folder that belong to it."""
    names = sorted(os.path.basename(path) for path in paths)
    found, _ = _companions_of({os.path.basename(photo)}, names)
    return tuple(map(_companion, found))


def _companion(name: str) -> Companion:
    ending = extension(name)
    role = CompanionRole.FILM if ending in _FILMS else CompanionRole.MORE
    if ending in _UNREAD_RAWS | RAW_EXTENSIONS:
        role = CompanionRole.RAW
    # Readable, as it is shown and searched for: what is done to it looks at the folder again.
    return Companion(role, os.fsencode(name).decode("utf-8", "replace"))


def _bundle(folder: str, photos: list[str], names: Sequence[str]) -> Bundle:
    companions, shared = _companions_of({os.path.basename(photo) for photo in photos}, names)
    return Bundle(
        photos,
        [os.path.join(folder, name) for name in companions],
        frozenset(os.path.join(folder, name) for name in shared),
    )


def _companions_of(asked: set[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Say which of the names that share a stem go along with some photos, and what is shared.

    This is the one rule of what belongs together.
    """
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
    return companions, shared


def _names_by_stem(folder: str) -> dict[str, list[str]]:
    """Return the names of the files in a folder; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return _by_stem(sorted(entries, key=lambda entry: entry.name))
    except OSError:
        return {}


def _by_stem(entries: Iterable[os.DirEntry[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        with suppress(OSError):  # a link to itself is no file
            if entry.is_file():
                found[_stem(entry.name)].append(entry.name)
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
