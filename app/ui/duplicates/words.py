"""What the page of duplicates says: of a set, of a copy, and why."""

from __future__ import annotations

import os

from PySide6.QtCore import QCoreApplication, QObject

from app.core.collecting.ratings import Flag
from app.core.duplicates.sets import Copy, DuplicateSet, Ground, Sameness
from app.core.scenes import NO_SCENE
from app.ui.i18n import file_size, moment, number
from app.ui.models.scene_book import SceneBook
from app.ui.wording import flag_word
from app.ui.wording import photos as photos_text

translate = QCoreApplication.translate
_SAID_APART = ("stars=", "rating=", "flag=", "album=")


class DuplicateCounts(QObject):
    """Words with numbers, which Qt puts into the plural."""

    def sets(self, count: int) -> str:
        """Return how many sets there are."""
        return self.tr("%Ln set(s)", "", count)

    def failed(self, count: int) -> str:
        """Return how many photos could not be looked at."""
        return self.tr("%Ln photo(s) could not be looked at.", "", count)

    def gone(self, count: int) -> str:
        """Return how many photos go, with ``{size}``."""
        return self.tr("%Ln photo(s) to the trash, {size}", "", count)

    def ask(self, count: int) -> str:
        """Return the question, with ``{size}``."""
        return self.tr("Move %Ln photo(s), {size}, to the trash?", "", count)

    def trashed(self, count: int) -> str:
        """Return how many photos went."""
        return self.tr("%Ln photo(s) moved to the trash.", "", count)

    def joined(self, count: int) -> str:
        """Return how many photos got a label of a copy."""
        return self.tr("%Ln photo(s) got the label of a copy.", "", count)

    def changed(self, count: int) -> str:
        """Return how many sets were left alone."""
        return self.tr("%Ln set(s) left alone: a file that stays has changed.", "", count)

    def not_gone(self, count: int) -> str:
        """Return how many photos could not go."""
        return self.tr("%Ln photo(s) could not go.", "", count)

    def to_trash(self, count: int) -> str:
        """Return how many photos of a set go."""
        return self.tr("%Ln to the trash", "", count)

    def words(self, count: int) -> str:
        """Return how many words a copy bears."""
        return self.tr("%Ln keyword(s) or text(s)", "", count)

    def companions(self, count: int) -> str:
        """Return how many files belong to a copy."""
        return self.tr("%Ln file(s) belong to it", "", count)


def sameness_word(sameness: Sameness | None) -> str:
    """Return what sets of one sameness are called; None: all of them."""
    return {
        None: translate("Duplicates", "All"),
        Sameness.EXACT: translate("Duplicates", "Identical files"),
        Sameness.SAME: translate("Duplicates", "Same picture"),
        Sameness.BURST: translate("Duplicates", "Bursts"),
    }[sameness]


def set_lines(found: DuplicateSet, removed: int) -> tuple[str, str]:
    """Return the name of a set, and a line about it."""
    name = os.path.basename(found.kept.path)
    parts = [sameness_word(found.sameness), photos_text(len(found.copies))]
    if removed:
        parts.append(DuplicateCounts().to_trash(removed))
    return name, " · ".join(parts)


def why_word(ground: Ground | None) -> str:
    """Return why a copy is kept."""
    if ground is None:
        return ""
    return {
        Ground.LARGEST: translate("Duplicates", "the largest"),
        Ground.ORIGINAL: translate("Duplicates", "as the camera wrote it"),
        Ground.FORMAT: translate("Duplicates", "the best format"),
        Ground.SHARPEST: translate("Duplicates", "the sharpest"),
        Ground.LABEL: translate("Duplicates", "your label"),
        Ground.WORDS: translate("Duplicates", "stars, albums or keywords of its own"),
        Ground.COMPANIONS: translate("Duplicates", "files that belong to it"),
        Ground.RAW: translate("Duplicates", "raw file and picture both stay"),
        Ground.PLACE: translate("Duplicates", "the plainer name"),
    }[ground]


def choice_text(copy: Copy, found: DuplicateSet, *, goes: bool) -> str:
    """Return what happens to a copy, and why."""
    if goes:
        return translate("Duplicates", "To the trash")
    why = why_word(found.grounds.get(copy.photo))
    kept = translate("Duplicates", "Keep")
    return translate("Duplicates", "Keep: {why}").format(why=why) if why else kept


def facts_of(copy: Copy, found: DuplicateSet) -> list[tuple[str, str]]:
    """Return what a copy is, title and text."""
    facts = [
        (
            translate("Duplicates", "Size"),
            f"{number(copy.width)} × {number(copy.height)}, {file_size(copy.size)}",
        ),
        (translate("Duplicates", "Format"), copy.format),
    ]
    if copy.sharpness is not None:
        best = max(other.sharpness or 0.0 for other in found.copies)
        share = round(100 * copy.sharpness / best) if best else 0
        facts.append((translate("Duplicates", "Sharpness"), f"{share} %"))
    facts.append((translate("Duplicates", "Taken"), moment(copy.taken_at) if copy.taken_at else ""))
    facts.append((translate("Duplicates", "Folder"), os.path.dirname(copy.path)))
    return facts


def borne_by(copy: Copy, scenes: SceneBook) -> str:
    """Return what a copy bears that a person cares about, in one line."""
    parts = []
    if copy.label == NO_SCENE:
        parts.append(translate("Duplicates", "Your label: none of the scenes"))
    elif copy.label is not None:
        text = translate("Duplicates", "Your label: {scene}")
        parts.append(text.format(scene=scenes.name(copy.label)))
    if copy.refused:
        names = ", ".join(scenes.name(scene) for scene in copy.refused)
        parts.append(translate("Duplicates", "You said no to {scenes}").format(scenes=names))
    stars = next((int(w[6:]) for w in copy.words if w.startswith("stars=")), 0)
    if stars:
        parts.append("★" * stars)
    if flag := next((w[5:] for w in copy.words if w.startswith("flag=")), ""):
        parts.append(flag_word(Flag(flag)))
    albums = sorted(word[6:] for word in copy.words if word.startswith("album="))
    if albums:
        text = translate("Duplicates", "In your albums: {names}")
        parts.append(text.format(names=", ".join(albums)))
    words = sum(not word.startswith(_SAID_APART) for word in copy.words)
    if words:
        parts.append(DuplicateCounts().words(words))
    if copy.companions:
        parts.append(DuplicateCounts().companions(copy.companions))
    return " · ".join(parts)
