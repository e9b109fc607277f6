"""The review desk: what a decision does to the chosen photos, and where it goes next.

It submits the job of a decision, shows the answer before the library has it, and moves on to the
next undecided photo. It paints nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.core.library import LibraryReader
from app.core.scenes import NO_SCENE
from app.core.types import Change
from app.jobs.job import JobName
from app.ui.commands import ReviewCommands, SceneCommands
from app.ui.review.chosen_photos import ChosenPhotos


class Desk(QObject):
    """Decisions on the chosen photos.

    Signals
    -------
    last_scene_changed : (str)
        The scene that '.' gives again.
    """

    last_scene_changed = Signal(str)

    def __init__(
        self,
        reader: LibraryReader,
        commands: ReviewCommands,
        scene_commands: SceneCommands,
        chosen: ChosenPhotos,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._commands = commands
        self._scene_commands = scene_commands
        self._chosen = chosen
        self.last_scene: str | None = None

    def accept(self) -> None:
        """Accept the proposed scene of each selected photo."""
        proposed = self._reader.models.proposals(self._chosen.selected())
        photos = list(proposed)
        if photos:
            for photo, scene in proposed.items():
                self._chosen.show_at_once([photo], scene)
            self._commands.accept(photos)
            self._chosen.move_on(photos)

    def refuse(self) -> None:
        """Say no to the scene that each selected photo shows."""
        photos = self._chosen.with_a_scene()
        if photos:
            self._commands.refuse(photos, finer=self._chosen.asked_about())
            self._chosen.move_on(photos)

    def set_aside(self) -> None:
        """Say that the selected photos show none of the scenes; '.' keeps the scene it had."""
        photos = self._chosen.selected()
        if photos:
            self._chosen.show_at_once(photos, NO_SCENE)
            self._commands.label(photos, NO_SCENE)
            self._chosen.move_on(photos)

    def choose_candidate(self, number: int) -> None:
        """Label with candidate ``number`` (from 1) of the current photo."""
        detail = self._chosen.detail
        candidates = detail.candidates if detail is not None else ()
        if 1 <= number <= len(candidates):
            self.label(candidates[number - 1].scene)

    def label(self, scene: str) -> None:
        """Label the selected photos."""
        photos = self._chosen.selected()
        if photos:
            self.label_photos(photos, scene)
            self._chosen.move_on(photos)

    def label_photos(self, photos: Sequence[int], scene: str) -> None:
        """Label any photos, for example dropped ones; the selection stays."""
        self.remember(scene)
        self._chosen.show_at_once(photos, scene)
        self._commands.label(photos, scene)

    def label_again(self) -> None:
        """Give the last scene again."""
        if self.last_scene is not None:
            self.label(self.last_scene)

    def make_scene(self, name: str) -> None:
        """Make a scene from the selected photos, and go on."""
        photos = self._chosen.selected()
        self._scene_commands.add(name, photos)
        self._chosen.move_on(photos)

    def clear(self) -> None:
        """Forget what was said about the selected photos."""
        photos = self._chosen.selected()
        if photos:
            self._commands.clear(photos)

    def skip(self) -> None:
        """Leave the selected photos undecided and go on."""
        photos = self._chosen.selected()
        if photos:
            self._chosen.skip(photos)

    def remember(self, scene: str) -> None:
        """Let '.' give this scene."""
        self.last_scene = scene
        self.last_scene_changed.emit(scene)

    def on_completed(self, name: str, result: object) -> None:
        """Go to the photo that undo or redo changed; let '.' give a scene that was made."""
        if not isinstance(result, Change):
            return
        if name in (JobName.UNDO, JobName.REDO):
            self._chosen.go_to_changed(result)
        elif name == JobName.NEW_SCENE and result.photos:
            self.remember(str(result.summary["scene"]))
