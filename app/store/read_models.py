"""Reading what the machine knows: features, scores, model versions, ranges; and the history."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select, true

from app.core.records import (
    FeatureTable,
    HandRange,
    HistoryRow,
    ModelVersionRow,
    SceneSimilarities,
)
from app.core.types import FloatArray, IdArray, Status
from app.store import actions
from app.store.database import Database, fetch_plain
from app.store.encoding import id_array, load, load_candidates, load_vectors
from app.store.feature_cache import KeptFeatures
from app.store.models import CHECKSUM, checksum, damaged_model
from app.store.query import ON_THE_LISTS, among, ids_of_text
from app.store.states import KEPT
from app.store.tables import (
    Feature,
    HandRangeTable,
    Label,
    ModelVersion,
    Photo,
    Prediction,
)

# Fewer features are read from the library itself.
MANY = 200
_STATUS_CODES = {status.value: code for code, status in enumerate(Status)}
_MODEL_ROW = (
    ModelVersion.id,
    ModelVersion.at,
    ModelVersion.source,
    ModelVersion.samples,
    ModelVersion.figures,
    ModelVersion.current,
)


class ModelReader:
    """The reader's part about features, models and history."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def features(self, backbone: str, ids: Sequence[int] | None = None) -> FeatureTable:
        """Return the kept features of one backbone, ordered by id."""
        if ids is None or len(ids) > MANY:
            kept = self._kept_features(backbone)
            rows = slice(None) if ids is None else np.flatnonzero(np.isin(kept.ids, list(ids)))
            return FeatureTable(ids=kept.ids[rows], features=kept.take(rows))
        statement = select(Feature.photo_id, Feature.vector).where(
            Feature.backbone == backbone, among(Feature.photo_id, ids)
        )
        with self._database.read() as connection:
            found = fetch_plain(connection, statement.order_by(Feature.photo_id))
        return FeatureTable(ids=id_array(found), features=load_vectors([row[1] for row in found]))

    def feature_blocks(
        self, backbone: str, ids: Sequence[int] | None = None, *, size: int = 2000
    ) -> Iterator[FeatureTable]:
        """Yield the kept features of one backbone in blocks, ordered by id."""
        if ids is not None and len(ids) <= MANY:
            yield self.features(backbone, ids)
            return
        kept = self._kept_features(backbone)
        rows = np.arange(len(kept.ids))
        if ids is not None:
            rows = np.flatnonzero(np.isin(kept.ids, np.asarray(ids, dtype=np.int64)))
        for start in range(0, len(rows), size):
            block = rows[start : start + size]
            yield FeatureTable(ids=kept.ids[block], features=kept.take(block))

    def _kept_features(self, backbone: str) -> KeptFeatures:
        database = self._database
        cache = database.feature_cache
        if database.in_transaction:
            # What is committed may be kept; what this transaction adds comes on top.
            with database.read_committed() as connection:
                cache.read(connection, backbone, keep=True)
            with database.read() as connection:
                return cache.read(connection, backbone, keep=False)
        with database.read() as connection:
            return cache.read(connection, backbone, keep=not database.read_only)

    def encoded(self, backbone: str, photos: Iterable[int] | None = None) -> set[int]:
        """Return the ids of photos (of these, or of all) that have features of this backbone."""
        statement = select(func.json_group_array(Feature.photo_id)).where(
            Feature.backbone == backbone
        )
        if photos is not None:
            statement = statement.where(among(Feature.photo_id, photos))
        with self._database.read() as connection:
            return set(ids_of_text(fetch_plain(connection, statement)[0][0]).tolist())

    def backbones(self) -> list[str]:
        """Return the backbones that the library has features of."""
        statement = select(Feature.backbone).distinct().order_by(Feature.backbone)
        with self._database.read() as connection:
            return list(connection.scalars(statement))

    def similarities(self, scene: str) -> SceneSimilarities:
        """Return the similarities to a scene that the range editor draws."""
        proposed = (
            select(Photo.id, Photo.similarity, Photo.status)
            .join(Prediction, Prediction.photo_id == Photo.id)
            .where(
                Prediction.scene == scene,
                ON_THE_LISTS,  # start from the scene's own index
                Photo.similarity.is_not(None),
            )
        )
        with self._database.read() as connection:
            rows = fetch_plain(connection, proposed)
            said = _said_of(connection, scene)
        table = {photo: (similarity, status) for photo, similarity, status in rows}
        for photo, (_, similarity, status) in said.items():
            if photo not in table and not math.isnan(similarity):
                table[photo] = (similarity, status)
        ids = sorted(table)
        return SceneSimilarities(
            ids=np.array(ids, dtype=np.int64),
            similarities=np.array([table[i][0] for i in ids], dtype=np.float32),
            statuses=np.array([_STATUS_CODES[table[i][1]] for i in ids], dtype=np.uint8),
            said=np.array([said[i][0] if i in said else 0 for i in ids], dtype=np.int8),
        )

    def hand_ranges(self) -> list[HandRange]:
        """List the ranges set by hand."""
        table = HandRangeTable
        statement = select(table.scene, table.low, table.high, table.at).order_by(table.scene)
        with self._database.read() as connection:
            return [HandRange(*row) for row in connection.execute(statement)]

    def margins(self) -> tuple[IdArray, FloatArray]:
        """Return the photos of which nobody said anything, and similarity less the low end."""
        spoken = select(Label.photo_id).where(Label.photo_id == Prediction.photo_id).exists()
        statement = (
            select(Prediction.photo_id, Prediction.similarity - Prediction.low)
            .join(Photo, Photo.id == Prediction.photo_id)
            .where(
                ON_THE_LISTS,
                Photo.missing == 0,
                Photo.failure.is_(None),
                Prediction.scene.is_not(None),
                Prediction.similarity.is_not(None),
                ~spoken,
            )
            .order_by(Prediction.photo_id)
        )
        with self._database.read() as connection:
            rows = fetch_plain(connection, statement)
        return id_array(rows), np.array([row[1] for row in rows], dtype=np.float32)

    def history(self, limit: int = 200) -> list[HistoryRow]:
        """List actions, newest first."""
        with self._database.read() as connection:
            return actions.history(connection, limit)

    def action_photos(self, action: int) -> list[int]:
        """Return the photos that an action touched."""
        with self._database.read() as connection:
            return actions.photos_of(connection, action)

    def next_undo(self) -> HistoryRow | None:
        """Return the action that undo would take back."""
        with self._database.read() as connection:
            return actions.next_undo(connection)

    def next_redo(self) -> HistoryRow | None:
        """Return the action that redo would do again."""
        with self._database.read() as connection:
            return actions.next_redo(connection)

    def model_versions(self) -> list[ModelVersionRow]:
        """List the model versions that are kept, newest first."""
        statement = select(*_MODEL_ROW).where(KEPT).order_by(ModelVersion.id.desc())
        with self._database.read() as connection:
            return [
                ModelVersionRow(
                    id=row.id,
                    at=row.at,
                    source=row.source,
                    samples=row.samples,
                    figures={k: v for k, v in load(row.figures).items() if k != CHECKSUM},
                    current=bool(row.current),
                )
                for row in connection.execute(statement)
            ]

    def model_blob(self, version: int | None = None) -> tuple[int, bytes] | None:
        """Return id and bytes of a model version (the current one by default).

        Raises
        ------
        KnownError
            When the bytes are not those that were stored.
        """
        wanted: Any = ModelVersion.current == true() if version is None else None
        if version is not None:
            wanted = ModelVersion.id == version
        columns = (ModelVersion.id, ModelVersion.blob, ModelVersion.figures)
        statement = select(*columns).where(wanted, KEPT)
        with self._database.read() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            return None
        if load(row.figures).get(CHECKSUM, checksum(row.blob)) != checksum(row.blob):
            raise damaged_model(row.id)
        return row.id, row.blob


def _said_of(connection: Connection, scene: str) -> dict[int, tuple[int, float, str]]:
    """Map photo to (1 yes or -1 no, similarity to the scene or NaN, status)."""
    statement = (
        select(Label.photo_id, Label.kind, Prediction.candidates, Photo.status)
        .join(Photo, Photo.id == Label.photo_id)
        .outerjoin(Prediction, Prediction.photo_id == Label.photo_id)
        .where(Label.scene == scene)
    )
    said: dict[int, tuple[int, float, str]] = {}
    for photo, kind, candidates, status in connection.execute(statement):
        similarity = next(
            (c.similarity for c in load_candidates(candidates or "[]") if c.scene == scene),
            math.nan,
        )
        said[photo] = (1 if kind == "yes" else -1, similarity, status)
    return said
