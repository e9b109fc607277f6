"""Scenes that a person merged: the pack's samples of one vouch for the other.

A merge is remembered as ``{merged scene: scene it became part of}``. The pack itself never
changes; every refresh starts from its statistics with the merged rows pooled, so that what looked
like the one scene is proposed as the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from app.core.head import Head, fit_lda
from app.core.moments import RowArray, SceneMoments
from app.core.pack import Pack


def resolve(scene: str, merged: Mapping[str, str]) -> str:
    """Return the scene that this one has become part of, itself when it was not merged."""
    seen = {scene}
    while scene in merged and merged[scene] not in seen:
        scene = merged[scene]
        seen.add(scene)
    return scene


def merge_in_pack(pack: Pack, merged: Mapping[str, str]) -> Pack:
    """Return the pack with merged rows pooled, in its statistics and its head.

    One row keeps the id of the scene they became. Prototypes, ranges and quantiles of the pack's
    model are left: a refresh, for which this is meant, computes them anew.

    Parameters
    ----------
    pack : Pack
    merged : mapping of str to str
        Chains are followed: a into b and b into c makes all three c.
    """
    statistics = pack.statistics
    targets = [resolve(row, merged) for row in statistics.rows]
    if targets == list(statistics.rows):
        return pack
    rows = tuple(dict.fromkeys(targets))
    place = {row: k for k, row in enumerate(rows)}
    where = np.array([place[target] for target in targets], dtype=np.intp)
    pooled = replace(
        statistics,
        rows=rows,
        moments=pool_rows(statistics.moments, where, len(rows)),
        kept_rows=where[statistics.kept_rows],
    )
    count = int(where[: len(pack.model.scenes)].max()) + 1
    model = replace(
        pack.model,
        scenes=rows[:count],
        background=rows[count:],
        head=_merge_head(pack, pooled.moments, where),
    )
    return replace(pack, statistics=pooled, model=model)


def _merge_head(pack: Pack, pooled: SceneMoments, where: RowArray) -> Head:
    """Return the head of the pooled rows: what training added to each, averaged by samples."""
    moments = pack.statistics.moments
    plain, trained = fit_lda(moments).head, pack.model.head
    share = moments.counts / np.maximum(pooled.counts[where], 1e-6)
    start = fit_lda(pooled).head
    weight, bias = start.weight.copy(), start.bias.copy()
    np.add.at(weight, where, share[:, None] * (trained.weight - plain.weight))
    np.add.at(bias, where, share * (trained.bias - plain.bias))
    return Head(weight.astype(np.float32), bias.astype(np.float32))


def pool_rows(moments: SceneMoments, where: RowArray, count: int) -> SceneMoments:
    """Pool rows whose new number is the same.

    With ``n = sum n_i`` the mean is ``sum n_i m_i / n``; the scatter of the means around it,
    ``sum n_i (m_i - m)(m_i - m)^T``, joins the covariance.
    """
    counts = np.bincount(where, moments.counts, minlength=count)
    means = np.zeros((count, moments.means.shape[1]))
    np.add.at(means, where, moments.counts[:, None] * moments.means.astype(np.float64))
    means /= np.maximum(counts, 1e-6)[:, None]
    apart = np.sqrt(moments.counts)[:, None] * (moments.means - means[where])
    covariance = moments.covariance + (apart.T @ apart) / moments.weight
    return SceneMoments(
        counts.astype(np.float32),
        means.astype(np.float32),
        covariance.astype(np.float32),
        moments.weight,
        np.bincount(where, moments.effective, minlength=count).astype(np.float32),
    )
