"""Sidecars: ``IMG.jpg.xmp`` (darktable, digiKam, Immich) or ``IMG.xmp`` (Lightroom, Capture One).

A sidecar that is there keeps its spelling, whichever the setting says. Writing goes to a file
beside it that is renamed at the end, so that a power cut leaves the old one or the new one.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from enum import StrEnum
from pathlib import Path

from app.core.errors import KnownError
from app.media.xmp.packet import MAX_BYTES


class SidecarLayout(StrEnum):
    """How a new sidecar is named: with the photo's ending, or without."""

    EXT = "ext"
    BARE = "bare"


def find_sidecar(photo: Path, layout: SidecarLayout, names: set[str] | None = None) -> Path:
    """Return the sidecar of a photo: the one that is there, else the one to be made.

    Of two that are there the one with the photo's ending is meant for this photo alone and wins.
    A bare one is shared by all files of that stem (``IMG.raf`` and ``IMG.jpg``).

    Parameters
    ----------
    photo : Path
    layout : SidecarLayout
        Of a new one.
    names : set of str, optional
        What lies in the photo's folder, where it is known.
    """
    if names is None:
        try:
            names = set(os.listdir(photo.parent))
        except OSError:
            names = set()
    lower = {name.lower(): name for name in sorted(names, reverse=True)}
    for wanted in (f"{photo.name}.xmp", f"{photo.stem}.xmp"):
        found = wanted if wanted in names else lower.get(wanted.lower())
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


def write_file(path: Path, data: bytes) -> None:
    """Write a file as a whole or not at all; the rights of one that is there stay.

    A link is followed: what it names is written.

    Raises
    ------
    KnownError
        If the folder or the file may not be written, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else None
        if mode is not None and not os.access(target, os.W_OK):
            raise PermissionError(13, os.strerror(13))
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:80]}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode if mode is not None else 0o666 & ~_umask())
            os.replace(name, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise KnownError("xmp_not_writable", path=str(path), cause=str(error.strerror)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
