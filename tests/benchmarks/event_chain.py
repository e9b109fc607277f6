"""When each link of a chain of events was done for the first time, by the clock.

Of the first tags of a new library: what they waited for, on whatever machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from app.jobs.scanning.encoding import EncoderLane
from app.jobs.scanning.first_look import FirstScreen
from app.jobs.scanning.intake import Intake
from app.vision.encoder_process import EncoderProcess

# Links in the order that they are expected in, and what ends with each.
LINKS: tuple[tuple[str, type, str], ...] = (
    ("encoder ready", EncoderProcess, "_start"),
    ("first rows written, from headers", FirstScreen, "_save"),
    ("first batch decoded", EncoderLane, "submit"),
    ("first batch encoded", EncoderProcess, "_exchange"),
    ("first batch stored", Intake, "store"),
)


@contextmanager
def noted_links() -> Iterator[dict[str, float]]:
    """Give the times (``time.perf_counter``) at which links ended first, as they come."""
    ends: dict[str, float] = {}
    with ExitStack() as stack:
        for name, kind, method in LINKS:
            stack.enter_context(
                patch.object(kind, method, _noting(name, getattr(kind, method), ends))
            )
        yield ends


def _noting(name: str, call: Callable[..., Any], ends: dict[str, float]) -> Callable[..., Any]:
    def noting(*arguments: Any, **named: Any) -> Any:
        answer = call(*arguments, **named)
        ends.setdefault(name, time.perf_counter())
        return answer

    return noting
