"""The commands that find photos by their looks: similar, duplicates."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from app.cli.library_commands import (
    add_list_options,
    list_query,
    parents_of,
    photo_json,
    photos_of,
)
from app.cli.output import counted, print_json, print_table, run_with_progress, say, say_list
from app.cli.program import Program, add_command
from app.core.duplicates.sets import Copy, DuplicateSet, Sameness
from app.core.likeness import Likeness
from app.core.records import SortBy

# Anything is at least as alike as this.
ANY_LIKENESS = -1.0
USUAL_PHOTOS = 20


def add_parsers(commands: Any) -> None:
    """Register the commands."""
    similar = add_command(commands, "similar", _similar, "list the photos most like one or several")
    similar.add_argument("paths", nargs="+", metavar="PHOTO")
    similar.add_argument(
        "--n", type=int, default=USUAL_PHOTOS, metavar="N", help="how many (default: 20)"
    )
    add_list_options(similar)

    duplicates = add_command(
        commands, "duplicates", _duplicates, "list copies of photos, and which to keep"
    )
    duplicates.add_argument(
        "--kind",
        choices=[sameness.value for sameness in Sameness],
        help="exact: the same bytes; same: the same picture in other sizes or formats; "
        "burst: shots of one camera within seconds (default: all)",
    )


def _similar(
    options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser
) -> None:
    if options.n < 1:
        parser.error("--n must be 1 or more")
    with program.open_reader(program.library_file(options.library)) as reader:
        asked = photos_of(reader, options.paths)
        like = Likeness(tuple(asked), ANY_LIKENESS)
        query = replace(
            list_query(reader, options), like=like, sort=SortBy.LIKENESS, descending=True
        )
        listed = [photo for photo in reader.photos.ids(query).tolist() if photo not in asked]
        details = reader.photos.details(listed[: options.n])
        found, values = reader.models.alike(like)
        parents = parents_of(reader)
    alike = dict(zip(found.tolist(), values.tolist(), strict=True))
    if options.json:
        print_json(
            [{**photo_json(d, parents), "likeness": round(alike[d.row.id], 4)} for d in details]
        )
        return
    print_table(
        ("likeness", "status", "scene", "path"),
        ((alike[d.row.id], d.row.status.value, d.row.scene, d.row.path) for d in details),
    )


def _duplicates(
    options: argparse.Namespace, program: Program, _parser: argparse.ArgumentParser
) -> None:
    from app.jobs.duplicates.find import FoundDuplicates, find_duplicates

    wanted = [Sameness(options.kind)] if options.kind else list(Sameness)
    with program.open(program.library_file(options.library)) as ctx:
        found: FoundDuplicates = run_with_progress(
            find_duplicates(ctx, wanted), "Looking for duplicates", quiet=options.json
        )
    if options.json:
        print_json({"sets": [made.to_json() for made in found.sets], "failed": found.failed})
        return
    for made in found.sets:
        copies = counted(len(made.copies), "photo")
        say(f"{made.sameness.value}: {copies}, {_megabytes(made.freed)} to free")
        say_list([_line(made, copy) for copy in made.copies])
    removed = sum(len(made.removed) for made in found.sets)
    freed = sum(made.freed for made in found.sets)
    say(
        f"{counted(len(found.sets), 'set')}; proposed for the trash: {counted(removed, 'photo')}, "
        f"{_megabytes(freed)}; {found.failed} could not be looked at. "
        "Nothing was changed: `albumen trash PATH...` moves photos to the trash."
    )


def _line(found: DuplicateSet, copy: Copy) -> str:
    """Return what is proposed for a copy, and what it is."""
    word = "trash" if copy.photo in found.removed else "keep "
    ground = found.grounds.get(copy.photo)
    why = f" ({ground.value})" if ground is not None else ""
    size = f"{copy.width} x {copy.height}, {copy.format}, {_megabytes(copy.size)}"
    return f"  {word} {copy.path}: {size}{why}"


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
