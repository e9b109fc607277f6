"""What every page of the window is made of: the parts of one open library, made before any widget.

A page takes the session and, by name, what else it needs; nobody is handed the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.library import LibraryReader
from app.core.settings import Settings
from app.ui.background import Background
from app.ui.commands import Commands, make_commands
from app.ui.job_bridge import JobBridge
from app.ui.models.large_pictures import LargePictures
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader, thumbnail_path

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.runner import JobRunner


@dataclass(frozen=True, slots=True)
class Session:
    """One open library.

    Attributes
    ----------
    context : JobContext
        What jobs and questions in a thread are made with.
    reader : LibraryReader
        Reads the library; nothing here writes it.
    commands : Commands
        Submits jobs.
    bridge : JobBridge
        Tells what jobs do.
    scenes : SceneBook
        The scenes, in the language in force.
    thumbnails : ThumbnailLoader
    pictures : LargePictures or None
        What is shown large; None where there are no processes for it (in tests).
    settings : Settings
        What the person set on this machine.
    background : Background
        Answers slow questions.
    """

    context: JobContext
    reader: LibraryReader
    commands: Commands
    bridge: JobBridge
    scenes: SceneBook
    thumbnails: ThumbnailLoader
    pictures: LargePictures | None
    settings: Settings
    background: Background

    def close(self) -> None:
        """Stop the threads that read the library."""
        self.background.stop()
        self.thumbnails.close()
        if self.pictures is not None:
            self.pictures.close()


def open_session(
    context: JobContext,
    runner: JobRunner,
    settings: Settings,
    language: str,
    parent: QObject | None = None,
) -> Session:
    """Make the session of a library; ``language`` is the code that scenes are named in."""
    bridge = JobBridge(runner, parent)
    return Session(
        context,
        context.reader,
        make_commands(context, bridge),
        bridge,
        SceneBook(context.reader, language, parent),
        ThumbnailLoader(partial(thumbnail_path, Path(context.thumbnails_dir)), parent),
        None if context.viewers is None else LargePictures(context.viewers, parent),
        settings,
        Background(parent),
    )
