"""What the window says about photos, in words: status, reason, history, jobs.

Only texts that need a record live here; a widget keeps its own labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject

from app.core.collecting.ratings import MOST_STARS, Flag
from app.core.dates import DateSource
from app.core.messages import Message
from app.core.outside.companions import CompanionRole
from app.core.records import Act, HistoryRow, PhotoDetail, PhotoRow, View
from app.core.types import UNDECIDED, Reason, Status
from app.jobs.audit import MIN_ANSWERS
from app.jobs.job import JobName
from app.ui.error_wording import sentence
from app.ui.i18n import moment

if TYPE_CHECKING:
    from app.ui.models.scene_book import SceneBook

translate = QCoreApplication.translate
MOST_DECIMALS = 4

# A similarity that two decimals show as 0.00 says nothing.
SMALLEST_SCORE = 0.005


class CountTexts(QObject):
    """Texts with a number: Qt's tools find plurals only in a class of its own."""

    def photos(self, count: int) -> str:
        """Return ``1 photo``, ``12 photos``."""
        return self.tr("%Ln photo(s)", "", count)


_COUNT_TEXTS = CountTexts()


def photos(count: int) -> str:
    """Return ``1 photo``, ``12 photos``."""
    return _COUNT_TEXTS.photos(count)


def score(value: float | None) -> str:
    """Write a similarity with two decimals; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"


def apart(*values: float | None) -> list[str]:
    """Write similarities with two decimals, or with as many more as it takes to tell them apart."""
    known = {value for value in values if value is not None}
    decimals = 2
    while decimals < MOST_DECIMALS and len({f"{v:.{decimals}f}" for v in known}) < len(known):
        decimals += 1
    return ["–" if value is None else f"{value:.{decimals}f}" for value in values]


def precision_of(figures: Mapping[str, Any], when: str) -> float | None:
    """Return the held-out precision ``before`` or ``after`` a refresh.

    None where it was not measured, or on so few accepted labels that it would say nothing.
    """
    value = figures.get(f"precision_{when}")
    enough = int(figures.get(f"accepted_{when}") or 0) >= MIN_ANSWERS
    return float(value) if enough and isinstance(value, (int, float)) else None


def view_title(view: View) -> str:
    """Return the name of a list of the sidebar."""
    return {
        View.ALL: translate("Words", "All photos"),
        View.REVIEW: translate("Words", "Needs review"),
        View.REFINE: translate("Words", "To refine"),
        View.ACCEPTED: translate("Words", "Accepted"),
        View.LABELLED: translate("Words", "Labelled by me"),
        View.UNREADABLE: translate("Words", "Unreadable files"),
    }[view]


def status_word(status: Status) -> str:
    """Say who decided: the program, nobody yet, the person, or that the file is unreadable."""
    return {
        Status.ACCEPTED: translate("Words", "Accepted by the program"),
        Status.COARSE: translate("Words", "Coarse tag: not sure which"),
        Status.REJECTED: translate("Words", "Needs review"),
        Status.LABELLED: translate("Words", "Labelled by me"),
        Status.FAILED: translate("Words", "Unreadable"),
        Status.WAITING: translate("Words", "Not looked at yet"),
    }[status]


def reason_word(reason: Reason) -> str:
    """Name a reason in a few words, for filters."""
    return {
        Reason.NONE: translate("Words", "No reason"),
        Reason.UNLIKE_PROTOTYPE: translate("Words", "Unlike its scene"),
        Reason.ABOVE_RANGE: translate("Words", "Above the range"),
        Reason.SECOND_SCENE: translate("Words", "Close to a second scene"),
        Reason.NO_SCENE: translate("Words", "None of the scenes"),
        Reason.TOO_FEW_SAMPLES: translate("Words", "Scene has too few samples"),
        Reason.PERSON_SAID_NO: translate("Words", "I said no"),
        Reason.NOT_A_NUMBER: translate("Words", "Could not be measured"),
        Reason.LEFT_OUT: translate("Words", "Left out of a refresh"),
        Reason.UNREADABLE: translate("Words", "File unreadable"),
    }[reason]


def shows_no_scene(row: PhotoRow) -> bool:
    """Tell whether a photo waits because it is like none of the scenes, not even its nearest."""
    return row.status is Status.REJECTED and row.reason is Reason.NO_SCENE


def tag_text(row: PhotoRow, scenes: SceneBook) -> str:
    """Name a photo's scene, with a question mark while it is only proposed; empty without one."""
    if row.scene is None:
        return ""
    if shows_no_scene(row):
        return translate("Words", "No scene?")
    name = scenes.name(row.scene)
    is_asked = row.status is Status.REJECTED
    return translate("Words", "{scene}?").format(scene=name) if is_asked else name


def flag_word(flag: Flag) -> str:
    """Say what a flag means."""
    return {
        Flag.NONE: translate("Words", "No flag"),
        Flag.PICK: translate("Words", "Picked photo"),
        Flag.REJECT: translate("Words", "Rejected photo"),
    }[flag]


def stars_text(stars: int) -> str:
    """Write stars, full and empty ones."""
    return "★" * stars + "☆" * (MOST_STARS - stars)


def rating_text(row: PhotoRow) -> str:
    """Say how a photo is rated, empty where it is not."""
    flag = "" if row.flag is Flag.NONE else flag_word(row.flag)
    return ", ".join(part for part in (stars_text(row.stars) if row.stars else "", flag) if part)


def tile_text(row: PhotoRow, scenes: SceneBook) -> str:
    """Describe a tile for tool tips and screen readers."""
    name = row.path.replace("\\", "/").rsplit("/", 1)[-1]
    parts, no_scene = [name, status_word(row.status)], shows_no_scene(row)
    if row.scene is not None:
        parts.append(translate("Words", "No scene?") if no_scene else scenes.name(row.scene))
    scored = row.status in (Status.ACCEPTED, *UNDECIDED) and not no_scene
    if scored and row.similarity is not None:
        parts.append(score(row.similarity))
    if row.stars:
        parts.append("★" * row.stars)
    if row.flag is not Flag.NONE:
        parts.append(flag_word(row.flag))
    parts += companion_words(row)
    if row.missing:
        parts.append(translate("Words", "file is offline or gone"))
    if row.failure is not None:
        parts.append(sentence(row.failure))
    return ", ".join(parts)


def taken_text(detail: PhotoDetail) -> str:
    """Return when the photo was taken, and whose word that is where it is not the camera's."""
    row = detail.row
    source = {
        DateSource.EXIF: "{date}",
        DateSource.GPS: translate("WhyPanel", "{date} (by GPS)"),
        DateSource.NAME: translate("WhyPanel", "{date} (by the file's name)"),
        DateSource.FILE: translate("WhyPanel", "{date} (by the file's time)"),
        DateSource.NONE: translate("WhyPanel", "unknown"),
    }[row.date_source]
    offset = detail.facts.get("utc_offset")
    zone = f" UTC{offset}" if isinstance(offset, str) and offset else ""
    return source.format(date=moment(row.date) + zone)


def companion_words(row: PhotoRow) -> list[str]:
    """Return a short word for each kind of companion that a tile has a mark for."""
    roles = {one.role for one in row.companions}
    words = {
        CompanionRole.RAW: translate("Words", "+RAW"),
        CompanionRole.FILM: translate("Words", "+Film"),
    }
    return [word for role, word in words.items() if role in roles]


def reason_sentence(detail: PhotoDetail, scenes: SceneBook) -> str:
    """Say why, with the numbers: ``0.61: below beach 0.68; second: lake 0.57``."""
    row = detail.row
    if row.status is not Status.ACCEPTED and row.status is not Status.REJECTED:
        return _status_sentence(detail, scenes)
    name = scenes.name(detail.proposed)
    value, low, high = apart(row.similarity, row.low, row.high)
    values = {"score": value, "scene": name, "low": low, "high": high}
    second = detail.candidates[1] if len(detail.candidates) > 1 else None
    if row.reason is Reason.SECOND_SCENE and row.status is Status.REJECTED and second is not None:
        # What is nearly as likely may have a far lower similarity: the number would mislead.
        return _between_two(row).format(second=scenes.name(second.scene), **values)
    text = _REASONS(row.reason, row.status).format(**values)
    without = (Reason.NOT_A_NUMBER, Reason.TOO_FEW_SAMPLES)
    is_bare = row.reason in without or row.similarity is None
    if second is None or is_bare or second.similarity < SMALLEST_SCORE:
        return text
    return translate("Words", "{text}; second: {scene} {score}").format(
        text=text, scene=scenes.name(second.scene), score=score(second.similarity)
    )


def _status_sentence(detail: PhotoDetail, scenes: SceneBook) -> str:
    """Say where a photo stands that was neither accepted nor rejected."""
    row = detail.row
    if row.status is Status.LABELLED:
        return translate("Words", "You said: {scene}").format(scene=scenes.name(row.label))
    if row.status is Status.FAILED:
        return sentence(row.failure or Message("unknown_failure"))
    if row.status is Status.WAITING:
        return translate("Words", "Albumen has not looked at this photo yet.")
    return _coarse_sentence(detail, scenes)


def _coarse_sentence(detail: PhotoDetail, scenes: SceneBook) -> str:
    """Say what is known, and which scene was not sure enough."""
    row = detail.row
    value, low, high = apart(row.similarity, row.low, row.high)
    nearest = detail.candidates[0] if detail.candidates else None
    return translate(
        "Words",
        "{score}: within the range of {parent}, {low} to {high}; which of it is not sure, most "
        "likely {scene} ({nearest})",
    ).format(
        score=value,
        parent=scenes.name(row.scene),
        low=low,
        high=high,
        scene=scenes.name(detail.proposed),
        nearest=score(nearest.similarity) if nearest is not None else "",
    )


def _between_two(row: PhotoRow) -> str:
    if row.similarity is not None and row.low is not None and row.similarity < row.low:
        return translate("Words", "{score}: below {scene} {low}; {second} is nearly as likely")
    return translate("Words", "{score}: {second} is as likely as {scene}")


def _REASONS(reason: Reason, status: Status) -> str:
    if status is Status.ACCEPTED and reason is Reason.LEFT_OUT:
        return translate(
            "Words", "{scene} {score}: you left this photo out of a refresh, so it keeps its tag"
        )
    if status is Status.ACCEPTED:
        return translate("Words", "{score}: within the range of {scene}, {low} to {high}")
    return {
        Reason.NONE: translate("Words", "{scene}: what do you say?"),
        Reason.UNLIKE_PROTOTYPE: translate("Words", "{score}: below {scene} {low}"),
        Reason.ABOVE_RANGE: translate("Words", "{score}: above {scene} {high}"),
        Reason.SECOND_SCENE: translate("Words", "{score}: another scene is as likely as {scene}"),
        Reason.NO_SCENE: translate(
            "Words", "Looks like none of the scenes; nearest: {scene} {score}"
        ),
        Reason.TOO_FEW_SAMPLES: translate("Words", "{scene} has too few samples to decide"),
        Reason.PERSON_SAID_NO: translate("Words", "You said no; left: {scene} {score}"),
        Reason.NOT_A_NUMBER: translate("Words", "This photo could not be measured"),
        Reason.LEFT_OUT: translate(
            "Words", "{scene} {score}: you left this photo out of a refresh, so it waits for you"
        ),
        Reason.UNREADABLE: translate("Words", "This file could not be read."),
    }[reason]


def job_title(name: str) -> str:
    """Name a running job."""
    titles: dict[str, str] = {
        JobName.SCAN: translate("Words", "Scanning photos"),
        JobName.PLAN_REFRESH: translate("Words", "Working out what a refresh would change"),
        JobName.REFRESH: translate("Words", "Refreshing scenes"),
        JobName.PLAN_SHEETS: translate("Words", "Laying out the sheets"),
        JobName.FOLLOW_UP: translate("Words", "Grouping look-alikes"),
        JobName.FIND_DUPLICATES: translate("Words", "Looking for duplicates"),
        JobName.REMOVE_DUPLICATES: translate("Words", "Moving photos to the trash"),
        JobName.TARGET: translate("Words", "Setting how strict the scenes are"),
        JobName.PLAN_KEYWORDS: translate("Words", "Reading keywords"),
        JobName.IMPORT_KEYWORDS: translate("Words", "Labelling photos by their keywords"),
        JobName.EXPORT_TABLE: translate("Words", "Writing the table"),
        JobName.EXPORT_FIXITY: translate("Words", "Computing checksums"),
        JobName.VERIFY_FIXITY: translate("Words", "Verifying checksums"),
        JobName.MERGE: translate("Words", "Merging scenes"),
        JobName.GO_TO: translate("Words", "Going to another point of the history"),
        JobName.BACKUP: translate("Words", "Copying the library"),
        JobName.EXPORT: translate("Words", "Writing tags for other programs"),
        JobName.AUTOMATIC_EXPORT: translate("Words", "Writing tags for other programs"),
        JobName.PLACES: translate("Words", "Naming places"),
        JobName.PRUNE: translate("Words", "Tidying the thumbnails"),
        JobName.COPY: translate("Words", "Copying photos"),
        JobName.MOVE: translate("Words", "Moving photos"),
        JobName.TRASH: translate("Words", "Moving photos to the trash"),
        JobName.UNDO: translate("Words", "Taking back"),
        JobName.REDO: translate("Words", "Doing it again"),
    }
    return titles.get(name, name)


def history_sentence(row: HistoryRow, scenes: SceneBook) -> str:
    """Say what an action did, in plain words."""
    values: dict[str, Any] = {
        "photos": photos(row.photos),
        "scene": _scene_of(row.params, scenes),
        "version": row.params.get("version", ""),
        "into": scenes.name(row.params.get("into")),
        "path": row.params.get("path", ""),
        "name": row.params.get("name", ""),
        "old": row.params.get("old", ""),
        "stars": stars_text(int(row.params.get("stars", 0))),
        "wrong": round(1 / max(float(row.params.get("target", 1)), 1e-6)),
    }
    if row.act is Act.RATE and "stars" not in row.params:
        return _flagged(row.params).format(**values)
    return _action(row.act).format(**values)


def _flagged(params: Mapping[str, Any]) -> str:
    sentences = {
        Flag.PICK.value: translate("Words", "Picked {photos}"),
        Flag.REJECT.value: translate("Words", "Rejected {photos}, whatever they show"),
    }
    return sentences.get(
        str(params.get("flag")), translate("Words", "Took the flag of {photos} away")
    )


def _scene_of(params: dict[str, Any], scenes: SceneBook) -> str:
    if "scene" in params:
        return scenes.name(params["scene"]) or str(params.get("name", ""))
    names = [scenes.name(s) for s in params.get("scenes", [])]
    return ", ".join(names[:3]) + ("…" if len(names) > 3 else "")


def _action(act: Act) -> str:
    sentences = {
        Act.LABEL: translate("Words", "Labelled {photos} as {scene}"),
        Act.ACCEPT: translate("Words", "Accepted {photos} as {scene}"),
        Act.REFUSE: translate("Words", "Said that {photos} do not show {scene}"),
        Act.NONE: translate("Words", "Said that {photos} show none of the scenes"),
        Act.IMPORT: translate("Words", "Labelled {photos} by their keywords"),
        Act.JOIN: translate("Words", "Gave {photos} the labels of copies in the trash"),
        Act.CLEAR: translate("Words", "Cleared the labels of {photos}"),
        Act.NEW_SCENE: translate("Words", "Made the scene {scene} from {photos}"),
        Act.SCENE: translate("Words", "Changed the scene {scene}"),
        Act.MERGE: translate("Words", "Merged the scene {scene} into {into}"),
        Act.SHEET: translate("Words", "Answered a sheet of {photos}: {scene}"),
        Act.RATE: translate("Words", "Rated {photos}: {stars}"),
        Act.ALBUM: translate("Words", "Made the album {name} of {photos}"),
        Act.ALBUM_NAME: translate("Words", "Renamed the album {old} to {name}"),
        Act.ALBUM_ADD: translate("Words", "Put {photos} into the album {name}"),
        Act.ALBUM_TAKE: translate("Words", "Took {photos} out of the album {name}"),
        Act.ALBUM_MOVE: translate("Words", "Put {photos} of the album {name} in order"),
        Act.ALBUM_COVER: translate("Words", "Chose the cover of the album {name}"),
        Act.ALBUM_DELETE: translate("Words", "Deleted the album {name} of {photos}"),
        Act.SEARCH_KEEP: translate("Words", "Kept the search {name}"),
        Act.SEARCH_CHANGE: translate("Words", "Changed the search {name}"),
        Act.SEARCH_DELETE: translate("Words", "Deleted the search {name}"),
        Act.RANGE: translate("Words", "Changed the range of {scene}"),
        Act.REFRESH: translate("Words", "Refreshed the scenes"),
        Act.RESTORE: translate("Words", "Went back to model version {version}"),
        Act.TARGET: translate("Words", "Allowed at most 1 wrong tag in {wrong}"),
        Act.COPY: translate("Words", "Copied {photos} to {path}"),
        Act.MOVE: translate("Words", "Moved {photos} to {path}"),
    }
    return sentences[act]
