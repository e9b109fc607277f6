"""Where icons, translations and the style sheet lie: beside the package, or inside it."""

from __future__ import annotations

from pathlib import Path

import app


def resource_path(*parts: str) -> Path:
    """Return the path of a file under ``resources``, in a checkout or in an installed package."""
    package = Path(app.__file__).resolve().parent
    inside = package / "resources"
    root = inside if inside.is_dir() else package.parent / "resources"
    return root.joinpath(*parts)
