"""`albumen refresh`: learn from the labels, all at once or without some photos, or only look."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.cli.library_commands import photos_of
from app.cli.output import counted, print_json, run_with_progress, say, tags_text
from app.cli.program import Program, add_command
from app.core.promises import ShownPromise
from app.core.types import Change

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.refresh import RefreshPlan

# A dry run in the terminal names so many photos; ``--json`` names all.
MAX_MOVES_NAMED = 20


def add_parsers(commands: Any) -> None:
    """Register the command."""
    refresh = add_command(commands, "refresh", _refresh, "learn from the labels")
    refresh.add_argument("--dry-run", action="store_true", help="only tell what would change")
    refresh.add_argument(
        "--exclude",
        nargs="+",
        default=[],
        metavar="PHOTO",
        help="leave these photos out: they keep the tag that they have, or none, from now on",
    )
    refresh.add_argument(
        "--include",
        nargs="+",
        default=[],
        metavar="PHOTO",
        help="let photos follow again that were left out before",
    )


def _refresh(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    from app.jobs.follow_up import follow_up
    from app.jobs.refresh import apply_refresh, plan_refresh

    with program.open(program.library_file(options.library)) as ctx:
        out = frozenset(photos_of(ctx.library, options.exclude))
        back = frozenset(photos_of(ctx.library, options.include))
        plan: RefreshPlan = run_with_progress(plan_refresh(ctx), "Learning", quiet=options.json)
        plan = replace(plan, left_out=(plan.left_out | out) - back)
        if options.dry_run:
            result = _tell_plan(ctx, plan)
        else:
            change: Change = run_with_progress(
                apply_refresh(ctx, plan), "Tagging", quiet=options.json
            )
            result = change.summary
            run_with_progress(follow_up(ctx, "refresh", change), "Tidying up", quiet=options.json)
    if options.json:
        print_json(result)
        return
    _print_moves(result.get("moves", []))
    would = ", and would change" if options.dry_run else ""
    kept = f", {result['left_out']} left out" if result["left_out"] else ""
    say(
        f"Learned from {counted(result['samples'], 'photo')}{would}: newly accepted "
        f"{result['newly_accepted']}, no longer {result['newly_rejected']}{kept}. "
        f"Now {tags_text(result)}."
    )
    say(str(ShownPromise.from_facts(result["promise"]).message()))


def _tell_plan(ctx: JobContext, plan: RefreshPlan) -> dict[str, Any]:
    """Say what the plan would change, as plain JSON values."""
    counts = ctx.library.photos.counts()
    gained = plan.newly_accepted - plan.newly_rejected
    moves = plan.moves()
    return {
        "model_version": ctx.model()[0],
        "samples": plan.samples,
        "newly_accepted": plan.newly_accepted,
        "newly_rejected": plan.newly_rejected,
        "left_out": len(plan.left_out),
        "accepted": counts.accepted + gained,
        "rejected": counts.review - gained - plan.coarse[1] + plan.coarse[0],
        "coarse": plan.coarse[1],
        "promise": plan.figures["promise"],
        "moves": [
            {
                "photo": row.path,
                "from": moves[row.id][0],
                "to": moves[row.id][1],
                "left_out": row.id in plan.left_out,
            }
            for row in ctx.library.photos.rows(list(moves))
        ],
    }


def _print_moves(moves: list[dict[str, Any]]) -> None:
    for move in moves[:MAX_MOVES_NAMED]:
        old, new = (move[key] or "needs review" for key in ("from", "to"))
        kept = " (left out)" if move["left_out"] else ""
        say(f"{move['photo']}: {old} -> {new}{kept}")
    if len(moves) > MAX_MOVES_NAMED:
        say(f"and {len(moves) - MAX_MOVES_NAMED} more (--json names all)")
