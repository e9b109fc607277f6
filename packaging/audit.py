"""Ask the advisory databases about every package in constraints.txt.

    python packaging/audit.py [PIP-AUDIT...]

Exit codes: 0 nothing is known against any of them; 1 there are known weaknesses, each on a line;
3 the databases could not be asked about some, so that nothing is said of these (`make` prints the
code and ends with its own 2). What follows is the command to ask with, by default the ``pip-audit``
beside this Python.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from project import ROOT

EXIT_CLEAN, EXIT_WEAK, EXIT_NOT_ASKED = 0, 1, 3
OPTIONS = (
    *("-r", str(ROOT / "constraints.txt")),
    *("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"),
)


def main(command: list[str]) -> int:
    """Ask, and say what is known; ``command`` runs pip-audit."""
    done = subprocess.run([*command, *OPTIONS], check=False, capture_output=True, text=True)
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        print(f"audit: the advisory databases could not be asked: {said}", file=sys.stderr)
        return EXIT_NOT_ASKED
    weak = [(package, weakness) for package in packages for weakness in package.get("vulns", ())]
    for package, weakness in weak:
        mended = ", ".join(weakness["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}")
    unknown = [package for package in packages if "skip_reason" in package]
    asked = len(packages) - len(unknown)
    print(f"audit: {asked} of {len(packages)} packages asked about, {len(weak)} known weaknesses")
    if unknown:
        which = ", ".join(package["name"] for package in unknown) if asked else "any of them"
        print(
            f"audit: the advisory databases could not be asked about {which}, so that nothing is "
            f"said of these ({unknown[0]['skip_reason']})",
            file=sys.stderr,
        )
    if weak:
        return EXIT_WEAK
    return EXIT_NOT_ASKED if unknown or not packages else EXIT_CLEAN


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or [str(Path(sys.executable).with_name("pip-audit"))]))
