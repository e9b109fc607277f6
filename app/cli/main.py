"""`albumen`: without a command the window, with one the same library and jobs in the terminal.

Exit codes: 0 done, 1 could not be done (one line on stderr), 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from typing import Any, NoReturn

from app import __version__
from app.cli.program import Program
from app.core.errors import KnownError
from app.core.paths import LIBRARY_ENDING
from app.core.search.errors import SearchError

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """A parser whose complaints do nothing to the terminal, whatever words they repeat."""

    def error(self, message: str) -> NoReturn:
        """Print how the command is used and what is wrong, and exit with 2."""
        from app.cli.output import printable

        super().error(printable(message))


def make_parser(*, window_alone: bool = False) -> argparse.ArgumentParser:
    """Return the parser of all commands; or of the window alone, which opens sooner so."""
    parser = Parser(
        prog="albumen",
        description="A photo album that tags photos by scene, and says no when it is not sure. "
        "Without a command it opens the window.",
        epilog="Exit codes: 0 done, 1 could not be done, 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=f"albumen {__version__}")
    parser.add_argument(
        "--library", metavar="FILE", help="the library file (default: the one the window uses)"
    )
    parser.add_argument(
        "--scenes",
        dest="scene_pack",
        metavar="PACK",
        help="let the library use another scene pack from now on: its folder, or 'shipped'",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    window = commands.add_parser("window", help="open the window (what no command does too)")
    window.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="folders to scan, a photo to show, or a library file to open",
    )
    if not window_alone:
        _add_commands(commands)
    return parser


def _add_commands(commands: Any) -> None:
    from app.cli import (
        care_commands,
        collecting_commands,
        export_commands,
        files_commands,
        find_commands,
        keyword_commands,
        lab_commands,
        library_commands,
        places_command,
        refresh_command,
        scan_command,
        sheet_commands,
        table_commands,
        watch_command,
    )

    scan_command.add_parsers(commands)
    library_commands.add_parsers(commands)
    sheet_commands.add_parsers(commands)
    refresh_command.add_parsers(commands)
    collecting_commands.add_parsers(commands)
    care_commands.add_parsers(commands)
    export_commands.add_parsers(commands)
    files_commands.add_parsers(commands)
    find_commands.add_parsers(commands)
    keyword_commands.add_parsers(commands)
    table_commands.add_parsers(commands)
    places_command.add_parsers(commands)
    lab_commands.add_parsers(commands)
    watch_command.add_parsers(commands)


def absolute(path: str) -> str:
    """Return a path of the command line as an absolute one.

    Windows hands a whole disk over as ``E:"``: its backslash took the shell's quote along.
    """
    if sys.platform == "win32" and path.endswith('"'):
        path = path[:-1] + "\\"
    return os.path.abspath(os.path.expanduser(path))


def _with_searches(argv: list[str]) -> list[str]:
    """Return arguments that let a search begin with a minus: ``-water`` looks like an option."""
    read: list[str] = []
    for argument in argv:
        is_search = argument.startswith("-") and not argument.startswith("--")
        if is_search and read and read[-1] == "--query":
            read[-1] += f"={argument}"
        else:
            read.append(argument)
    return read


def run(argv: list[str], program: Program) -> int:
    """Parse the arguments, run the command, and return the exit code."""
    parser = make_parser(window_alone=argv[:1] in ([], ["window"]))
    options = parser.parse_args(_with_searches(argv))
    try:
        _require_current_folder()
        if options.scene_pack is not None:
            _use_pack(options, program)
        if options.command in (None, "window"):
            paths = [absolute(path) for path in getattr(options, "paths", [])]
            libraries = [p for p in paths if p.endswith(LIBRARY_ENDING) and os.path.isfile(p)]
            library = program.library_file(next(iter(libraries), options.library))
            return program.show_window(library, [p for p in paths if p not in libraries], options)
        gc.enable()  # switched off while the program starts
        result: int | None = options.handle(options, program, parser)
    except SearchError as error:
        from app.cli.output import point_at

        point_at(options.query, error)
        return EXIT_USAGE
    except KnownError as error:
        _say(str(error))
        return EXIT_FAILED
    except KeyboardInterrupt:
        _say("interrupted; what was done is kept.")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (`head`, say) has left: that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    return result or EXIT_DONE


def _require_current_folder() -> None:
    """Refuse to work where names of files mean nothing."""
    try:
        os.getcwd()
    except OSError:
        raise KnownError("no_current_folder") from None


def _say(text: str) -> None:
    from app.cli.output import say

    say(f"albumen: {text}", error=True)


def _use_pack(options: argparse.Namespace, program: Program) -> None:
    """Let the library take another scene pack; the window does so when it opens it."""
    program.use_pack(options.scene_pack)
    if options.command in (None, "window"):
        return
    with program.open(program.library_file(options.library)) as ctx:
        if ctx.pack_changed:
            _say(
                f"the library uses the scene pack {ctx.pack.name} of {ctx.pack.path} now; "
                "`albumen scan` computes what it needs."
            )
    program.use_pack(None)
