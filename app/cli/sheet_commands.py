"""Review by the sheet in the terminal: `albumen review` shows sheets, `label --sheet` answers."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.cli.output import counted, follow, print_json, print_table, run_with_progress, say
from app.cli.program import Program, add_command
from app.core.errors import KnownError, UsageError
from app.core.library import LibraryReader
from app.core.scenes import NO_SCENE
from app.core.sheets import USUAL_SIZE, Sheet, SheetAnswer, SheetKind
from app.core.types import Change

_Subparsers = Any


def add_parsers(commands: _Subparsers) -> None:
    """Register the command."""
    review = add_command(
        commands, "review", _review, "lay out sheets: photos with one proposal, to be answered"
    )
    review.add_argument(
        "--size", type=_number, default=USUAL_SIZE, metavar="N", help="photos a sheet, at most"
    )
    review.add_argument("--limit", type=_number, metavar="N", help="only the best N sheets")
    review.add_argument(
        "--refine", action="store_true", help="also photos that bear a parent: which scene of it?"
    )


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


def _review(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    from app.jobs.sheets import plan_sheets

    with program.open(program.library_file(options.library)) as ctx:
        job = plan_sheets(ctx, size=options.size, refine=options.refine)
        plan = run_with_progress(job, "Laying out", quiet=options.json)
        sheets = plan.sheets(options.limit)
        state = plan.state
        shown = {photo for sheet in sheets for photo in sheet.photos}
        paths = {row.id: row.path for row in ctx.library.photos.rows(sorted(shown))}
    if options.json:
        print_json(
            {"sheets": [_sheet_json(sheet, paths) for sheet in sheets], "state": asdict(state)}
        )
        return
    print_table(
        ("sheet", "tag", "kind", "photos", "right"),
        (
            (number, sheet.tag, sheet.kind.value, len(sheet.photos), round(sheet.expected))
            for number, sheet in enumerate(sheets, 1)
        ),
    )
    say(
        f"Left: {counted(state.sheets, 'sheet')} of {counted(state.photos, 'photo')}. Wrong: about "
        f"{state.wrong:.0f} of {counted(state.tagged, 'tagged photo')}; "
        f"without a tag: {state.untagged}."
    )


def _sheet_json(sheet: Sheet, paths: Mapping[int, str]) -> dict[str, Any]:
    """Return a sheet in the shape of the terminal's contract; with ``marked`` it is an answer."""
    return {
        "tag": sheet.tag,
        "kind": sheet.kind.value,
        "level": sheet.level,
        "worth": sheet.worth,
        "turned": sheet.starts_turned,
        "photos": [
            {"id": photo, "path": paths[photo], "chance": chance}
            for photo, chance in zip(sheet.photos, sheet.chances, strict=True)
        ],
    }


def answer_sheets(
    options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser
) -> None:
    """Write the answers of a file, each as one step of undo; all are read before the first."""
    from app.jobs.sheets import answer_sheet

    if options.words:
        parser.error("--sheet takes no paths: they stand in the file")
    said = _read(options.sheet)
    summaries = []
    labelled: set[int] = set()
    with program.open(program.library_file(options.library)) as ctx:
        answers = [_answer(each, ctx.library, options.sheet) for each in said]
        for answer in answers:
            change: Change = run_with_progress(
                answer_sheet(ctx, answer), "Labelling", quiet=options.json
            )
            summaries.append(change.summary)
            labelled |= change.photos or set()
        follow(ctx, "sheet", Change(photos=frozenset(labelled)), quiet=options.json)
    if options.json:
        print_json(summaries)
        return
    yes, no = (sum(summary[word] for summary in summaries) for word in ("yes", "no"))
    say(f"{counted(len(summaries), 'sheet')} answered: {counted(yes, 'photo')} yes, {no} no.")


def _read(name: str) -> list[dict[str, Any]]:
    """Return the answers of a file, or of stdin: one object, or a list of them."""
    try:
        if name == "-":
            value = json.load(sys.stdin)
        else:
            with open(name, encoding="utf-8") as file:
                value = json.load(file)
    except OSError as error:
        raise KnownError("bad_json", path=name, cause=error.strerror or str(error)) from error
    except ValueError as error:
        raise KnownError("bad_json", path=name, cause=str(error)) from error
    return value if isinstance(value, list) else [value]


def _answer(said: Any, reader: LibraryReader, name: str) -> SheetAnswer:
    """Return an answer from its JSON: a sheet of `albumen review --json`, with ``marked``.

    ``photos`` and ``marked`` may also be ids or paths; without chances nothing is learned of them.

    Raises
    ------
    UsageError
        When it is none, naming what is wrong.
    """
    from app.jobs.scenes import match_scene

    try:
        answer = _build(said, reader)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError("bad_answer", path=name, cause=str(error)) from error
    if set(answer.marked) - set(answer.sheet.photos):
        raise UsageError("not_on_sheet")
    tag = answer.sheet.tag
    if tag not in (None, NO_SCENE) and match_scene(reader.scenes.names(), str(tag)) is None:
        raise UsageError("unknown_scene", scene=tag)
    return answer


def _build(said: Any, reader: LibraryReader) -> SheetAnswer:
    photos, tag, named = said["photos"], said["tag"], said.get("named")
    kind, turned = SheetKind(said.get("kind", SheetKind.PROPOSED.value)), said.get("turned", False)
    if not isinstance(turned, bool) or not all(
        isinstance(text, str | None) for text in (tag, named)
    ):
        raise TypeError("turned is true or false, tag and named are text")
    if (tag is None) != (kind is SheetKind.HEAP) or (tag == NO_SCENE) != (kind is SheetKind.NONE):
        raise ValueError(f"{tag} is not asked about on a sheet of kind '{kind.value}'")
    chances = [each.get("chance") if isinstance(each, dict) else None for each in photos]
    sheet = Sheet(
        tag=tag,
        kind=kind,
        level=said.get("level"),
        photos=tuple(_photo(each, reader) for each in photos),
        chances=tuple(float(chance) for chance in chances if chance is not None),
        worth=0.0,
    )
    marked = tuple(_photo(each, reader) for each in said.get("marked", ()))
    return SheetAnswer(sheet, marked, turned, named)


def _photo(said: Any, reader: LibraryReader) -> int:
    """Return the photo that an id, a path, or an object with either stands for.

    Raises
    ------
    KnownError
        When the library has no such photo.
    """
    if isinstance(said, dict):
        said = said["id"] if "id" in said else said["path"]
    if isinstance(said, str):
        path = os.path.abspath(os.path.expanduser(said))
        found = reader.photos.find([path]).get(path)
    else:
        found = int(said) if reader.photos.rows([int(said)]) else None
    if found is None:
        raise KnownError("unknown_photo", path=str(said))
    return found
