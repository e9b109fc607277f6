"""Prototypes: the means that a photo's similarity is measured against.

Two kinds. In label space the prototype of a scene is the mean of its samples' label vectors (the
patent's mean feature parameter). In feature space it is the direction of the scene's mean feature
from the centre of all scenes; there a photo of an unknown scene, which the head cannot see, is
still far from every prototype.
"""

from __future__ import annotations

import numpy as np

from app.core.method.head import Head
from app.core.types import FloatArray


def label_prototypes(head: Head, means: FloatArray) -> FloatArray:
    """Return the mean label vectors (K, R) of scenes whose mean features are ``means`` (K, D).

    The head is linear, so that ``mean(W f + b) = W mean(f) + b``: no sample is needed again.
    """
    return head.label_vectors(means)


def feature_prototypes(means: FloatArray, centre: FloatArray) -> FloatArray:
    """Return unit vectors (K, D) from ``centre`` to the scenes' mean features."""
    return normalise(means - centre)


def normalise(vectors: FloatArray) -> FloatArray:
    """Return vectors (N, D) of length 1; the zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def cosine(vectors: FloatArray, prototypes: FloatArray) -> FloatArray:
    """Return cosine similarities (N, K)."""
    return normalise(vectors) @ normalise(prototypes).T
