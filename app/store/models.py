"""Models and their work: versions, ranges set by hand, features, predictions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import Connection, and_, func, insert, or_, select, true
from typing_extensions import override

from app.core import library
from app.core.errors import KnownError, UsageError
from app.core.likeness import Likeness
from app.core.method.gate import FURTHER_SHARE
from app.core.method.model import Model
from app.core.method.tagger import CANDIDATES
from app.core.records import HandRange, ModelVersionRow
from app.core.types import FeatureTable, FloatArray, IdArray, SceneSimilarities, Status
from app.store.actions import Actions, Recorder
from app.store.database import Database
from app.store.encoding import (
    dump,
    dump_states,
    dump_vector,
    id_array,
    load,
    load_candidates,
    load_vectors,
    now,
)
from app.store.features.feature_rows import next_feature_id
from app.store.features.kept_queries import KeptQueries
from app.store.model_blobs import CHECKSUM, checksum, damaged_model
from app.store.plain_rows import fetch_plain, ids_of_text, stream_plain
from app.store.query import among
from app.store.search.sets import ON_THE_LISTS
from app.store.states import (
    CURRENT,
    KEPT,
    PACK,
    drop_old_models,
    is_kept,
    learned_now,
    make_current,
    read_current_model,
    read_row,
)
from app.store.tables import Feature, HandRangeTable, Label, ModelVersion, Photo, Prediction
from app.store.verdicts.saving import VerdictSaving

# Fewer features are read from the library itself.
PHOTOS_BY_ID = 200
_STATUS_CODES = {status.value: code for code, status in enumerate(Status)}
_MODEL_ROW = (
    ModelVersion.id,
    ModelVersion.at,
    ModelVersion.source,
    ModelVersion.samples,
    ModelVersion.figures,
    ModelVersion.current,
)


class ModelQueries(KeptQueries, library.ModelReader):
    """Reading models of a library file, and their work."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._model: tuple[int, Model] | None = None

    @override
    def versions(self) -> list[ModelVersionRow]:
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

    @override
    def current(self) -> int | None:
        with self._database.read() as connection:
            return connection.scalar(select(ModelVersion.id).where(ModelVersion.current == true()))

    @override
    def blob(self, version: int | None = None) -> tuple[int, bytes] | None:
        wanted: Any = ModelVersion.current == true() if version is None else None
        if version is not None:
            wanted = ModelVersion.id == version
        columns = (ModelVersion.id, ModelVersion.blob, ModelVersion.figures)
        statement = select(*columns).where(wanted, KEPT)
        with self._database.read() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            return None
        found = checksum(row.blob)
        if load(row.figures).get(CHECKSUM, found) != found:
            raise damaged_model(row.id)
        return row.id, row.blob

    @override
    def ranges(self) -> list[HandRange]:
        table = HandRangeTable
        statement = select(table.scene, table.low, table.high, table.at).order_by(table.scene)
        with self._database.read() as connection:
            return [HandRange(*row) for row in connection.execute(statement)]

    @override
    def similarities(self, scene: str) -> SceneSimilarities:
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

    @override
    def proposals(self, photos: Sequence[int]) -> dict[int, str]:
        statement = select(Prediction.photo_id, Prediction.scene).where(
            among(Prediction.photo_id, photos), Prediction.scene.is_not(None)
        )
        with self._database.read() as connection:
            return {photo: scene for photo, scene in connection.execute(statement) if scene}

    @override
    def verdicts(self) -> dict[int, tuple[str | None, bool]]:
        # Row by row, and one word for all photos that share it: a million fit into 120 MB.
        words: dict[tuple[str | None, str], tuple[str | None, bool]] = {}
        found: dict[int, tuple[str | None, bool]] = {}
        statement = select(Prediction.photo_id, Prediction.scene, Prediction.status)
        with self._database.read() as connection:
            for photo, scene, status in chain.from_iterable(stream_plain(connection, statement)):
                known = words.get((scene, status))
                if known is None:
                    known = words[scene, status] = (scene, status == Status.ACCEPTED)
                found[photo] = known
        return found

    @override
    def accepted_by_scene(self) -> dict[str, IdArray]:
        # A list of numbers a scene as text: a million rows of objects would take 120 MB.
        statement = (
            select(Prediction.scene, func.json_group_array(Prediction.photo_id))
            .where(Prediction.status == Status.ACCEPTED.value, Prediction.scene.is_not(None))
            .group_by(Prediction.scene)
        )
        with self._database.read() as connection:
            rows = fetch_plain(connection, statement)
        return {scene: ids_of_text(photos) for scene, photos in rows}

    @override
    def parents_given(self, photos: Sequence[int] | None = None) -> dict[int, str]:
        statement = select(Prediction.photo_id, Prediction.parent).where(
            Prediction.status == Status.COARSE.value
        )
        if photos is not None:
            statement = statement.where(among(Prediction.photo_id, photos))
        with self._database.read() as connection:
            return {photo: parent for photo, parent in connection.execute(statement) if parent}

    @override
    def margins(self) -> tuple[IdArray, FloatArray]:
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

    @override
    def considered(self, scene: str) -> list[int]:
        inside = f"%{dump(scene)}%"
        last_share = func.json_extract(Prediction.candidates, f"$[{CANDIDATES - 1}][2]")
        may_bear = or_(
            Prediction.candidates.like(inside),
            Prediction.further.like(inside),
            last_share >= FURTHER_SHARE,
        )
        accepted = Prediction.status == Status.ACCEPTED.value
        statement = (
            select(Prediction.photo_id)
            .where(or_(Prediction.scene == scene, and_(accepted, may_bear)))
            .order_by(Prediction.photo_id)
        )
        with self._database.read() as connection:
            return list(connection.scalars(statement))

    @override
    def encoded(self, backbone: str, photos: Iterable[int] | None = None) -> set[int]:
        statement = select(func.json_group_array(Feature.photo_id)).where(
            Feature.backbone == backbone
        )
        if photos is not None:
            statement = statement.where(among(Feature.photo_id, photos))
        with self._database.read() as connection:
            return set(ids_of_text(fetch_plain(connection, statement)[0][0]).tolist())

    @override
    def features(self, backbone: str, ids: Sequence[int] | None = None) -> FeatureTable:
        if ids is None or len(ids) > PHOTOS_BY_ID:
            kept = self.kept(backbone)
            rows = slice(None) if ids is None else kept.rows_of(ids)
            return FeatureTable(ids=kept.ids[rows], features=kept.take(rows))
        statement = select(Feature.photo_id, Feature.vector).where(
            Feature.backbone == backbone, among(Feature.photo_id, ids)
        )
        with self._database.read() as connection:
            found = fetch_plain(connection, statement.order_by(Feature.photo_id))
        return FeatureTable(ids=id_array(found), features=load_vectors([row[1] for row in found]))

    @override
    def feature_blocks(
        self, backbone: str, ids: Sequence[int] | None = None, *, size: int = 2000
    ) -> Iterator[FeatureTable]:
        if ids is not None and len(ids) <= PHOTOS_BY_ID:
            yield self.features(backbone, ids)
            return
        kept = self.kept(backbone)
        rows = np.arange(len(kept.ids)) if ids is None else kept.rows_of(ids)
        for start in range(0, len(rows), size):
            block = rows[start : start + size]
            yield FeatureTable(ids=kept.ids[block], features=kept.take(block))

    @override
    def alike(self, like: Likeness) -> tuple[IdArray, FloatArray]:
        with self._database.read() as connection:
            version = read_current_model(connection)
        known = self._model
        if known is None or known[0] != version:
            found = self.blob(version)
            if found is None:
                raise KnownError("no_model", path=self._database.path)
            known = self._model = (found[0], Model.from_bytes(found[1]))
        version, model = known
        kept = self.kept(model.backbone_id)
        return self._database.likeness.find(kept, version, model, like)

    @override
    def backbones(self) -> list[str]:
        statement = select(Feature.backbone).distinct().order_by(Feature.backbone)
        with self._database.read() as connection:
            return list(connection.scalars(statement))


class ModelStore(ModelQueries, VerdictSaving, library.Models):
    """Models of a library file, and their work."""

    def __init__(self, database: Database, actions: Actions) -> None:
        super().__init__(database)
        self._actions = actions

    @override
    def save(self, blob: bytes, *, samples: int, figures: Mapping[str, Any]) -> int:
        recorder = self._actions.required
        connection = recorder.connection
        learned = learned_now(connection)
        version = _insert_version(
            connection, blob, recorder.act.value, samples, figures=figures, learned=learned
        )
        _switch(recorder, version)
        drop_old_models(connection)
        return version

    @override
    def seed(self, blob: bytes) -> int:
        with self._database.write() as connection:
            version = _insert_version(
                connection, blob, PACK, 0, figures={}, learned=dump_states([])
            )
            make_current(connection, version)
            drop_old_models(connection)
            return version

    @override
    def make_current(self, version: int) -> None:
        recorder = self._actions.required
        if not is_kept(recorder.connection, version):
            raise UsageError("unknown_version", version=version)
        _switch(recorder, version)

    @override
    def set_range(self, scene: str, bounds: tuple[float, float] | None) -> None:
        recorder = self._actions.required
        before = read_row(recorder.connection, "range", scene)
        after = None
        if bounds is not None:
            low, high = bounds
            after = {"scene": scene, "low": float(low), "high": float(high), "at": now()}
        recorder.change("range", {scene: before}, {scene: after})

    @override
    def save_features(self, backbone: str, features: Mapping[int, FloatArray]) -> None:
        if not features:
            return
        with self._database.write() as connection:
            first = next_feature_id(connection, len(features))
            rows = [
                {"id": number, "photo_id": int(photo), "vector": dump_vector(vector)}
                for number, (photo, vector) in enumerate(features.items(), first)
            ]
            keep = insert(Feature).prefix_with("OR REPLACE").values(backbone=backbone)
            connection.execute(keep, rows)


def _insert_version(
    connection: Connection,
    blob: bytes,
    source: str,
    samples: int,
    *,
    figures: Mapping[str, Any],
    learned: bytes,
) -> int:
    # Not in the statement: what is compiled is kept, with all that it was compiled with.
    row = {
        "at": now(),
        "source": source,
        "samples": samples,
        "figures": dump({**figures, CHECKSUM: checksum(blob)}),
        "current": False,
        "learned": learned,
        "blob": blob,
    }
    statement = insert(ModelVersion).returning(ModelVersion.id)
    version: int = connection.execute(statement, row).scalar_one()
    return version


def _switch(recorder: Recorder, version: int) -> None:
    before = read_current_model(recorder.connection)
    recorder.change("model", {CURRENT: before}, {CURRENT: version})


def _said_of(connection: Connection, scene: str) -> dict[int, tuple[int, float, str]]:
    """Map photo to (1 yes or -1 no, similarity to the scene or NaN, status)."""
    statement = (
        select(Label.photo_id, Label.answer, Prediction.candidates, Photo.status)
        .join(Photo, Photo.id == Label.photo_id)
        .outerjoin(Prediction, Prediction.photo_id == Label.photo_id)
        .where(Label.scene == scene)
    )
    said: dict[int, tuple[int, float, str]] = {}
    for photo, answer, candidates, status in connection.execute(statement):
        similarity = next(
            (c.similarity for c in load_candidates(candidates or "[]") if c.scene == scene),
            math.nan,
        )
        said[photo] = (1 if answer == "yes" else -1, similarity, status)
    return said
