"""What the scenes page asks in a thread: heaps without a scene, odd samples, a split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.jobs.groups import Suggestion


def ask_suggestions(parts: Parts) -> list[Suggestion]:
    """Return heaps of photos that look like one thing without a scene."""
    from app.jobs.groups import suggest_scenes

    return suggest_scenes(parts.context)


def ask_outliers(parts: Parts, scene: str) -> tuple[str, dict[int, str]]:
    """Return a scene, and its samples that look more like another."""
    from app.jobs.samples import find_outliers

    return scene, find_outliers(parts.context, scene)


def ask_split(parts: Parts, scene: str) -> tuple[str, list[int]]:
    """Return a scene, and the samples that would make one of their own."""
    from app.jobs.merge import suggest_split

    return scene, suggest_split(parts.context, parts.reader.labels.samples(scene))
