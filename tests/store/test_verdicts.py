"""Verdicts written by columns are those of single decisions, and only what differs is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.core.method.tagger import tag
from app.core.types import GateRule, PhotoFacts, PhotoFile
from app.store.hot_queries import PREDICTIONS_AT_ONCE
from app.store.library import LibraryFile, open_library
from app.store.verdicts.columns import verdict_columns, verdict_states
from tests.store.predictions import decision_row, stored
from tests.tiny_pack import tiny_pack
from tests.tiny_photos import SIZE

_MODEL = tiny_pack().model


@settings(max_examples=60, deadline=None)
@given(
    features=hnp.arrays(
        np.float32,
        st.tuples(st.integers(0, 6), st.just(SIZE)),
        elements=st.floats(-8, 8, width=32) | st.just(np.float32("nan")),
    ),
    seed=st.integers(0, 99),
    rule=st.sampled_from(list(GateRule)),
)
def test_rows_are_those_of_single_decisions(
    features: np.ndarray, seed: int, rule: GateRule
) -> None:
    from dataclasses import replace

    model = replace(_MODEL, rule=rule)
    refused = np.random.default_rng(seed).random((len(features), len(model.scenes))) < 0.3
    decisions = tag(features, model, refused)
    photos = np.arange(10, 10 + len(features))
    every = np.arange(len(photos))
    columns = verdict_columns(7, photos, decisions, verdict_states(decisions), every)
    rows = [stored(row) for row in zip(*columns, strict=True)]
    singles = [decision_row(p, 7, decisions.decision(n)) for n, p in enumerate(photos)]
    for row, single in zip(rows, singles, strict=True):
        assert row[:11] == single[:11]
        assert row[11] == single[11]
        assert row[12] == single[12]


@pytest.fixture
def library(tmp_path: Path) -> LibraryFile:
    library = open_library(tmp_path / "l.albumen")
    library.folders.add("/p")
    for n in range(4):
        facts = PhotoFacts(1, 1, 1, "JPEG", f"{n:032x}", f"{n:032x}")
        library.photos.save(1, PhotoFile(f"/p/{n}.jpg", 1, 1), facts)
    yield library
    library.close()


def test_only_what_differs_is_written(library: LibraryFile) -> None:
    version = library.models.seed(b"m")
    corners = np.eye(SIZE, dtype=np.float32)[:4] * 4
    photos = [1, 2, 3, 4]
    decisions = tag(corners, _MODEL)
    assert library.models.save_verdicts(version, photos, decisions) == photos
    assert library.models.save_verdicts(version, photos, decisions) == []
    narrower = _MODEL.with_ranges({"kitchen": (0.999999, 1.0)})
    changed = library.models.save_verdicts(version, photos, tag(corners, narrower))
    assert changed == [2]
    library.models.show_verdicts(changed)
    other = library.models.seed(b"n")
    assert library.models.save_verdicts(other, photos, decisions) == photos
    library.models.show_verdicts(None)
    assert {r.id: r.status.value for r in library.photos.rows(photos)} == {
        1: "accepted",
        2: "accepted",
        3: "accepted",
        4: "rejected",
    }


def test_more_than_go_into_one_statement(library: LibraryFile) -> None:
    version, count = library.models.seed(b"m"), 2 * PREDICTIONS_AT_ONCE + 7
    with library._database.write() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM photo WHERE id = 1").mappings().one()
        columns = ", ".join(name for name in rows if name not in ("id", "path"))
        connection.exec_driver_sql(
            f"INSERT INTO photo (id, path, {columns}) WITH RECURSIVE n(id) AS "
            f"(SELECT 5 UNION ALL SELECT id + 1 FROM n WHERE id < {count}) "
            f"SELECT n.id, CAST(n.id AS BLOB), {columns} FROM photo, n WHERE photo.id = 1"
        )
    photos = np.arange(1, count + 1)
    features = np.random.default_rng(0).standard_normal((count, SIZE)).astype(np.float32)
    decisions = tag(features, _MODEL)
    assert library.models.save_verdicts(version, photos, decisions) == photos.tolist()
    with library._database.read() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM prediction ORDER BY photo_id").mappings()
        found = [(row["photo_id"], row["scene"], row["similarity"], row["state"]) for row in kept]
    states = verdict_states(decisions)
    columns = verdict_columns(version, photos, decisions, states, np.arange(count))
    rows = zip(*(columns[place] for place in (0, 2, 5, -1)), strict=True)
    assert found == [stored(row) for row in rows]
    assert library.models.save_verdicts(version, photos, decisions) == []


def test_what_finds_verdicts_is_made_when_all_are_saved(library: LibraryFile) -> None:
    version, photos = library.models.seed(b"m"), [1, 2, 3, 4]
    decisions = tag(np.eye(SIZE, dtype=np.float32)[:4] * 4, _MODEL)
    before = _indexes(library)
    with library.transaction():
        with library.models.save_anew():
            assert before - _indexes(library) == {"ix_prediction_scene"}
            library.models.save_verdicts(version, photos, decisions)
        assert _indexes(library) == before
        library.models.show_verdicts(None)
    accepted = library.models.accepted_by_scene()
    assert {scene: rows.tolist() for scene, rows in accepted.items()} == {
        scene: [photo] for photo, scene in library.models.proposals([1, 2, 3]).items()
    }
    with pytest.raises(OSError, match="full"), library.transaction(), library.models.save_anew():
        raise OSError("full")
    assert _indexes(library) == before


def _indexes(library: LibraryFile) -> set[str]:
    with library._database.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
        return set(names.scalars())
