"""How many random examples are made of a test: some in every run, many with ``--long``."""

from __future__ import annotations

from hypothesis import settings

# The profile of ``--long``; tests/conftest.py chooses it.
LONG = "long"


def examples(quick: int, long: int) -> int:
    """Return how many examples this run makes of a test."""
    return long if settings.get_current_profile_name() == LONG else quick
