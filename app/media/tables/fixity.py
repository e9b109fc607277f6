r"""Fixity reports: the checksum of every file, and what the library knows of it besides.

A report is a text that ``sha256sum -c`` and ``shasum -a 256 -c`` verify as it is: a line ``HASH
NAME`` a file, SHA-256 of all its bytes. What else is known stands in comments, which those programs
pass over: JSON after ``# ``. The first line names the format, the second says which folders were
looked at, a comment before each file says the rest, and the last comment counts the files, so that
a report that was cut off is known. Names with a backslash or a line break are escaped as
``sha256sum`` does it; the line begins with a backslash then.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from app.core.errors import KnownError

FORMAT = "# albumen-fixity 1"
_LINE = re.compile(rb"(\\?)([0-9a-f]{64}) [ *](.+)", re.DOTALL)
_ESCAPES = {b"\\": b"\\\\", b"\n": b"\\n", b"\r": b"\\r"}
_UNESCAPED = re.compile(rb"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FixityLine:
    """One file of a report; ``facts`` is what the comment before it says."""

    path: str
    sha256: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class FixityWriter:
    """Writes a report.

    Parameters
    ----------
    file : BinaryIO
    head : mapping
        What the second line says: when, which folders.
    """

    def __init__(self, file: BinaryIO, head: Mapping[str, Any]) -> None:
        self._file = file
        self._files = 0
        file.write(FORMAT.encode() + b"\n")
        self._comment(head)

    def write(self, path: str, sha256: str, facts: Mapping[str, Any]) -> None:
        """Write one file."""
        self._comment(facts)
        name = os.fsencode(path)
        escaped = re.sub(rb"[\\\n\r]", lambda match: _ESCAPES[match[0]], name)
        mark = b"\\" if escaped != name else b""
        self._file.write(mark + sha256.encode() + b"  " + escaped + b"\n")
        self._files += 1

    def write_unread(self, path: str, facts: Mapping[str, Any]) -> None:
        """Write one file without a checksum: it could not be read."""
        self._comment({"path": path, **facts})

    def end(self) -> None:
        """Write how many files there are."""
        self._comment({"files": self._files})

    def _comment(self, values: Mapping[str, Any]) -> None:
        self._file.write(f"# {json.dumps(values)}\n".encode())


@contextmanager
def opened_fixity(path: str) -> Iterator[tuple[dict[str, Any], Iterator[FixityLine]]]:
    """Give the head of a report, and its files one by one as they are asked for.

    Raises
    ------
    KnownError
        If it cannot be read or is no report; the iterator, if it is cut off or damaged.
    """
    try:
        file = open(path, "rb")  # noqa: SIM115 - an error of what the caller does is not its own
    except OSError as error:
        raise _bad(path, str(error.strerror)) from error
    with file:
        if file.readline().rstrip(b"\r\n") != FORMAT.encode():
            raise _bad(path, "its first line names another format")
        head = _comment_of(file.readline())
        if head is None:
            raise _bad(path, "its second line is damaged")
        yield head, _lines(path, file)


def _bad(path: str, cause: str) -> KnownError:
    return KnownError("bad_fixity", path=path, cause=cause)


def _lines(path: str, file: BinaryIO) -> Iterator[FixityLine]:
    facts: dict[str, Any] = {}
    files, is_whole = 0, False
    for line in file:
        text = line.rstrip(b"\n")
        if text.startswith(b"#"):
            facts = _comment_of(text) or {}
            is_whole = facts.get("files") == files
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            raise _bad(path, "a line is damaged")
        name = _UNESCAPED.sub(_unescaped, match[3]) if match[1] else match[3]
        files += 1
        yield FixityLine(os.fsdecode(name), match[2].decode(), facts)
        facts, is_whole = {}, False
    if not is_whole:
        raise _bad(path, "it is cut off")


def _unescaped(match: re.Match[bytes]) -> bytes:
    return {b"n": b"\n", b"r": b"\r"}.get(match[1], match[1])


def _comment_of(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line.removeprefix(b"# "))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def sha256_of(path: str) -> str:
    """Return the SHA-256 of a regular file's bytes, read piece by piece.

    Raises
    ------
    OSError
        If it is none, or cannot be read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    with open(descriptor, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "not a regular file")
        return hashlib.file_digest(file, "sha256").hexdigest()
