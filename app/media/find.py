"""Find the photos below a folder, however deep, without opening what need not be opened.

The walk keeps its own stack, so depth costs no recursion. Real folders come first; folders and
files by link come last, and only where they lead to something that the walk has not seen, so that
a loop ends and nothing is counted twice. Hidden names, waste bins and the folders that systems and
servers keep for themselves are left out. Pipes, sockets and devices are never opened.

One rule says what a folder of the library holds, whatever order folders were added in: a file
belongs to the innermost folder that its real place lies in. So a walk stops at every other folder
of the library, known by device and inode, and follows no link into one.

What cannot be walked or is no file in spite of its name is handed out as a :class:`FindProblem`:
the caller must not take the photos below an unreadable folder for deleted.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
import stat
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from app.core.messages import Message
from app.core.types import PhotoFile
from app.media.formats import (
    OTHER_EXTENSIONS,
    PHOTO_EXTENSIONS,
    Identity,
    extension,
    identity_of,
    is_photo_signature,
    photo_file,
    read_signature,
)
from app.media.originals.companions import FolderCompanions, companions_in

SYSTEM_FOLDERS = frozenset(
    name.lower()
    for name in (
        "$RECYCLE.BIN",
        "RECYCLER",
        "System Volume Information",
        "@eaDir",
        "#recycle",
        "#snapshot",
        "@Recycle",
        "@Recently-Snapshot",
        "lost+found",
        "node_modules",
        "__pycache__",
        "__MACOSX",
    )
)
SYSTEM_SUFFIXES = (".lrdata", ".lrlibrary", ".imovielibrary")
# A photo library of macOS keeps what was imported in one of these; all else in it is made from it.
LIBRARY_SUFFIXES = (".photoslibrary", ".aplibrary", ".migratedphotolibrary")
LIBRARY_ORIGINALS = frozenset(("originals", "masters"))
# Android's mark for folders that galleries leave alone: covers, caches, stickers.
NO_MEDIA = ".nomedia"


@dataclass(frozen=True, slots=True)
class FindProblem:
    """Something that could not be walked (``is_folder``) or is not the photo its name promises."""

    path: str
    message: Message
    is_folder: bool


class Looked:
    """Files without a known ending that were opened once and are no photos: not opened again.

    Each is remembered by path, size and times, so that it does not matter how and when a file, or
    the folder that it lies in, came here.

    Parameters
    ----------
    before : collection of int
        What an earlier walk left in :attr:`now`.

    Attributes
    ----------
    now : set of int
        The files of this walk that are no photos.
    """

    def __init__(self, before: Collection[int] = ()) -> None:
        self._before = frozenset(before)
        self.now: set[int] = set()

    def is_no_photo(self, path: str, status: os.stat_result) -> bool:
        """Look at a file's first bytes, unless that was done before."""
        text = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} ".encode()
        digest = hashlib.blake2b(text + os.fsencode(path), digest_size=8).digest()
        key = int.from_bytes(digest, "little", signed=True)
        if key not in self._before:
            try:
                if is_photo_signature(read_signature(path)):
                    return False
            except OSError:
                return True
        self.now.add(key)
        return True


class NeverLooked(Looked):
    """Opens no file: what has no known ending counts for nothing."""

    def is_no_photo(self, path: str, status: os.stat_result) -> bool:
        """Leave every file alone."""
        return True


@dataclass(slots=True)
class _Walk:
    """State of one walk. ``links`` are put off until all real folders have been seen."""

    root: str
    base: str
    exclude: re.Pattern[str] | None
    known: Container[str]
    looked: Looked
    derived: bool
    places: dict[str, bool]
    folders: list[str]
    stops: set[Identity]
    seen: set[Identity] = field(default_factory=set)
    folder_links: list[str] = field(default_factory=list)
    file_links: list[str] = field(default_factory=list)
    linked_files: set[Identity] = field(default_factory=set)


def find_photos(
    root: str,
    exclude: Sequence[str] = (),
    *,
    known: Container[str] = (),
    looked: Looked | None = None,
    others: Collection[str] = (),
    derived: bool = False,
    base: str | None = None,
) -> Iterator[PhotoFile | FindProblem]:
    """Yield every photo below ``root``, and what could not be looked at, always in one order.

    Parameters
    ----------
    root : str
        The folder; made absolute. It is walked even if its own name is hidden or it is marked.
    exclude : sequence of str
        Shell patterns of what is left out, against names and against paths below ``base``.
    known : container of str
        Paths that are known to be photos; they are not opened to look at their signature.
    looked : Looked, optional
        Remembers which files without a known ending are no photos, from walk to walk.
    others : collection of str
        All other folders of the library: what lies in one of them is not ours.
    derived : bool
        Walk folders below ``root`` that are marked ``.nomedia``, and what photo libraries make.
    base : str, optional
        The folder of the library that ``root`` is a part of.
    """
    root = os.path.abspath(root)
    walk = _Walk(
        root=root,
        base=base or root,
        exclude=_compile(exclude),
        known=known,
        looked=looked or Looked(),
        derived=derived,
        places={os.path.realpath(path): path == root for path in (*others, root)},
        folders=[root],
        stops=_identities_above(root) | set(filter(None, map(identity_of, others))),
    )
    yield from _walk_folders(walk)
    while walk.folder_links:
        links, walk.folder_links = sorted(walk.folder_links), []
        for link in links:
            walk.folders.append(link)
            yield from _walk_folders(walk)
    yield from _follow_links(walk)


def _compile(patterns: Sequence[str]) -> re.Pattern[str] | None:
    parts = [
        fnmatch.translate(pattern.strip().rstrip("/")) for pattern in patterns if pattern.strip()
    ]
    ignore_case = re.IGNORECASE if os.name == "nt" else re.NOFLAG
    return re.compile("|".join(parts), ignore_case) if parts else None


def is_left_out(
    folder: str, place: str, exclude: Sequence[str] = (), *, derived: bool = False
) -> bool:
    """Return whether a walk of ``folder`` would not come to a place below it."""
    patterns = _compile(exclude)
    below = os.path.relpath(place, folder)
    above, names = folder, [] if below == os.curdir else below.split(os.sep)
    for depth, name in enumerate(names, 1):
        path = "/".join(names[:depth])
        if name.startswith(".") or _is_system_folder(name):
            return True
        if patterns is not None and (patterns.match(name) or patterns.match(path)):
            return True
        in_library = above.lower().endswith(LIBRARY_SUFFIXES)
        above = os.path.join(above, name)
        is_marked = os.path.exists(os.path.join(above, NO_MEDIA))
        if not derived and (is_marked or (in_library and name.lower() not in LIBRARY_ORIGINALS)):
            return True
    return False


def _identities_above(root: str) -> set[Identity]:
    """Return the folders that contain ``root``: a link to one of them would be a loop."""
    found = set()
    path = os.path.realpath(root)
    while (parent := os.path.dirname(path)) != path:
        path = parent
        if (identity := identity_of(path)) is not None:
            found.add(identity)
    return found


def _walk_folders(walk: _Walk) -> Iterator[PhotoFile | FindProblem]:
    while walk.folders:
        folder = walk.folders.pop()
        try:
            status = os.stat(folder)
            identity = (status.st_dev, status.st_ino)
            if identity in walk.seen or (folder != walk.root and identity in walk.stops):
                continue
            with os.scandir(folder) as listing:
                entries = _wanted(walk, folder, listing)
        except OSError as error:
            yield FindProblem(folder, _folder_message(folder, error), is_folder=True)
            continue
        walk.seen.add(identity)
        subfolders: list[str] = []
        ours = FolderCompanions(entries, lambda entry: _is_passed_over(walk, entry))
        for entry in ours.entries:
            for found in _look_at(walk, entry, subfolders):
                yield ours.attach(found) if isinstance(found, PhotoFile) else found
        walk.folders.extend(reversed(subfolders))


def _wanted(
    walk: _Walk, folder: str, listing: Iterator[os.DirEntry[str]]
) -> list[os.DirEntry[str]]:
    """Return a folder's entries by name, without those that were made from other photos."""
    entries = sorted(listing, key=lambda entry: entry.name)
    if walk.derived:
        return entries
    if folder.lower().endswith(LIBRARY_SUFFIXES):
        return [entry for entry in entries if entry.name.lower() in LIBRARY_ORIGINALS]
    marked = folder != walk.root and any(entry.name == NO_MEDIA for entry in entries)
    return [] if marked else entries


def _look_at(
    walk: _Walk, entry: os.DirEntry[str], subfolders: list[str]
) -> Iterator[PhotoFile | FindProblem]:
    name = entry.name
    if _is_passed_over(walk, entry):
        return
    try:
        if entry.is_symlink():
            _put_off(walk, entry, name)
        elif entry.is_dir(follow_symlinks=False):
            if not _is_system_folder(name):
                subfolders.append(entry.path)
        else:
            yield from _look_at_file(walk, entry.path, name, entry.stat(follow_symlinks=False))
    except OSError as error:
        # The entry vanished or cannot be asked: only a photo's name is worth a line.
        if not isinstance(error, FileNotFoundError) and extension(name) in PHOTO_EXTENSIONS:
            yield FindProblem(entry.path, _file_message(error), is_folder=False)


def _is_passed_over(walk: _Walk, entry: os.DirEntry[str]) -> bool:
    return entry.name.startswith(".") or _is_excluded(walk, entry.path, entry.name)


def _put_off(walk: _Walk, entry: os.DirEntry[str], name: str) -> None:
    if entry.is_dir():
        if not _is_system_folder(name) and _is_ours(walk, os.path.realpath(entry.path)):
            walk.folder_links.append(entry.path)
    else:
        walk.file_links.append(entry.path)


def _is_ours(walk: _Walk, place: str) -> bool:
    """Return whether a real place lies in no folder of the library, or innermost in this one."""
    while place not in walk.places:
        above = os.path.dirname(place)
        if above == place:
            return True
        place = above
    return walk.places[place]


def _follow_links(walk: _Walk) -> Iterator[PhotoFile | FindProblem]:
    for folder, links in groupby(sorted(walk.file_links), key=os.path.dirname):
        beside = companions_in(folder)  # one listing for all links of a folder
        for link in links:
            for found in _look_at_link(walk, link):
                yield beside.attach(found) if isinstance(found, PhotoFile) else found


def _look_at_link(walk: _Walk, link: str) -> Iterator[PhotoFile | FindProblem]:
    """Follow a link to a file once, unless the walk has met the file itself."""
    name = os.path.basename(link)
    try:
        status = os.stat(link)
        target = os.path.realpath(link)
        parent = os.stat(os.path.dirname(target))
    except OSError as error:
        if extension(name) in PHOTO_EXTENSIONS:
            is_gone = isinstance(error, FileNotFoundError)
            message = Message("broken_link") if is_gone else _file_message(error)
            yield FindProblem(link, message, is_folder=False)
        return
    identity = (status.st_dev, status.st_ino)
    if identity in walk.linked_files or not _is_ours(walk, target):
        return
    if (parent.st_dev, parent.st_ino) in walk.seen and not os.path.basename(target).startswith("."):
        return
    for found in _look_at_file(walk, link, name, status):
        walk.linked_files.add(identity)
        yield found


def _look_at_file(
    walk: _Walk, path: str, name: str, status: os.stat_result
) -> Iterator[PhotoFile | FindProblem]:
    ending = extension(name)
    if not stat.S_ISREG(status.st_mode):
        if ending in PHOTO_EXTENSIONS:
            yield FindProblem(path, _special_message(status.st_mode), is_folder=False)
        return
    if ending in PHOTO_EXTENSIONS or (
        ending not in OTHER_EXTENSIONS and _is_photo_inside(walk, path, status)
    ):
        yield photo_file(path, status)


def _is_photo_inside(walk: _Walk, path: str, status: os.stat_result) -> bool:
    if path in walk.known:
        return True
    return status.st_size > 0 and not walk.looked.is_no_photo(path, status)


def _is_excluded(walk: _Walk, path: str, name: str) -> bool:
    if walk.exclude is None:
        return False
    below = path[len(walk.base) :].lstrip(os.sep).replace(os.sep, "/")
    matches = walk.exclude.match
    return bool(matches(name) or matches(below))


def _is_system_folder(name: str) -> bool:
    lower = name.lower()
    return lower in SYSTEM_FOLDERS or lower.endswith(SYSTEM_SUFFIXES)


def _folder_message(folder: str, error: OSError) -> Message:
    if isinstance(error, FileNotFoundError):
        return Message("folder_lost")
    if isinstance(error, PermissionError):
        return Message("folder_forbidden")
    if isinstance(error, NotADirectoryError):
        return Message("no_folder_but_file")
    if len(os.fsencode(folder)) >= 4096:
        return Message("folder_too_deep")
    return Message("folder_unread", {"cause": _cause(error)})


def _file_message(error: OSError) -> Message:
    if isinstance(error, PermissionError):
        return Message("forbidden")
    return Message("file_unasked", {"cause": _cause(error)})


def _cause(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _special_message(mode: int) -> Message:
    for is_special, code in (
        (stat.S_ISFIFO, "named_pipe"),
        (stat.S_ISSOCK, "socket"),
        (stat.S_ISBLK, "device"),
        (stat.S_ISCHR, "device"),
    ):
        if is_special(mode):
            return Message(code)
    return Message("not_a_file")
