"""The only place in the program that makes, moves or removes a file of the person's.

Everything else opens photos for reading. Here nothing is ever overwritten: a name that is taken is
refused, also where it was taken a moment ago. A copy is written beside its name and gets it only
when it is whole, on the disk and the same as the original; what is removed is compared first.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass

from app.core.errors import KnownError

_BYTES_AT_ONCE = 1 << 20
# The walk looks at no file of this ending.
PART = ".part"
_BEGINS = ".albumen-"
# Nobody writes a part any more to which nothing happened for so long.
_STALE_S = 60.0


@dataclass(frozen=True, slots=True)
class Part:
    """A copy that has not got its name yet: where it lies, and SHA-256 of its bytes in hex."""

    path: str
    digest: str


def copy_part(source: str, folder: str) -> Part:
    """Copy a file into a folder, under a name of no meaning, and compare what was written.

    Times and permissions are kept.

    Raises
    ------
    KnownError
        When one of both cannot be read or written, or the copy differs.
    """
    part = Part("", "")
    try:
        part = _written_part(source, folder)
        _copy_times(source, part.path)
        is_same = _digest(part.path) == part.digest
    except OSError as error:
        discard(part.path)
        raise _not_copied(source, error) from error
    if not is_same:
        discard(part.path)
        raise KnownError("copy_differs", path=source)
    return part


def _written_part(source: str, folder: str) -> Part:
    handle, path = tempfile.mkstemp(suffix=PART, prefix=_BEGINS, dir=folder)
    digest = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as out, open(source, "rb") as file:
            while block := file.read(_BYTES_AT_ONCE):
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
            # What is compared shall come from the disk.
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    except BaseException:
        discard(path)
        raise
    return Part(path, digest.hexdigest())


def publish(part: Part, target: str) -> None:
    """Give a copy its name.

    Raises
    ------
    KnownError
        When the name is taken, or cannot be given; the part is gone then.
    """
    try:
        _rename_new(part.path, target)
        _sync_folder(os.path.dirname(target))
    except OSError as error:
        discard(part.path)
        raise _not_copied(target, error) from error


def discard(part: str) -> None:
    """Remove a copy that has not got its name; harmless where there is none."""
    if part.endswith(PART):
        with suppress(OSError):
            os.unlink(part)


def clear_parts(folder: str) -> None:
    """Remove copies without a name that a killed program has left in a folder."""
    try:
        names = [name for name in os.listdir(folder) if name.startswith(_BEGINS)]
    except OSError:
        return
    for path in (os.path.join(folder, name) for name in names):
        with suppress(OSError):
            if time.time() - os.stat(path).st_ctime > _STALE_S:
                discard(path)


def rename_file(source: str, target: str) -> bool:
    """Move a file by its name alone; False where the target lies on another disk.

    Raises
    ------
    KnownError
        When the name is taken, or cannot be given.
    """
    try:
        _rename_new(source, target)
        _sync_folder(os.path.dirname(target))
    except OSError as error:
        if error.errno == errno.EXDEV:
            return False
        raise _not_copied(source, error) from error
    return True


def remove_same(path: str, digest: str) -> bool:
    """Remove a file whose bytes have this digest; False, and untouched, where they have not.

    Raises
    ------
    KnownError
        When it cannot be read or removed.
    """
    try:
        if _digest(path) != digest:
            return False
        os.unlink(path)
    except OSError as error:
        raise _not_copied(path, error) from error
    return True


def digest_of(path: str) -> str:
    """Return SHA-256 of a file's bytes in hex.

    Raises
    ------
    KnownError
        When it cannot be read.
    """
    try:
        return _digest(path)
    except OSError as error:
        raise _not_copied(path, error) from error


def make_folder(path: str) -> list[str]:
    """Make a folder with those above it that are missing; return the new ones, outermost first.

    Raises
    ------
    KnownError
        When it cannot be made, or may not be written.
    """
    missing: list[str] = []
    above = path
    while not os.path.isdir(above) and os.path.dirname(above) != above:
        missing.insert(0, above)
        above = os.path.dirname(above)
    try:
        os.makedirs(path, exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise KnownError("target_not_writable", path=path, cause=_cause(error)) from error
    return missing


def remove_empty_folder(path: str) -> bool:
    """Remove a folder in which nothing lies; False where something does."""
    try:
        os.rmdir(path)
    except OSError:
        return False
    return True


def send_to_trash(path: str) -> None:
    """Move a file to the system's trash.

    Raises
    ------
    KnownError
        When there is none on that disk, or the file cannot be moved: it is where it was.
    """
    from send2trash import TrashPermissionError, send2trash

    try:
        send2trash(path)
    except TrashPermissionError as error:
        raise KnownError("no_trash", path=path) from error
    except OSError as error:
        if not os.path.lexists(path):
            raise KnownError("file_not_there", path=path) from error
        raise KnownError("not_trashed", path=path, cause=_cause(error)) from error


def _rename_new(source: str, target: str) -> None:
    """Rename without replacing anything; FileExistsError where the name is taken."""
    if sys.platform == "win32":
        os.rename(source, target)  # refuses a name that is taken
        return
    try:
        # Two names for a moment: unlike a rename, this never replaces what is there.
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno == errno.EXDEV:
            raise
        # Disks of cameras know no second names.
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from None
        os.rename(source, target)
        return
    try:
        os.unlink(source)
    except OSError:
        os.unlink(target)
        raise


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_times(source: str, target: str) -> None:
    """Give a copy times, permissions and attributes, as far as its disk knows such."""
    try:
        shutil.copystat(source, target)
    except OSError:
        known = os.stat(source)
        os.utime(target, ns=(known.st_atime_ns, known.st_mtime_ns))


def _sync_folder(folder: str) -> None:
    """Let a new name outlast a power cut, where the system can be asked for that."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_copied(path: str, error: OSError) -> KnownError:
    if isinstance(error, FileExistsError):
        return KnownError("name_taken", path=str(error.filename2 or error.filename or path))
    if isinstance(error, FileNotFoundError):
        return KnownError("file_not_there", path=path)
    return KnownError("not_copied", path=path, cause=_cause(error))


def _cause(error: OSError) -> str:
    return str(error.strerror or error)
