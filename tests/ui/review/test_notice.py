"""A sentence over the lower edge."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.ui.review.notice import Notice
from app.ui.theme import Theme


def test_notice_goes_away_by_itself(keep: Callable, theme: Theme) -> None:
    over = keep(QWidget())
    over.resize(400, 300)
    over.show()
    notice = Notice(over)
    notice.say("A check.")
    assert notice.isVisible()
    assert notice.accessibleName() == "A check."
    over.resize(300, 200)
    assert notice.geometry().bottom() < 200
    notice._timer.timeout.emit()
    assert not notice.isVisible()
    over.hide()
