"""Find the photos below a folder, however deep, without opening what need not be opened.

The walk keeps its own stack, so depth costs no recursion. Real folders come first; folders and
files by link come last, and only where they lead to something that the walk has not seen, so that
a loop ends and nothing is counted twice. Hidden names, waste bins and the folders that systems and
servers keep for themselves are left out. Pipes, sockets and devices are never opened.

What cannot be walked or is no file in spite of its name is handed out as a :class:`FindProblem`:
the caller must not take the photos below an unreadable folder for deleted.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from app.core.messages import Message
from app.core.types import PhotoFile
from app.media.kinds import (
    OTHER_EXTENSIONS,
    PHOTO_EXTENSIONS,
    extension,
    is_photo_signature,
    read_signature,
)

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


@dataclass(frozen=True, slots=True)
class FindProblem:
    """Something that could not be walked (``is_folder``) or is not the photo its name promises."""

    path: str
    message: Message
    is_folder: bool


@dataclass(slots=True)
class _Walk:
    """State of one walk. ``links`` are put off until all real folders have been seen."""

    root: str
    exclude: re.Pattern[str] | None
    known: Container[str]
    looked_before_ns: int
    folders: list[str]
    above: set[tuple[int, int]]
    seen: set[tuple[int, int]] = field(default_factory=set)
    folder_links: list[str] = field(default_factory=list)
    file_links: list[str] = field(default_factory=list)
    linked_files: set[tuple[int, int]] = field(default_factory=set)


def find_photos(
    root: str,
    exclude: Sequence[str] = (),
    *,
    known: Container[str] = (),
    looked_before_ns: int = 0,
) -> Iterator[PhotoFile | FindProblem]:
    """Yield every photo below ``root``, and what could not be looked at.

    Parameters
    ----------
    root : str
        The folder; made absolute. It is walked even if its own name is hidden.
    exclude : sequence of str
        Shell patterns (``*``, ``?``, ``[...]``) against the name and against the path below
        ``root`` with ``/`` between folders. What matches is left out, folders with all in them.
    known : container of str
        Paths that are known to be photos; they are not opened to look at their signature.
    looked_before_ns : int
        When the last complete walk with these patterns began, in ns since 1970. Files with an
        unknown extension that are older were looked at then and are not opened again.

    Yields
    ------
    PhotoFile or FindProblem
        In no particular order, but the same order for an unchanged folder.
    """
    root = os.path.abspath(root)
    walk = _Walk(
        root=root,
        exclude=_compile(exclude),
        known=known,
        looked_before_ns=looked_before_ns,
        folders=[root],
        above=_identities_above(root),
    )
    yield from _walk_folders(walk)
    while walk.folder_links:
        links, walk.folder_links = sorted(walk.folder_links), []
        for link in links:
            walk.folders.append(link)
            yield from _walk_folders(walk)
    for link in sorted(walk.file_links):
        yield from _look_at_link(walk, link)


def _compile(patterns: Sequence[str]) -> re.Pattern[str] | None:
    parts = [
        fnmatch.translate(pattern.strip().rstrip("/")) for pattern in patterns if pattern.strip()
    ]
    ignore_case = re.IGNORECASE if os.name == "nt" else re.NOFLAG
    return re.compile("|".join(parts), ignore_case) if parts else None


def _identities_above(root: str) -> set[tuple[int, int]]:
    """Return the folders that contain ``root``: a link to one of them would be a loop."""
    found = set()
    path = os.path.realpath(root)
    while (parent := os.path.dirname(path)) != path:
        path = parent
        try:
            status = os.stat(path)
        except OSError:
            continue
        found.add((status.st_dev, status.st_ino))
    return found


def _walk_folders(walk: _Walk) -> Iterator[PhotoFile | FindProblem]:
    while walk.folders:
        folder = walk.folders.pop()
        try:
            status = os.stat(folder)
            identity = (status.st_dev, status.st_ino)
            if identity in walk.seen or identity in walk.above:
                continue
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield FindProblem(folder, _folder_message(folder, error), is_folder=True)
            continue
        walk.seen.add(identity)
        subfolders: list[str] = []
        for entry in entries:
            yield from _look_at(walk, entry, subfolders)
        walk.folders.extend(reversed(subfolders))


def _look_at(
    walk: _Walk, entry: os.DirEntry[str], subfolders: list[str]
) -> Iterator[PhotoFile | FindProblem]:
    name = entry.name
    if name.startswith(".") or (walk.exclude and _is_excluded(walk, entry.path, name)):
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


def _put_off(walk: _Walk, entry: os.DirEntry[str], name: str) -> None:
    if entry.is_dir():
        if not _is_system_folder(name):
            walk.folder_links.append(entry.path)
    else:
        walk.file_links.append(entry.path)


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
    if identity in walk.linked_files:
        return
    if (parent.st_dev, parent.st_ino) in walk.seen and not os.path.basename(target).startswith("."):
        return
    for found in _look_at_file(walk, link, name, status):
        walk.linked_files.add(identity)
        yield found


def _look_at_file(
    walk: _Walk, path: str, name: str, status: os.stat_result
) -> Iterator[PhotoFile | FindProblem]:
    kind = extension(name)
    if not stat.S_ISREG(status.st_mode):
        if kind in PHOTO_EXTENSIONS:
            yield FindProblem(path, _special_message(status.st_mode), is_folder=False)
        return
    if kind in PHOTO_EXTENSIONS or (
        kind not in OTHER_EXTENSIONS and _is_photo_inside(walk, path, status)
    ):
        yield PhotoFile(path, status.st_size, status.st_mtime_ns)


def _is_photo_inside(walk: _Walk, path: str, status: os.stat_result) -> bool:
    if path in walk.known:
        return True
    # A copied file keeps its mtime, but its ctime is the time of copying.
    if status.st_size == 0 or max(status.st_mtime_ns, status.st_ctime_ns) < walk.looked_before_ns:
        return False
    try:
        return is_photo_signature(read_signature(path))
    except OSError:
        return False


def _is_excluded(walk: _Walk, path: str, name: str) -> bool:
    assert walk.exclude is not None
    below = path[len(walk.root) :].lstrip(os.sep).replace(os.sep, "/")
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
