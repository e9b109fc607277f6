"""Which photos are like some others: one short vector a photo, in memory.

100,000 photos take 19 MB. The vectors are made from the kept features when somebody asks first
(see the benchmark for how long that takes), and again with another model version; after that only
those of new photos are made.
"""

from __future__ import annotations

from threading import RLock

import numpy as np

from app.core.likeness import Likeness
from app.core.method.likeness import PHOTOS_LEARNED_FROM, LikenessSpace, middle_of
from app.core.method.model import Model
from app.core.types import FloatArray, IdArray
from app.store.features.feature_cache import KeptFeatures
from app.store.features.feature_rows import HalfArray

# Photos whose vectors are made, or compared, at once.
PHOTOS_AT_ONCE = 2000
PHOTOS_COMPARED_AT_ONCE = 16_384
# The directions of a small library are learned anew when it has grown by so much.
WORTH_LEARNING_AGAIN = 2


class LikenessIndex:
    """The vectors of one library; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._version: int | None = None
        self._space: LikenessSpace | None = None
        self._learned_from = 0
        self._kept: KeptFeatures | None = None
        self._vectors: HalfArray = np.zeros((0, 0), dtype=np.float16)

    def find(
        self, kept: KeptFeatures, version: int, model: Model, like: Likeness
    ) -> tuple[IdArray, FloatArray]:
        """Return photos and how alike each is, the most alike first; see ``LikenessReader``."""
        asked = np.array(like.photos, dtype=np.int64)
        with self._lock:
            self._bring_up_to_date(kept, version, model)
            vectors = self._vectors
        here = np.flatnonzero(np.isin(kept.ids, asked))
        found, alike = asked[:0], np.zeros(0, dtype=np.float32)
        if len(here):
            every = _compare(vectors, middle_of(vectors[here].astype(np.float32)))
            every[here] = -np.inf
            near = np.flatnonzero(every >= like.at_least)
            order = near[np.lexsort((-kept.ids[near], -every[near]))]
            found, alike = kept.ids[order], every[order]
        ones = np.ones(len(asked), dtype=np.float32)
        return np.concatenate([asked, found]), np.concatenate([ones, alike])

    def _bring_up_to_date(self, kept: KeptFeatures, version: int, model: Model) -> None:
        if self._kept is kept and self._version == version:
            return
        count = len(kept.ids)
        grown = self._learned_from < min(count, PHOTOS_LEARNED_FROM) / WORTH_LEARNING_AGAIN
        if self._space is None or self._version != version or grown:
            self._learned_from = min(count, PHOTOS_LEARNED_FROM)
            some = np.linspace(0, count - 1, self._learned_from).astype(np.int64)
            self._space = LikenessSpace(model).fit(kept.take(some)) if count else None
            self._kept = None
        self._vectors = self._made(kept)
        self._kept, self._version = kept, version

    def _made(self, kept: KeptFeatures) -> HalfArray:
        """Return the vectors of all photos, (N, d); those that are known are taken over."""
        if self._space is None:
            return np.zeros((0, 0), dtype=np.float16)
        count = len(kept.ids)
        made = np.empty((count, self._space.directions_.shape[1]), dtype=np.float16)
        fresh = np.arange(count)
        if self._kept is not None and len(self._kept.ids):
            _, old, new = np.intersect1d(
                self._kept.feature_ids, kept.feature_ids, assume_unique=True, return_indices=True
            )
            made[new] = self._vectors[old]
            fresh = np.setdiff1d(fresh, new, assume_unique=True)
        for start in range(0, len(fresh), PHOTOS_AT_ONCE):
            rows = fresh[start : start + PHOTOS_AT_ONCE]
            made[rows] = self._space.describe(kept.take(rows))
        return made


def _compare(vectors: HalfArray, wanted: FloatArray) -> FloatArray:
    """Return the dot products (N,) with a vector; never more than a part of them as float32."""
    out = np.empty(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), PHOTOS_COMPARED_AT_ONCE):
        part = slice(start, start + PHOTOS_COMPARED_AT_ONCE)
        np.matmul(vectors[part].astype(np.float32), wanted, out=out[part])
    return out
