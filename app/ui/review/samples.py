"""Finds what the Why panel shows a moment later: nearest samples, and what a yes would change."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.records import PhotoDetail, PhotoRow
from app.core.types import UNDECIDED, Status
from app.ui.background import Background

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.explain import Effect

WAIT_MS = 150
SAMPLES_SHOWN = 3
PHOTOS_LOOKED_AT = 200
Found = list[tuple[PhotoRow, float | None]]
Question = tuple[int, tuple[str, ...], tuple[int, ...]]


class SampleFinder(QObject):
    """Asks for the samples of the proposed and of the second scene.

    Signals
    -------
    found : (list, list)
        (row, similarity) of the nearest samples of both scenes.
    effect_found : (Effect)
        What it would change to label the selected photos with the proposed scene.
    """

    found = Signal(list, list)
    effect_found = Signal(object)

    def __init__(
        self, context: JobContext, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._background = background
        self._detail: PhotoDetail | None = None
        self._photos: tuple[int, ...] = ()
        self._asked: Question | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._ask)
        background.answered.connect(self._on_answered)

    def look_at(self, detail: PhotoDetail | None, selected: Sequence[int] = ()) -> None:
        """Look for the samples of a photo, once the person stays on it.

        ``selected`` are the photos that a yes would label, many of them by their first ones.
        """
        self._detail, self._photos = detail, tuple(selected[:PHOTOS_LOOKED_AT])
        if detail is None:
            self._timer.stop()
            self._background.forget("samples")
            self._background.forget("effect")
            self._asked = None
        elif self._question(detail) != self._asked:
            self._timer.start()

    def _question(self, detail: PhotoDetail) -> Question:
        scenes = [detail.proposed] if detail.proposed else []
        scenes += [c.scene for c in detail.candidates if c.scene not in scenes]
        return detail.row.id, tuple(scenes[:2]), self._photos or (detail.row.id,)

    def _ask(self) -> None:
        if self._detail is None:
            return
        self._asked = self._question(self._detail)
        photo, scenes, selected = self._asked
        self._background.ask("samples", partial(find_samples, self._context, photo, scenes))
        undecided = self._detail.row.status in (Status.ACCEPTED, *UNDECIDED)
        if self._detail.proposed and undecided:
            scene = self._detail.proposed
            self._background.ask("effect", partial(find_effect, self._context, selected, scene))

    def _on_answered(self, subject: str, answer: object) -> None:
        if subject == "samples" and isinstance(answer, tuple):
            self.found.emit(answer[0], answer[1])
        elif subject == "effect":
            self.effect_found.emit(answer)


def find_effect(context: JobContext, photos: tuple[int, ...], scene: str) -> Effect:
    """Return what it would change to label photos with a scene."""
    from app.jobs.explain import effect_of_yes

    return effect_of_yes(context, photos, scene)


def find_samples(context: JobContext, photo: int, scenes: tuple[str, ...]) -> tuple[Found, Found]:
    """Return the nearest samples of up to two scenes."""
    from app.jobs.explain import nearest_samples

    answers: list[Found] = [[], []]
    for at, scene in enumerate(scenes[:2]):
        nearest = dict(nearest_samples(context, photo, scene, SAMPLES_SHOWN))
        rows = context.reader.photos.rows(list(nearest))
        found: Found = [(row, nearest[row.id]) for row in rows]
        answers[at] = sorted(found, key=lambda pair: -(pair[1] or 0.0))
    return answers[0], answers[1]
