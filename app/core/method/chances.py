"""How likely each tag is, photo by photo: what the order of sheets stands on.

The gate asks whether one proposal is sure enough; a sheet asks which of all tags is likely, and
how likely. The chance of the best scene is read from the pack's held-out answers at its similarity;
what it leaves is shared among the other scenes by their confidence, and 'none of the scenes'.
Parents have held-out answers of their own. A person's 'no' is then what it is in the theory of
chances: a condition. And what the person said to earlier sheets of a tag shifts its odds (Beta
smoothing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.core.method.calibration import Answers, right_odds
from app.core.method.checks import offsets_in_force
from app.core.method.climbing import LevelAnswers
from app.core.method.gate import RULES, propose
from app.core.method.model import Model
from app.core.method.reading.levels import ask_levels
from app.core.method.scoring import PhotoScores
from app.core.method.tree import Tree
from app.core.scenes import NO_SCENE
from app.core.types import FloatArray, IdArray

# What a photo that is unlike all scenes shows, in the scale of confidences: a thing without a name.
UNNAMED = 0.15
# Answers that the odds of a tag are worth before a sheet is answered.
PRIOR_ANSWERS = 6.0
# Tags whose shift is none, beside those asked about, where a tag was not asked about yet.
PRIOR_TAGS = 3.0
LARGEST_SHIFT = 4.0
SMALLEST_REST = 1e-6
# A refused candidate leaves the others so many times what they had, at most.
MOST_GAIN = 3.0


def learn_shift(before: float, shown: int, right: int, expected: float) -> float:
    """Return by how much the log-odds of a tag are off, after one more sheet was answered.

    Beta smoothing around what was expected: ``shown`` photos of which ``expected`` would be right
    at the odds shifted by ``before``, and ``right`` were.
    """
    share = min(max(expected / max(shown, 1), 0.01), 0.99)
    more = np.log((right + PRIOR_ANSWERS * share) / (shown - right + PRIOR_ANSWERS * (1 - share)))
    shift = before + float(more - np.log(share / (1 - share)))
    return min(max(shift, -LARGEST_SHIFT), LARGEST_SHIFT)


@dataclass(frozen=True)
class TagTable:
    """The tags that sheets may ask about: K scenes, P parents, and none of the scenes.

    Attributes
    ----------
    names : tuple of str
        Ids of all T = K + P + 1, in this order.
    tree : Tree
    """

    names: tuple[str, ...]
    tree: Tree

    @property
    def scenes(self) -> int:
        """K."""
        return len(self.names) - len(self.tree.parents) - 1

    @property
    def none(self) -> int:
        """The number of 'none of the scenes'."""
        return len(self.names) - 1

    def is_parent(self, tag: int) -> bool:
        """Tell whether a number is that of a parent."""
        return self.scenes <= tag < self.none

    def kinship(self, tag: int) -> tuple[FloatArray, FloatArray]:
        """Return which tags (T,) hold a tag, and which lie in it; it is both itself."""
        holds = np.zeros(len(self.names), dtype=np.float32)
        lies = holds.copy()
        holds[tag] = lies[tag] = 1
        below = self.tree.below
        if self.is_parent(tag):
            mine = below[tag - self.scenes]
            lies[: self.scenes] = mine
            lies[self.scenes : self.none] = (below & ~mine).sum(axis=1) == 0
            holds[self.scenes : self.none] = (mine & ~below).sum(axis=1) == 0
        elif tag < self.scenes:
            holds[self.scenes : self.none] = below[:, tag]
        return holds, lies


def tags_of(model: Model) -> TagTable:
    """Return the tags of a model."""
    return TagTable((*model.scenes, *model.tree.parents, NO_SCENE), model.tree)


def measure_chances(
    features: FloatArray,
    model: Model,
    answers: Answers,
    levels: LevelAnswers | None,
) -> FloatArray:
    """Return how likely each tag is for each photo, before any 'no', float32 (N, T).

    Parameters
    ----------
    features : float32 (N, D)
    model : Model
    answers : Answers
        Held-out answers under the model's rule, about scenes by the model's numbers.
    levels : LevelAnswers or None
        The same about parents.
    """
    tags = tags_of(model)
    count, scenes = len(features), tags.scenes
    table = np.zeros((count, len(tags.names)), dtype=np.float32)
    scores = PhotoScores(features, model)
    confidence = np.nan_to_num(scores.confidence)
    nothing = np.zeros(confidence.shape, dtype=np.bool_)
    best, _ = propose(scores.confidence, nothing)
    rows = np.flatnonzero(best >= 0)
    first = best[rows]
    value = RULES[model.rule](scores.of(rows, first), model.quantiles)
    shifted = np.nan_to_num(value) - offsets_in_force(model)[first]
    top = np.zeros(count, dtype=np.float32)
    top[rows] = _chance_at(answers.shifted(offsets_in_force(model)), shifted)
    others = confidence.copy()
    others[rows, first] = 0
    left = 1 - confidence.sum(axis=1) + UNNAMED
    rest = (1 - top) / np.maximum(others.sum(axis=1) + left, 1e-6)
    table[:, :scenes] = others * rest[:, None]
    table[rows, first] = top[rows]
    table[:, tags.none] = left * rest
    table[:, scenes : tags.none] = _parent_chances(scores, table[:, :scenes], model, levels)
    return table


def _parent_chances(
    scores: PhotoScores, scenes: FloatArray, model: Model, levels: LevelAnswers | None
) -> FloatArray:
    """Return the chances of the parents (N, P): what lies below adds up, or what answers say."""
    tree = model.tree
    summed = tree.sum_below(scenes)
    if levels is None or not tree.parents:
        return summed
    every = np.arange(len(scenes))
    asked = scores.of_parents(every, np.zeros(scenes.shape, dtype=np.bool_))
    refused = np.zeros(asked.confidence.shape, dtype=np.bool_)
    values, parents, _ = ask_levels(
        asked, refused, tree=tree, rule=model.rule, quantiles=model.parents.quantiles
    )
    flat = levels.flat()
    rows, columns = np.nonzero((parents >= 0) & np.isfinite(values))
    numbers = parents[rows, columns]
    found = _chance_at(flat, values[rows, columns])
    summed[rows, numbers] = np.maximum(found, summed[rows, numbers])
    return np.minimum(summed, 1)


def _chance_at(answers: Answers, values: FloatArray) -> FloatArray:
    """Return the share of right answers at some similarities."""
    if not len(answers.values):
        return np.full(len(values), 0.5, dtype=np.float32)
    grid, odds = right_odds(answers)
    return np.asarray(1 / (1 + np.exp(-np.interp(values, grid, odds))), dtype=np.float32)


def shift_odds(table: FloatArray, shifts: FloatArray) -> FloatArray:
    """Return chances (N, T) with the log-odds of each column shifted; 0 and 1 stay."""
    factor = np.exp(shifts, dtype=np.float32)
    return np.asarray(table * factor / (table * factor + (1 - table)), dtype=np.float32)


def refuse(table: FloatArray, rows: IdArray, tag: int, tags: TagTable) -> None:
    """Condition some rows of chances (N, T), in place, on 'it is not this tag'.

    ``P(t | not k) = (P(t) - P(t and k)) / (1 - P(k))``: what lies in k falls to 0, what holds it
    loses its part, all else gains. But no scene gains more than ``MOST_GAIN`` times: where the
    program was sure and wrong, it is not to be believed on what is second either, and what is left
    over speaks for none of the scenes.
    """
    holds, lies = tags.kinship(tag)
    known = table[rows, tag][:, None]
    gain = np.repeat(1 / np.maximum(1 - known, SMALLEST_REST), len(tags.names), axis=1)
    gain[:, : tags.scenes] = np.minimum(gain[:, : tags.scenes], MOST_GAIN)
    changed = np.clip((table[rows] - holds * known) * gain, 0, 1)
    # Rounding must not leave a chance where there is none.
    changed[:, lies > 0] = 0
    if tag != tags.none:
        changed[:, tags.none] = np.clip(1 - changed[:, : tags.scenes].sum(axis=1), 0, 1)
    changed[table[rows] == 0] = 0
    if tag < tags.none:
        parents = changed[:, tags.scenes : tags.none]
        parents[tags.tree.sum_below(changed[:, : tags.scenes]) == 0] = 0
    table[rows] = changed


def shifts_of(tags: TagTable, learned: Mapping[str, float]) -> FloatArray:
    """Return the shift (T,) of each tag's log-odds: learned, or for want of that as its kind's.

    Scenes that nobody was asked about yet take the mean of those that were, drawn towards none; so
    do parents.
    """
    shifts = np.zeros(len(tags.names), dtype=np.float32)
    ends = (0, tags.scenes, tags.none, tags.none + 1)
    for start, end in pairwise(ends):
        known = [learned[name] for name in tags.names[start:end] if name in learned]
        prior = sum(known) / (len(known) + PRIOR_TAGS)
        shifts[start:end] = [learned.get(name, prior) for name in tags.names[start:end]]
    return shifts
