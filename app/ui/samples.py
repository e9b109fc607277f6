"""Finds the nearest samples of the current photo, in a thread, a moment after it was looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.records import PhotoDetail, PhotoRow
from app.ui.background import Background

if TYPE_CHECKING:
    from app.jobs.context import JobContext

WAIT_MS = 150
SHOWN = 3
Found = list[tuple[PhotoRow, float | None]]


class SampleFinder(QObject):
    """Asks for the samples of the proposed and of the second scene.

    Signals
    -------
    found : (list, list)
        (row, similarity) of the nearest samples of both scenes.
    """

    found = Signal(list, list)

    def __init__(
        self, context: JobContext, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._background = background
        self._detail: PhotoDetail | None = None
        self._asked: tuple[int, tuple[str, ...]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._ask)
        background.answered.connect(self._on_answered)

    def look_at(self, detail: PhotoDetail | None) -> None:
        """Look for the samples of a photo, once the person stays on it."""
        self._detail = detail
        if detail is None:
            self._timer.stop()
            self._background.forget("samples")
            self._asked = None
        elif self._question(detail) != self._asked:
            self._timer.start()

    @staticmethod
    def _question(detail: PhotoDetail) -> tuple[int, tuple[str, ...]]:
        scenes = [detail.proposed] if detail.proposed else []
        scenes += [c.scene for c in detail.candidates if c.scene not in scenes]
        return detail.row.id, tuple(scenes[:2])

    def _ask(self) -> None:
        if self._detail is None:
            return
        self._asked = self._question(self._detail)
        photo, scenes = self._asked
        self._background.ask("samples", partial(find_samples, self._context, photo, scenes))

    def _on_answered(self, kind: str, answer: object) -> None:
        if kind == "samples" and isinstance(answer, tuple):
            self.found.emit(answer[0], answer[1])


def find_samples(context: JobContext, photo: int, scenes: tuple[str, ...]) -> tuple[Found, Found]:
    """Return the nearest samples of up to two scenes."""
    from app.jobs.explain import nearest_samples

    answers: list[Found] = [[], []]
    for at, scene in enumerate(scenes[:2]):
        nearest = dict(nearest_samples(context, photo, scene, SHOWN))
        rows = context.reader.rows(list(nearest))
        found: Found = [(row, nearest[row.id]) for row in rows]
        answers[at] = sorted(found, key=lambda pair: -(pair[1] or 0.0))
    return answers[0], answers[1]
