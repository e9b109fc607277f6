"""What rating does to the chosen photos. It shows the answer at once and paints nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.core.collecting.ratings import Flag, Rating
from app.core.types import Change
from app.jobs.job import JobName
from app.ui.collecting_commands import CollectingCommands
from app.ui.models.photo_list import PhotoListModel
from app.ui.wording import photos as photos_text


class RatingDesk(QObject):
    """Stars and flags of the chosen photos; the place in the list stays.

    Parameters
    ----------
    undo_keys : callable
        Returns the keys that take it back, as they are written.

    Signals
    -------
    told : (str)
        What was done, where that is not plain to see.
    """

    told = Signal(str)

    def __init__(
        self,
        commands: CollectingCommands,
        photos: PhotoListModel,
        selected: Callable[[], Sequence[int]],
        undo_keys: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self._photos = photos
        self._selected = selected
        self._undo_keys = undo_keys

    def give_stars(self, stars: int) -> None:
        """Give the selected photos stars; 0 takes them away."""
        photos = self._selected()
        if photos:
            self._photos.show_at_once(photos, stars=stars)
            self._commands.rate(photos, Rating(stars=stars))

    def set_flag(self, flag: Flag) -> None:
        """Pick or reject the selected photos, or take their flag away."""
        photos = self._selected()
        if photos:
            self._photos.show_at_once(photos, flag=flag)
            self._commands.rate(photos, Rating(flag=flag))

    def on_completed(self, name: str, result: object) -> None:
        """Say that photos were rejected, not scenes, and how to take it back."""
        if name != JobName.RATE or not isinstance(result, Change):
            return
        if result.summary.get("flag") == Flag.REJECT:
            text = self.tr("Rejected: {photos}. Scenes stay as they are; {keys} takes it back.")
            count = photos_text(int(result.summary["rated"]))
            self.told.emit(text.format(photos=count, keys=self._undo_keys()))
