"""Which sidecars lie beside a photo, told by the listing of a folder that a walk has anyway.

``IMG.jpg.xmp`` is of one photo, ``IMG.xmp`` of all files of that name. Only sidecars are asked for
their times, each once; a folder without any costs nothing. Nothing is opened here, and the XML
parser is not loaded.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import replace

from app.core.types import PhotoFile, SidecarFile
from app.media.formats import file_times

_ENDING = ".xmp"


class FolderSidecars:
    """The sidecars in one folder.

    Parameters
    ----------
    entries : iterable of os.DirEntry
        What lies in the folder.
    is_left_out : callable, optional
        Says of an entry that the walk leaves it out.
    """

    def __init__(
        self,
        entries: Iterable[os.DirEntry[str]],
        is_left_out: Callable[[os.DirEntry[str]], bool] = lambda _: False,
    ) -> None:
        found = [
            entry
            for entry in entries
            if entry.name[-len(_ENDING) :].lower() == _ENDING
            and not entry.name.startswith(".")
            and not is_left_out(entry)
        ]
        # Of several spellings the exact one is meant, else the first.
        self._entries = {entry.name.lower(): entry for entry in reversed(found)}
        self._entries |= {entry.name: entry for entry in found}
        self._asked: dict[str, SidecarFile | None] = {}

    def attach(self, file: PhotoFile, raws: Iterable[str] = ()) -> PhotoFile:
        """Return the file with its sidecars; the one that is meant for it alone comes last.

        ``raws`` are the names of raw files that belong to it: so do their sidecars.
        """
        if not self._entries:
            return file
        name = os.path.basename(file.path)
        found = {}
        others = (raw + _ENDING for raw in raws)
        for wanted in (os.path.splitext(name)[0] + _ENDING, *others, name + _ENDING):
            entry = self._entries.get(wanted) or self._entries.get(wanted.lower())
            sidecar = self._ask(entry) if entry is not None else None
            if sidecar is not None:
                found[sidecar.path] = sidecar
        return replace(file, sidecars=tuple(found.values())) if found else file

    def _ask(self, entry: os.DirEntry[str]) -> SidecarFile | None:
        if entry.name not in self._asked:
            self._asked[entry.name] = _look_at(entry)
        return self._asked[entry.name]


def _look_at(entry: os.DirEntry[str]) -> SidecarFile | None:
    try:
        status = entry.stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return SidecarFile(entry.path, status.st_size, *file_times(status))
