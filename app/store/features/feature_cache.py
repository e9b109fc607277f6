"""Kept features beside the library, as a memory-mapped array: a cache, never the truth.

The library file holds every feature. Those of 100,000 photos (1,280 numbers each) are read from
there in 0.52 s of processor time and from here in 0.21 s, where asking the gate again about all of
them may take a quarter of a second. To make the cache takes 1.1 s and 258 MB, once. It lies in
``NAME.cache/``: one file of float16 rows in the order of arrival, to which rows are only ever
appended, and a small index (photo, feature id) of them that is replaced as a whole after the rows
are on the disk. A feature id is never given twice, so that a row of the cache
is right exactly if its id still stands in the library; what the library has and the cache has not
is appended. Some rows are compared with the library each time that the cache is opened; if one
differs, it is made anew.

Nothing here raises when the folder cannot be written or a file is damaged: then the library is
read instead.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from collections.abc import Sequence
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
from app.store.features.feature_rows import (
    FeatureRows,
    HalfArray,
    agrees,
    backbones,
    copy_fresh,
    count_differing,
    fetch_rows,
    gather,
    let_go,
    list_pairs,
    no_rows,
    state_of,
)
from app.store.features.halves import widen
from app.store.features.readings_cache import Found, ReadingsCache
from app.store.plain_rows import ROWS_AT_ONCE

log = logging.getLogger(__name__)

# A quarter of dead rows is worth writing the file anew.
DEAD_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class KeptFeatures:
    """Features of one backbone as the library has them at one moment.

    Attributes
    ----------
    ids : int64 (N,)
        Photos, rising.
    feature_ids : int64 (N,)
        The id of each photo's features, which never comes back for others.
    """

    ids: IdArray
    feature_ids: IdArray
    _slots: IdArray
    _vectors: HalfArray
    _more: HalfArray = field(repr=False)

    def rows_of(self, photos: Sequence[int] | IdArray) -> IdArray:
        """Return the rows of those of some photos that have features, int64 (M,), rising."""
        asked = np.unique(np.asarray(photos, dtype=np.int64))
        rows = np.searchsorted(self.ids, asked)
        there = rows < len(self.ids)
        there[there] = self.ids[rows[there]] == asked[there]
        return rows[there]

    def take(self, rows: IdArray | slice) -> FloatArray:
        """Return the features of some rows, float32 (M, D)."""
        slots = self._slots[rows]
        mapped = len(self._vectors)
        if not len(slots):
            return np.zeros((0, self._vectors.shape[1]), dtype=np.float32)
        if slots[-1] - slots[0] == len(slots) - 1 and (np.diff(slots) == 1).all():
            start, end = int(slots[0]), int(slots[-1]) + 1
            if end <= mapped:
                out = widen(self._vectors[start:end])
                let_go(self._vectors)
                return out
        out = np.empty((len(slots), self._vectors.shape[1]), dtype=np.float32)
        old = slots < mapped
        gather(self._vectors, slots[old], out, np.flatnonzero(old))
        gather(self._more, slots[~old] - mapped, out, np.flatnonzero(~old))
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
        self._held: dict[str, FeatureRows] = {}
        self._fresh: dict[str, tuple[tuple[int, int], KeptFeatures]] = {}
        self._readings = ReadingsCache(self.folder)

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
        state = state_of(connection, backbone)
        with self._lock:
            found = self._fresh.get(backbone)
            if found is not None and found[0] == state:
                return found[1]
            kept = self._read_through(connection, backbone, keep=keep)
            if keep:
                self._fresh[backbone] = (state, kept)
            return kept

    def find_readings(self, backbone: str, key: str) -> Found | None:
        """Return feature ids and readings that were kept of them under a model."""
        with self._lock:
            return self._readings.find(_name(backbone), self._token(backbone), key)

    def keep_readings(self, backbone: str, key: str, found: Found, *, keep: bool) -> None:
        """Keep readings of committed features; ``keep``: also beside the library."""
        with self._lock:
            self._readings.keep(_name(backbone), self._token(backbone) if keep else "", key, found)

    def _token(self, backbone: str) -> str:
        """Return the name of the file of features that is in use, "" for none."""
        held = self._held.get(backbone)
        return held.token if held is not None else ""

    def _read_through(self, connection: Connection, backbone: str, *, keep: bool) -> KeptFeatures:
        photos, ids = list_pairs(connection, backbone)
        rows = self._held.get(backbone) or self._open(connection, backbone)
        if keep and _is_behind(rows, ids):
            rows = self._keep(connection, backbone, ids) or rows
        more = fetch_rows(connection, backbone, rows.last)
        every = np.concatenate([rows.ids, more.ids])
        slots = np.searchsorted(every, ids)
        if not _fits(every, slots, ids):
            # The library is another one than the cache was made of: believe the library alone.
            self._held.pop(backbone, None)
            self._drop(backbone)
            rows, more = no_rows(), fetch_rows(connection, backbone, 0)
            slots = np.searchsorted(more.ids, ids)
        vectors = rows.vectors if len(rows.ids) else more.vectors[:0]
        return KeptFeatures(photos, ids, slots, vectors, more.vectors)

    def compare(self, connection: Connection) -> int:
        """Compare every row with the library; drop caches that differ and return their rows.

        ``connection`` must see committed rows alone.
        """
        wrong = 0
        with self._lock:
            self._fresh.clear()
            self._held.clear()
            for backbone in backbones(connection):
                rows = self._open(connection, backbone)
                differing = count_differing(connection, backbone, rows)
                if differing:
                    wrong += differing
                    self._drop(backbone)
                    self._held.pop(backbone, None)
        return wrong

    # Files.

    def _index_path(self, backbone: str) -> str:
        return os.path.join(self.folder, f"{_name(backbone)}.index")

    def _rows_path(self, backbone: str, token: str) -> str:
        return self._index_path(backbone)[: -len("index")] + f"{token}.rows"

    def _open(self, connection: Connection, backbone: str) -> FeatureRows:
        """Read the index and map the rows; no rows where they are missing or not to be trusted."""
        try:
            with open(self._index_path(backbone), "rb") as file:
                index = load(file.read())
            token = bytes(index["token"].astype(np.uint8)).hex()
            photos, ids = index["photos"], index["ids"]
            vectors = self._map(backbone, token, len(ids), int(index["width"][0]))
        except (OSError, SafetensorError, KeyError, ValueError, IndexError):
            return no_rows()
        rows = FeatureRows(photos, ids, vectors, token)
        if len(photos) == len(ids) and bool((np.diff(ids) > 0).all()) and agrees(connection, rows):
            self._held[backbone] = rows
            return rows
        log.warning("the feature cache in %s differs from the library: made anew", self.folder)
        return no_rows()

    def _keep(self, connection: Connection, backbone: str, listed: IdArray) -> FeatureRows | None:
        """Append what is new, or write all that is alive anew; None where that cannot be."""
        try:
            os.makedirs(self.folder, exist_ok=True)
            with _Turn(os.path.join(self.folder, "lock")) as turn:
                if not turn.ours:
                    return None
                # Another program may have written it since it was read.
                rows = self._open(connection, backbone)
                alive = np.isin(rows.ids, listed, assume_unique=True)
                if rows.token and alive.sum() >= (1 - DEAD_SHARE) * len(alive):
                    self._held[backbone] = self._append(connection, backbone, rows)
                else:
                    self._held[backbone] = self._rewrite(connection, backbone, rows, alive)
        except OSError as error:
            log.info("the feature cache in %s could not be written: %s", self.folder, error)
            return None
        return self._held[backbone]

    def _append(self, connection: Connection, backbone: str, rows: FeatureRows) -> FeatureRows:
        with open(self._rows_path(backbone, rows.token), "r+b") as file:
            # What stands behind the index is left over from a write that did not come to its end.
            file.seek(rows.vectors.nbytes)
            fresh = copy_fresh(connection, backbone, rows.last, file)
        return self._write_index(backbone, rows.token, rows, fresh)

    def _rewrite(
        self, connection: Connection, backbone: str, rows: FeatureRows, alive: npt.NDArray[np.bool_]
    ) -> FeatureRows:
        token = secrets.token_hex(8)
        with open(self._rows_path(backbone, token), "xb") as file:
            for start in range(0, len(rows.ids), ROWS_AT_ONCE):
                part = slice(start, start + ROWS_AT_ONCE)
                file.write(np.ascontiguousarray(rows.vectors[part][alive[part]]).data)
            fresh = copy_fresh(connection, backbone, rows.last, file)
        old = FeatureRows(rows.photos[alive], rows.ids[alive], rows.vectors)
        kept = self._write_index(backbone, token, old, fresh)
        self._sweep(backbone, token)
        return kept

    def _drop(self, backbone: str) -> None:
        self._readings.drop(_name(backbone))
        with suppress(OSError):
            os.remove(self._index_path(backbone))

    def _write_index(
        self, backbone: str, token: str, old: FeatureRows, fresh: FeatureRows
    ) -> FeatureRows:
        photos = np.concatenate([old.photos, fresh.photos])
        ids = np.concatenate([old.ids, fresh.ids])
        width = (fresh if len(fresh.ids) else old).vectors.shape[1]
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
        return FeatureRows(photos, ids, self._map(backbone, token, len(ids), width), token)

    def _map(self, backbone: str, token: str, count: int, width: int) -> HalfArray:
        if not count:
            return np.zeros((0, width), dtype=np.float16)
        path = self._rows_path(backbone, token)
        return np.memmap(path, dtype=FEATURE_DTYPE, mode="r", shape=(count, width))

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
        from app.store.care.lock import try_lock

        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        self.ours = try_lock(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def _name(backbone: str) -> str:
    """Return what the names of a backbone's files begin with."""
    return hashlib.sha256(backbone.encode()).hexdigest()[:16]


def _is_behind(rows: FeatureRows, ids: IdArray) -> bool:
    """Return whether the library has rows that the cache lacks, or the cache too many dead ones."""
    newer = len(ids) and ids.max() > rows.last
    return bool(newer) or len(rows.ids) - len(ids) > DEAD_SHARE * len(rows.ids)


def _fits(every: IdArray, slots: IdArray, ids: IdArray) -> bool:
    if not len(ids):
        return True
    return len(every) > 0 and bool((every[np.minimum(slots, len(every) - 1)] == ids).all())
