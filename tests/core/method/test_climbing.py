"""Climbing: for want of a scene a photo gets its parent, and only where that is right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.core.method.calibration import Answers, count_inside, estimate_cut, find_cut
from app.core.method.climbing import (
    PARENT_CUTS_FACT,
    PARTS_FACT,
    PLAIN_PART,
    SCENES_PARTS,
    LevelAnswers,
    answer_said,
    choose_scenes_part,
    keep_cut,
    scenes_target,
    set_parent_cut,
)
from app.core.method.gate import Quantiles, Scores, make_grid
from app.core.method.keeping import keep_tags
from app.core.method.learning import Refusals, refresh_model
from app.core.method.model import NO_PARENTS, Model
from app.core.method.prototypes import feature_prototypes, label_prototypes
from app.core.method.reading.levels import ask_levels, cut_levels
from app.core.method.reading.readings import LevelReadings
from app.core.method.scoring import PhotoScores
from app.core.method.tagger import tag
from app.core.method.training_data import Samples
from app.core.method.tree import grow_tree
from app.core.pack import Pack
from app.core.types import FloatArray, GateRule, Reason, Status
from tests.core.albums import SIZE
from tests.core.families import KINDS, LAYOUT, PARENTS, SCENES, album, corners, make_pack
from tests.tiny_pack import tiny_pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    return make_pack()


def test_a_parent_s_prototypes_are_means_of_the_adjusted_head(pack: Pack) -> None:
    model, moments = pack.model, pack.statistics.moments
    means = LAYOUT.parent_means(moments)
    np.testing.assert_allclose(
        model.parents.label_prototypes, label_prototypes(model.head, means), atol=1e-4
    )
    np.testing.assert_allclose(
        model.parents.feature_prototypes, feature_prototypes(means, model.centre), atol=1e-4
    )


@pytest.mark.parametrize("rule", list(GateRule))
def test_parents_add_tags_and_keep_the_promise(pack: Pack, rule: GateRule) -> None:
    features, rows = album(200, seed=1)
    decisions = tag(features, pack.model.with_rule(rule))
    given = np.flatnonzero(decisions.climbed.parent >= 0)
    assert not decisions.accepted[given].any()
    below = pack.model.tree.below[decisions.climbed.parent[given]]
    scene = LAYOUT.scene_of[rows[given]]
    right = below[np.arange(len(given)), np.maximum(scene, 0)] & (scene >= 0)
    if rule is GateRule.PATENT:
        return  # it is the anchor to beat: it may give none
    assert len(given) > 50
    assert right.mean() > 0.85
    low, high = pack.model.parents.all_ranges[rule][decisions.climbed.parent[given]].T
    assert (decisions.climbed.similarity[given] >= low).all()
    assert (decisions.climbed.similarity[given] <= high).all()


def test_scenes_leave_parents_room_in_the_promise(pack: Pack) -> None:
    facts = {PARTS_FACT: {"default": 0.6}}
    assert scenes_target(0.05, 0, facts, GateRule.DEFAULT) == 0.05
    assert scenes_target(0.05, 3, facts, GateRule.DEFAULT) == pytest.approx(0.03)
    assert scenes_target(0.05, 3, facts, GateRule.PATENT) == pytest.approx(0.05 * PLAIN_PART)
    promises, parents = (pack.model.facts[name] for name in ("promises", "parent_promises"))
    for rule in GateRule:
        part = scenes_target(parents[str(rule)]["target"], 3, pack.model.facts, rule)
        assert promises[str(rule)]["target"] == pytest.approx(part)
        assert pack.model.facts[PARTS_FACT][str(rule)] in SCENES_PARTS


def test_scenes_get_the_largest_part_that_costs_hardly_any_photo_its_tag() -> None:
    # One scene in eight is wrong where its similarity is below .8, one parent in 40 anywhere.
    number = np.arange(2000)
    values = (1 - number / 2000).astype(np.float32)
    scenes = Answers(values, (number < 400) | (number % 8 != 0), np.zeros(2000, dtype=np.int64))
    parents = np.zeros((2000, 1), dtype=np.int64)
    levels = LevelAnswers(np.full((2000, 1), 0.5, np.float32), parents, number[:, None] % 40 != 0)
    asked = []

    def ranges(target: float) -> FloatArray:
        asked.append(target)
        return np.array([[0.2 if target > 0.036 else 0.8, 1]], dtype=np.float32)

    # Too many wrong scenes leave parents nothing; of the parts that do not, the largest is taken.
    assert choose_scenes_part(scenes, levels, 1, 0.05, ranges) == 0.7
    assert asked == pytest.approx([0.05 * part for part in SCENES_PARTS])
    easy = replace(scenes, right=np.ones(2000, dtype=np.bool_))
    assert choose_scenes_part(easy, levels, 1, 0.05, ranges) == 1


def test_the_length_of_a_label_vector_says_nothing_of_parents(pack: Pack) -> None:
    place = corners()[:3].mean(axis=0, keepdims=True)
    scores = PhotoScores(place, pack.model)
    above = scores.of_parents(np.array([0]), np.zeros((1, len(SCENES)), dtype=np.bool_))
    assert not above.strength.any()
    assert scores.of_many(np.array([0]), np.array([0])).strength.any()


def test_a_photo_between_two_scenes_gets_their_parent(pack: Pack) -> None:
    place = corners()[:3].mean(axis=0, keepdims=True) * np.float32(1.3)
    word = tag(place, pack.model).decision(0)
    assert (word.status, word.parent) == (Status.COARSE, "water")
    assert word.scene in ("beach", "lake", "river")
    assert word.reason is not Reason.NONE


def test_a_no_to_all_below_takes_the_parent_along(pack: Pack) -> None:
    place = corners()[:3].mean(axis=0, keepdims=True) * np.float32(1.3)
    refused = np.zeros((1, len(SCENES)), np.bool_)
    refused[0, :3] = True
    word = tag(place, pack.model, refused).decision(0)
    assert word.parent != "water"
    assert word.scene not in ("beach", "lake", "river")


def test_the_most_specific_parent_inside_its_range_is_given() -> None:
    tree = grow_tree(("a", "b", "c"), {"a": "near", "b": "near", "near": "far", "c": "far"})
    table = np.float32([[0.5, 0.9], [0.3, 0.9], [0.3, 0.35], [np.nan, np.nan]])
    none = np.zeros(len(table), np.float32)
    levels = ask_levels(
        Scores(table, table, table, table, none),
        np.zeros(table.shape, np.bool_),
        tree=tree,
        rule=GateRule.CONFIDENCE,
        quantiles=Quantiles(make_grid(none[:0])),
    )
    ranges, everybody = np.float32([[0.4, 1], [0.4, 1]]), np.ones(len(table), np.bool_)
    found = cut_levels(LevelReadings(*levels), everybody, ranges, np.float32([9, 9]))
    assert [tree.parents[p] if p >= 0 else None for p in found.parent] == [
        "near",
        "far",
        None,
        None,
    ]


def test_answers_on_several_levels_count_once_a_photo() -> None:
    values = np.float32([[0.9, 0.9], [0.2, 0.8], [0.1, 0.1], [-np.inf, 0.7]])
    right = np.array([[True, False], [False, True], [True, True], [True, False]])
    assert count_inside(values, right, 0.5) == (3, 1)
    assert count_inside(values, right, 0.15) == (3, 2)
    # The loosest cut with (wrong + 1) / (accepted + 1) at most one half.
    assert estimate_cut(values, right, 0.5).cut == pytest.approx(0.7)


def test_a_cut_over_levels_keeps_the_target() -> None:
    random = np.random.default_rng(0)
    values = random.random((4000, 2)).astype(np.float32)
    right = random.random((4000, 2)) < values
    promise = find_cut(values, right, 0.2)
    assert promise.is_kept
    assert promise.wrong / promise.accepted <= 0.2
    assert promise.accepted > 300


def test_a_model_file_keeps_its_parents(pack: Pack) -> None:
    again = Model.from_bytes(pack.model.to_bytes())
    assert again.tree.parents == pack.model.tree.parents
    np.testing.assert_array_equal(again.tree.below, pack.model.tree.below)
    features, _ = album(20, seed=2)
    ours, theirs = tag(features, pack.model), tag(features, again)
    np.testing.assert_array_equal(ours.climbed.parent, theirs.climbed.parent)
    bare = Model.from_bytes(tiny_pack().model.to_bytes())
    assert (bare.tree.parents, bare.parents) == ((), NO_PARENTS)


def test_hand_ranges_reach_parents(pack: Pack) -> None:
    features, _ = album(50, seed=3)
    shut = pack.model.with_ranges({p: (2.0, 2.0) for p in pack.model.tree.parents})
    assert (tag(features, shut).climbed.parent < 0).all()
    assert shut.ranges()["water"] == (2.0, 2.0)


def test_a_photo_keeps_the_parent_that_it_had(pack: Pack) -> None:
    features, rows = album(5, seed=4)
    decisions = tag(features, pack.model)
    row = int(np.flatnonzero(rows == 0)[0])
    kept = keep_tags(decisions, {row: "outdoors"})
    assert kept.parent(row) == "outdoors"
    assert kept.accepted_scene(row) is None
    assert keep_tags(decisions, {row: None}).given_tag(row) is None


def refresh(
    pack: Pack,
    *,
    seed: int = 6,
    parents: dict[str, str | None] | None = None,
    previous: Model | None = None,
    target: float = 0.1,
) -> Model:
    features, rows = album(6, seed=seed)
    use = rows < len(SCENES)
    own = Samples(features[use], [KINDS[r] for r in rows[use]], np.arange(int(use.sum())))
    model, _ = refresh_model(
        pack,
        own,
        Refusals(np.zeros((0, SIZE), np.float32), []),
        scenes=SCENES,
        target=target,
        rule=GateRule.DEFAULT,
        previous=previous or pack.model,
        parent_of=parents,
    )
    return model


def test_a_refresh_keeps_parents_and_their_promise(pack: Pack) -> None:
    model = refresh(pack)
    assert model.tree.parents == pack.model.tree.parents
    features, rows = album(200, seed=7)
    decisions = tag(features, model)
    given = np.flatnonzero(decisions.climbed.parent >= 0)
    scene = LAYOUT.scene_of[rows[given]]
    right = model.tree.below[decisions.climbed.parent[given], np.maximum(scene, 0)] & (scene >= 0)
    assert len(given) > 30
    assert right.mean() > 0.85


def test_a_refresh_takes_no_parent_away_for_a_hair(pack: Pack) -> None:
    first = refresh(pack)
    rule = str(first.rule)
    cut = first.facts[PARENT_CUTS_FACT][rule]
    in_force = replace(first, facts={**first.facts, PARENT_CUTS_FACT: {rule: cut - 0.01}})
    again = refresh(pack, previous=in_force)
    assert again.facts[PARENT_CUTS_FACT][rule] == cut - 0.01
    low, lower = (m.parents.all_ranges[m.rule][:, 0] for m in (first, again))
    np.testing.assert_allclose(lower, np.maximum(low - 0.01, 0), atol=1e-4)
    open_wide = replace(first, facts={**first.facts, PARENT_CUTS_FACT: {rule: -1.0}})
    assert refresh(pack, previous=open_wide).facts[PARENT_CUTS_FACT][rule] == cut
    stricter = refresh(pack, target=0.05)
    other = refresh(pack, previous=in_force, target=0.05)
    assert other.facts[PARENT_CUTS_FACT] == stricter.facts[PARENT_CUTS_FACT], "another promise"


def test_what_was_said_of_parents_is_right_wrong_or_open(pack: Pack) -> None:
    features, rows = album(1, seed=9)
    model, parents = pack.model, pack.model.tree.parents
    water, outdoors, indoors = (parents.index(p) for p in ("water", "outdoors", "indoors"))
    beach = features[rows == KINDS.index("beach")]
    kitchen = features[rows == KINDS.index("kitchen")]

    def answers(*, yes: str | None = None, no: str | None = None) -> dict[int, bool]:
        said = [Refusals(beach if tag else beach[:0], [tag] if tag else []) for tag in (yes, no)]
        found = answer_said(model, GateRule.DEFAULT, *said)
        use = found.parents[0] >= 0
        return dict(zip(found.parents[0, use].tolist(), found.right[0, use].tolist(), strict=True))

    assert answers(yes="water") == {water: True, outdoors: True}
    assert answers(yes="outdoors") == {outdoors: True}, "which water it is, nobody said"
    assert answers(yes="indoors") == {water: False, outdoors: False}
    assert answers(no="outdoors") == {water: False, outdoors: False}
    assert answers(no="water") == {water: False}, "it may be outdoors all the same"
    both = answer_said(
        model,
        GateRule.DEFAULT,
        Refusals(np.concatenate([kitchen, beach]), ["indoors", "beach"]),
        Refusals(beach, ["no-scene"]),
    )
    assert both.parents[both.parents >= 0].tolist() == [water, indoors], "of the kitchen alone"
    assert both.right[both.parents >= 0].tolist() == [False, True]
    nothing = Refusals(beach[:0], [])
    assert not len(answer_said(model, GateRule.DEFAULT, nothing, nothing).values)


def test_photos_of_a_parent_speak_for_its_cut(pack: Pack) -> None:
    features, rows = album(40, seed=11)
    is_water = rows < 3
    none = Refusals(np.zeros((0, SIZE), np.float32), [])

    def low(scenes: Samples, refusals: Refusals = none) -> FloatArray:
        model, _ = refresh_model(
            pack,
            scenes,
            refusals,
            scenes=SCENES,
            target=0.1,
            rule=GateRule.DEFAULT,
            previous=pack.model,
        )
        return model.parents.all_ranges[GateRule.DEFAULT][:, 0]

    nobody = Samples(features[:0], [], np.zeros(0, dtype=np.int64))
    wrong = low(nobody, Refusals(features[is_water], ["water"] * int(is_water.sum())))
    right = low(Samples(features[is_water], ["water"] * int(is_water.sum()), rows[is_water]))
    plain = low(nobody)
    assert (wrong > plain).all(), "each no to a parent that would be asked makes it stricter"
    np.testing.assert_allclose(right, plain, atol=0.05)
    mixed = low(
        Samples(features[is_water], ["water"] * int(is_water.sum()), rows[is_water]),
        Refusals(features[is_water][:8], ["water"] * 8),
    )
    assert (mixed < wrong).all(), "photos of it speak for it"


def test_a_cut_in_force_stays_while_no_more_is_wrong_than_may_be() -> None:
    values = np.linspace(1, 0, 200, dtype=np.float32)
    right = np.ones(200, dtype=np.bool_)
    right[[150, 160, 170]] = False
    found = find_cut(values[:120], right[:120], 0.05)
    kept = keep_cut(found, 0.1, values, right)
    assert kept.cut == 0.1
    assert (kept.wrong, kept.accepted) == count_inside(values, right, 0.1)[::-1]
    right[100:160] = False
    assert keep_cut(found, 0.1, values, right) is found
    assert keep_cut(found, None, values, right) is found
    assert keep_cut(found, found.cut + 0.1, values, right) is found, "a looser one is taken"


def test_a_refresh_follows_the_library_s_tree(pack: Pack) -> None:
    changed = {**PARENTS, "river": None}
    model = refresh(pack, parents=changed)
    water = model.tree.below[model.tree.parents.index("water")]
    assert [SCENES[k] for k in np.flatnonzero(water)] == ["beach", "lake"]


def test_a_photo_labelled_with_a_parent_is_no_sample_of_a_scene(pack: Pack) -> None:
    features, _ = album(6, seed=8)
    own = Samples(features[:6], ["water"] * 6, np.arange(6))
    none = Refusals(np.zeros((0, SIZE), np.float32), [])
    model, figures = refresh_model(
        pack,
        own,
        none,
        scenes=(*SCENES, "water"),
        target=0.1,
        rule=GateRule.DEFAULT,
        previous=pack.model,
        parent_of=PARENTS,
    )
    assert model.scenes == SCENES
    assert figures["samples"] == 0


def test_scenes_and_parents_keep_the_target_together() -> None:
    # 300 photos got their scene, all right; of 100 that did not, one parent in ten is wrong.
    inside = np.arange(400) < 300
    scenes = Answers(
        np.where(inside, 0.9, 0.1).astype(np.float32),
        np.ones(400, dtype=np.bool_),
        np.zeros(400, dtype=np.int64),
    )
    ranges = np.array([[0.5, 1.0]], dtype=np.float32)
    values = np.linspace(0.2, 0.4, 400, dtype=np.float32)[:, None]
    parents, right = np.zeros((400, 1), dtype=np.int64), (np.arange(400) % 10 != 0)[:, None]
    levels = LevelAnswers(values, parents, right)
    _, promise, left = set_parent_cut(scenes, ranges, levels, 1, 0.05)
    assert len(left.values) == 100
    assert (promise.accepted, promise.wrong) == (400, 10)
    assert promise.is_kept
    scenes.right[:30] = False
    _, promise, _ = set_parent_cut(scenes, ranges, levels, 1, 0.05)
    assert promise.cut > values.max(), "scenes that break the target leave nothing to parents"
