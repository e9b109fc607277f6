"""What hatch does before it builds a wheel: compile what is written in C, where it can be.

With it the wheel is one for this kind of system, without it one for all.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))
import native


class NativeBuildHook(BuildHookInterface):
    """Puts the compiled reader into wheels; an editable install has it beside its source."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say for which system the wheel is."""
        library = native.compile_reader()
        if library is None:
            print("no C compiler was found: large JPEGs take twice the time", file=sys.stderr)
            return
        system = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{system}"
        build_data["artifacts"].append(f"/{library.relative_to(self.root).as_posix()}")
