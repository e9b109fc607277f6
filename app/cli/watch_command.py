"""`albumen watch`: scan folders, and go on tagging what comes into them until Ctrl+C."""

from __future__ import annotations

import argparse
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

from app.cli.output import print_json, run_with_progress, say, tags_text
from app.cli.program import Program, add_command
from app.cli.scan_command import require_names
from app.core.types import Change

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.runner import JobRunner


def add_parsers(commands: Any) -> None:
    """Register the command."""
    watch = add_command(
        commands, "watch", _watch, "tag new photos as they come into folders, until Ctrl+C"
    )
    watch.add_argument(
        "folders",
        nargs="*",
        metavar="FOLDER",
        help="add and watch these folders (default: those that the library watches)",
    )


def _watch(options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser) -> None:
    from app.jobs.runner import JobRunner, run_now
    from app.jobs.scanning.folders import add_folders, watch_folder
    from app.jobs.scanning.watch import LibraryWatch, submit_to

    require_names(options.folders, parser)
    with program.open(program.library_file(options.library)) as ctx:
        if options.folders:
            change: Change = run_with_progress(
                add_folders(ctx, options.folders), "Adding", quiet=options.json
            )
            named = set(change.summary["folders"])
            for folder in ctx.library.folders.rows():
                if folder.path in named and not folder.watch:
                    run_now(watch_folder(ctx, folder.id, True))
        runner = JobRunner()
        watch = LibraryWatch(
            ctx, submit_to(runner), partial(_take, ctx, runner, as_json=options.json)
        )
        try:
            watch.refresh()
            if not options.json:
                for path in watch.folders or ["no folder: `albumen watch FOLDER` names one"]:
                    say(f"Watching {path}")
            if watch.folders:
                threading.Event().wait()
        except KeyboardInterrupt:
            # The way to end it; a second Ctrl+C must not break off the tidying up.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        finally:
            watch.close()
            runner.close()


def _take(ctx: JobContext, runner: JobRunner, change: Change | None, *, as_json: bool) -> None:
    """Tell what a scan found, and queue what must follow it."""
    from app.jobs.follow_up import SCAN, follow_up

    if change is not None:
        _print(change, as_json=as_json)
        runner.submit("follow_up", follow_up(ctx, SCAN, change))


def _print(change: Change, *, as_json: bool) -> None:
    result = change.summary
    if as_json:
        print_json(result)
    elif result["new"] or result["changed"] or result["vanished"] or result["moved"]:
        say(
            f"{result['new']} new, {result['changed']} changed, {result['moved']} moved, "
            f"{result['vanished']} gone: {tags_text(result)}, {result['failed']} unreadable.",
        )
