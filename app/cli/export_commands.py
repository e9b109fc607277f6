"""The commands that hand tags and tables to other programs: export."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.cli import table_commands
from app.cli.library_commands import photos_below
from app.cli.output import counted, print_json, run_with_progress, say, say_list
from app.cli.program import Program, add_command
from app.core.types import Change


def add_parsers(commands: Any) -> None:
    """Register the commands."""
    export = commands.add_parser(
        "export",
        help="write tags where other programs read them, or tables",
        description="Write tags where other programs read them, tables of photos, or checksums.",
    )
    formats = export.add_subparsers(dest="format", metavar="FORMAT", required=True)
    xmp = add_command(
        formats, "xmp", _export_xmp, "write tags into XMP sidecars, or into copies of the photos"
    )
    xmp.add_argument("paths", nargs="*", metavar="PATH", help="photos and folders (default: all)")
    _add_choices(xmp)
    xmp.add_argument(
        "--remember",
        action="store_true",
        help="let later exports of this library go by these choices",
    )
    xmp.add_argument(
        "--copies", metavar="DIR", help="leave sidecars alone: make copies with tags inside"
    )
    xmp.add_argument("--again", action="store_true", help="write also what other programs took out")
    xmp.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    table_commands.add_formats(formats)


def _add_choices(xmp: argparse.ArgumentParser) -> None:
    """Add what a library can remember."""
    xmp.add_argument(
        "--what",
        choices=("labels", "all"),
        help="your labels (default), or accepted and coarse tags as well",
    )
    xmp.add_argument(
        "--layout",
        choices=("ext", "bare"),
        help="name of a new sidecar: IMG.jpg.xmp (default) or IMG.xmp; one that is there stays",
    )
    xmp.add_argument(
        "--names", choices=("en", "zh", "both"), help="language of keywords (default: en)"
    )
    xmp.add_argument("--root", metavar="NAME", help="put all keywords under this one")
    xmp.add_argument(
        "--originals",
        action="store_const",
        const="photos",
        dest="place",
        help="write into the photos themselves, with ExifTool; a copy of each is kept for a while",
    )
    xmp.add_argument(
        "--sidecars",
        action="store_const",
        const="sidecars",
        dest="place",
        help="write sidecars, where the library remembers --originals",
    )
    xmp.add_argument(
        "--system-tags",
        action=argparse.BooleanOptionalAction,
        dest="system",
        help="keep them in the system's tags of each photo, too: user.xdg.tags, Finder tags",
    )
    xmp.add_argument(
        "--albums",
        action=argparse.BooleanOptionalAction,
        help="write albums as keywords, too: Albums|Italy 2023",
    )
    xmp.add_argument(
        "--automatic",
        action=argparse.BooleanOptionalAction,
        help="from now on write after each label, and take out after each undo",
    )


def _export_xmp(
    options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser
) -> None:
    from app.jobs.export.choices import Names, Place, What, read_choices, remember_choices
    from app.jobs.export.xmp import export_xmp
    from app.jobs.runner import run_now
    from app.media.xmp.sidecar import SidecarLayout

    with program.open(program.library_file(options.library)) as ctx:
        given: dict[str, Any] = {}
        for name, kind in (
            ("what", What),
            ("layout", SidecarLayout),
            ("names", Names),
            ("root", str),
            ("place", Place),
            ("system", bool),
            ("automatic", bool),
            ("albums", bool),
        ):
            if (value := getattr(options, name)) is not None:
                given[name] = kind(value)
        choices = replace(read_choices(ctx.library), **given)
        kept = choices if options.remember else read_choices(ctx.library)
        if options.automatic is not None:
            kept = replace(kept, automatic=options.automatic)
        if kept != read_choices(ctx.library) and not options.dry_run:
            run_now(remember_choices(ctx, kept))
        photos = photos_below(ctx.library, options.paths) if options.paths else None
        job = export_xmp(
            ctx,
            photos,
            choices,
            copies=options.copies,
            dry_run=options.dry_run,
            again=options.again,
        )
        change: Change = run_with_progress(job, "Exporting", quiet=options.json)
    if options.json:
        print_json(change.summary)
    else:
        _tell(change.summary, dry_run=options.dry_run)


def _tell(result: Mapping[str, Any], *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    say(
        f"{counted(result['written'], 'file')} {would}written, {result['unchanged']} unchanged, "
        f"tags {would}taken out of {result['removed']}; "
        f"{counted(result['skipped'], 'photo')} skipped, "
        f"{counted(result['failed'], 'file')} failed."
    )
    if "system" in result:
        system = result["system"]
        say(
            f"System tags of {counted(system['written'], 'photo')} {would}written, "
            f"{system['unchanged']} unchanged, {would}taken out of {system['removed']}."
        )
    if result["shared"]:
        say(
            f"Sidecars that belong to several files of one name: {result['shared']}. The tags "
            "of all of these files stand together there."
        )
    say_list(
        [
            "; ".join(
                f"{sign} {', '.join(change[key])}"
                for key, sign in (("add", "+"), ("remove", "-"))
                if change[key]
            )
            + f"  {change['path']}"
            for change in result.get("changes", ())
        ]
    )
    say_list([f"{failed['path']}: {failed['message']}" for failed in result["failures"]])
    say_list(
        [
            f"{found['path']}: {', '.join(found['keywords'])} was taken out by another program; "
            "it stays out until the tag changes (--again writes it)."
            for found in result["removed_elsewhere"]
        ]
    )
    say_list(
        [f"{path}: its content credentials (C2PA) are broken." for path in result["credentials"]]
    )
