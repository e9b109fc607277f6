"""Which files an action copied or moved, so that one undo takes it all back.

Each file is written down before it is touched and again when it is where it belongs. So a program
that was killed in the middle leaves nothing that undo does not know: a step that is ``PENDING`` is
looked at on the disk, and what it left behind is taken back as if it had come to its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class StepState(StrEnum):
    """Where the file of a step stands.

    ``PLANNED``: untouched. ``PENDING``: may be at its source, at its target, or at both, whole.
    ``DONE``: at its target. ``BACK``: at its source alone, for it failed or was taken back.
    """

    PLANNED = "planned"
    PENDING = "pending"
    DONE = "done"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class FileStep:
    """One file that is copied or moved.

    Attributes
    ----------
    number : int
        Its place in the action.
    photo : int or None
        The photo that it is; None for a companion.
    source, target : str
        Absolute paths.
    is_move : bool
        Whether the file leaves its source; a companion that another photo needs stays there.
    state : StepState
    digest : str
        SHA-256 of its bytes, in hex digits; empty until known.
    unit : int
        Files of one name belong together: all of them go, or none.
    """

    number: int
    photo: int | None
    source: str
    target: str
    is_move: bool
    state: StepState = StepState.PLANNED
    digest: str = ""
    unit: int = 0


class TransferReader(Protocol):
    """The files of actions, for those who only look."""

    def file_steps(self, action: int) -> list[FileStep]:
        """Return the files that an action copied or moved, in their order."""

    def is_in_force(self, action: int) -> bool:
        """Return whether an action is there and not taken back."""


class Transfers(TransferReader, Protocol):
    """The files of actions, and writing them down."""

    def plan_files(self, steps: Sequence[FileStep]) -> int:
        """Write down what the action that is open is going to do; return the action's id.

        Undo of the action takes back no file by itself: :mod:`app.jobs.originals` does.
        """

    def set_file_steps(self, action: int, steps: Sequence[FileStep]) -> None:
        """Put steps, state and all, in the place of those with their numbers."""

    def drop_action(self, action: int) -> None:
        """Forget an action of which nothing came."""
