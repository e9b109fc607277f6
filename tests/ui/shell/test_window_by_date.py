"""The whole window by date: the timeline beside its list, and what was on this day."""

from __future__ import annotations

from collections.abc import Callable

from app.core.records import Query, SortBy
from app.ui.shell.main_window import MainWindow

Wait = Callable[[Callable[[], bool]], None]


def test_the_timeline_and_on_this_day(window: MainWindow, wait_until: Wait) -> None:
    parts = window.parts
    strip = parts.browser.timed.strip
    wait_until(strip.isVisible)
    assert [month.month for month in strip._months] == ["2023-04", ""]
    parts.actions["timeline"].trigger()
    assert strip.isHidden()
    parts.actions["timeline"].trigger()
    wait_until(strip.isVisible)

    parts.navigator.show_search("on:04-05")
    wait_until(lambda: parts.photos.query.text == "on:04-05")
    reader = parts.session.reader
    days = {row.date[:10] for row in reader.photos.rows(parts.photos.ids.tolist())}
    assert days == {"2023-04-05"}
    assert strip.isHidden(), "so few photos need none"
    parts.actions["on_this_day"].trigger()
    wait_until(lambda: parts.photos.query.text == "on:today")
    assert parts.photos.query == Query(text="on:today", sort=SortBy.DATE)
