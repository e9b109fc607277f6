"""A file that is written from its beginning to its end, and stands in its place only then."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from app.core.errors import KnownError

# How much of a file's name its unfinished copy bears: a letter may take four bytes of 255.
_LETTERS = 40


@contextmanager
def whole_file(path: str | os.PathLike[str], refused: str = "") -> Iterator[BinaryIO]:
    """Give a file to write into; it takes the place of ``path`` when the block has ended well.

    Whatever happens, even a power cut, leaves the old file or the new one. A link is followed: what
    it names is written. The rights of a file that is there stay.

    Parameters
    ----------
    refused : str
        The code of the KnownError that an OSError becomes, with ``path`` and ``cause``.

    Raises
    ------
    OSError, KnownError
        If the folder may not be written, or the disk is full.
    """
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    part = os.path.join(folder, f".{name[:_LETTERS]}.{secrets.token_hex(4)}.part")
    try:
        # Never through a link that somebody put there.
        with open(part, "xb") as file:
            if os.path.exists(target):
                shutil.copymode(target, part)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(part)
        if refused and isinstance(error, OSError):
            cause = str(error.strerror or error)
            raise KnownError(refused, path=os.fspath(path), cause=cause) from error
        raise
