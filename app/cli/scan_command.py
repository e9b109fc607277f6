"""The command that finds, tags and stores the photos of folders."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from app.cli.output import counted, follow, print_json, run_with_progress, say, tags_text
from app.cli.program import Program, add_command
from app.core.types import Change


def add_parsers(commands: Any) -> None:
    """Register the command."""
    scan = add_command(commands, "scan", _scan, "find, tag and store the photos of folders")
    scan.add_argument("folders", nargs="+", metavar="FOLDER")
    scan.add_argument(
        "--again", action="store_true", help="read every file anew, also those that look unchanged"
    )
    scan.add_argument(
        "--derived",
        choices=("yes", "no"),
        help="whether previews in photo libraries and folders marked .nomedia count as photos, "
        "from now on (default: no)",
    )
    scan.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="let the workers of a Dask scheduler decode and encode: tls://HOST:PORT",
    )
    scan.add_argument(
        "--cluster-plain",
        action="store_true",
        help="allow an address that is not encrypted and leads to another machine",
    )


def _scan(options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser) -> None:
    from app.jobs.follow_up import SCAN
    from app.jobs.runner import run_now
    from app.jobs.scanning.folders import show_derived
    from app.jobs.scanning.scan import scan_folders

    require_names(options.folders, parser)
    with program.open(program.library_file(options.library)) as ctx:
        if options.derived is not None:
            run_now(show_derived(ctx, options.derived == "yes"))
        job = scan_folders(ctx, options.folders, again=options.again)
        with (
            program.cluster(ctx, options.cluster, plain=options.cluster_plain)
            if options.cluster
            else nullcontext()
        ):
            change: Change = run_with_progress(job, "Scanning", quiet=options.json)
        result = change.summary
        follow(ctx, SCAN, change, quiet=options.json)
    if options.json:
        print_json(result)
        return
    say(
        f"{counted(result['found'], 'photo')} found: {tags_text(result)}, "
        f"{result['failed']} unreadable"
        + (f", {result['labelled']} labelled by you" if result["labelled"] else "")
        + "."
    )
    say(
        f"{result['new']} new, {result['changed']} changed, {result['unchanged']} unchanged, "
        f"{result['moved']} moved, {result['vanished']} gone; "
        f"{result['seconds']:.1f} s, {result['photos_per_second']:.1f} photos/s."
    )
    for line in (*result["problems"], *(f"{f} is offline." for f in result["offline"])):
        say(line)


def require_names(folders: Sequence[str], parser: argparse.ArgumentParser) -> None:
    """Refuse an empty name, which a shell makes of a variable that is not set."""
    if not all(folders):
        parser.error("the name of a folder is empty")
