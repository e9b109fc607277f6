"""What a job is called, in which lane it runs, and what it may change.

Name and lane are declared where the job is defined.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from enum import StrEnum
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

from app.core.types import Progress
from app.jobs.runner import Lane

P = ParamSpec("P")
R = TypeVar("R")
JobFunction = Callable[P, Generator[Progress, None, R]]


class JobName(StrEnum):
    """What jobs are called in progress bars, logs, and where somebody waits for one."""

    ACCEPT = "accept"
    ALBUM = "album"
    AUTOMATIC_EXPORT = "automatic_export"
    BACKUP = "backup"
    CHECKS = "checks"
    CHOOSE_PACK = "choose_pack"
    CLEAR = "clear"
    COPY = "copy"
    EXPORT = "export"
    EXPORT_CHOICES = "export_choices"
    EXPORT_FIXITY = "export_fixity"
    EXPORT_TABLE = "export_table"
    FIND_DUPLICATES = "find_duplicates"
    FOLDER = "folder"
    FOLLOW_UP = "follow_up"
    GO_TO = "go_to"
    IMPORT_KEYWORDS = "import_keywords"
    LABEL = "label"
    MERGE = "merge"
    MOVE = "move"
    NEW_SCENE = "new_scene"
    PLACES = "places"
    PLAN_KEYWORDS = "plan_keywords"
    PLAN_REFRESH = "plan_refresh"
    PLAN_SHEETS = "plan_sheets"
    PRUNE = "prune"
    RANGE = "range"
    RATE = "rate"
    REDO = "redo"
    REMOVE_DUPLICATES = "remove_duplicates"
    REFRESH = "refresh"
    REFUSE = "refuse"
    REPORT = "report"
    RESTORE = "restore"
    SCAN = "scan"
    SCENE = "scene"
    SHEET = "sheet"
    TARGET = "target"
    TRASH = "trash"
    UNDO = "undo"
    VERIFY_FIXITY = "verify_fixity"


# After these the gate may tag many photos otherwise.
TAGGING_JOBS = frozenset(
    (JobName.SCAN, JobName.MERGE, JobName.REFRESH, JobName.RESTORE, JobName.TARGET)
)
# After these what a person said is otherwise, or is called otherwise.
LABEL_JOBS = frozenset(
    (
        JobName.LABEL,
        JobName.SHEET,
        JobName.IMPORT_KEYWORDS,
        JobName.ACCEPT,
        JobName.RATE,
        JobName.REFUSE,
        JobName.CLEAR,
        JobName.UNDO,
        JobName.REDO,
        JobName.GO_TO,
        JobName.NEW_SCENE,
        JobName.SCENE,
        JobName.MERGE,
        JobName.REMOVE_DUPLICATES,
    )
)


class NamedJob(Generic[P, R]):
    """A job function with its name and its lane; called, it makes the job.

    Attributes
    ----------
    name : JobName
    lane : Lane
    overtakes : bool
        A job of the long lane that takes the short one where it would wait for another.
    """

    def __init__(
        self, function: JobFunction[P, R], name: JobName, lane: Lane, *, overtakes: bool
    ) -> None:
        self._function = function
        self.name = name
        self.lane = lane
        self.overtakes = overtakes
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Generator[Progress, None, R]:
        """Make the job."""
        return self._function(*args, **kwargs)


def job(
    name: JobName, lane: Lane, *, overtakes: bool = False
) -> Callable[[JobFunction[P, R]], NamedJob[P, R]]:
    """Declare the name and the lane of the job that a function makes."""

    def declare(function: JobFunction[P, R]) -> NamedJob[P, R]:
        return NamedJob(function, name, lane, overtakes=overtakes)

    return declare
