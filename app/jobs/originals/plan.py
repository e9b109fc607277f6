"""Which files go where: photos with their companions, under names that are free.

Files of one name stay together: where one of them is taken in the target folder, all get the same
number, ``IMG-2.jpg`` and ``IMG-2.raf``. They get one, too, where another photo's companion would
seem to belong to them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.core.errors import KnownError
from app.core.library import LibraryReader
from app.core.transfers import FileStep
from app.jobs.originals.report import FilesReport
from app.media.disks import nearest_folder
from app.media.originals.companions import Bundle, bundles_of, stem_of

PHOTOS_AT_ONCE = 500
_MB = 1_000_000


@dataclass
class TransferPlan:
    """What is going to be copied or moved into ``folder``; ``size`` is what has to be written."""

    folder: str
    steps: list[FileStep] = field(default_factory=list)
    size: int = 0

    def units(self) -> list[list[FileStep]]:
        """Return the steps of one name together, in their order."""
        return by_unit(self.steps)


def by_unit(steps: Iterable[FileStep]) -> list[list[FileStep]]:
    """Return steps of one name together, in their order."""
    units: dict[int, list[FileStep]] = {}
    for step in steps:
        units.setdefault(step.unit, []).append(step)
    return list(units.values())


def bundles_of_photos(
    library: LibraryReader, photos: Sequence[int], report: FilesReport
) -> tuple[list[Bundle], dict[str, int]]:
    """Return photos with their companions, and the photos by path; missing ones are reported."""
    by_path: dict[str, int] = {}
    for start in range(0, len(photos), PHOTOS_AT_ONCE):
        for row in library.photos.rows(photos[start : start + PHOTOS_AT_ONCE]):
            if row.missing or not os.path.isfile(row.path):
                report.missing.append(row.path)
            else:
                by_path[row.path] = row.id
    return list(bundles_of(list(by_path))), by_path


def companions_of(paths: Sequence[str]) -> list[str]:
    """Return the files that go along with these photos, and belong to them alone."""
    return [c for bundle in bundles_of(paths) for c in bundle.companions if c not in bundle.shared]


def plan_transfer(
    library: LibraryReader,
    photos: Sequence[int],
    folder: str,
    report: FilesReport,
    *,
    is_move: bool,
) -> TransferPlan:
    """Plan where photos and their companions go; what cannot go is reported.

    Raises
    ------
    KnownError
        When the folder is none.
    """
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise KnownError("not_a_folder", path=folder)
    plan = TransferPlan(folder)
    names = _Names(folder)
    device = os.stat(nearest_folder(folder)).st_dev
    bundles, by_path = bundles_of_photos(library, photos, report)
    for unit, bundle in enumerate(bundles):
        if is_move and not _can_leave(bundle, folder, report):
            continue
        number = names.take(bundle)
        for path in (*bundle.photos, *bundle.companions):
            target = os.path.join(folder, numbered(os.path.basename(path), number))
            leaves = is_move and path not in bundle.shared
            at = len(plan.steps)
            plan.steps.append(FileStep(at, by_path.get(path), path, target, leaves, unit=unit))
            if number > 1 and path in by_path:
                report.names.append({"from": path, "to": target})
            plan.size += _size(path, device if leaves else None)
    return plan


def require_room(plan: TransferPlan) -> None:
    """Refuse what the target's disk cannot hold.

    Raises
    ------
    KnownError
        Saying how much is needed and how much is free.
    """
    free = shutil.disk_usage(nearest_folder(plan.folder)).free
    if plan.size > free:
        needed, room = -(-plan.size // _MB), free // _MB
        raise KnownError("no_room", path=plan.folder, free=room, needed=needed)


def numbered(name: str, number: int) -> str:
    """Return a name with a number behind its stem: ``IMG-2.jpg.xmp``; with 1 as it is."""
    stem = stem_of(name)
    return name if number == 1 else f"{stem}-{number}{name[len(stem) :]}"


class _Names:
    """The names that are taken in a folder, whatever their case."""

    def __init__(self, folder: str) -> None:
        names = os.listdir(folder) if os.path.isdir(folder) else []
        self._taken = {stem_of(name).casefold() for name in names}

    def take(self, bundle: Bundle) -> int:
        """Return the first number with which the names of a bundle are free; they are taken."""
        stems = {stem_of(os.path.basename(path)) for path in (*bundle.photos, *bundle.companions)}
        number = 1
        while (wanted := {_stem(stem, number) for stem in stems}) & self._taken:
            number += 1
        self._taken |= wanted
        return number


def _stem(stem: str, number: int) -> str:
    return (stem if number == 1 else f"{stem}-{number}").casefold()


def _can_leave(bundle: Bundle, folder: str, report: FilesReport) -> bool:
    home = os.path.dirname(bundle.photos[0])
    if os.path.realpath(home) == os.path.realpath(folder):
        report.there += len(bundle.photos)
        return False
    for path in (*bundle.photos, *bundle.companions):
        if os.path.islink(path) and path not in bundle.shared:
            report.fail(path, KnownError("file_is_link", path=path))
            return False
    if not os.access(home, os.W_OK):
        for path in bundle.photos:
            report.fail(path, KnownError("not_movable", path=path))
        return False
    return True


def _size(path: str, device: int | None) -> int:
    """Return what has to be written for a file; nothing where only its name moves."""
    try:
        known = os.stat(path)
    except OSError:
        return 0
    return 0 if known.st_dev == device else known.st_size
