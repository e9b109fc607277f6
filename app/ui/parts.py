"""What a page may be handed: the window's parts, and the wishes that only pages have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.library import LibraryReader
from app.core.settings import Settings
from app.core.types import GateRule
from app.jobs.runner import JobHandle, Lane
from app.ui.background import Background
from app.ui.commands import Commands
from app.ui.job_bridge import JobBridge
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader

if TYPE_CHECKING:
    from app.jobs.context import JobContext


class Wishes:
    """Jobs that only the pages ask for; what they changed comes back through the bridge."""

    def __init__(self, context: JobContext, bridge: JobBridge) -> None:
        self._context = context
        self._bridge = bridge

    def merge(self, scene: str, into: str) -> JobHandle:
        """Make a scene a part of another."""
        from app.jobs.merge import merge_scenes

        return self._submit_long("merge", merge_scenes(self._context, scene, into))

    def add_scene(
        self, name: str, photos: Sequence[int], parent: str | None, colour: str
    ) -> JobHandle:
        """Make a scene from photos."""
        from app.jobs.scenes import add_scene

        job = add_scene(self._context, name, list(photos), parent=parent, colour=colour)
        return self._submit("new_scene", job)

    def set_target(self, target: float, rule: GateRule) -> JobHandle:
        """Set how strict all scenes are."""
        from app.jobs.target import set_target

        return self._submit_long("target", set_target(self._context, target, rule))

    def go_to(self, action: int) -> JobHandle:
        """Undo or redo up to an action."""
        from app.jobs.history import go_to

        return self._submit_long("go_to", go_to(self._context, action))

    def draw_checks(self, share: float) -> JobHandle:
        """Mix accepted photos into the queue."""
        from app.jobs.audit import draw_checks

        return self._submit("checks", draw_checks(self._context, share))

    def back_up(self, target: str) -> JobHandle:
        """Copy the library file."""
        from app.jobs.storage import back_up_library

        job = back_up_library(self._context, target)
        return self._bridge.submit("backup", job, Lane.LONG)

    def choose_pack(self, folder: str) -> JobHandle:
        """Let the library use another scene pack from its next opening on."""
        from app.jobs.prepare import choose_pack

        return self._submit("choose_pack", choose_pack(self._context, folder))

    def prune_cache(self, limit_mb: int) -> JobHandle:
        """Drop old thumbnails down to a limit."""
        from app.jobs.storage import prune_cache

        return self._bridge.submit("prune", prune_cache(self._context, limit_mb), Lane.LONG)

    def _submit_long(self, name: str, job: Any) -> JobHandle:
        """Submit what judges every photo: with its progress shown, unless a scan is under way."""
        lane = Lane.SHORT if self._bridge.active() else Lane.LONG
        return self._bridge.submit(name, job, lane)

    def _submit(self, name: str, job: Any) -> JobHandle:
        return self._bridge.submit(name, job, Lane.SHORT)


@dataclass(frozen=True)
class Parts:
    """The parts of the window that pages are made of."""

    context: JobContext
    reader: LibraryReader
    commands: Commands
    wishes: Wishes
    bridge: JobBridge
    scenes: SceneBook
    thumbnails: ThumbnailLoader
    settings: Settings
    background: Background
