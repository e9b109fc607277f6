"""Compare files with the hash of their bytes that is known, without decoding anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from app.core.types import PhotoFile
from app.media.decode import DecodeError, Limits, read_file
from app.media.fingerprint import hash_file
from app.media.raw.kinds import RAW, is_raw

# Reading waits for the disk, and hashing frees the interpreter.
THREADS = 4
_FILES_AT_ONCE = 64
_FORMATS = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"RIFF", "WEBP"))


def content_hash_of(path: str) -> str | None:
    """Return the content hash of a file as a decode would find it; None if it cannot be read."""
    try:
        data = read_file(path, Limits().file_bytes)
    except DecodeError:
        return None
    format_name = next((name for start, name in _FORMATS if data.startswith(start)), "")
    if format_name == "WEBP" and data[8:12] != b"WEBP":
        format_name = ""
    if not format_name and is_raw(data):
        format_name = RAW
    return hash_file(data, format_name)[0]


def compare_contents(
    files: Iterable[tuple[PhotoFile, str | None]],
) -> Iterator[tuple[PhotoFile, bool]]:
    """Yield for each file, in order, whether its bytes are still those of the hash."""
    waiting = iter(files)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="albumen-hash") as pool:
        while block := list(islice(waiting, _FILES_AT_ONCE)):
            hashes = pool.map(content_hash_of, [file.path for file, _ in block])
            for (file, known), now in zip(block, hashes, strict=True):
                yield file, now is not None and now == known
