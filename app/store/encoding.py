"""How values are written into the library file: paths, JSON, features, times."""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from app.core.messages import Message
from app.core.paths import beginning_below
from app.core.types import Candidate, FloatArray, IdArray

_SAFE_NAME = re.compile(r"[0-9A-Za-z_-]{4,128}")
FEATURE_DTYPE = np.dtype("<f2")


def now() -> str:
    """Return the present time, ISO 8601 in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def encode_path(path: str) -> bytes:
    """Return the bytes of a path; names that are not valid UTF-8 survive."""
    return os.fsencode(path)


def decode_path(path: bytes) -> str:
    """Return the path of :func:`encode_path`'s bytes, undecodable bytes as surrogates."""
    return os.fsdecode(path.partition(b"\0")[0])


def displaced_path(path: bytes, photo: int) -> bytes:
    """Return a path for a photo whose place was taken by another file.

    No file's path has a zero byte, so it is never found again; :func:`decode_path` still tells
    where the photo was.
    """
    return path + b"\0" + str(photo).encode()


def is_displaced(path: bytes) -> bool:
    """Return whether another file has taken this photo's place."""
    return b"\0" in path


def range_below(folder: str) -> tuple[bytes, bytes]:
    """Return the first and the end of the paths below a folder, as bytes are ordered."""
    start = beginning_below(encode_path(folder))
    return start, start[:-1] + bytes([start[-1] + 1])


def is_inside(path: str, folder: bytes | None) -> bool:
    """Return whether a path lies in a folder, without a step up on the way."""
    if folder is None:
        return False
    root = beginning_below(decode_path(folder))
    return path.startswith(root) and ".." not in path[len(root) :].replace("\\", "/").split("/")


def safe_name(content_hash: str | None) -> str | None:
    """Return a hash that may become part of a file name, else None."""
    return content_hash if content_hash and _SAFE_NAME.fullmatch(content_hash) else None


def readable(path: str) -> str:
    """Return a path that any text column and any screen takes."""
    return os.fsencode(path).decode("utf-8", "replace")


def clean(text: str | None) -> str | None:
    """Return text that a column takes: half surrogates become replacement characters."""
    return (
        None if text is None else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    )


def folded(text: str) -> str:
    """Return text as it is searched and sorted: composed, without case."""
    return unicodedata.normalize("NFC", text).casefold()


def folded_name(path: str) -> str:
    """Return the file name of a path as it is searched and sorted."""
    return folded(readable(os.path.basename(path)))


def folded_directory(path: str) -> str:
    """Return the path of the folder that a file lies in, as it is searched, parted by strokes."""
    return folded(readable(os.path.dirname(path))).replace("\\", "/")


def whole(value: int) -> int:
    """Return an integer that a column takes: file times beyond the year 2262 stop there."""
    return max(min(value, 2**63 - 1), -(2**63))


def dump(value: Any) -> str:
    """Return compact JSON, in ASCII: half surrogates, as in odd paths, are no valid text."""
    return json.dumps(value, separators=(",", ":"))


def load(value: str) -> Any:
    """Return the value of JSON text."""
    return json.loads(value)


def number(value: float) -> float | None:
    """Return a float for a column; what is not a number is NULL."""
    return None if math.isnan(value) else float(value)


def load_candidates(value: str) -> tuple[Candidate, ...]:
    """Return candidates from JSON rows of scene, similarity, confidence."""
    return tuple(
        Candidate(
            scene,
            math.nan if similarity is None else similarity,
            math.nan if confidence is None else confidence,
        )
        for scene, similarity, confidence in load(value)
    )


def dump_failure(message: Message) -> dict[str, str]:
    """Return the columns that keep why a file could not be read."""
    return {"failure": message.code, "failure_values": dump(dict(message.values))}


def load_failure(code: str | None, values: str | None) -> Message | None:
    """Return why a file could not be read; one that this program does not know says just that."""
    if code is None:
        return None
    try:
        return Message(code, load(values or "{}"))
    except (TypeError, ValueError, AttributeError):
        return Message("unknown_failure")


def dump_vector(vector: FloatArray) -> bytes:
    """Return features float32 (D,) as float16 bytes."""
    with np.errstate(over="ignore"):
        return np.asarray(vector, dtype=np.float32).astype(FEATURE_DTYPE).tobytes()


def load_vectors(blobs: Sequence[bytes]) -> FloatArray:
    """Return float32 (N, D) from N blobs of the same length; (0, 0) when there is none."""
    if not blobs:
        return np.zeros((0, 0), dtype=np.float32)
    halves = np.frombuffer(b"".join(blobs), dtype=FEATURE_DTYPE)
    return halves.reshape(len(blobs), -1).astype(np.float32)


def label_state(yes: str | None, no: Sequence[str]) -> int:
    """Return a number that stands for a person's word on a photo; 0 is no word."""
    if yes is None and not no:
        return 0
    return hash_words([yes, sorted(no)]) or 1


def hash_words(words: Sequence[Any]) -> int:
    """Return a number of 64 bits with a sign that stands for some JSON values."""
    digest = hashlib.blake2b(dump(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def dump_states(states: Sequence[tuple[int, int]]) -> bytes:
    """Return (photo id, label state) pairs as int64 bytes."""
    return np.array(states, dtype="<i8").tobytes()


def load_states(blob: bytes) -> list[tuple[int, int]]:
    """Return the pairs of :func:`dump_states`."""
    pairs = np.frombuffer(blob, dtype="<i8").reshape(-1, 2)
    return [(int(photo), int(state)) for photo, state in pairs]


def id_array(rows: Sequence[tuple[Any, ...]]) -> IdArray:
    """Return the first column of rows as int64 (N,)."""
    return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
