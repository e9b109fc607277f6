"""One window a library: an advisory lock, held for as long as the window lives.

The lock lies on ``NAME.lock`` beside the library and belongs to the process: the system frees it
when the process ends, however it ends. It does not keep the terminal out: reading goes on beside
it, and short writes wait for each other through SQLite's busy timeout.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from types import TracebackType

from app.store.failures import failure

_UNSUPPORTED = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
_PID_AT = 1  # Windows locks bytes: the first one; the holder's id stands behind it


class LibraryLock:
    """The right to be the window of a library.

    Parameters
    ----------
    path : str
        The library file.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.lock_path = f"{path}.lock"
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._file is not None

    def acquire(self) -> bool:
        """Take the lock; return False when another window holds it.

        On disks that know no locks (some network shares) the lock is taken for granted.

        Raises
        ------
        KnownError
            When nothing may be written beside the library.
        """
        if self._file is not None:
            return True
        try:
            file = os.open(self.lock_path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise failure("library_folder_read_only", self.path) from error
        if not try_lock(file):
            os.close(file)
            return False
        os.ftruncate(file, _PID_AT)
        os.lseek(file, _PID_AT, os.SEEK_SET)
        os.write(file, str(os.getpid()).encode())
        os.lseek(file, 0, os.SEEK_SET)
        self._file = file
        return True

    def holder(self) -> int | None:
        """Return the process id that the holder left, or None when there is none to read."""
        try:
            with open(self.lock_path, "rb") as file:
                file.seek(_PID_AT)
                return int(file.read(20))
        except (OSError, ValueError):
            return None

    def release(self) -> None:
        """Give the lock back. Harmless when it is not held."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def __enter__(self) -> LibraryLock:
        if not self.acquire():
            raise failure("library_in_use", self.path)
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def try_lock(file: int) -> bool:
        """Lock an open file until it is closed; return False when another program holds it."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(file: int) -> bool:
        """Lock an open file until it is closed; return False when another program holds it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in _UNSUPPORTED
        return True
