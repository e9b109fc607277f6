"""A file that is written from its beginning to its end, and stands in its place only then."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from app.core.errors import KnownError


@contextmanager
def written_whole(path: str) -> Iterator[BinaryIO]:
    """Give a file to write into; it takes the place of ``path`` when the block has ended well.

    Raises
    ------
    KnownError
        If the folder or the file may not be written, or the disk is full.
    """
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    part = os.path.join(folder, f".{name[:80]}.{os.getpid()}.part")
    try:
        with open(part, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except OSError as error:
        cause = str(error.strerror or error)
        raise KnownError("file_unwritable", path=path, cause=cause) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)
