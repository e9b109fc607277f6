"""Tells what an answer did: that a photo was a check, or how many photos one key decided."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.core.types import Change
from app.jobs.job import JobName
from app.jobs.review_queue import BlindReader
from app.ui.review.notice import Notice
from app.ui.session import Session
from app.ui.wording import history_sentence

# A decision about so many photos or more is told.
MANY_PHOTOS = 10
DECISIONS = (JobName.LABEL, JobName.ACCEPT, JobName.REFUSE, JobName.CLEAR)


class AnswerTeller(QObject):
    """Says one sentence after an answer, where there is something to say.

    Parameters
    ----------
    session : Session
    queue : BlindReader
        Knows which checks were asked.
    notice : Notice
        Where it is said.
    undo_keys : callable
        Returns the keys that take it back, as they are written.
    """

    def __init__(
        self,
        session: Session,
        queue: BlindReader,
        notice: Notice,
        undo_keys: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = session.reader
        self._scenes = session.scenes
        self._queue = queue
        self._notice = notice
        self._undo_keys = undo_keys

    def tell_checks(self, change: Change) -> None:
        """Tell of checks among the photos that a change touched, now that they are answered."""
        asked = self._queue.photos.asked
        touched = [photo for photo in change.photos or () if photo in asked]
        for photo, (yes, no) in self._reader.labels.of(touched).items():
            scene = asked[photo]
            if yes is None and scene not in no:
                continue
            del asked[photo]
            agrees = self.tr("A check: the program had accepted {scene}, and you agree.")
            differs = self.tr("A check: the program had accepted {scene}, and you do not agree.")
            text = agrees if yes == scene else differs
            self._notice.say(text.format(scene=self._scenes.name(scene)))

    def on_completed(self, name: str, result: object) -> None:
        """Say what one key did to many photos, and that it can be taken back."""
        if name not in DECISIONS or not isinstance(result, Change):
            return
        done = self._reader.history.next_undo()
        if len(result.photos or ()) >= MANY_PHOTOS and done is not None:
            sentence = history_sentence(done, self._scenes)
            text = self.tr("{done}. {keys} takes it back.")
            self._notice.say(text.format(done=sentence, keys=self._undo_keys()))
