"""How alike two photos are: one number from what they look like and from what they show.

Centred features tell looks, label vectors tell scenes (less that of the centre, so that what is
common to all photos counts for nothing). Each is brought to length one and both are laid side by
side: the cosine is then the mean of the two. What the photos of a library differ in lies in few
directions; those are found by principal components of some of its photos, and kept alone. They
take a thirteenth of the room of the features, and find same scenes as well or better:
``tests/benchmarks/likeness.py`` has the figures.
"""

from __future__ import annotations

import numpy as np

from app.core.method.model import Model
from app.core.method.prototypes import normalise
from app.core.types import FloatArray

DIMENSIONS = 96
# So many photos show in which directions a library differs.
PHOTOS_LEARNED_FROM = 1500


class LikenessSpace:
    """Where photos that are alike lie near each other.

    Parameters
    ----------
    model : Model
        Whose centre and head are used.

    Attributes
    ----------
    directions_ : float32 (D + R, d)
        Principal components of features and label vectors, d at most 96.
    """

    def __init__(self, model: Model) -> None:
        self._centre = model.centre
        self._head = model.head.weight.T

    def fit(self, features: FloatArray) -> LikenessSpace:
        """Learn the directions from the features (N, D) of some photos; return self."""
        both = self._both(features)
        # Of fewer photos than numbers, the components come cheaper from the photos' own products.
        values, vectors = np.linalg.eigh(both @ both.T)
        best = np.flatnonzero(values > max(values[-1], 0) * 1e-6)[-DIMENSIONS:]
        lengths = np.sqrt(values[best])
        self.directions_: FloatArray = np.asarray(
            both.T @ (vectors[:, best] / lengths), dtype=np.float32
        )
        return self

    def describe(self, features: FloatArray) -> FloatArray:
        """Return unit vectors (N, d) of features (N, D): their dot products are the likeness."""
        return normalise(self._both(features) @ self.directions_)

    def _both(self, features: FloatArray) -> FloatArray:
        """Return looks and scenes side by side, (N, D + R)."""
        aside: FloatArray = np.asarray(features - self._centre, dtype=np.float32)
        both = [normalise(aside), normalise(aside @ self._head)]
        return np.asarray(np.concatenate(both, axis=1), dtype=np.float32)


def middle_of(described: FloatArray) -> FloatArray:
    """Return what several photos (N, d) have in common, a unit vector (d,)."""
    middle = described.mean(axis=0, keepdims=True, dtype=np.float32)
    return np.asarray(normalise(middle)[0], dtype=np.float32)
