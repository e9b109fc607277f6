"""What a command needs: its name among the others, and the program around it.

The composition root provides the program.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from app.core.library import LibraryReader
    from app.core.pack import Pack
    from app.core.protocols import DecoderPool, Encoder
    from app.jobs.context import JobContext


class Program(Protocol):
    """The program around the commands."""

    def library_file(self, named: str | None) -> Path:
        """Return the library file to use."""

    def use_pack(self, folder: str | None) -> None:
        """Let libraries that are opened from now on use this scene pack."""

    def open(self, library: Path) -> AbstractContextManager[JobContext]:
        """Open the library with everything that jobs need."""

    def open_reader(self, library: Path) -> AbstractContextManager[LibraryReader]:
        """Open the library for reading alone (quick: no model is loaded)."""

    def load_pack(self, path: Path | None) -> Pack:
        """Load the shipped scene pack, or another one."""

    def decoders(self, pack: Pack) -> DecoderPool:
        """Make decoders that fit a pack."""

    def encoder(self, pack: Pack) -> Encoder:
        """Make the encoder of a pack."""

    def inference_way(self) -> str:
        """Say what computes features on this machine; "" before the first scan."""

    def cluster(
        self, context: JobContext, address: str, *, plain: bool
    ) -> AbstractContextManager[None]:
        """Let a Dask cluster decode and encode for the jobs of a context."""

    def show_window(self, library: Path, paths: Sequence[str], options: Namespace) -> int:
        """Open the window and return its exit code."""


def add_command(
    commands: Any, name: str, handle: Callable[..., int | None], text: str
) -> ArgumentParser:
    """Register one command, with ``--json``."""
    parser: ArgumentParser = commands.add_parser(
        name, help=text, description=text[0].upper() + text[1:] + "."
    )
    parser.add_argument("--json", action="store_true", help="print JSON for other programs")
    parser.set_defaults(handle=handle)
    return parser
