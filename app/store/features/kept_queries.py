"""Kept features of a library file, and the readings that were made of them."""

from __future__ import annotations

import numpy as np
from sqlalchemy import select
from typing_extensions import override

from app.core.method.reading.kept import KeptReader, KeptTable
from app.core.method.reading.readings import Readings
from app.core.types import IdArray
from app.store.database import Database
from app.store.features.feature_cache import KeptFeatures
from app.store.tables import Prediction


class KeptQueries(KeptReader):
    """Reads both through the cache beside the library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def kept(self, backbone: str) -> KeptFeatures:
        database = self._database
        if database.in_transaction:
            # What is committed may be kept; what this transaction adds comes on top.
            self._committed(backbone)
            with database.read() as connection:
                return database.feature_cache.read(connection, backbone, keep=False)
        with database.read() as connection:
            keep = not database.read_only
            return database.feature_cache.read(connection, backbone, keep=keep)

    def _committed(self, backbone: str) -> KeptFeatures:
        with self._database.read_committed() as connection:
            keep = not self._database.read_only
            return self._database.feature_cache.read(connection, backbone, keep=keep)

    @override
    def readings(
        self, table: KeptTable, backbone: str, key: str
    ) -> tuple[IdArray, Readings] | None:
        found = self._database.feature_cache.find_readings(backbone, key)
        if found is None:
            return None
        ids, readings = found
        if np.array_equal(ids, table.feature_ids):
            return np.arange(len(ids)), readings
        order = np.argsort(ids)
        at = np.minimum(np.searchsorted(ids, table.feature_ids, sorter=order), len(ids) - 1)
        rows = np.flatnonzero(ids[order[at]] == table.feature_ids) if len(ids) else ids
        return rows, readings.take(order[at[rows]])

    @override
    def keep_readings(
        self, table: KeptTable, backbone: str, key: str, rows: IdArray, readings: Readings
    ) -> None:
        ids = table.feature_ids[rows]
        # An id that is rolled back is given again, to other features.
        sure = np.isin(ids, self._committed(backbone).feature_ids)
        if not sure.all():
            ids, readings = ids[sure], readings.take(np.flatnonzero(sure))
        cache, keep = self._database.feature_cache, not self._database.read_only
        cache.keep_readings(backbone, key, (ids, readings), keep=keep)

    @override
    def tagged_by(self) -> int | None:
        first = select(Prediction.model_version_id).order_by(Prediction.photo_id).limit(1)
        with self._database.read() as connection:
            return connection.scalar(first)
