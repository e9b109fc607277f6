"""The commands that find photos by their looks: similar."""

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
from app.cli.output import print_json, print_table
from app.cli.program import Program, add_command
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
