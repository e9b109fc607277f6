"""How the terminal speaks: JSON for machines, tables for people, a progress bar on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from app.core.types import Progress


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
        print(printable(line.rstrip()))
        if number == 0:
            print("  ".join("-" * width for width in widths))


_WAITING = {"battery": "this machine runs on its battery"}


def printable(text: str) -> str:
    """Return text that any terminal can print: bytes that are no Unicode become '?'."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\n", "\\n")


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
        TextColumn("{task.fields[note]}"),
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


def tags_text(counts: Mapping[str, Any], rejected: str = "need review") -> str:
    """Say how many photos have a tag; coarse ones only where there are some."""
    coarse = f"{counts['coarse']} with a coarse tag, " if counts["coarse"] else ""
    return f"{counts['accepted']} accepted, {coarse}{counts['rejected']} {rejected}"
