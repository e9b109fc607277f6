"""Photos whose disk is away: they are offline, not gone, however deep in a folder they lie.

The library keeps of each photo which disk it lies on. A photo that a walk did not find is gone when
that disk is there: at its place, or anywhere in the scan, for a disk may be mounted elsewhere now.
Else the disk was unplugged, and so was everything on it; another one in its place, a second card of
a camera, has photos of its own, be their names the same.

Some systems call a disk by another name each time. Files that are just as they were, to the time
that no program sets, tell that it is the same one.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from app.core.types import KnownPhoto, PhotoFile, StoredPhoto
from app.jobs.context import JobContext
from app.media.disks import Disks, is_one_disk

_PHOTOS_AT_ONCE = 500


class PhotoDisks:
    """Tells on which disk files lie, and which photos are away with theirs.

    Parameters
    ----------
    ctx : JobContext
    """

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx
        self._disks = Disks()
        self._ids = {row.name: row.id for row in ctx.library.disks.rows()}
        self._names = {id_: name for name, id_ in self._ids.items()}
        self._met: set[int] = set()
        self._devices: dict[str, int] = {}
        self._elsewhere: dict[int, list[int]] = defaultdict(list)
        self._renamed: dict[int, int] = {}
        self._nearest: dict[str, int] = {}
        self._last: tuple[str, int, int] = ("", 0, 0)

    def of(self, file: PhotoFile) -> int:
        """Return the disk that a file lies on."""
        directory = file.path.rpartition(os.sep)[0]
        if directory != self._last[0] or file.device != self._last[1]:
            disk = self._look_up(os.path.dirname(file.path), file)
            self._last = (directory, file.device, disk)
        return self._last[2]

    def _look_up(self, directory: str, file: PhotoFile) -> int:
        name = self._disks.name_of(directory, file.device)
        if directory not in self._devices:
            self._devices[directory] = _device(directory)
        if file.device not in (0, self._devices[directory]):  # a link to a file on another disk
            name = self._disks.name_of(os.path.dirname(os.path.realpath(file.path)), file.device)
        disk = self._ids.get(name) if name else 0
        if disk is None:
            with self._ctx.writing:
                disk = self._ids[name] = self._ctx.library.disks.add(name)
            self._names[disk] = name
        if disk:
            self._met.add(disk)
        return disk

    def note(self, known: KnownPhoto, disk: int) -> None:
        """Note that a photo is just as it was, on another disk than the library thinks."""
        self._elsewhere[disk].append(known.id)
        if known.disk:
            self._renamed[known.disk] = disk

    def settle(self, unseen: Collection[int]) -> dict[int, str]:
        """Keep what a walk told of disks; return the photos that are away, each with a place.

        Parameters
        ----------
        unseen : collection of int
            Photos that were there when their folder was last walked, and were not found now.
        """
        self._renamed = {
            old: new
            for old, new in self._renamed.items()
            if old not in self._met and is_one_disk(self._names.get(old, ""), self._names[new])
        }
        away: dict[int, str] = {}
        absent: set[int] = set()
        ids = list(unseen)
        for start in range(0, len(ids), _PHOTOS_AT_ONCE):
            for photo in self._ctx.library.identity.stored(ids[start : start + _PHOTOS_AT_ONCE]):
                if self.is_away(photo):
                    away[photo.id] = self._disks.nearest(photo.path)[0]
                    absent.add(photo.disk)
        self._write(absent)
        return away

    def _write(self, absent: Collection[int]) -> None:
        online = {row.id: row.online for row in self._ctx.library.disks.rows()}
        changed = {
            **{disk: True for disk in self._met if not online.get(disk, True)},
            **{disk: False for disk in absent if online.get(disk)},
        }
        if not changed and not self._elsewhere and not self._renamed:
            return
        with self._ctx.writing, self._ctx.library.transaction():
            for disk, photos in self._elsewhere.items():
                self._ctx.library.disks.put(disk, photos)
            for old, new in self._renamed.items():
                self._ctx.library.disks.rename(old, new)
            for disk, is_online in changed.items():
                self._ctx.library.disks.set_online(disk, is_online)
        self._elsewhere.clear()

    def put(self, photos: Iterable[tuple[int, int]]) -> None:
        """Keep the disks of photos that were written: pairs of photo and disk."""
        by_disk: dict[int, list[int]] = defaultdict(list)
        for photo, disk in photos:
            by_disk[disk].append(photo)
        for disk, ids in by_disk.items():
            if disk:
                self._ctx.library.disks.put(disk, ids)

    def is_away(self, photo: StoredPhoto) -> bool:
        """Return whether a photo's disk is not there; not where its file was known to be gone."""
        was_gone = photo.is_gone and not photo.is_displaced
        if not photo.disk or was_gone or photo.is_outside:
            return False
        disk = self._renamed.get(photo.disk, photo.disk)
        return disk not in self._met and disk != self._disk_at(photo.path)

    def _disk_at(self, path: str) -> int:
        directory = os.path.dirname(path)
        if directory not in self._nearest:
            self._nearest[directory] = self._ids.get(self._disks.nearest(path)[1], 0)
        return self._nearest[directory]

    def has_left(self, file: PhotoFile) -> bool:
        """Return whether the disk of a file, as the walk found it, is gone meanwhile."""
        return self._ids.get(Disks().nearest(file.path)[1]) != self.of(file)

    def place_of(self, file: PhotoFile) -> str:
        """Return the directory nearest above a file that is there."""
        return self._disks.nearest(file.path)[0]


def put_on_disks(ctx: JobContext, files: Mapping[int, PhotoFile]) -> None:
    """Keep on which disks photos lie that the program itself has moved."""
    disks = PhotoDisks(ctx)
    disks.put((photo, disks.of(file)) for photo, file in files.items())


def _device(directory: str) -> int:
    try:
        return os.stat(directory).st_dev
    except OSError:
        return 0
