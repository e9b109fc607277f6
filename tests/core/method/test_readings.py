"""What was read of a photo once is cut to the same decisions, to the last bit, as a fresh look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.core.method.model import Model
from app.core.method.reading.key import reading_key
from app.core.method.reading.readings import Readings, join
from app.core.method.scoring import LaterScores, PhotoScores
from app.core.method.tagger import Decisions, cut, tag
from app.core.types import GateRule
from tests.core.albums import SIZE
from tests.core.families import SCENES, make_pack

COUNT = 90


def _random_model(random: np.random.Generator) -> Model:
    """Return the model of a pack, with weights, ranges and samples of chance."""
    model = make_pack().model
    head = replace(
        model.head,
        weight=model.head.weight + random.normal(0, 0.3, model.head.weight.shape).astype("f4"),
    )
    rule = list(GateRule)[random.integers(3)]
    changed = replace(model, head=head, rule=rule)
    return _other_ranges(changed, random)


def _other_ranges(model: Model, random: np.random.Generator) -> Model:
    ranges = {s: (float(random.random() * 0.7), 1.0) for s in (*model.scenes, *model.tree.parents)}
    samples = np.where(random.random(len(model.scenes)) < 0.1, 2, 50).astype(np.float32)
    return replace(model.with_ranges(ranges), samples=samples)


def _features(random: np.random.Generator) -> np.ndarray:
    found = random.normal(0, 2.5, (COUNT, SIZE)).astype(np.float32)
    found[random.random(COUNT) < 0.05] = np.nan
    return found


def _facts(decisions: Decisions) -> list[object]:
    """Return everything that is said of the photos; what is no number is equal to itself."""
    verdict, climbed, rows = decisions.verdict, decisions.climbed, np.arange(len(decisions))
    arrays = [verdict.proposed, verdict.second, verdict.similarity, verdict.accepted]
    arrays += [climbed.parent, climbed.similarity, *decisions.candidates(rows)]
    columns = decisions.readings.to_arrays().items()
    arrays += [column for name, column in columns if name.startswith("scenes")]
    return [verdict.reasons, decisions.further, *(array.tobytes() for array in arrays)]


@pytest.mark.parametrize("seed", range(6))
def test_kept_readings_are_cut_as_a_fresh_look_would(seed: int) -> None:
    random = np.random.default_rng(seed)
    model, features = _random_model(random), _features(random)
    off = random.random(len(SCENES)) < 0.2 * (seed % 2)
    refused = np.tile(off, (COUNT, 1))
    asked: list[int] = []

    def take(rows: np.ndarray) -> np.ndarray:
        asked.extend(rows.tolist())
        return features[rows]

    readings = tag(features, model, refused).readings
    for _ in range(4):
        model = _other_ranges(model, random)
        again = cut(readings, model, refused, LaterScores(take, model))
        accepted = np.flatnonzero(again.accepted & ~readings.further.known)
        assert asked == accepted.tolist(), "features of those alone who are accepted only now"
        assert _facts(again) == _facts(tag(features, model, refused))
        readings = again.readings
        asked.clear()


def test_readings_survive_being_parted_joined_and_written() -> None:
    random = np.random.default_rng(3)
    model, features = _random_model(random), _features(random)
    whole = tag(features, model).readings
    order = random.permutation(COUNT)
    parts = [whole.take(order[:31]), whole.take(order[31:])]
    back = join(parts).take(np.argsort(order))
    read = Readings.from_arrays(back.to_arrays())
    for name, column in whole.to_arrays().items():
        np.testing.assert_array_equal(read.to_arrays()[name], column, err_msg=name)
    columns = whole.to_arrays()
    with pytest.raises(ValueError, match="length"):
        Readings.from_arrays(columns | {"scenes.rival": columns["scenes.rival"][1:]})
    with pytest.raises(ValueError, match="missing"):
        Readings.from_arrays({"scenes.rival": columns["scenes.rival"]})


def test_scores_of_a_photo_do_not_depend_on_its_company() -> None:
    random = np.random.default_rng(8)
    model = make_pack().model
    features = random.normal(0, 2.5, (130, SIZE)).astype(np.float32)
    every, nothing = PhotoScores(features, model), np.zeros((130, len(SCENES)), np.bool_)
    above = every.of_parents(np.arange(130), nothing)
    for rows in (np.array([7]), np.array([3, 90]), np.arange(20, 60), np.arange(1, 128)):
        for part in (every.at(rows), PhotoScores(features[rows], model)):
            index = np.arange(len(rows))
            assert (part.confidence == every.confidence[rows]).all()
            best, wanted = part.of_many(index, index * 0 + 2), every.of_many(rows, index * 0 + 2)
            assert (best.closeness == wanted.closeness).all()
            assert (best.patent == wanted.patent).all()
            found = part.of_parents(index, nothing[rows])
            assert (found.closeness == above.closeness[rows]).all()
            assert (found.confidence == above.confidence[rows]).all()


def test_a_key_is_that_of_all_that_readings_depend_on_and_of_nothing_else() -> None:
    model, none = make_pack().model, np.zeros(len(SCENES), np.bool_)
    key = reading_key(model, none)
    ranges = model.with_ranges({"beach": (0.9, 1.0), "water": (0.1, 1.0)})
    assert reading_key(replace(ranges, samples=model.samples + 1), none) == key
    other = model.head.weight.copy()
    other[0, 0] = np.nextafter(other[0, 0], np.float32(9))
    off = none.copy()
    off[1] = True
    others = [
        reading_key(replace(model, head=replace(model.head, weight=other)), none),
        reading_key(model.with_rule(GateRule.PATENT), none),
        reading_key(replace(model, temperature=model.temperature * 2), none),
        reading_key(replace(model, backbone_id="another"), none),
        reading_key(replace(model, kind_prototypes=model.kind_prototypes[::-1]), none),
        reading_key(model, off),
    ]
    assert len({key, *others}) == 7
