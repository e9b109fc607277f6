"""Sheets without a model: a plan that is a list, and questions that are answered when told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.sheets import Sheet, SheetAnswer, SheetKind, SheetState


def make_sheet(
    photos: Sequence[int],
    tag: str | None = "beach",
    kind: SheetKind = SheetKind.PROPOSED,
    chance: float = 0.9,
) -> Sheet:
    level = None if tag is None else "scene"
    return Sheet(tag, kind, level, tuple(photos), (chance,) * len(photos), 1.0)


@dataclass(frozen=True)
class FakePlan:
    """Sheets in a fixed order; marked photos come back on a last one, of the forest."""

    left: tuple[Sheet, ...]
    base: SheetState = field(default_factory=lambda: SheetState(tagged=12, wrong=1.4, untagged=30))

    @property
    def state(self) -> SheetState:
        photos = sum(len(sheet.photos) for sheet in self.left)
        return replace(self.base, sheets=len(self.left), photos=photos)

    def sheets(self, limit: int | None = None) -> list[Sheet]:
        return list(self.left[:limit])

    def after(self, answer: SheetAnswer) -> FakePlan:
        left = self.without(answer.sheet.photos).left
        if answer.no:
            left = (*left, make_sheet(answer.no, "forest", SheetKind.SECOND))
        base = replace(self.base, released=len(answer.yes), returned=len(answer.no))
        return FakePlan(left, base)

    def without(self, photos: Collection[int]) -> FakePlan:
        kept = (_less(sheet, photos) for sheet in self.left)
        return FakePlan(tuple(sheet for sheet in kept if sheet.photos), self.base)


def _less(sheet: Sheet, photos: Collection[int]) -> Sheet:
    pairs = zip(sheet.photos, sheet.chances, strict=True)
    kept = [pair for pair in pairs if pair[0] not in photos]
    return replace(sheet, photos=tuple(p for p, _ in kept), chances=tuple(c for _, c in kept))


class ToldBackground(QObject):
    """Answers the newest question of each kind, when it is told to."""

    answered = Signal(str, object)
    failed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, Callable[[], Any]] = {}
        self.count = 0

    def ask(self, kind: str, call: Callable[[], Any]) -> None:
        self.asked[kind] = call
        self.count += 1

    def forget(self, kind: str) -> None:
        self.asked.pop(kind, None)

    def answer(self, kind: str) -> None:
        self.answered.emit(kind, self.asked.pop(kind)())

    def answer_all(self) -> None:
        while self.asked:
            self.answer(next(iter(self.asked)))
