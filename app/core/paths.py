"""Paths as text: what lies below what. Nothing here looks at a disk."""

from __future__ import annotations

import ntpath
import os
import posixpath
import re
from collections.abc import Iterable
from typing import AnyStr

# How the name of a library file ends.
LIBRARY_ENDING = ".albumen"
# How an absolute path of Windows begins: a drive, or a share.
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")


def beginning_below(folder: AnyStr) -> AnyStr:
    """Return how every path below a folder begins: the folder and one separator."""
    return os.path.join(folder, folder[:0])


def is_below(path: AnyStr, folder: AnyStr) -> bool:
    """Return whether a path lies below a folder, however deep; the folder itself does not."""
    return path.startswith(beginning_below(folder))


def is_in(path: AnyStr, folder: AnyStr) -> bool:
    """Return whether a path is a folder or lies below it."""
    return path == folder or is_below(path, folder)


def outermost(folders: Iterable[str]) -> list[str]:
    """Return the folders that lie in no other one, sorted."""
    outer: list[str] = []
    # By their parts: by its letters "/p-2" comes between "/p" and "/p/a".
    for folder in sorted(folders, key=lambda path: path.split(os.sep)):
        if not outer or not is_in(folder, outer[-1]):
            outer.append(folder)
    return outer


def split_path(path: str) -> tuple[str, str]:
    """Return the folder and the name of a file, for showing: a library may be of another system."""
    return ntpath.split(path) if _WINDOWS.match(path) else posixpath.split(path)


def file_name(path: str) -> str:
    """Return the name of a file without its folder, for showing."""
    return split_path(path)[1]
