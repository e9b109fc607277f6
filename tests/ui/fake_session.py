"""A session over a library in memory: a page's jobs are noted, its questions wait for the test.

Nothing runs in a thread. What a job would have changed is written into the reader by the test,
which then says so with :meth:`FakeSession.tell`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.core.settings import Settings
from app.core.types import Change
from app.jobs.context import JobContext
from app.jobs.job import NamedJob
from app.jobs.runner import JobHandle, JobRunner
from app.ui.background import Background
from app.ui.commands import make_commands
from app.ui.job_bridge import JobBridge
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.session import Session
from tests.tiny_pack import tiny_pack
from tests.ui.fakes import FakeReader


class HeldBackground(Background):
    """Keeps what is asked; the test answers by :meth:`Background.answered`."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def ask(self, subject: str, call: Callable[[], Any]) -> None:
        self.asked.append(subject)


@dataclass(frozen=True)
class FakeSession(Session):
    """A session that starts no job.

    Attributes
    ----------
    asked : list of tuple
        The jobs asked for: name, then what they were called with.
    handles : list
        What was returned for each of them.
    """

    asked: list[tuple[Any, ...]]
    handles: list[JobHandle]

    def tell(self, change: Change) -> None:
        """Say what a job changed, as the window's parts hear it."""
        if change.scenes:
            self.scenes.reload()
        self.bridge.changed.emit(change)

    def close(self) -> None:
        super().close()
        self.bridge.deleteLater()
        QApplication.processEvents()


def fake_session(reader: FakeReader, place: Path) -> FakeSession:
    """Make a session of a reader, with one thumbnail for all photos in ``place``."""
    thumbnail = place / "thumbnail.jpg"
    QImage(8, 8, QImage.Format.Format_RGB32).save(str(thumbnail))
    context = JobContext(reader, tiny_pack(), place, decoders=_none, encoder=_none)
    bridge = JobBridge(create_autospec(JobRunner, instance=True))
    asked: list[tuple[Any, ...]] = []
    handles: list[JobHandle] = []
    commands = make_commands(context, bridge)

    def note(job: NamedJob[..., Any], *args: Any, **kwargs: Any) -> JobHandle:
        """Take note of a job, once it is seen that it can be called so."""
        inspect.signature(job).bind(context, *args, **kwargs)
        asked.append((job.name, *args, *([kwargs] if kwargs else [])))
        handles.append(create_autospec(JobHandle, instance=True))
        return handles[-1]

    for part in fields(commands):
        vars(getattr(commands, part.name))["_run"] = note
    return FakeSession(
        context,
        reader,
        commands,
        bridge,
        SceneBook(reader, "en"),
        ThumbnailLoader(lambda content_hash: thumbnail),
        None,
        Settings(),
        HeldBackground(),
        asked,
        handles,
    )


def _none() -> Any:
    raise RuntimeError("a page neither decodes nor encodes")
