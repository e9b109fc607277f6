"""How strict the gate is for all scenes: at most so many wrong tags among the accepted."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from app.core.errors import UsageError
from app.core.records import Act
from app.core.types import Change, GateRule, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.refresh import RefreshPlan, learn_from_labels, read_terms
from app.jobs.regate import tag_photos
from app.jobs.runner import Lane

STRICTEST, LOOSEST = 0.001, 0.5


@job(JobName.TARGET, Lane.LONG, overtakes=True)
def set_target(
    ctx: JobContext, target: float, rule: GateRule = GateRule.DEFAULT
) -> Generator[Progress, None, Change]:
    """Set target and rule, compute every scene's range for them, and tag all photos again.

    The ranges come from a refresh, so labels given since the last one are learned as well. One
    step of undo brings back the old target, ranges and tags. Ranges set by hand stay.

    Parameters
    ----------
    target : float
        Wrong tags as a share of the accepted ones, 0.001 to 0.5.
    rule : GateRule
        Which score the gate cuts.

    Raises
    ------
    UsageError
        When the target lies outside.
    """
    if not STRICTEST <= target <= LOOSEST:
        raise UsageError("bad_target", low=STRICTEST, high=LOOSEST, target=target)
    yield Progress(done=0, total=2, note="learn")
    learned = learn_from_labels(ctx, replace(read_terms(ctx), target=target, rule=rule))
    yield Progress(done=1, total=2, note="tag")
    with ctx.writing, ctx.library.action(Act.TARGET, {"target": target, "rule": str(rule)}):
        ctx.library.set_setting("target", target)
        ctx.library.set_setting("rule", str(rule))
        version = save_and_tag(ctx, learned)
    yield Progress(done=2, total=2)
    return change_of_model({"target": target, "rule": str(rule), "model_version": version})


def change_of_model(summary: dict[str, Any]) -> Change:
    """Return the change of an act that put another model in force: everything may differ."""
    return Change(photos=None, scenes=True, model=True, history=True, summary=summary)


def save_and_tag(ctx: JobContext, learned: RefreshPlan) -> int:
    """Save a model that was learned, tag every photo with it; return its version.

    Called inside an action, of which it becomes a part.
    """
    version = ctx.library.models.save(
        learned.model.to_bytes(), samples=learned.samples, figures=learned.figures
    )
    tag_photos(ctx, None)
    return version
