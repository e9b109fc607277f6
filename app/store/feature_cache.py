"""Kept features beside the library, as a memory-mapped array: a cache, never the truth.

The library file holds every feature. Reading 100,000 of them from there takes seconds; mapping them
takes milliseconds. The cache lies in ``NAME.cache/``: one file of float16 rows in the order of
arrival, to which rows are only ever appended, and a small index (photo, feature id) of them that
is replaced as a whole after the rows are on the disk. A feature id is never given twice
(:func:`next_feature_id`), so that a row of the cache is right exactly if its id still stands in
the library; what the library has and the cache has not is appended. Some rows are compared with
the library each time that the cache is opened; if one differs, it is made anew.

Nothing here raises when the folder cannot be written or a file is damaged: then the library is
read instead.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import RLock

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load, save
from sqlalchemy import Connection

from app.core.types import FloatArray, IdArray
from app.store.encoding import FEATURE_DTYPE

log = logging.getLogger(__name__)

HalfArray = npt.NDArray[np.float16]

BLOCK = 4000
SPOT_CHECKS = 32
# A quarter of dead rows is worth writing the file anew.
DEAD_SHARE = 0.25
_LIST = "SELECT photo_id, id FROM feature WHERE backbone = ? ORDER BY photo_id"
_COUNT = "SELECT count(*) FROM feature WHERE backbone = ?"
_FRESH = "SELECT photo_id, id, vector FROM feature WHERE backbone = ? AND id > ? ORDER BY id"
_ONE = "SELECT vector FROM feature WHERE id = ?"


def next_feature_id(connection: Connection, count: int) -> int:
    """Reserve ``count`` feature ids in the current transaction and return the first of them.

    The library's user version is the last id ever given, so that ids of deleted rows do not
    come back.
    """
    last = _last_id(connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {last + count}")
    return last + 1


def _last_id(connection: Connection) -> int:
    given = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if given:
        return given
    return int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM feature").scalar_one())


@dataclass(slots=True)
class _Rows:
    """Rows of the cache: ``photos`` and ``ids`` int64 (N,), ``vectors`` float16 (N, D)."""

    photos: IdArray
    ids: IdArray
    vectors: HalfArray
    token: str = ""


@dataclass(frozen=True, slots=True)
class KeptFeatures:
    """Features of one backbone as the library has them at one moment.

    Attributes
    ----------
    ids : int64 (N,)
        Photos, rising.
    """

    ids: IdArray
    _slots: IdArray
    _vectors: HalfArray
    _more: HalfArray = field(repr=False)

    def take(self, rows: IdArray | slice) -> FloatArray:
        """Return the features of some rows, float32 (M, D)."""
        slots = self._slots[rows]
        mapped = len(self._vectors)
        if not len(slots):
            return np.zeros((0, self._vectors.shape[1]), dtype=np.float32)
        if slots[-1] - slots[0] == len(slots) - 1 and (np.diff(slots) == 1).all():
            start, end = int(slots[0]), int(slots[-1]) + 1
            if end <= mapped:
                return self._vectors[start:end].astype(np.float32)
        out = np.empty((len(slots), self._vectors.shape[1]), dtype=np.float32)
        old = slots < mapped
        out[old] = self._vectors[slots[old]]
        out[~old] = self._more[slots[~old] - mapped]
        return out


class FeatureCache:
    """The cache of one library file; safe to use from several threads.

    Parameters
    ----------
    path : str
        The library file.
    """

    def __init__(self, path: str) -> None:
        self.folder = f"{path}.cache"
        self._lock = RLock()
        self._held: dict[str, _Rows] = {}
        self._fresh: dict[str, tuple[tuple[int, int], KeptFeatures]] = {}

    def read(self, connection: Connection, backbone: str, *, keep: bool) -> KeptFeatures:
        """Return all features of a backbone as this connection sees them.

        Parameters
        ----------
        connection : Connection
            In a transaction, so that all that is read is one snapshot.
        backbone : str
        keep : bool
            Whether what is new may be kept: not while it may still be rolled back.
        """
        count = int(connection.exec_driver_sql(_COUNT, (backbone,)).scalar_one())
        state = (_last_id(connection), count)
        with self._lock:
            found = self._fresh.get(backbone)
            if found is not None and found[0] == state:
                return found[1]
            kept = self._read_through(connection, backbone, keep=keep)
            if keep:
                self._fresh[backbone] = (state, kept)
            return kept

    def _read_through(self, connection: Connection, backbone: str, *, keep: bool) -> KeptFeatures:
        rows = self._held.get(backbone) or self._open(connection, backbone)
        listed = _pairs(connection, backbone)
        fresh = _fetch(connection, backbone, int(rows.ids[-1]) if len(rows.ids) else 0)
        alive = np.isin(rows.ids, listed[1], assume_unique=True)
        dead = len(rows.ids) - int(alive.sum())
        if keep and (len(fresh.ids) or dead > DEAD_SHARE * len(rows.ids)):
            rows, fresh = self._keep(backbone, rows, fresh, alive)
            self._held[backbone] = rows
        every = np.concatenate([rows.ids, fresh.ids])
        slots = np.searchsorted(every, listed[1])
        more = fresh.vectors
        vectors = rows.vectors if len(rows.vectors) else more[:0]
        return KeptFeatures(listed[0], slots.astype(np.int64), vectors, more)

    # Files.

    def _index_path(self, backbone: str) -> str:
        name = hashlib.sha256(backbone.encode()).hexdigest()[:16]
        return os.path.join(self.folder, f"{name}.index")

    def _rows_path(self, backbone: str, token: str) -> str:
        return self._index_path(backbone)[: -len("index")] + f"{token}.rows"

    def _open(self, connection: Connection, backbone: str) -> _Rows:
        rows = _Rows(_no_ids(), _no_ids(), np.zeros((0, 0), dtype=np.float16))
        try:
            with open(self._index_path(backbone), "rb") as file:
                index = load(file.read())
            token = bytes(index["token"].astype(np.uint8)).hex()
            count, width = len(index["ids"]), int(index["width"][0])
            vectors: HalfArray = np.memmap(
                self._rows_path(backbone, token),
                dtype=FEATURE_DTYPE,
                mode="r",
                shape=(count, width),
            )
            rows = _Rows(index["photos"], index["ids"], vectors, token)
            rising = bool((np.diff(rows.ids) > 0).all()) and len(rows.photos) == count
        except (OSError, SafetensorError, KeyError, ValueError, IndexError):
            return rows
        if rising and _agrees(connection, backbone, rows):
            self._held[backbone] = rows
            return rows
        log.warning(
            "the feature cache in %s differs from the library and is made anew", self.folder
        )
        return _Rows(_no_ids(), _no_ids(), np.zeros((0, 0), dtype=np.float16))

    def _keep(
        self, backbone: str, rows: _Rows, fresh: _Rows, alive: npt.NDArray[np.bool_]
    ) -> tuple[_Rows, _Rows]:
        """Append what is new, or write all that is alive anew; on any refusal keep in memory."""
        try:
            os.makedirs(self.folder, exist_ok=True)
            with _Turn(os.path.join(self.folder, "lock")) as turn:
                if not turn.ours:
                    return rows, fresh
                if rows.token and alive.mean() >= 1 - DEAD_SHARE:
                    return self._append(backbone, rows, fresh), _none_of(fresh)
                return self._rewrite(backbone, rows, fresh, alive), _none_of(fresh)
        except (OSError, ValueError) as error:
            log.info("the feature cache in %s could not be written: %s", self.folder, error)
            return rows, fresh

    def _append(self, backbone: str, rows: _Rows, fresh: _Rows) -> _Rows:
        path = self._rows_path(backbone, rows.token)
        with open(path, "r+b") as file:
            # What stands behind the index is left over from a write that did not come to its end.
            file.seek(rows.vectors.nbytes)
            _write(file.fileno(), fresh.vectors)
        return self._write_index(
            backbone,
            rows.token,
            np.concatenate([rows.photos, fresh.photos]),
            np.concatenate([rows.ids, fresh.ids]),
            fresh.vectors.shape[1],
        )

    def _rewrite(
        self, backbone: str, rows: _Rows, fresh: _Rows, alive: npt.NDArray[np.bool_]
    ) -> _Rows:
        token = secrets.token_hex(8)
        width = fresh.vectors.shape[1] if len(fresh.ids) else rows.vectors.shape[1]
        with open(self._rows_path(backbone, token), "xb") as file:
            for start in range(0, len(rows.ids), BLOCK):
                part = slice(start, start + BLOCK)
                _write(file.fileno(), rows.vectors[part][alive[part]])
            _write(file.fileno(), fresh.vectors)
        kept = self._write_index(
            backbone,
            token,
            np.concatenate([rows.photos[alive], fresh.photos]),
            np.concatenate([rows.ids[alive], fresh.ids]),
            width,
        )
        self._sweep(backbone, token)
        return kept

    def _write_index(
        self, backbone: str, token: str, photos: IdArray, ids: IdArray, width: int
    ) -> _Rows:
        path = self._index_path(backbone)
        blob = save(
            {
                "photos": photos,
                "ids": ids,
                "width": np.array([width], dtype=np.int64),
                "token": np.frombuffer(bytes.fromhex(token), dtype=np.uint8),
            }
        )
        with open(f"{path}.new", "wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        os.replace(f"{path}.new", path)
        vectors: HalfArray = np.memmap(
            self._rows_path(backbone, token), dtype=FEATURE_DTYPE, mode="r", shape=(len(ids), width)
        )
        return _Rows(photos, ids, vectors, token)

    def _sweep(self, backbone: str, token: str) -> None:
        """Remove the rows that no index names any more."""
        mine = os.path.basename(self._index_path(backbone))[: -len("index")]
        for name in os.listdir(self.folder):
            if name.startswith(mine) and name.endswith(".rows") and token not in name:
                with suppress(OSError):  # Windows: another program still maps it
                    os.remove(os.path.join(self.folder, name))


class _Turn:
    """The right to write the cache, among all programs; ``ours`` tells whether it was free."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.ours = False

    def __enter__(self) -> _Turn:
        from app.store.lock import try_lock

        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        self.ours = try_lock(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def _write(descriptor: int, vectors: HalfArray) -> None:
    left = memoryview(np.ascontiguousarray(vectors, dtype=FEATURE_DTYPE)).cast("B")
    while left:
        left = left[os.write(descriptor, left) :]


def _pairs(connection: Connection, backbone: str) -> tuple[IdArray, IdArray]:
    rows = _plain(connection, _LIST, (backbone,)).fetchall()
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _fetch(connection: Connection, backbone: str, after: int) -> _Rows:
    """Read the features that came after a feature id, in blocks."""
    photos: list[int] = []
    ids: list[int] = []
    blocks: list[HalfArray] = []
    for block in _blocks(connection, backbone, after):
        photos += [row[0] for row in block]
        ids += [row[1] for row in block]
        halves = np.frombuffer(b"".join(row[2] for row in block), dtype=FEATURE_DTYPE)
        blocks.append(halves.reshape(len(block), -1))
    vectors = np.concatenate(blocks) if blocks else np.zeros((0, 0), dtype=np.float16)
    return _Rows(np.array(photos, dtype=np.int64), np.array(ids, dtype=np.int64), vectors)


def _blocks(
    connection: Connection, backbone: str, after: int
) -> Iterator[list[tuple[int, int, bytes]]]:
    cursor = _plain(connection, _FRESH, (backbone, after))
    while block := cursor.fetchmany(BLOCK):
        yield block


def _agrees(connection: Connection, backbone: str, rows: _Rows) -> bool:
    """Compare some rows with the library; rows that the library has dropped prove nothing."""
    count = len(rows.ids)
    some = np.unique(np.linspace(0, count - 1, min(count, SPOT_CHECKS)).astype(np.int64))
    for row in some:
        found = _plain(connection, _ONE, (int(rows.ids[row]),)).fetchone()
        if found is not None and found[0] != rows.vectors[row].tobytes():
            return False
    return True


def _plain(connection: Connection, statement: str, values: tuple[object, ...]):  # noqa: ANN202
    return connection.connection.cursor().execute(statement, values)


def _none_of(rows: _Rows) -> _Rows:
    return _Rows(_no_ids(), _no_ids(), rows.vectors[:0])


def _no_ids() -> IdArray:
    return np.zeros(0, dtype=np.int64)
