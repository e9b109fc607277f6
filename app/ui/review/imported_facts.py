"""What others wrote about a photo, in words: keywords, stars, titles, places. Never a label."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.core.keyword_map import keywords_meant
from app.core.records import PhotoDetail

translate = QCoreApplication.translate
STARS = 5


def imported_facts(detail: PhotoDetail) -> list[tuple[str, str]]:
    """Return titles and texts; the texts are empty where nothing is said."""
    said = detail.imported
    if not said:
        return []
    keywords = (line.replace("|", " › ") for line in keywords_meant(said))
    return [
        (translate("Words", "Keywords"), ", ".join(keywords)),
        (translate("Words", "Rating"), _stars(said.rating)),
        (translate("Words", "Colour label"), said.colour_label),
        (translate("Words", "Title"), said.title),
        (translate("Words", "Caption"), said.caption),
        (translate("Words", "Place"), ", ".join(said.place.values())),
        (translate("Words", "Coordinates"), coordinates(said.gps)),
    ]


def _stars(rating: int | None) -> str:
    if rating is None:
        return ""
    if rating < 0:
        return translate("Words", "Rejected there")
    return "★" * rating + "☆" * (STARS - rating)


def coordinates(gps: tuple[float, float] | None) -> str:
    """Write degrees north and east; empty for None."""
    return "" if gps is None else f"{gps[0]:.5f}, {gps[1]:.5f}"
