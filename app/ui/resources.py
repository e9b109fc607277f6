"""Where icons, translations and the style sheet lie: beside the package, or inside it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import app


def resource_path(*parts: str) -> Path:
    """Return the path of a file under ``resources``, in a checkout or in an installed package."""
    return _root().joinpath(*parts)


def document_path(name: str) -> Path:
    """Return the path of a file under ``docs``, which an installed package has in its resources."""
    inside = _root() / "docs"
    return (inside if inside.is_dir() else _root().parent / "docs") / name


def build_info() -> dict[str, str]:
    """Return what is known of this build (commit, date, versions); empty in a checkout."""
    try:
        info: dict[str, str] = json.loads(resource_path("build.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return info


@cache
def _root() -> Path:
    package = Path(app.__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"
