"""Checks: what photos drawn at random say of the gate, and how far it may be loosened on them.

Labels come from the review queue, in the order of what they release: people confirm what is right
and pass over what is wrong, take whole pages of one scene, and leave the odd ones for later. Two
things follow. The labelled photos flatter the gate. And what is left over after them is worse than
the album was, so that even an honest look at the album an hour ago flatters what is tagged now.

So only photos that were drawn *beforehand* count, whatever is said of others. A draw takes photos
at random from all that bear no label, down to a ``line`` of similarity below the cut: accepted ones
(is the tag right?) and rejected ones just below (would it have been?), mixed, unmarked. It counts
once all of its photos are answered: a draw of which the easy half is answered is no sample.

Take the photos of a draw's population whose similarity lies above a cut. Of these, ``r`` still bear
no label, ``m`` were labelled since, ``w`` of the ``m`` against what the gate would have said (that
is known, each by a model that has not learned from it), and ``n`` were drawn, ``k`` of them wrong.
If more than a share ``t`` of the ``r`` tags are wrong, then the population of ``r + m + n`` held
more than ``t r + w + k`` wrong ones, and how likely it is to draw so few as ``k`` of them is a
hypergeometric tail. Of several draws the sum is taken. Labels that took out right photos make ``m``
grow and ``w`` not, and the bound gets harder to meet: this is how depletion is paid for.

Cuts are tested from the one in force downwards, in a sequence that no answer has chosen; the first
failure ends it (fixed-sequence testing), so that the risk of a false promise at a refresh stays
``RISK``. Where answers say that the cut in force is too loose already, stricter ones are tested in
the same way, from the strictest with enough answers; where none passes, the cut is estimated, and
nothing is promised.

What stays an approximation: photos labelled or drawn are scored by models refitted without them,
photos without a label by the model itself; a draw made under an older model is taken to hold all
photos above its line under this one, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.core.method.calibration import RISK
from app.core.method.model import Model
from app.core.types import BoolArray, FloatArray, GateRule

CUTS_TRIED = 15
# With so many answers above the cut, and more wrong ones than the target allows, it is raised.
ENOUGH_TO_TIGHTEN = 20
# So many times the least number of answers that can promise anything.
SLACK = 1.4


@dataclass(frozen=True, slots=True)
class Draw:
    """Answers to one draw, and what else was labelled of its population since.

    Attributes
    ----------
    line : float
        Similarity above which photos were drawn.
    values, right : float32 (n,), bool (n,)
        Similarity of the drawn photos, less their scene's offset, by a model that has not learned
        from them; was the proposed scene the true one?
    others, others_right : float32 (m,), bool (m,)
        The same of photos that had no label when the draw was made, and have one now.
    """

    line: float
    values: FloatArray
    right: BoolArray
    others: FloatArray
    others_right: BoolArray


@dataclass(frozen=True, slots=True)
class AnswerTally:
    """Answers above a cut: how many, how many wrong, and how many wrong ones would be too many.

    ``p_value``: how likely so few wrong ones are if the target does not hold.
    """

    answered: int
    wrong: int
    allowed: float
    p_value: float


@dataclass(frozen=True, slots=True)
class CheckedCut:
    """A cut that answers were asked about; ``is_kept``: they show that the target holds there."""

    cut: float
    is_kept: bool
    tally: AnswerTally

    def to_facts(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "cut": self.cut,
            "kept": self.is_kept,
            "answered": self.tally.answered,
            "wrong": self.tally.wrong,
        }


def count_above(cut: float, draws: Sequence[Draw], rest: FloatArray, target: float) -> AnswerTally:
    """Count the answers above a cut, of the draws whose line lies below it.

    ``rest`` float32 (r,) are the similarities of photos without a label, less their offsets.
    """
    left = int((rest >= cut).sum())
    answered, wrong, allowed = 0, 0, 0.0
    populations: list[tuple[int, int, int]] = []
    for draw in draws:
        inside = draw.values >= cut
        count = int(inside.sum())
        if draw.line > cut or not count:
            continue
        others = draw.others >= cut
        lost = int((others & ~draw.others_right).sum())
        failed = int((inside & ~draw.right).sum())
        size = left + int(others.sum()) + count
        too_many = min(int(np.floor(target * left)) + lost + failed + 1, size)
        populations.append((size, too_many, count))
        answered += count
        wrong += failed
        allowed += count * (target * left + lost) / (left + int(others.sum()) or 1)
    return AnswerTally(answered, wrong, allowed, draw_p_value(populations, wrong))


def draw_p_value(populations: Sequence[tuple[int, int, int]], wrong: int) -> float:
    """Return the probability of at most ``wrong`` wrong ones in all draws together.

    Each draw takes ``n`` of ``N`` photos of which ``W`` are wrong: (N, W, n). 1 without a draw.
    """
    from scipy.special import gammaln  # slow to import

    if not populations:
        return 1.0

    def log_choose(of: Any, some: Any) -> Any:
        return gammaln(of + 1.0) - gammaln(some + 1.0) - gammaln(of - some + 1.0)

    total = np.ones(1)
    for size, bad, count in populations:
        found = np.arange(max(0, count - (size - bad)), min(wrong, bad, count) + 1)
        chances = np.zeros(wrong + 1)
        chances[found] = np.exp(
            log_choose(bad, found) + log_choose(size - bad, count - found) - log_choose(size, count)
        )
        total = np.convolve(total, chances)[: wrong + 1]
    return float(min(total.sum(), 1.0))


def find_checked_cut(
    cut: float, draws: Sequence[Draw], rest: FloatArray, target: float, risk: float = RISK
) -> CheckedCut:
    """Return the cut that the answers allow: looser than ``cut``, the same, or stricter.

    Parameters
    ----------
    cut : float
        The cut in force, from which the sequence starts.
    draws : sequence of Draw
    rest : float32 (r,)
        Similarities of photos without a label, less their scene's offset.
    target : float
        Largest share of wrong tags among those that the gate gives.
    risk : float
        Largest probability of a promise that does not hold.
    """
    now = count_above(cut, draws, rest, target)
    if now.answered >= ENOUGH_TO_TIGHTEN and now.wrong > now.allowed:
        # A second sequence, entered by what the first one saw: it gets half of the risk.
        return _tighten(cut, draws, rest, target, risk / 2)
    passed = CheckedCut(cut, False, now)
    inside = float((rest >= cut).mean()) if len(rest) else 1.0
    steps = [cut]
    if inside < 1:
        steps += np.quantile(rest, 1 - np.linspace(inside, 1, CUTS_TRIED + 1)[1:]).tolist()
    for step in steps:
        tally = count_above(step, draws, rest, target)
        if step > cut or tally.p_value > risk:
            break
        passed = CheckedCut(step, True, tally)
    return passed


def _tighten(
    cut: float, draws: Sequence[Draw], rest: FloatArray, target: float, risk: float
) -> CheckedCut:
    """Return a stricter cut: one that can be promised, else the best estimate.

    The sequence starts at the strictest cut with answers enough to promise anything, which none of
    the answers has a say in.
    """
    needed = SLACK * np.log(risk) / np.log1p(-target)
    inside = np.sort(rest[rest >= cut])
    passed: CheckedCut | None = None
    for share in np.linspace(0, 1, CUTS_TRIED + 1)[:-1] if len(inside) else ():
        # From few inside to nearly all: strict cuts first.
        step = float(np.quantile(inside, 1 - share))
        tally = count_above(step, draws, rest, target)
        if tally.answered < needed:
            continue
        if tally.p_value > risk:
            break
        passed = CheckedCut(step, True, tally)
    if passed is not None:
        return passed
    values = np.concatenate([draw.values for draw in draws])
    for stricter in np.unique(values[values > cut]).tolist():
        tally = count_above(stricter, draws, rest, target)
        if tally.wrong <= tally.allowed:
            return CheckedCut(stricter, False, tally)
    shut = float(np.nextafter(values.max(), np.float32(np.inf)))
    return CheckedCut(shut, False, count_above(shut, draws, rest, target))


def cut_in_force(model: Model, rule: GateRule | None = None) -> float | None:
    """Return the pooled cut of a rule (of the one in force by default), None if not known."""
    rule = rule or model.rule
    facts: dict[str, Any] = model.facts
    cut = facts.get("cuts", {}).get(str(rule))
    if cut is None:
        cut = facts.get("promises", {}).get(str(rule), {}).get("cut")
    return None if cut is None else float(cut)


def offsets_in_force(model: Model) -> FloatArray:
    """Return how much more similarity than the pooled cut each scene asks for, float32 (K,)."""
    low = model.all_ranges[model.rule][:, 0]
    return np.asarray(low - np.float32(cut_in_force(model) or 0.0), dtype=np.float32)


def move_cut(model: Model, cut: float) -> Model:
    """Return the model with the ranges of the rule in force moved to another cut.

    A scene whose range is closed stays closed.
    """
    before = cut_in_force(model)
    if before is None or cut == before:
        return model
    ranges = model.all_ranges[model.rule].copy()
    is_open = ranges[:, 0] <= 1
    closed = np.nextafter(np.float32(1), np.float32(2))
    low = np.clip(ranges[:, 0] + np.float32(cut - before), -1 if before < 0 else 0, closed)
    ranges[:, 0] = np.where(is_open, low, ranges[:, 0])
    cuts = {**model.facts.get("cuts", {}), str(model.rule): cut}
    return replace(
        model,
        all_ranges={**model.all_ranges, model.rule: ranges},
        facts={**model.facts, "cuts": cuts},
    )
