"""The commands by which a person collects photos: rate, album, search."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from typing import Any

from app.cli.library_commands import photos_of, remark_on
from app.cli.output import counted, follow, print_json, print_table, run_with_progress, say
from app.cli.program import Program, add_command
from app.core.collecting.ratings import MOST_STARS, Flag, Rating
from app.core.records import Query
from app.core.types import Change, Progress
from app.jobs.context import JobContext


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

    album = add_command(commands, "album", _album, "list albums, fill them, or take them apart")
    actions = album.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text, paths in (
        ("list", "list the albums", None),
        ("create", "make an album, of photos in this order", "*"),
        ("add", "put photos at the end of an album", "+"),
        ("remove", "take photos out of an album", "+"),
        ("rename", "give an album another name", None),
        ("delete", "forget an album; its photos stay", None),
    ):
        action = _add_action(actions, name, text)
        if name != "list":
            action.add_argument("name", metavar="NAME")
        if name == "rename":
            action.add_argument("new", metavar="NEW")
        if paths is not None:
            action.add_argument("paths", nargs=paths, metavar="PHOTO")

    search = add_command(commands, "search", _search, "keep searches by name")
    actions = search.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_action(actions, "list", "list the kept searches, and how many photos each finds")
    save = _add_action(actions, "save", "keep a search, as `albumen list --query` takes it")
    save.add_argument("name", metavar="NAME")
    save.add_argument("query", metavar="SEARCH")
    delete = _add_action(actions, "delete", "forget a kept search")
    delete.add_argument("name", metavar="NAME")


def _add_action(actions: Any, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text)
    # The parent's --json stays in force when it is given before the action.
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    return parser


def _rate(options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser) -> None:
    from app.jobs.collecting.rate import rate_photos

    if options.stars is None and options.flag is None:
        parser.error("rate needs --stars, --flag or both")
    with program.open(program.library_file(options.library)) as ctx:
        photos = photos_of(ctx.library, options.paths)
        rating = Rating(options.stars, Flag(options.flag) if options.flag else None)
        change: Change = run_with_progress(rate_photos(ctx, photos, rating), "Rating", quiet=True)
        follow(ctx, "rate", change, quiet=options.json)
    _tell(options, change, f"{counted(len(photos), 'photo')}: done.")


def _album(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    library = program.library_file(options.library)
    if options.action == "list":
        with program.open_reader(library) as reader:
            counts = reader.albums.counts()
            rows = [(row.name, counts.get(row.id, 0)) for row in reader.albums.rows()]
        if options.json:
            print_json([{"name": name, "photos": count} for name, count in rows])
        else:
            print_table(("album", "photos"), rows)
        return
    with program.open(library) as ctx:
        change: Change = run_with_progress(_album_job(ctx, options), "Album", quiet=True)
    count = change.summary.get("photos")
    held = "" if count is None else f", {counted(count, 'photo')}"
    _tell(options, change, f"{change.summary['name']}{held}: done.")


def _album_job(ctx: JobContext, options: argparse.Namespace) -> Generator[Progress, None, Change]:
    from app.jobs.collecting import albums

    if options.action == "create":
        return albums.make_album(ctx, options.name, photos_of(ctx.library, options.paths))
    album = albums.named(ctx.library.albums.rows(), options.name, "unknown_album").id
    if options.action == "rename":
        return albums.rename_album(ctx, album, options.new)
    if options.action == "delete":
        return albums.delete_album(ctx, album)
    photos = photos_of(ctx.library, options.paths)
    act = albums.add_to_album if options.action == "add" else albums.take_from_album
    return act(ctx, album, photos)


def _search(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    from app.jobs.collecting import albums

    library = program.library_file(options.library)
    if options.action == "list":
        with program.open_reader(library) as reader:
            rows = [
                (row.name, row.text, len(reader.photos.ids(Query(text=row.text))))
                for row in reader.albums.searches()
            ]
        if options.json:
            print_json([{"name": n, "query": t, "photos": count} for n, t, count in rows])
        else:
            print_table(("search", "query", "photos"), rows)
        return
    with program.open(library) as ctx:
        if options.action == "save":
            remark_on(ctx.library, options.query)
            job = albums.keep_search(ctx, options.name, options.query)
        else:
            found = albums.named(ctx.library.albums.searches(), options.name, "unknown_search")
            job = albums.delete_search(ctx, found.id)
        change: Change = run_with_progress(job, "Search", quiet=True)
    _tell(options, change, f"{change.summary['name']}: done.")


def _tell(options: argparse.Namespace, change: Change, text: str) -> None:
    if options.json:
        print_json(change.summary)
    else:
        say(f"{text} `albumen undo` takes it back.")
