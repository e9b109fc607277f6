"""What may be said of the model in force, for every page and command that shows it."""

from __future__ import annotations

from app.core.library import LibraryReader
from app.core.method.calibration import DEFAULT_TARGET
from app.core.promises import ShownPromise
from app.jobs.audit import answered_draws

# Where the figures of a model version keep it.
FIGURE = "promise"


def promise_in_force(reader: LibraryReader) -> ShownPromise:
    """Return what the last refresh found; before the first one nothing is shown yet."""
    version = next((row for row in reader.models.versions() if row.current), None)
    if version is not None and FIGURE in version.figures:
        return ShownPromise.from_facts(version.figures[FIGURE])
    answered = sum(len(draw.photos) for draw in answered_draws(reader))
    return ShownPromise(float(reader.setting("target", DEFAULT_TARGET)), answered=answered)
