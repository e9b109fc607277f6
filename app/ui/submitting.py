"""What submits jobs of one library: the base of all that the window can ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from app.jobs.job import NamedJob
from app.jobs.runner import JobHandle, Lane
from app.ui.job_bridge import JobBridge

if TYPE_CHECKING:
    from app.jobs.context import JobContext

P = ParamSpec("P")


class Submitting:
    """Submits jobs of one library through the bridge."""

    def __init__(self, context: JobContext, bridge: JobBridge) -> None:
        self._context = context
        self._bridge = bridge

    def _run(
        self,
        job: NamedJob[Concatenate[JobContext, P], Any],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> JobHandle:
        """Submit a job in its lane."""
        lane = job.lane
        # What tags every photo shows its progress, unless a scan is under way.
        if job.overtakes and self._bridge.active():
            lane = Lane.SHORT
        return self._bridge.submit(job.name, job(self._context, *args, **kwargs), lane)
