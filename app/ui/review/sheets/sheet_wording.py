"""What is said of a sheet: what it asks, what an answer will say, where the review stands."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.core.sheets import Sheet, SheetAnswer, SheetKind, SheetState
from app.ui.models.scene_book import SceneBook


class SheetTexts(QObject):
    """Sentences with numbers, in the language in force."""

    def title(self, sheet: Sheet, scenes: SceneBook) -> str:
        """Return what is asked: ``Beach?``."""
        if sheet.tag is None:
            return self.tr("%Ln photo(s) look like one thing: name it", "", len(sheet.photos))
        name = scenes.name(sheet.tag)
        row = scenes.get(sheet.tag)
        if sheet.kind is SheetKind.REFINE and row is not None and row.parent is not None:
            above = scenes.name(row.parent)
            return self.tr("{parent}: {scene}?").format(parent=above, scene=name)
        return self.tr("{scene}?").format(scene=name)

    def task(self, sheet: Sheet, key: str, *, turned: bool) -> str:
        """Return what to do: ``48 photos. Mark those that are not, then Enter``."""
        count = len(sheet.photos)
        texts = {
            (SheetKind.HEAP, False): self.tr("Mark those that do not belong, then {key}"),
            (SheetKind.HEAP, True): self.tr("Mark those that belong, then {key}"),
            (SheetKind.NONE, False): self.tr(
                "%Ln photo(s). Mark those that show a scene, then {key}", "", count
            ),
            (SheetKind.NONE, True): self.tr(
                "%Ln photo(s). Mark those that show none, then {key}", "", count
            ),
        }
        plain = (
            self.tr("%Ln photo(s). Mark those that are, then {key}", "", count)
            if turned
            else self.tr("%Ln photo(s). Mark those that are not, then {key}", "", count)
        )
        return texts.get((sheet.kind, turned), plain).format(key=key)

    def note(self, sheet: Sheet) -> str:
        """Return what else is to be known of this kind of sheet; mostly nothing."""
        return {
            SheetKind.COARSE: self.tr("Any scene of it counts; which one can wait."),
            SheetKind.REFINE: self.tr("Tagged already, but coarsely: a yes makes the tag exact."),
            SheetKind.SECOND: self.tr("These were marked on another sheet: the next best guess."),
        }.get(sheet.kind, "")

    def answer(self, answer: SheetAnswer) -> str:
        """Return what the button of the answer says: ``Yes to 45, no to 3``."""
        yes, no = len(answer.yes), len(answer.no)
        if answer.sheet.kind is SheetKind.HEAP:
            return self.tr("Name %Ln photo(s)", "", yes)
        if not no:
            return self.tr("Yes to all %Ln", "", yes)
        if not yes:
            return self.tr("No to all %Ln", "", no)
        return self.tr("Yes to {yes}, no to {no}").format(yes=yes, no=no)

    def turn(self, *, turned: bool) -> str:
        """Return what turning the sheet round does now."""
        return self.tr("Mark what is not") if turned else self.tr("Mark what is")

    def left(self, state: SheetState) -> str:
        """Return how many sheets are left."""
        return self.tr("%Ln sheet(s) left", "", state.sheets)

    def released(self, state: SheetState) -> str:
        """Return what the last sheet brought; nothing before the first."""
        if not (state.released or state.confirmed or state.returned):
            return ""
        said = []
        if state.released or not state.confirmed:
            said.append(self.tr("%Ln more photo(s) settled.", "", state.released))
        if state.confirmed:
            said.append(self.tr("%Ln that had a tag has your word now.", "", state.confirmed))
        if state.returned:
            said.append(self.tr("%Ln come(s) back on another sheet.", "", state.returned))
        text = said[0]
        for more in said[1:]:
            text = self.tr("{first} {second}").format(first=text, second=more)
        return text

    def stands(self, state: SheetState) -> str:
        """Return how good the album is now."""
        tagged = self.tr("Of %Ln tagged photo(s)", "", state.tagged)
        wrong = self.tr("about %Ln are wrong", "", round(state.wrong))
        if not round(state.wrong):
            wrong = self.tr("hardly any is wrong")
        untagged = self.tr("%Ln photo(s) have no tag", "", state.untagged)
        text = self.tr("{tagged} {wrong}; {untagged}.")
        return text.format(tagged=tagged, wrong=wrong, untagged=untagged)
