"""What the code imports is declared, and every package that is needed is pinned."""

from __future__ import annotations

import ast
import sys
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pins
import pytest
from packaging.utils import canonicalize_name
from project import ROOT

from packaging.requirements import Requirement

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUN = tuple(map(Requirement, PROJECT["dependencies"]))
EXTRAS = {
    extra: tuple(map(Requirement, lines))
    for extra, lines in PROJECT["optional-dependencies"].items()
}


def names(requirements: tuple[Requirement, ...]) -> set[str]:
    return {canonicalize_name(r.name) for r in requirements}


# What is installed does not change meanwhile, and takes a second to read.
distributions = cache(packages_distributions)


@cache
def imports(file: Path) -> set[str]:
    """Return the top-level modules that a file of the program imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def undeclared(folder: str, declared: set[str]) -> set[tuple[str, str]]:
    of_module = distributions()
    return {
        (file.name, module)
        for file in sorted((ROOT / "app" / folder).rglob("*.py"))
        for module in imports(file)
        if module not in sys.stdlib_module_names
        and module != "app"
        and not {canonicalize_name(d) for d in of_module.get(module, [])} & declared
    }


@pytest.mark.parametrize(
    "folder", ["core", "media", "vision", "store", "cluster", "jobs", "ui", "cli", "lab", "."]
)
def test_what_the_program_imports_is_declared(folder: str) -> None:
    declared = names(RUN)
    if folder in ("lab", "."):
        declared |= names(EXTRAS["train"])
    if folder in ("cluster", "."):
        declared |= names(EXTRAS["cluster"])
    if folder in ("media", "."):
        declared |= names(EXTRAS["jxl"])
    if folder in ("vision", "."):
        declared |= names(EXTRAS["openvino"])
    assert undeclared(folder, declared) == set()


def pinned() -> dict[str, Requirement]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(r.name): r for r in found}


def needed(wanted: list[tuple[Requirement, str]], seen: set[tuple[str, str]]) -> set[str]:
    """Return the packages that are wanted, and all that those need which are installed here."""
    result = set()
    for requirement, extra in wanted:
        name = canonicalize_name(requirement.name)
        fits = requirement.marker is None or requirement.marker.evaluate({"extra": extra})
        if not fits or pins.FOLLOWS_TORCH.match(name):
            continue
        result.add(name)
        for each in ("", *sorted(requirement.extras)):
            if (name, each) not in seen:
                seen.add((name, each))
                try:
                    lines = requires(requirement.name) or []
                except PackageNotFoundError:
                    continue
                result |= needed([(Requirement(line), each) for line in lines], seen)
    return result


def test_every_package_that_is_needed_is_pinned() -> None:
    of_project = [
        *RUN,
        *EXTRAS["train"],
        *EXTRAS["cluster"],
        *EXTRAS["dev"],
        *map(Requirement, pins.BUILD),
    ]
    missing = needed([(r, "") for r in of_project], set()) - set(pinned())
    assert not missing, f"`make pins` pins what was added: {sorted(missing)}"


def test_a_pin_is_one_version_that_its_declaration_allows() -> None:
    found = pinned()
    for name, pin in found.items():
        assert [part.operator for part in pin.specifier] == ["=="], name
    for requirement in (*RUN, *EXTRAS["train"], *EXTRAS["cluster"], *EXTRAS["dev"]):
        version = str(found[canonicalize_name(requirement.name)].specifier).removeprefix("==")
        assert requirement.specifier.contains(version), requirement


def test_pins_hold_for_every_machine() -> None:
    versions = {"torch": "2.13.0+cpu", "Abc": "1", "nvidia-x": "1", "triton": "1", "albumen": "1"}
    assert pins.format_pins(versions) == f"{pins.HEAD}Abc==1\ntorch==2.13.0\n"
