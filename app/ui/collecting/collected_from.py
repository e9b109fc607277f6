"""What is looked at while photos are collected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.ui.models.photo_list import PhotoListModel


@dataclass(frozen=True, slots=True)
class CollectedFrom:
    """The list that is shown, and what is chosen in it.

    Attributes
    ----------
    photos : PhotoListModel
        The list that is shown.
    selected : callable
        Returns the photos that are chosen.
    entry : callable
        Returns noun and key of what the sidebar shows.
    """

    photos: PhotoListModel
    selected: Callable[[], Sequence[int]]
    entry: Callable[[], tuple[str, object]]
