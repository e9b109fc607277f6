"""Closeness in one pass over the features is the cosine in centred feature space."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.tiny_pack import tiny_pack
from tests.tiny_photos import SIZE

_MODEL = tiny_pack().model
_KINDS = np.arange(len(_MODEL.kind_prototypes))


@settings(max_examples=80, deadline=None)
@given(
    hnp.arrays(
        np.float32, st.tuples(st.integers(0, 5), st.just(SIZE)), elements=st.floats(-9, 9, width=32)
    )
)
def test_closeness_is_the_cosine(features: np.ndarray) -> None:
    lengths = np.linalg.norm(features - _MODEL.centre, axis=1)
    found = _MODEL.closeness(features, _KINDS)[lengths > 0.1]
    true = (_MODEL.centred(features) @ _MODEL.kind_prototypes.T)[lengths > 0.1]
    np.testing.assert_allclose(found, true, atol=1e-3)


def test_the_centre_itself_is_close_to_nothing() -> None:
    assert np.isfinite(_MODEL.closeness(_MODEL.centre[None], _KINDS)).all()


def test_what_is_not_a_number_stays_so() -> None:
    odd = np.full((1, SIZE), np.nan, dtype=np.float32)
    assert np.isnan(_MODEL.closeness(odd, _KINDS)).all()
