"""What may be said of the gate: whether answers to checks show that the target holds.

A number that a person chose ('at most 1 wrong in 20') is an estimate until enough photos drawn at
random were answered (``method.checks``). Labels of other photos show nothing: people confirm
what is right and pass over what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.messages import Message
from app.core.method.calibration import answers_needed


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """What the answers show of the tags that the gate gives.

    Attributes
    ----------
    target : float
        Largest share of wrong tags that the person allows.
    is_kept : bool
        Whether the answers show that it holds.
    answered, wrong : int
        Answers about photos that the gate would tag, and how many of these were wrong.
    """

    target: float
    is_kept: bool = False
    answered: int = 0
    wrong: int = 0

    @property
    def needed(self) -> int:
        """How many answers, all of them right, would show the target."""
        return answers_needed(self.target)

    def to_facts(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "target": self.target,
            "kept": self.is_kept,
            "answered": self.answered,
            "wrong": self.wrong,
            "needed": self.needed,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> ShownPromise:
        """Make it from :meth:`to_facts`' values."""
        return cls(
            float(facts["target"]),
            bool(facts["kept"]),
            int(facts["answered"]),
            int(facts["wrong"]),
        )

    def message(self) -> Message:
        """Say it: kept, too few answers, or too many of them wrong."""
        share = f"{100 * self.target:.3g}"
        if not self.is_kept and self.answered < self.needed:
            return Message(
                "promise_needs_answers",
                {"share": share, "answered": self.answered, "needed": self.needed},
            )
        code = "promise_kept" if self.is_kept else "promise_not_shown"
        return Message(code, {"share": share, "answered": self.answered, "wrong": self.wrong})
