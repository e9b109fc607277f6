"""Features as rows of the library: what the cache is made of, and what it is compared with.

They go through the driver alone: row objects would cost more than the rows.
"""

from __future__ import annotations

import logging
import mmap
import os
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Select, func, select

from app.core.types import FloatArray, IdArray
from app.store.encoding import FEATURE_DTYPE
from app.store.plain_rows import fetch_plain, ids_of_text, stream_plain
from app.store.tables import Feature

log = logging.getLogger(__name__)

HalfArray = npt.NDArray[np.float16]

ROWS_COMPARED = 32
# More that no cache has go through a file: 130 MB.
ROWS_IN_MEMORY = 50_000
# Of so many rows that are mapped, all may stay in memory: 130 MB.
ROWS_MAPPED = 50_000
# Rows from all over a mapped file that are read before their memory is given back.
ROWS_GATHERED = 200


def next_feature_id(connection: Connection, count: int) -> int:
    """Reserve ``count`` feature ids in the current transaction and return the first of them.

    The library's user version is the last id ever given, so that ids of deleted rows do not
    come back.
    """
    last = last_id(connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {last + count}")
    return last + 1


def last_id(connection: Connection) -> int:
    """Return the last feature id that was ever given."""
    given = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if given:
        return given
    return connection.scalar(select(func.max(Feature.id))) or 0


@dataclass(slots=True)
class FeatureRows:
    """Rows of the cache: ``photos`` and ``ids`` int64 (N,), ``vectors`` float16 (N, D)."""

    photos: IdArray
    ids: IdArray
    vectors: HalfArray
    token: str = ""

    @property
    def last(self) -> int:
        """The greatest feature id."""
        return int(self.ids[-1]) if len(self.ids) else 0


def state_of(connection: Connection, backbone: str) -> tuple[int, int]:
    """Return two numbers of which one is another as soon as a feature came or went."""
    count = select(func.count()).select_from(Feature).where(Feature.backbone == backbone)
    return last_id(connection), connection.scalar(count) or 0


def backbones(connection: Connection) -> list[str]:
    """Return the backbones that the library has features of."""
    return list(connection.scalars(select(Feature.backbone).distinct().order_by(Feature.backbone)))


def list_pairs(connection: Connection, backbone: str) -> tuple[IdArray, IdArray]:
    """Return all photos with features and the ids of these, int64 (N,) each; photos rise."""
    pairs = select(Feature.photo_id, Feature.id).where(Feature.backbone == backbone)
    rows = pairs.order_by(Feature.photo_id).subquery()
    # As text: a million rows of Python's numbers would take 120 MB, and three times as long.
    texts = select(func.json_group_array(rows.c.photo_id), func.json_group_array(rows.c.id))
    photos, ids = (ids_of_text(text) for text in fetch_plain(connection, texts)[0])
    # SQLite does not promise to add them up in the order of the rows.
    order = np.argsort(photos, kind="stable")
    return photos[order], ids[order]


def fetch_rows(connection: Connection, backbone: str, after: int) -> FeatureRows:
    """Return the features that came after a feature id, in the order of arrival.

    Many of them go through a file without a name, where there is room for one: a million would
    take 2.6 GB of memory.
    """
    newer = select(func.count()).select_from(_fresh(backbone, after).subquery())
    if (connection.scalar(newer) or 0) > ROWS_IN_MEMORY:
        try:
            with TemporaryFile() as file:
                rows = copy_fresh(connection, backbone, after, file)
                shape = (len(rows.ids), rows.vectors.shape[1])
                mapped = np.memmap(file, dtype=FEATURE_DTYPE, mode="r", shape=shape)
            return FeatureRows(rows.photos, rows.ids, mapped)
        except OSError as error:
            log.info("no room for a file of features: %s", error)
    blocks = list(_blocks(connection, backbone, after))
    vectors = [halves for _, halves in blocks] or [np.zeros((0, 0), dtype=np.float16)]
    pairs = np.concatenate([pairs for pairs, _ in blocks]) if blocks else _no_pairs()
    return FeatureRows(pairs[:, 0], pairs[:, 1], np.concatenate(vectors))


def gather(vectors: HalfArray, rows: IdArray, out: FloatArray, places: IdArray) -> None:
    """Put some rows into places of float32 (N, D), a few at a time.

    Each row that lies far from the others may bring a megabyte of a mapped file with it.
    """
    for start in range(0, len(rows), ROWS_GATHERED):
        part = slice(start, start + ROWS_GATHERED)
        out[places[part]] = vectors[rows[part]]
        let_go(vectors)


def let_go(vectors: HalfArray) -> None:
    """Let the system take back the memory of mapped rows that were read; they stay mapped.

    Only where there are many: to map rows again costs a tenth of what it costs to read them.
    """
    mapped = getattr(vectors, "_mmap", None)
    if mapped is not None and len(vectors) > ROWS_MAPPED and hasattr(mapped, "madvise"):
        mapped.madvise(mmap.MADV_DONTNEED)


def copy_fresh(connection: Connection, backbone: str, after: int, file: BinaryIO) -> FeatureRows:
    """Append the features that came after a feature id to a file, and see them on the disk."""
    pairs = [_no_pairs()]
    last = np.zeros((0, 0), dtype=np.float16)
    for block, vectors in _blocks(connection, backbone, after):
        file.write(np.ascontiguousarray(vectors).data)
        pairs.append(block)
        last = vectors[:0]
    file.flush()
    os.fsync(file.fileno())
    every = np.concatenate(pairs)
    return FeatureRows(every[:, 0], every[:, 1], last)


def _blocks(
    connection: Connection, backbone: str, after: int
) -> Iterator[tuple[IdArray, HalfArray]]:
    """Yield (photo, feature id) pairs int64 (M, 2) and vectors float16 (M, D), ids rising."""
    for rows in stream_plain(connection, _fresh(backbone, after)):
        pairs = np.array([row[:2] for row in rows], dtype=np.int64)
        halves = np.frombuffer(b"".join(row[2] for row in rows), dtype=FEATURE_DTYPE)
        yield pairs, halves.reshape(len(rows), -1)


def agrees(connection: Connection, rows: FeatureRows) -> bool:
    """Compare some rows with the library, most of them new ones.

    Rows that the library has dropped prove nothing; ids that it never gave prove that it is
    another one, such as a backup copy put in its place.
    """
    count = len(rows.ids)
    if rows.last > last_id(connection):
        return False
    some = {*np.linspace(0, count - 1, min(count, ROWS_COMPARED)).astype(int).tolist()}
    some |= {*range(max(0, count - ROWS_COMPARED), count)}
    for row in some:
        found = connection.scalar(select(Feature.vector).where(Feature.id == int(rows.ids[row])))
        if found is not None and found != rows.vectors[row].tobytes():
            return False
    return True


def count_differing(connection: Connection, backbone: str, rows: FeatureRows) -> int:
    """Count rows of the cache that differ from the library's row of the same id."""
    wrong = 0
    if not rows.last:
        return wrong
    for block in stream_plain(connection, _fresh(backbone, 0)):
        ids = np.array([row[1] for row in block], dtype=np.int64)
        at = np.searchsorted(rows.ids, ids)
        for (_, id_, vector), slot in zip(block, at, strict=True):
            if slot < len(rows.ids) and rows.ids[slot] == id_:
                wrong += rows.vectors[slot].tobytes() != vector
    return wrong


def _fresh(backbone: str, after: int) -> Select[int, int, bytes]:
    """Select what came after a feature id, in the order of arrival.

    No index may be used of the backbone: its rows, with 2.6 GB of features in a library of a
    million photos, would be sorted in memory.
    """
    return (
        select(Feature.photo_id, Feature.id, Feature.vector)
        .where(Feature.backbone.concat("") == backbone, Feature.id > after)
        .order_by(Feature.id)
    )


def no_rows() -> FeatureRows:
    """Return no rows of no width."""
    nothing = _no_pairs()
    return FeatureRows(nothing[:, 0], nothing[:, 1], np.zeros((0, 0), dtype=np.float16))


def _no_pairs() -> IdArray:
    return np.zeros((0, 2), dtype=np.int64)
