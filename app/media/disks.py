"""Which disk a directory lies on, under a name that outlives unplugging where the system has one.

A disk is what can come and go as a whole: a stick, a card, a share, what is mounted from another
folder. Linux tells all of them in one table, with the part that is mounted; a file system's own
number names it wherever there is one, so that two cards of one reader are two disks. Windows has a
number too. Elsewhere the device stands for the disk: its name may change from time to time.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass

import psutil

from app.core.paths import is_in
from app.media.formats import identity_of

_TABLE = "/proc/self/mountinfo"
_NUMBERS = "/dev/disk/by-uuid"
_ESCAPED = re.compile(r"\\([0-7]{3})")
# What begins the name of a disk that keeps it for good.
LASTING = "number "


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a disk shows itself, and its name."""

    point: str
    disk: str


class Disks:
    """Tells disks, as they are mounted while it lives.

    The system's table is read again whenever a device turns up that was not there before: shares
    are often mounted by the first look at them.
    """

    def __init__(self) -> None:
        self._mounts: list[Mount] = []
        self._devices: set[int] = set()
        self._found: dict[str, str] = {}

    def name_of(self, directory: str, device: int = 0) -> str:
        """Return the name of the disk that a directory lies on, links followed; empty if unknown.

        Parameters
        ----------
        device : int
            The device of what lies in it, where that was asked already.
        """
        if not self._mounts or device not in self._devices:
            self._devices.add(device)
            self._mounts, self._found = read_mounts(), {}
        if directory not in self._found:
            self._found[directory] = self._look_up(directory)
        return self._found[directory]

    def _look_up(self, directory: str) -> str:
        if sys.platform == "win32":
            identity = identity_of(directory)
            return f"{LASTING}{identity[0]:x}" if identity else ""
        place = os.path.realpath(directory)
        holders = [mount for mount in self._mounts if is_in(place, mount.point)]
        # Of several at one point the last one is seen.
        return max(reversed(holders), key=_length).disk if holders else ""

    def nearest(self, path: str) -> tuple[str, str]:
        """Return the directory above a path that is there, and the disk that it lies on."""
        place = nearest_folder(os.path.dirname(path))
        return place, self.name_of(place)


def nearest_folder(folder: str | os.PathLike[str]) -> str:
    """Return the folder itself, or the first one above it that is there."""
    place = os.fspath(folder)
    while not os.path.isdir(place) and os.path.dirname(place) != place:
        place = os.path.dirname(place)
    return place


def _length(mount: Mount) -> int:
    return len(mount.point)


def is_one_disk(name: str, other: str) -> bool:
    """Return whether two names may be those of one disk: only a lasting one says that they are not.

    The part of it that is mounted may be another one, as it is inside a sandbox.
    """
    if name.startswith(LASTING) and other.startswith(LASTING):
        return name.split(":", maxsplit=1)[0] == other.split(":", maxsplit=1)[0]
    return True


def read_mounts() -> list[Mount]:
    """Return all that is mounted, the later one last; empty on Windows, where drives tell it."""
    if sys.platform == "win32":
        return []
    try:
        with open(_TABLE, encoding="utf-8", errors="surrogateescape") as table:
            lines = table.read().splitlines()
    except OSError:
        partitions = psutil.disk_partitions(all=True)
        return [Mount(disk.mountpoint, f"{disk.fstype} {disk.device}") for disk in partitions]
    numbers = _numbers()
    return [_mount(line, numbers) for line in lines if " - " in line]


def _mount(line: str, numbers: dict[int, str]) -> Mount:
    """Read a line of Linux's table: proc_pid_mountinfo(5)."""
    left, _, right = line.partition(" - ")
    device, root, point = left.split()[2:5]
    kind, source = [*right.split(), "", ""][:2]
    root, point, source = (
        _ESCAPED.sub(lambda code: chr(int(code[1], 8)), text) for text in (root, point, source)
    )
    major, minor = map(int, device.split(":"))
    number = numbers.get(os.makedev(major, minor)) or numbers.get(_device_of(source))
    if number is not None:
        return Mount(point, f"{LASTING}{number}:{root}")
    # What has no place of its own, as memory, is told apart by the system's number for it.
    which = source if "/" in source else f"{source} {device}"
    return Mount(point, f"{kind} {which}:{root}")


def _numbers() -> dict[int, str]:
    """Map block devices to the numbers of their file systems, as far as the system lists them."""
    try:
        names = os.listdir(_NUMBERS)
    except OSError:
        return {}
    found = {_device_of(os.path.join(_NUMBERS, name)): name for name in names}
    return {device: name for device, name in found.items() if device}


def _device_of(path: str) -> int:
    """Return the number of a block device, 0 for anything else."""
    if not os.path.isabs(path):
        return 0
    try:
        return os.stat(path).st_rdev
    except OSError:
        return 0
