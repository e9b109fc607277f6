"""Scenes that a person merged: the kinds of one become kinds of the other.

A merge is remembered as ``{merged scene: scene it became part of}``. The pack itself never
changes; every refresh starts from it with the rows of the merged scenes under one name, so that
what looked like the one scene is proposed as the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from app.core.method.layout import BACKGROUND, Layout
from app.core.pack import Pack


def resolve(scene: str, merged: Mapping[str, str]) -> str:
    """Return the scene that this one has become part of, itself when it was not merged."""
    seen = {scene}
    while scene in merged and merged[scene] not in seen:
        scene = merged[scene]
        seen.add(scene)
    return scene


def merge_in_pack(pack: Pack, merged: Mapping[str, str]) -> Pack:
    """Return the pack with the kinds of merged scenes under the scene that they became.

    Head and statistics stay as they are, row by row. Prototypes and ranges of the pack's model
    are left: a refresh, for which this is meant, computes them anew.

    Parameters
    ----------
    pack : Pack
    merged : mapping of str to str
        Chains are followed: a into b and b into c makes all three c.
    """
    layout = pack.model.layout
    targets = [resolve(scene, merged) for scene in layout.scenes]
    if targets == list(layout.scenes):
        return pack
    scenes = tuple(dict.fromkeys(targets))
    place = np.array([scenes.index(target) for target in targets], dtype=np.int64)
    scene_of = np.where(layout.is_background, BACKGROUND, place[layout.scene_of])
    answers = {
        rule: replace(part, proposed=place[part.proposed])
        for rule, part in pack.statistics.answers.items()
    }
    # The tree of what is left; a refresh grows its own, from the library's.
    below = np.zeros((len(layout.tree.parents), len(scenes)), dtype=np.bool_)
    for scene, target in enumerate(place):
        below[:, target] |= layout.tree.below[:, scene]
    tree = replace(layout.tree, below=below)
    model = replace(pack.model, layout=Layout(scenes, layout.kinds, scene_of, tree))
    return replace(pack, model=model).with_statistics(replace(pack.statistics, answers=answers))
