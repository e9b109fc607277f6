"""Tags that the system keeps beside a file: file managers show and find them, the file stays.

On Linux they are the extended attribute ``user.xdg.tags``, names parted by commas (KDE's Dolphin
and Baloo, getfattr). On macOS they are Finder tags: a binary property list of names, each with the
number of its colour after a line break. Contents and times of the file are not touched. Disks that
know no such attributes (FAT, many networks) are named, and stop nothing.
"""

from __future__ import annotations

import ctypes
import errno
import os
import plistlib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from app.core.errors import KnownError
from app.core.keywords import Keywords

XDG_TAGS = "user.xdg.tags"
FINDER_TAGS = "com.apple.metadata:_kMDItemUserTags"
_NO_COLOUR = "0"
# What a file without the attribute is told by: Linux, macOS.
_ABSENT = frozenset((getattr(errno, "ENODATA", 61), 93))
_UNKNOWN = frozenset((errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS))


class TagFormat(Protocol):
    """How one system spells tags."""

    @property
    def attribute(self) -> str:
        """The name of the extended attribute."""

    def names(self, data: bytes) -> tuple[str, ...]:
        """Return the names in an attribute; none where it is damaged."""

    def change(self, data: bytes, add: Iterable[str], remove: Iterable[str]) -> bytes:
        """Return the attribute with names more and less; empty where none is left."""

    def spell(self, name: str) -> str:
        """Return a name as this system can hold it."""


class XdgTags:
    """Names parted by commas, in UTF-8."""

    attribute = XDG_TAGS

    def names(self, data: bytes) -> tuple[str, ...]:
        """Return the names."""
        parts = (part.strip() for part in data.decode("utf-8", "replace").split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    def change(self, data: bytes, add: Iterable[str], remove: Iterable[str]) -> bytes:
        """Return the names with some more and some less."""
        gone, added = set(remove), tuple(add)
        kept = [name for name in self.names(data) if name not in gone - set(added)]
        return ",".join(dict.fromkeys((*kept, *added))).encode()

    def spell(self, name: str) -> str:
        """Take commas away."""
        return " ".join(name.replace(",", " ").split())


class FinderTags:
    """A binary property list: ``name``, a line break, the number of the colour."""

    attribute = FINDER_TAGS

    def names(self, data: bytes) -> tuple[str, ...]:
        """Return the names without their colours."""
        return tuple(dict.fromkeys(entry.partition("\n")[0] for entry in _entries(data)))

    def change(self, data: bytes, add: Iterable[str], remove: Iterable[str]) -> bytes:
        """Return the list with some names more and some less; colours of the others stay."""
        gone, added = set(remove), tuple(add)
        entries = [e for e in _entries(data) if e.partition("\n")[0] not in gone - set(added)]
        known = {entry.partition("\n")[0] for entry in entries}
        entries += [f"{name}\n{_NO_COLOUR}" for name in added if name not in known]
        return plistlib.dumps(entries, fmt=plistlib.FMT_BINARY) if entries else b""

    def spell(self, name: str) -> str:
        """Keep one line."""
        return " ".join(name.split())


def _entries(data: bytes) -> list[str]:
    try:
        found = plistlib.loads(data) if data else []
    except (plistlib.InvalidFileException, ValueError, OverflowError):
        return []
    return [entry for entry in found if isinstance(entry, str)] if isinstance(found, list) else []


def system_format() -> TagFormat | None:
    """Return how this system spells tags, None where it has none (Windows)."""
    if sys.platform == "darwin":
        return FinderTags()
    return XdgTags() if hasattr(os, "setxattr") else None


def read_attribute(path: Path, attribute: str) -> bytes | None:
    """Return an extended attribute, None where the file has none.

    Raises
    ------
    KnownError
        If the disk knows no such attributes, or the file cannot be read.
    """
    try:
        return _get(os.fsencode(path), attribute)
    except OSError as error:
        if error.errno in _ABSENT:
            return None
        raise _known(path, error) from error


def write_attribute(path: Path, attribute: str, data: bytes) -> None:
    """Set an extended attribute; an empty one is taken away.

    Raises
    ------
    KnownError
        If the disk knows no such attributes, or the file may not be changed.
    """
    try:
        if data:
            _set(os.fsencode(path), attribute, data)
        else:
            _remove(os.fsencode(path), attribute)
    except OSError as error:
        if not data and error.errno in _ABSENT:
            return
        raise _known(path, error) from error


def _known(path: Path, error: OSError) -> KnownError:
    if error.errno in _UNKNOWN:
        return KnownError("no_system_tags", path=str(path.parent))
    return KnownError("xmp_not_writable", path=str(path), cause=str(error.strerror))


if sys.platform == "darwin":  # pragma: no cover - run on macOS alone
    _libc = ctypes.CDLL(None, use_errno=True)
    _libc.getxattr.restype = ctypes.c_ssize_t

    def _get(path: bytes, attribute: str) -> bytes:
        name = attribute.encode()
        size = _require(_libc.getxattr(path, name, None, ctypes.c_size_t(0), 0, 0))
        held = ctypes.create_string_buffer(size)
        size = _require(_libc.getxattr(path, name, held, ctypes.c_size_t(size), 0, 0))
        return held.raw[:size]

    def _set(path: bytes, attribute: str, data: bytes) -> None:
        size = ctypes.c_size_t(len(data))
        _require(_libc.setxattr(path, attribute.encode(), data, size, 0, 0))

    def _remove(path: bytes, attribute: str) -> None:
        _require(_libc.removexattr(path, attribute.encode(), 0))

    def _require(result: int) -> int:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return result

elif sys.platform == "win32":

    def _get(path: bytes, attribute: str) -> bytes:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    def _set(path: bytes, attribute: str, data: bytes) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    def _remove(path: bytes, attribute: str) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

else:

    def _get(path: bytes, attribute: str) -> bytes:
        return os.getxattr(path, attribute)

    def _set(path: bytes, attribute: str, data: bytes) -> None:
        os.setxattr(path, attribute, data)

    def _remove(path: bytes, attribute: str) -> None:
        os.removexattr(path, attribute)


def spell_keywords(keywords: Keywords, tag_format: TagFormat) -> Keywords:
    """Return the flat keywords alone, as the system can hold them."""
    names = (tag_format.spell(word) for word in keywords.subject)
    return Keywords(tuple(dict.fromkeys(name for name in names if name)))
