"""What the project says of itself: name, version and description, read from pyproject.toml."""

from __future__ import annotations

import subprocess
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP_ID = "io.github.albumen.Albumen"
TITLE = "Albumen"
# The package's maintainer as Debian's form wants it: a name and an address.
MAINTAINER = "The Albumen maintainers <albumen@localhost.invalid>"


@dataclass(frozen=True)
class Project:
    """The fields of pyproject.toml that packages need."""

    name: str
    version: str
    description: str
    licence: str
    dependencies: tuple[str, ...]


@cache
def project() -> Project:
    """Return the project's own data."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = table["optional-dependencies"]
    return Project(
        name=table["name"],
        version=table["version"],
        description=table["description"],
        licence=table["license"],
        # What the program does without where it has to be built: installers have it.
        dependencies=(*table["dependencies"], *extras["jxl"], *extras["openvino"]),
    )


def commit() -> str:
    """Return the short id of the commit that is built; empty outside a checkout."""
    asked = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() if asked.returncode == 0 else ""


def commit_time() -> int:
    """Return the time of that commit in seconds since 1970; 0 outside a checkout."""
    asked = subprocess.run(
        ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"],
        capture_output=True,
        text=True,
        check=False,
    )
    return int(asked.stdout) if asked.returncode == 0 and asked.stdout.strip() else 0


def document_files() -> list[Path]:
    """Return the manual, its pictures and what it leads to: they come with the program."""
    docs = ROOT / "docs"
    names = ("format.md", "pictures.csv")
    return sorted(
        [*docs.glob("manual.*.md"), *docs.glob("manual/*.webp"), *map(docs.joinpath, names)]
    )
