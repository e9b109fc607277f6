"""What the window can ask for: each method submits one job. Job modules are imported when used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.types import Change
from app.jobs.follow_up import SCAN, follow_up, needs_follow_up
from app.jobs.runner import JobHandle, Lane
from app.ui.job_bridge import JobBridge

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.refresh import RefreshPlan


class Commands:
    """Turns wishes into jobs; what they changed comes back through the bridge."""

    def __init__(self, context: JobContext, bridge: JobBridge) -> None:
        self.context = context
        self._bridge = bridge

    # decisions

    def label(self, photos: Sequence[int], scene: str) -> JobHandle:
        """Label photos with a scene."""
        from app.jobs.relabel import label_photos

        return self._short("label", label_photos(self.context, list(photos), scene))

    def accept(self, photos: Sequence[int]) -> JobHandle:
        """Accept each photo's proposed scene."""
        from app.jobs.relabel import accept_proposals

        return self._short("accept", accept_proposals(self.context, list(photos)))

    def refuse(self, photos: Sequence[int], scene: str | None = None) -> JobHandle:
        """Say no to a scene, or to the one that each photo shows."""
        from app.jobs.relabel import refuse_scene

        return self._short("refuse", refuse_scene(self.context, list(photos), scene))

    def clear(self, photos: Sequence[int]) -> JobHandle:
        """Forget what was said about photos."""
        from app.jobs.relabel import clear_labels

        return self._short("clear", clear_labels(self.context, list(photos)))

    def undo(self) -> JobHandle:
        """Take back the newest action."""
        from app.jobs.history import undo

        return self._short("undo", undo(self.context))

    def redo(self) -> JobHandle:
        """Do again what was undone last."""
        from app.jobs.history import redo

        return self._short("redo", redo(self.context))

    # scenes

    def new_scene(self, name: str, photos: Sequence[int]) -> JobHandle:
        """Make a scene from photos."""
        from app.jobs.scenes import add_scene

        return self._short("new_scene", add_scene(self.context, name, list(photos)))

    def change_scene(self, scene: str, **fields: Any) -> JobHandle:
        """Rename, recolour, move or switch a scene."""
        from app.jobs.scenes import change_scene

        return self._short("scene", change_scene(self.context, scene, **fields))

    def set_range(self, scene: str, bounds: tuple[float, float] | None) -> JobHandle:
        """Set a range by hand, or reset it."""
        from app.jobs.scenes import set_range

        return self._short("range", set_range(self.context, scene, bounds))

    # library

    def report(self, target: Path, text: str, *, with_names: bool) -> JobHandle:
        """Write a report of a problem."""
        from app.jobs.problem_report import write_report

        return self._short(
            "report", write_report(self.context, target, text, with_names=with_names)
        )

    def scan(self, paths: Sequence[str] | None = None) -> JobHandle:
        """Scan folders (added where they are new), or all of them."""
        from app.jobs.scan import scan_folders

        wanted = list(paths) if paths is not None else None
        return self._bridge.submit("scan", scan_folders(self.context, wanted), Lane.LONG)

    def follow_up(self, job: str, change: Change) -> None:
        """Do what must follow a job, if anything; what follows a scan takes a while."""
        if not needs_follow_up(job):
            return
        lane = Lane.LONG if job == SCAN else Lane.SHORT
        self._bridge.submit("follow_up", follow_up(self.context, job, change), lane)

    def remove_folder(self, folder: int) -> JobHandle:
        """Forget a folder; labels are kept."""
        from app.jobs.folders import remove_folder

        return self._short("folder", remove_folder(self.context, folder))

    def relocate_folder(self, folder: int, path: str) -> JobHandle:
        """Tell where a folder is now."""
        from app.jobs.folders import relocate_folder

        return self._short("folder", relocate_folder(self.context, folder, path))

    def exclude(self, folder: int, patterns: Sequence[str]) -> JobHandle:
        """Leave files out by name patterns."""
        from app.jobs.folders import exclude_from_folder

        return self._short("folder", exclude_from_folder(self.context, folder, patterns))

    def watch(self, folder: int, watch: bool) -> JobHandle:
        """Tag new photos as they come, or not."""
        from app.jobs.folders import watch_folder

        return self._short("folder", watch_folder(self.context, folder, watch))

    # model

    def plan_refresh(self) -> JobHandle:
        """Work out what a refresh would change; it does not wait for a scan."""
        from app.jobs.refresh import plan_refresh

        lane = Lane.SHORT if self._bridge.active() else Lane.LONG
        return self._bridge.submit("plan_refresh", plan_refresh(self.context), lane)

    def apply_refresh(self, plan: RefreshPlan) -> JobHandle:
        """Save a planned refresh."""
        from app.jobs.refresh import apply_refresh

        lane = Lane.SHORT if self._bridge.active() else Lane.LONG
        return self._bridge.submit("refresh", apply_refresh(self.context, plan), lane)

    def restore(self, version: int) -> JobHandle:
        """Go back to an earlier model version."""
        from app.jobs.history import restore_model

        return self._short("restore", restore_model(self.context, version))

    def _short(self, name: str, job: Any) -> JobHandle:
        return self._bridge.submit(name, job, Lane.SHORT)
