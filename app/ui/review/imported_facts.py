"""What others wrote about a photo, in words: keywords, stars, titles, places. Never a label."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.core.collecting.ratings import Flag
from app.core.imported import Imported
from app.core.keyword_map import keywords_meant
from app.core.records import PhotoDetail
from app.ui.wording import stars_text

translate = QCoreApplication.translate


def imported_facts(detail: PhotoDetail) -> list[tuple[str, str]]:
    """Return titles and texts; the texts are empty where nothing is said."""
    said = detail.imported
    if not said:
        return []
    keywords = (line.replace("|", " › ") for line in keywords_meant(said))
    return [
        (translate("Words", "Keywords"), ", ".join(keywords)),
        (translate("Words", "Rating"), _rating(said)),
        (translate("Words", "Colour label"), said.colour_label),
        (translate("Words", "Title"), said.title),
        (translate("Words", "Caption"), said.caption),
        (translate("Words", "Place"), ", ".join(said.place.values())),
        (translate("Words", "Coordinates"), coordinates(said.gps)),
    ]


def _rating(said: Imported) -> str:
    words = []
    if said.rating is not None and said.rating > 0:
        words.append(stars_text(said.rating))
    if said.flag == Flag.REJECT or (said.rating or 0) < 0:
        words.append(translate("Words", "Rejected there"))
    elif said.flag == Flag.PICK:
        words.append(translate("Words", "Picked there"))
    return ", ".join(words)


def coordinates(gps: tuple[float, float] | None) -> str:
    """Write degrees north and east; empty for None."""
    return "" if gps is None else f"{gps[0]:.5f}, {gps[1]:.5f}"
