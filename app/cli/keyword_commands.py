"""The command that makes labels of other programs' keywords: import-keywords."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from app.cli.output import (
    LINES_SHOWN,
    counted,
    follow,
    print_json,
    print_table,
    run_with_progress,
    say,
)
from app.cli.program import Program, add_command
from app.core.errors import KnownError
from app.core.types import Change


def add_parsers(commands: Any) -> None:
    """Register the command."""
    parser = add_command(
        commands,
        "import-keywords",
        _import_keywords,
        "label photos with the scenes that their keywords mean",
    )
    parser.description = (
        "Label photos with the scenes that the keywords in their files and sidecars mean: by the "
        "names of scenes in English and Chinese, by synonyms, and by a mapping of your own. A "
        "photo that you said anything about keeps what you said. One step of undo."
    )
    parser.add_argument(
        "--map",
        metavar="FILE",
        help="your own mapping, remembered by the library: a JSON object of keyword and scene, "
        "null for a keyword that means none",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would become labels")


def _import_keywords(
    options: argparse.Namespace, program: Program, _: argparse.ArgumentParser
) -> None:
    from app.jobs.keywords.import_keywords import import_keywords

    own = _read_map(options.map) if options.map is not None else None
    with program.open(program.library_file(options.library)) as ctx:
        change: Change = run_with_progress(
            import_keywords(ctx, own, dry_run=options.dry_run),
            "Reading keywords",
            quiet=options.json,
        )
        if not options.dry_run:
            follow(ctx, "import_keywords", change, quiet=options.json)
    if options.json:
        print_json(change.summary)
    else:
        _tell(change.summary, dry_run=options.dry_run)


def _read_map(path: str) -> dict[str, str | None]:
    try:
        with open(path, encoding="utf-8") as file:
            read = json.load(file)
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise KnownError("bad_json", path=path, cause=cause) from error
    if not isinstance(read, dict) or not all(
        value is None or isinstance(value, str) for value in read.values()
    ):
        raise KnownError("bad_keyword_map", path=path)
    return read


def _tell(result: Mapping[str, Any], *, dry_run: bool) -> None:
    would = "would be labelled" if dry_run else "labelled"
    say(
        f"Photos with keywords: {result['photos']} ({counted(result['keywords'], 'keyword')}); "
        f"{would}: {result['labels']}."
    )
    say(
        f"Left as they are: {result['kept']} that you labelled, {result['refused']} that you said "
        f"no of; with keywords of several scenes: {result['several']}."
    )
    if result["scenes"]:
        print_table(("scene", "photos"), result["scenes"].items())
    for key, text in (
        ("parents", "Too general to be a label"),
        ("unmapped", "Without a scene (--map FILE gives them one)"),
    ):
        words = result[key]
        if words:
            more = f" and {len(words) - LINES_SHOWN} more" if len(words) > LINES_SHOWN else ""
            say(f"{text}: {', '.join(words[:LINES_SHOWN])}{more}.")
    if result["labels"] and not dry_run:
        say("`albumen undo` takes it back.")
