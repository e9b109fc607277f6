"""What the scenes page asks in a thread: clusters without a scene, odd samples, a split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.session import Session

if TYPE_CHECKING:
    from app.jobs.groups import Suggestion


def ask_suggestions(session: Session) -> list[Suggestion]:
    """Return clusters of photos that look like one thing without a scene."""
    from app.jobs.groups import suggest_scenes

    return suggest_scenes(session.context)


def ask_outliers(session: Session, scene: str) -> tuple[str, dict[int, str]]:
    """Return a scene, and its samples that look more like another."""
    from app.jobs.samples import find_outliers

    return scene, find_outliers(session.context, scene)


def ask_split(session: Session, scene: str) -> tuple[str, list[int]]:
    """Return a scene, and the samples that would make one of their own."""
    from app.jobs.merge import suggest_split

    return scene, suggest_split(session.context, session.reader.labels.samples(scene))
