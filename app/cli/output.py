"""How the terminal speaks: JSON for machines, tables for people, a progress bar on stderr."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from app.core.types import Change, Progress

if TYPE_CHECKING:
    from app.core.search.errors import SearchError
    from app.jobs.context import JobContext


def print_json(value: Any) -> None:
    """Print one JSON value; names that are not valid Unicode come out escaped."""
    # At once: whoever reads what `watch` prints waits for it.
    print(json.dumps(value, indent=1, ensure_ascii=True), flush=True)


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table with aligned columns; numbers to the right."""
    cells = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    for number, row in enumerate(cells):
        line = "  ".join(
            cell.rjust(width) if _is_number(cell) else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        )
        say(line.rstrip())
        if number == 0:
            say("  ".join("-" * width for width in widths))


# Controls, formats (direction, joining, tags), ends of lines and paragraphs.
_ACTIVE = frozenset(("Cc", "Cf", "Zl", "Zp"))
# They join letters and pictures, and Persian names need them.
_HARMLESS = frozenset(("\u200c", "\u200d"))
LINES_SHOWN = 20
_WAITING = {"battery": "this machine runs on its battery"}


def say(text: str = "", *, error: bool = False) -> None:
    """Print one line; the only way to the terminal besides JSON, so that names do nothing there."""
    print(printable(text), file=sys.stderr if error else sys.stdout, flush=True)


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number and what it counts: ``1 photo``, ``2 photos``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def say_list(lines: Sequence[str]) -> None:
    """Print the first lines of a list, and how many more there are."""
    for line in lines[:LINES_SHOWN]:
        say(line)
    if len(lines) > LINES_SHOWN:
        say(f"... and {len(lines) - LINES_SHOWN} more (--json lists all).")


def printable(text: str) -> str:
    """Return text that does nothing to a terminal, whoever chose the names in it.

    Control characters could move the cursor or hide lines, marks of direction could turn a name
    round: they are shown as escapes. Bytes that are no Unicode become ``?``.
    """
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def marked(text: str, start: int, end: int) -> tuple[str, str]:
    """Return a text as one line, and the line that marks a piece of it below."""
    before, piece = printable(text[:start]), printable(text[start:end])
    line = before + piece + printable(text[end:])
    return line, " " * columns_of(before) + "^" * max(1, columns_of(piece))


def point_at(query: str, error: SearchError) -> None:
    """Say on stderr what a search is wrong in, or what is to be said of it, and mark where."""
    say(f"albumen: {error}", error=True)
    for line in marked(query, error.at.start, error.at.end):
        say(f"  {line}", error=True)


def columns_of(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese signs take two."""
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) - marks + wide


def _visible(character: str) -> str:
    if character.isprintable() or character in _HARMLESS:
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "?"
    if category not in _ACTIVE:
        return character
    return character.encode("unicode_escape").decode("ascii")


def run_with_progress(job: Generator[Progress, None, Any], title: str, *, quiet: bool) -> Any:
    """Run a job to its end; show a progress bar on stderr unless ``quiet`` or not a terminal."""
    if quiet or not sys.stderr.isatty():
        return _drain(job)
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        # A name is no markup: `[/]` in one would end the scan.
        TextColumn("{task.fields[note]}", markup=False),
    )
    bars = Bar(*columns, console=Console(stderr=True), transient=True)
    with closing(job), bars as bar:
        task = bar.add_task(title, total=None, note="")
        while True:
            try:
                step = next(job)
            except StopIteration as stop:
                return stop.value
            note = f"({step.failed} unreadable)" if step.failed else printable(step.note)[-40:]
            if step.waiting:
                note = f"waiting: {_WAITING.get(step.waiting, step.waiting)}"
            bar.update(task, completed=step.done, total=step.total, note=note)


def follow(ctx: JobContext, job: str, change: Change, *, quiet: bool) -> None:
    """Do what must follow a job; tell of tags that could not be written for other programs."""
    from app.jobs.follow_up import follow_up

    done: Change = run_with_progress(follow_up(ctx, job, change), "Tidying up", quiet=quiet)
    for failed in done.summary.get("export", {}).get("failures", ()):
        say(f"{failed['path']}: {failed['message']}", error=True)


def _drain(job: Generator[Progress, None, Any]) -> Any:
    try:
        while True:
            next(job)
    except StopIteration as stop:
        return stop.value
    finally:
        job.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else printable(str(value))


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("-", "", 1).isdigit()


def tags_text(counts: Mapping[str, Any], rejected: str = "for review") -> str:
    """Say how many photos have a tag; coarse ones only where there are some."""
    coarse = f"{counts['coarse']} with a coarse tag, " if counts["coarse"] else ""
    return f"{counts['accepted']} accepted, {coarse}{counts['rejected']} {rejected}"
