"""Photos like others, against a plain reading of what likeness is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import KnownError
from app.core.likeness import Likeness
from app.core.method.likeness import LikenessSpace
from app.core.method.model import Model
from app.core.records import Query, SortBy, View
from app.core.types import FloatArray
from app.store.features import likeness as likeness_module
from app.store.library import open_library
from tests.store.conftest import Album, decision
from tests.tiny_pack import tiny_pack, tiny_samples

MODEL = tiny_pack().model


class AlikeAlbum(Album):
    """Photos with features around the corners of the tiny pack, and its model."""

    def __init__(self, path: Path, count: int = 40) -> None:
        super().__init__(path)
        self.learn(MODEL.to_bytes())
        features, rows = tiny_samples(3)
        chosen = np.random.default_rng(1).permutation(len(features))[:count]
        self.features: dict[int, FloatArray] = {}
        for number, row in enumerate(chosen.tolist()):
            scene = ["beach", "lake", "kitchen"][rows[row] % 3]
            photo = self.add(f"{number:03}", decision(scene, accepted=bool(number % 2)))
            self.features[photo] = features[row]
        self.library.models.save_features(MODEL.backbone_id, self.features)

    def likeness(self, asked: tuple[int, ...]) -> dict[int, float]:
        """Return how alike each photo is, told by all of features and label vectors."""
        halves = {p: f.astype(np.float16).astype(np.float32) for p, f in self.features.items()}
        told = {p: _told(MODEL, f) for p, f in halves.items()}
        wanted = np.mean([told[photo] for photo in asked], axis=0)
        wanted /= np.linalg.norm(wanted)
        return {p: 1.0 if p in asked else float(v @ wanted) for p, v in told.items()}


def _told(model: Model, feature: FloatArray) -> FloatArray:
    aside = feature - model.centre
    label = model.head.weight @ aside
    both = np.concatenate([aside / np.linalg.norm(aside), label / np.linalg.norm(label)])
    return both / np.linalg.norm(both)


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AlikeAlbum]:
    made = AlikeAlbum(tmp_path_factory.mktemp("alike") / "alike.albumen")
    yield made
    made.library.close()


@given(
    asked=st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True),
    at_least=st.sampled_from([-1.0, 0.0, 0.3, 0.6, 0.9]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_alike_is_the_mean_of_both_cosines(
    alike: AlikeAlbum, asked: list[int], at_least: float
) -> None:
    found, values = alike.library.models.alike(Likeness(tuple(asked), at_least))
    truth = alike.likeness(tuple(asked))
    assert found[: len(asked)].tolist() == asked
    assert len(set(found.tolist())) == len(found)
    assert (np.diff(values) <= 0).all()
    assert np.allclose(values, [truth[p] for p in found.tolist()], atol=4e-3)
    left_out = truth.keys() - set(found.tolist())
    assert all(truth[photo] < at_least + 4e-3 for photo in left_out)


@given(
    asked=st.lists(st.integers(1, 40), min_size=1, max_size=3, unique=True),
    at_least=st.sampled_from([-1.0, 0.3, 0.7]),
    view=st.sampled_from([View.ALL, View.ACCEPTED, View.REVIEW]),
    scene=st.sampled_from([None, "beach", "kitchen"]),
    sort=st.sampled_from([SortBy.LIKENESS, SortBy.NAME, SortBy.DATE]),
    descending=st.booleans(),
    looked_up=st.sampled_from([0, 4000]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_list_of_like_photos_is_a_list_like_any_other(
    *,
    alike: AlikeAlbum,
    asked: list[int],
    at_least: float,
    view: View,
    scene: str | None,
    sort: SortBy,
    descending: bool,
    looked_up: int,
) -> None:
    like, photos = Likeness(tuple(asked), at_least), alike.library.photos
    query = Query(view=view, scene=scene, sort=sort, descending=descending, like=like)
    found = alike.library.models.alike(like)[0].tolist()
    plain = replace(query, like=None, sort=SortBy.DATE if sort is SortBy.LIKENESS else sort)
    every = photos.ids(plain).tolist()
    if sort is SortBy.LIKENESS:
        wanted = [p for p in (found if descending else found[::-1]) if p in every]
    else:
        wanted = [photo for photo in every if photo in found]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likeness_module, "PHOTOS_LOOKED_UP", looked_up)
        assert photos.ids(query).tolist() == wanted
        assert photos.held(query, range(1, 41)) == set(wanted)
    assert photos.first_page(query, 10) is None


def test_new_and_changed_photos_are_found_too(tmp_path: Path) -> None:
    album = AlikeAlbum(tmp_path / "grows.albumen")
    models = album.library.models
    assert models.alike(Likeness((1,), 0.99))[0].tolist()[:1] == [1]
    features, _ = tiny_samples(9)
    new = album.add("new")
    album.features |= {new: album.features[1] * 1.5, 7: features[0], 8: features[-1]}
    models.save_features(MODEL.backbone_id, {p: album.features[p] for p in (new, 7, 8)})
    found, values = models.alike(Likeness((7, 8), -1.0))
    truth = album.likeness((7, 8))
    assert np.allclose(values, [truth[photo] for photo in found.tolist()], atol=0.02)
    assert set(found.tolist()) == truth.keys()
    album.library.close()


def test_another_model_tells_anew(tmp_path: Path) -> None:
    album = AlikeAlbum(tmp_path / "learns.albumen")
    before = album.library.models.alike(Likeness((1,), -1.0))
    other = replace(MODEL, centre=MODEL.centre + 1)
    album.learn(other.to_bytes())
    after = album.library.models.alike(Likeness((1,), -1.0))
    told = {
        p: _told(other, f.astype(np.float16).astype(np.float32)) for p, f in album.features.items()
    }
    assert np.allclose(after[1][1:], [told[p] @ told[1] for p in after[0][1:].tolist()], atol=0.02)
    assert not np.allclose(np.sort(before[1]), np.sort(after[1]), atol=0.05)
    album.library.close()


def test_a_photo_without_features_is_like_none(tmp_path: Path) -> None:
    album = AlikeAlbum(tmp_path / "waits.albumen", count=5)
    waits = album.add("waits")
    assert album.library.models.alike(Likeness((waits,), -1.0))[0].tolist() == [waits]
    album.library.close()


def test_without_a_model_the_error_names_the_library(tmp_path: Path) -> None:
    with open_library(tmp_path / "bare.albumen") as library, pytest.raises(KnownError) as caught:
        library.models.alike(Likeness((1,)))
    assert caught.value.code == "no_model"


def test_few_directions_tell_nearly_what_all_do() -> None:
    features, _ = tiny_samples()
    described = LikenessSpace(MODEL).fit(features).describe(features)
    truth = np.stack([_told(MODEL, feature) for feature in features])
    assert np.allclose(described @ described.T, truth @ truth.T, atol=1e-3)
    assert np.allclose(np.linalg.norm(described, axis=1), 1, atol=1e-5)
