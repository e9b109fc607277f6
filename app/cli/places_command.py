"""The command `places`: towns and countries where photos were taken."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.library_commands import locality_json
from app.cli.output import print_json, print_table
from app.cli.program import Program, add_command


def add_parsers(commands: Any) -> None:
    """Register the command."""
    add_command(commands, "places", _places, "list the towns and countries of photos, with counts")


def _places(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    with program.open_reader(program.library_file(options.library)) as reader:
        found = reader.localities.counts()
    if options.json:
        print_json(
            [
                {**locality_json(one.locality), "photos": one.photos, "box": list(one.box)}
                for one in found
            ]
        )
        return
    print_table(
        ("photos", "town", "country"),
        ((one.photos, one.locality.town_en, one.locality.country_en) for one in found),
    )
