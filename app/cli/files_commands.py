"""The commands on the photos' own files: copy, trash."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from app.cli.library_commands import VIEWS, add_rating_options, list_query, photos_below
from app.cli.output import counted, print_json, run_with_progress, say, say_list
from app.cli.program import Program, add_command
from app.core.library import LibraryReader
from app.core.types import Change


def add_parsers(commands: Any) -> None:
    """Register the commands."""
    copy = add_command(
        commands, "copy", _copy, "copy or move photos, with all that belongs to them, to a folder"
    )
    copy.add_argument("folder", metavar="DIR")
    copy.add_argument("--move", action="store_true", help="move them; labels go along")
    _add_choice(copy)

    trash = add_command(commands, "trash", _trash, "move photos to the system's trash")
    trash.add_argument("--yes", action="store_true", help="do not ask")
    _add_choice(trash)


def _add_choice(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", metavar="PATH", help="photos, or folders of photos")
    command.add_argument(
        "--status", choices=[s.value for s in VIEWS if s], help="of these, or of all: those alone"
    )
    command.add_argument("--scene", metavar="ID", help="those that `albumen list --scene ID` lists")
    command.add_argument(
        "--query", metavar="SEARCH", help="those that `albumen list --query` lists"
    )
    add_rating_options(command)


def _chosen(
    options: argparse.Namespace, reader: LibraryReader, parser: argparse.ArgumentParser
) -> list[int]:
    """Return the photos that were named, those alone that a list holds where one was named."""
    given = (options.status, options.scene, options.query, options.stars, options.flag)
    has_list = any(part is not None for part in given)
    if not (options.paths or has_list):
        parser.error(f"{options.command} needs a path, --status, --scene, --query or the like")
    listed = reader.photos.ids(list_query(reader, options)).tolist() if has_list else []
    if not options.paths:
        return [int(photo) for photo in listed]
    held = set(listed)
    photos = photos_below(reader, options.paths)
    return [photo for photo in photos if photo in held] if has_list else photos


def _copy(options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser) -> None:
    from app.jobs.originals.transfer import copy_photos, move_photos

    if not options.folder:
        parser.error("the name of a folder is empty")
    with program.open(program.library_file(options.library)) as ctx:
        photos = _chosen(options, ctx.library, parser)
        make, title = (move_photos, "Moving") if options.move else (copy_photos, "Copying")
        job = make(ctx, photos, options.folder)
        change: Change = run_with_progress(job, title, quiet=options.json)
    result = change.summary
    if options.json:
        print_json(result)
        return
    done = (
        f"{counted(result['moved'], 'photo')} moved"
        if options.move
        else f"{counted(result['copied'], 'photo')} copied"
    )
    say(
        f"{done}, with {_belonging(result['companions'])}; {result['renamed']} got "
        f"a number, {result['skipped']} skipped, {result['failed']} failed. "
        "`albumen undo` takes it back."
    )
    say_list([f"{pair['from']} is {pair['to']} now." for pair in result["names"]])
    _tell_problems(result)
    if options.move and result["moved"] and not result["in_library"]:
        say(
            f"{result['folder']} is not in the library: the photos count as gone, and what you "
            "said of them is kept until you scan that folder."
        )


def _trash(
    options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser
) -> int | None:
    from app.jobs.originals.plan import companions_of
    from app.jobs.originals.trash import trash_photos

    with program.open(program.library_file(options.library)) as ctx:
        photos = _chosen(options, ctx.library, parser)
        if not options.yes:
            paths = [row.path for row in ctx.library.photos.rows(photos) if not row.missing]
            if not sys.stdin.isatty():
                parser.error("trash asks before it does so: --yes says that you mean it")
            more = len(companions_of(paths))
            say(
                f"Move {counted(len(paths), 'photo')} and {_belonging(more)} to the trash? [y/N]",
                error=True,
            )
            if sys.stdin.readline().strip().lower() not in ("y", "yes"):
                return 1
        change: Change = run_with_progress(
            trash_photos(ctx, photos), "Moving to the trash", quiet=options.json
        )
    result = change.summary
    if options.json:
        print_json(result)
        return None
    say(
        f"In the trash now: {counted(result['trashed'], 'photo')} and "
        f"{_belonging(result['companions'])}; {result['skipped']} skipped, "
        f"{result['failed']} failed. Restored from there, they have their labels again."
    )
    _tell_problems(result)
    return None


def _belonging(files: int) -> str:
    return counted(files, "belonging file")


def _tell_problems(result: Mapping[str, Any]) -> None:
    say_list([f"{path}: offline or gone." for path in result["missing"]])
    say_list([failure["message"] for failure in result["failures"]])
