"""What is known of a photo, in a few lines: name, date, camera, lens, exposure, size, tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from app.core.dates import DateSource
from app.core.paths import file_name
from app.core.records import PhotoDetail
from app.core.types import UNDECIDED, Status
from app.ui.i18n import file_size, number
from app.ui.models.scene_book import SceneBook
from app.ui.wording import score, taken_text

translate = QCoreApplication.translate
# Longer times are written as they are: 0.5 s, not 1/2 s.
LONG_EXPOSURE_S = 0.3


def photo_facts(detail: PhotoDetail, scenes: SceneBook) -> list[str]:
    """Return the lines; what is not known has none."""
    row = detail.row
    pixels = f"{number(row.width)} × {number(row.height)}" if row.width else ""
    lens = str(detail.facts.get("lens") or "")
    lines = [
        (file_name(row.path),),
        (taken_text(detail) if row.date_source is not DateSource.NONE else "",),
        (detail.camera or "", lens),
        tuple(exposure(detail.facts)),
        (pixels, file_size(detail.size), detail.format or ""),
        tuple(_tags(detail, scenes)),
    ]
    return [text for parts in lines if (text := "  ·  ".join(part for part in parts if part))]


def exposure(facts: Mapping[str, Any]) -> list[str]:
    """Return time, aperture, sensitivity and focal length as they are written on cameras."""
    time_s, aperture = facts.get("exposure_s"), facts.get("f_number")
    iso, focal, focal_35 = facts.get("iso"), facts.get("focal_mm"), facts.get("focal_35_mm")
    parts = []
    if time_s:
        is_long = time_s >= LONG_EXPOSURE_S
        written = _decimal(time_s) if is_long else f"1/{number(round(1 / time_s))}"
        parts.append(translate("PhotoFacts", "{seconds} s").format(seconds=written))
    if aperture:
        parts.append(f"f/{_decimal(aperture)}")
    if iso:
        parts.append(f"ISO {round(iso)}")
    if focal:
        parts.append(f"{_decimal(focal)} mm")
    if focal_35 and (not focal or round(focal_35) != round(focal)):
        like = translate("PhotoFacts", "as {focal} mm")
        parts.append(like.format(focal=round(focal_35)))
    return parts


def _tags(detail: PhotoDetail, scenes: SceneBook) -> list[str]:
    """Return the scene shown and further tags, with their similarity where one may be seen."""
    row = detail.row
    if row.scene is None:
        return []
    similar = {c.scene: c.similarity for c in detail.candidates}
    name = scenes.name(row.scene)
    if row.status is Status.REJECTED:
        name = translate("PhotoFacts", "{scene}?").format(scene=name)
    is_scored = row.status in (Status.ACCEPTED, *UNDECIDED)
    first = f"{name} {score(row.similarity)}" if is_scored and row.similarity is not None else name
    if row.status is Status.LABELLED:
        first = translate("PhotoFacts", "{scene} (yours)").format(scene=name)
    # What a check hides of the first tag is hidden of all.
    is_open = row.similarity is not None
    further = [
        f"{scenes.name(tag)} {score(similar[tag])}"
        if is_open and tag in similar
        else scenes.name(tag)
        for tag in detail.further
    ]
    return [first, *further]


def _decimal(value: float) -> str:
    return QLocale().toString(float(value), "g", 3)
