"""Write the licences of everything that the bundle carries, so that it can be passed on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from carried import Component

INDEX = "THIRD_PARTY.md"


def write_licences(components: Sequence[Component], folder: Path) -> list[str]:
    """Write an index and one text a component; return the names of those without a text.

    Long paths are avoided: each component has one file, named after it, whatever its own files
    are called (torch's lie 200 characters deep, where uninstallers fail).
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    without = []
    for component in components:
        name = f"{re.sub('[^a-z0-9.+-]', '-', component.name.lower())}.txt"
        if component.texts:
            (folder / name).write_text(_joined(component), "utf-8")
            text = f"[{name}]({name})"
        else:
            without.append(component.name)
            text = "-"
        rows.append(
            f"| {component.name} | {component.version} | {component.licence} | "
            f"{component.home} | {text} |"
        )
    (folder / INDEX).write_text(_INTRODUCTION + "\n".join(rows) + "\n", "utf-8")
    return without


def _joined(component: Component) -> str:
    parts = [f"{component.name} {component.version}\n{component.home}\n"]
    for text in component.texts:
        content = text.read_text("utf-8", errors="replace").strip()
        parts.append(f"----- {text.name} -----\n\n{content}\n")
    return "\n".join(parts)


_INTRODUCTION = """# What Albumen carries of others

Albumen's own code is under the Apache License 2.0. This installation carries the works below,
each under its own licence; the texts lie beside this file.

Qt and PySide6 are used under the GNU Lesser General Public License, version 3 (LGPL-3.0.txt,
which adds to GPL-3.0.txt), and so are libheif and libde265 inside pi-heif. They are separate
library files in this installation and may be replaced by changed builds of the same version. Their
sources: https://download.qt.io, https://code.qt.io, https://github.com/strukturag. LibRaw, a
library file inside rawpy, is used under the GNU Lesser General Public License, version 2.1, and
may be replaced in the same way; its source: https://github.com/LibRaw/LibRaw.

| name | version | licence | home | text |
| --- | --- | --- | --- | --- |
"""
