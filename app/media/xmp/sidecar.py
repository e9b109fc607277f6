"""Sidecars: ``IMG.jpg.xmp`` (darktable, digiKam, Immich) or ``IMG.xmp`` (Lightroom, Capture One).

A sidecar that is there keeps its spelling, whichever the setting says. Writing goes to a file
beside it that is renamed at the end, so that a power cut leaves the old one or the new one.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.core.errors import KnownError
from app.core.outside.whole_file import whole_file
from app.media.disks import nearest_folder
from app.media.xmp.packet import MAX_BYTES


class SidecarLayout(StrEnum):
    """How a new sidecar is named: with the photo's ending, or without."""

    EXT = "ext"
    BARE = "bare"


@dataclass(frozen=True)
class Neighbours:
    """The names in a folder, looked at once for all of its photos.

    Attributes
    ----------
    names : set of str
    by_lower : dict of str to str
        The first name of each spelling, by its small letters.
    stems : Counter
        How many files that are no sidecars have a name, its ending left out.
    """

    names: frozenset[str]
    by_lower: Mapping[str, str]
    stems: Counter[str]

    @classmethod
    def of_names(cls, names: Iterable[str]) -> Neighbours:
        """Return what is there, given by name."""
        found = sorted(names, reverse=True)
        stems = (os.path.splitext(name.lower()) for name in found)
        return cls(
            frozenset(found),
            {name.lower(): name for name in found},
            Counter(stem for stem, ending in stems if ending != ".xmp"),
        )

    @classmethod
    def of(cls, folder: Path) -> Neighbours:
        """Return what is there; nothing where the folder cannot be read."""
        try:
            return cls.of_names(os.listdir(folder))
        except OSError:
            return cls.of_names(())

    def files_of(self, stem: str) -> int:
        """Return how many files, sidecars left out, have this name."""
        return self.stems[stem.lower()]


def find_sidecar(photo: Path, layout: SidecarLayout, beside: Neighbours | None = None) -> Path:
    """Return the sidecar of a photo: the one that is there, else the one to be made.

    Of two that are there the one with the photo's ending is meant for this photo alone and wins.
    A bare one is shared by all files of that stem (``IMG.raf`` and ``IMG.jpg``).

    Parameters
    ----------
    photo : Path
    layout : SidecarLayout
        Of a new one.
    beside : Neighbours, optional
        What lies in the photo's folder, where it is known.
    """
    beside = beside or Neighbours.of(photo.parent)
    for wanted in (f"{photo.name}.xmp", f"{photo.stem}.xmp"):
        found = wanted if wanted in beside.names else beside.by_lower.get(wanted.lower())
        if found is not None:
            return photo.with_name(found)
    name = f"{photo.name}.xmp" if layout is SidecarLayout.EXT else f"{photo.stem}.xmp"
    return photo.with_name(name)


def is_bare(sidecar: Path, photo: Path) -> bool:
    """Return whether a sidecar's name leaves out the photo's ending."""
    return sidecar.stem.lower() == photo.stem.lower()


def read_sidecar(path: Path) -> bytes | None:
    """Return the bytes of a sidecar, None where there is none.

    Raises
    ------
    KnownError
        If it cannot be read, or is larger than any sidecar.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KnownError("xmp_not_readable", path=str(path), cause=str(error.strerror)) from error
    return data


def require_writable(path: Path) -> None:
    """Look whether a file may be written, without doing so; a folder may still be to be made.

    Raises
    ------
    KnownError
        If the file or the folder above it may not be written.
    """
    target = Path(os.path.realpath(path))
    above = nearest_folder(target.parent)
    for place in (target, above) if target.exists() else (above,):
        if not os.access(place, os.W_OK):
            cause = os.strerror(errno.EACCES)
            raise KnownError("xmp_not_writable", path=str(path), cause=cause)


def remove_file(path: Path) -> None:
    """Remove a file, whether or not it is there.

    Raises
    ------
    KnownError
        If its folder may not be written.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise KnownError("xmp_not_writable", path=str(path), cause=str(error.strerror)) from error


def put_in_place(made: Path, target: Path) -> None:
    """Exchange a file for another one as a whole; rights, times and attributes stay.

    Raises
    ------
    OSError
        If the folder may not be written, or the disk is full.
    """
    with whole_file(target) as file, made.open("rb") as source:
        shutil.copyfileobj(source, file)
        file.flush()
        shutil.copystat(target, file.name)


def write_file(path: Path, data: bytes) -> None:
    """Write a file as a whole or not at all; the rights of one that is there stay.

    A link is followed: what it names is written.

    Raises
    ------
    KnownError
        If the folder or the file may not be written, or the disk is full.
    """
    if path.exists() and not os.access(path, os.W_OK):
        raise KnownError("xmp_not_writable", path=str(path), cause=os.strerror(errno.EACCES))
    with whole_file(path, "xmp_not_writable") as file:
        file.write(data)
