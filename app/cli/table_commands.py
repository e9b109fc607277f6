"""The commands that write tables: export csv, export json, export fixity; and verify."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from app.cli.output import counted, print_json, run_with_progress, say, say_list
from app.cli.program import Program, add_command
from app.core.types import Change

DIFFERS = 1


def add_formats(formats: Any) -> None:
    """Register what `export` writes besides tags."""
    for name, text in (
        ("csv", "write a table of all photos for spreadsheets"),
        ("json", "write a table of all photos for other programs"),
        ("fixity", "write the SHA-256 of every photo, which `sha256sum -c` verifies, too"),
    ):
        parser = add_command(formats, name, _export_fixity if name == "fixity" else _export, text)
        parser.add_argument("file", metavar="FILE")
        if name == "csv":
            parser.add_argument(
                "--excel", action="store_true", help="begin with the mark that Excel needs"
            )


def add_parsers(commands: Any) -> None:
    """Register the command that reads one of them again."""
    verify = add_command(
        commands, "verify", _verify, "compare all files with a fixity report; 1 where one differs"
    )
    verify.add_argument("file", metavar="FILE", help="what `albumen export fixity` wrote")


def _export(options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser) -> None:
    from app.jobs.tables.photo_table import TableKind, export_table

    kind = TableKind.EXCEL if getattr(options, "excel", False) else TableKind(options.format)
    with program.open(program.library_file(options.library)) as ctx:
        job = export_table(ctx, options.file, kind)
        change: Change = run_with_progress(job, "Exporting", quiet=options.json)
    if options.json:
        print_json(change.summary)
    else:
        say(f"{counted(change.summary['photos'], 'photo')} written to {change.summary['path']}.")


def _export_fixity(
    options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser
) -> None:
    from app.jobs.tables.fixity import export_fixity

    with program.open(program.library_file(options.library)) as ctx:
        job = export_fixity(ctx, options.file)
        change: Change = run_with_progress(job, "Reading", quiet=options.json)
    result = change.summary
    if options.json:
        print_json(result)
        return
    say(f"{counted(result['files'], 'checksum')} written to {result['path']}.")
    _list("changed since the last scan", result["changed"])
    _list("not there", result["missing"])
    _list("not readable", _named(result["unread"]))


def _verify(options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser) -> int:
    from app.jobs.tables.fixity import verify_fixity

    change: Change = run_with_progress(verify_fixity(options.file), "Verifying", quiet=options.json)
    result = change.summary
    if options.json:
        print_json(result)
    else:
        _list("changed", result["changed"])
        _list("missing", result["missing"])
        _list("not readable", _named(result["unread"]))
        _list("added", result["added"])
        if result["same"]:
            say(f"Nothing changed: {counted(result['files'], 'file')}.")
    if result["same"]:
        return 0
    counts = ", ".join(f"{len(result[k])} {k}" for k in ("changed", "missing", "unread", "added"))
    say(
        f"albumen: the same: {result['unchanged']} of "
        f"{counted(result['files'], 'file')}; {counts}.",
        error=True,
    )
    return DIFFERS


def _named(unread: Sequence[Mapping[str, str]]) -> list[str]:
    return [f"{one['path']} ({one['message']})" for one in unread]


def _list(what: str, lines: Sequence[str]) -> None:
    say_list([f"{what}: {line}" for line in lines])
