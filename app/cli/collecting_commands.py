"""The commands by which a person collects photos: rate."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.library_commands import photos_of
from app.cli.output import follow, print_json, run_with_progress, say
from app.cli.program import Program, add_command
from app.core.collecting.ratings import MOST_STARS, Flag, Rating
from app.core.types import Change


def add_parsers(commands: Any) -> None:
    """Register the commands."""
    rate = add_command(commands, "rate", _rate, "give photos stars or a flag")
    rate.add_argument(
        "--stars",
        type=int,
        choices=range(MOST_STARS + 1),
        metavar="N",
        help=f"0 to {MOST_STARS}; 0 takes them away",
    )
    rate.add_argument(
        "--flag",
        choices=[flag.value for flag in Flag],
        help="pick or reject the photos, or take their flag away",
    )
    rate.add_argument("paths", nargs="+", metavar="PHOTO")


def _rate(options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser) -> None:
    from app.jobs.collecting.rate import rate_photos

    if options.stars is None and options.flag is None:
        parser.error("rate needs --stars, --flag or both")
    with program.open(program.library_file(options.library)) as ctx:
        photos = photos_of(ctx.library, options.paths)
        rating = Rating(options.stars, Flag(options.flag) if options.flag else None)
        job = rate_photos(ctx, photos, rating)
        change: Change = run_with_progress(job, "Rating", quiet=True)
        follow(ctx, "rate", change, quiet=options.json)
    if options.json:
        print_json(change.summary)
    else:
        say(f"{len(photos)} photos: done. `albumen undo` takes it back.")
