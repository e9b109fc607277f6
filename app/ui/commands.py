"""What the window can ask for: each method submits one job. Job modules are imported when used.

What a job changed comes back through the bridge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.records import FILE_ACTS
from app.core.sheets import SheetAnswer
from app.core.types import Change, GateRule
from app.jobs.follow_up import follow_up, needs_follow_up
from app.jobs.job import JobName
from app.jobs.runner import JobHandle, Lane
from app.ui.collecting_commands import CollectingCommands
from app.ui.job_bridge import JobBridge
from app.ui.submitting import Submitting

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.duplicates.remove import Removal
    from app.jobs.export.choices import Choices
    from app.jobs.refresh import RefreshPlan
    from app.jobs.tables.photo_table import TableKind

# So many are written in the time of a blink.
FEW_SIDECARS = 50


class ReviewCommands(Submitting):
    """Decisions about photos, and taking them back."""

    def label(self, photos: Sequence[int], scene: str) -> JobHandle:
        """Label photos with a scene."""
        from app.jobs.relabel import label_photos

        return self._run(label_photos, list(photos), scene)

    def accept(self, photos: Sequence[int]) -> JobHandle:
        """Accept each photo's proposed scene."""
        from app.jobs.relabel import accept_proposals

        return self._run(accept_proposals, list(photos))

    def refuse(
        self, photos: Sequence[int], scene: str | None = None, finer: Sequence[int] = ()
    ) -> JobHandle:
        """Say no to a scene, or to what each photo shows: ``finer`` ones, the scene proposed."""
        from app.jobs.relabel import refuse_scene

        return self._run(refuse_scene, list(photos), scene, list(finer))

    def clear(self, photos: Sequence[int]) -> JobHandle:
        """Forget what was said about photos."""
        from app.jobs.relabel import clear_labels

        return self._run(clear_labels, list(photos))

    def answer_sheet(self, answer: SheetAnswer) -> JobHandle:
        """Write what was said to a sheet."""
        from app.jobs.sheets import answer_sheet

        return self._run(answer_sheet, answer)

    def undo(self) -> JobHandle:
        """Take back the newest action; files that are brought home show their progress."""
        from app.jobs.history import undo, undo_files

        action = self._context.reader.history.next_undo()
        has_files = action is not None and action.act in FILE_ACTS
        return self._run(undo_files if has_files else undo)

    def redo(self) -> JobHandle:
        """Do again what was undone last."""
        from app.jobs.history import redo, redo_files

        action = self._context.reader.history.next_redo()
        has_files = action is not None and action.act in FILE_ACTS
        return self._run(redo_files if has_files else redo)

    def go_to(self, action: int) -> JobHandle:
        """Undo or redo up to an action."""
        from app.jobs.history import go_to

        return self._run(go_to, action)


class SceneCommands(Submitting):
    """Making, changing and merging scenes."""

    def add(
        self,
        name: str,
        photos: Sequence[int],
        *,
        parent: str | None = None,
        colour: str | None = None,
    ) -> JobHandle:
        """Make a scene from photos."""
        from app.jobs.scenes import add_scene

        return self._run(add_scene, name, list(photos), parent=parent, colour=colour)

    def change(self, scene: str, **fields: Any) -> JobHandle:
        """Rename, recolour, move or switch a scene."""
        from app.jobs.scenes import change_scene

        return self._run(change_scene, scene, **fields)

    def set_range(self, scene: str, bounds: tuple[float, float] | None) -> JobHandle:
        """Set a range by hand, or reset it."""
        from app.jobs.scenes import set_range

        return self._run(set_range, scene, bounds)

    def merge(self, scene: str, into: str) -> JobHandle:
        """Make a scene a part of another."""
        from app.jobs.merge import merge_scenes

        return self._run(merge_scenes, scene, into)

    def set_target(self, target: float, rule: GateRule) -> JobHandle:
        """Set how strict all scenes are."""
        from app.jobs.target import set_target

        return self._run(set_target, target, rule)


class FolderCommands(Submitting):
    """Scanning folders, and what is set for each."""

    def scan(self, paths: Sequence[str] | None = None) -> JobHandle:
        """Scan folders (added where they are new), or all of them."""
        from app.jobs.scanning.scan import scan_folders

        wanted = list(paths) if paths is not None else None
        return self._run(scan_folders, wanted)

    def look_again(self, photos: Sequence[int]) -> JobHandle:
        """Read the files of photos anew."""
        from app.jobs.scanning.scan import scan_photos

        return self._run(scan_photos, list(photos))

    def show_derived(self, derived: bool) -> JobHandle:
        """Count photos that were made from others as photos, or not."""
        from app.jobs.scanning.scan import scan_derived

        return self._run(scan_derived, derived)

    def remove(self, folder: int) -> JobHandle:
        """Forget a folder; labels are kept."""
        from app.jobs.scanning.folders import remove_folder

        return self._run(remove_folder, folder)

    def relocate(self, folder: int, path: str) -> JobHandle:
        """Tell where a folder is now."""
        from app.jobs.scanning.folders import relocate_folder

        return self._run(relocate_folder, folder, path)

    def exclude(self, folder: int, patterns: Sequence[str]) -> JobHandle:
        """Leave files out by name patterns."""
        from app.jobs.scanning.folders import exclude_from_folder

        return self._run(exclude_from_folder, folder, patterns)

    def watch(self, folder: int, watch: bool) -> JobHandle:
        """Tag new photos as they come, or not."""
        from app.jobs.scanning.folders import watch_folder

        return self._run(watch_folder, folder, watch)


class ExportCommands(Submitting):
    """Tags for other programs."""

    def write(
        self,
        photos: Sequence[int] | None,
        choices: Choices,
        *,
        copies: str | None = None,
        again: bool = False,
    ) -> JobHandle:
        """Write the tags of photos (None: of all) into sidecars, or into copies in a folder."""
        from app.jobs.export.xmp import export_xmp

        return self._run(export_xmp, photos, choices, copies=copies, again=again)

    def write_automatically(self, photos: Sequence[int] | None) -> JobHandle:
        """Write the tags of photos as the library remembers it; of a few sidecars nothing is seen.

        Writing into photos takes longer than a label may wait.
        """
        from app.jobs.export.automatic import export_automatically
        from app.jobs.export.choices import Place, read_choices

        job, lane = export_automatically(self._context, photos), export_automatically.lane
        is_quick = read_choices(self._context.reader).place is Place.SIDECARS
        if photos is not None and len(photos) <= FEW_SIDECARS and is_quick:
            lane = Lane.SHORT
        return self._bridge.submit(export_automatically.name, job, lane)

    def write_missed(self) -> JobHandle:
        """Write the tags that changed while nobody wrote them."""
        from app.jobs.export.automatic import export_automatically

        return self._run(export_automatically, None, missed=True)

    def remember(self, choices: Choices) -> JobHandle:
        """Let later exports of this library go by these choices."""
        from app.jobs.export.choices import remember_choices

        return self._run(remember_choices, choices)


class FileCommands(Submitting):
    """What is done with the photos' own files."""

    def copy(self, photos: Sequence[int], folder: str) -> JobHandle:
        """Copy photos into a folder."""
        from app.jobs.originals.transfer import copy_photos

        return self._run(copy_photos, list(photos), folder)

    def move(self, photos: Sequence[int], folder: str) -> JobHandle:
        """Move photos into a folder."""
        from app.jobs.originals.transfer import move_photos

        return self._run(move_photos, list(photos), folder)

    def trash(self, photos: Sequence[int]) -> JobHandle:
        """Move photos to the system's trash."""
        from app.jobs.originals.trash import trash_photos

        return self._run(trash_photos, list(photos))

    def find_duplicates(self) -> JobHandle:
        """Look for copies of photos."""
        from app.jobs.duplicates.find import find_duplicates

        return self._run(find_duplicates)

    def remove_duplicates(self, removals: Sequence[Removal]) -> JobHandle:
        """Join labels of copies, and move the copies to the trash."""
        from app.jobs.duplicates.remove import remove_duplicates

        return self._run(remove_duplicates, list(removals))


class ExchangeCommands(Submitting):
    """Other programs' keywords, and tables."""

    def gather_keywords(self) -> JobHandle:
        """Read the keywords of all photos, to show what would become labels."""
        from app.jobs.keywords.import_keywords import gather_keywords

        return self._run(gather_keywords)

    def import_keywords(self, own: Mapping[str, str | None]) -> JobHandle:
        """Label photos with the scenes that their keywords mean."""
        from app.jobs.keywords.import_keywords import import_keywords

        return self._run(import_keywords, dict(own))

    def export_table(self, target: str, kind: TableKind) -> JobHandle:
        """Write a table of all photos."""
        from app.jobs.tables.photo_table import export_table

        return self._run(export_table, target, kind)

    def export_fixity(self, target: str) -> JobHandle:
        """Write the checksum of every photo."""
        from app.jobs.tables.fixity import export_fixity

        return self._run(export_fixity, target)

    def verify_fixity(self, report: str) -> JobHandle:
        """Compare all files with a report of checksums."""
        from app.jobs.tables.fixity import verify_fixity_report

        return self._run(verify_fixity_report, report)


class LibraryCommands(Submitting):
    """The model and the library as a whole."""

    def plan_refresh(self) -> JobHandle:
        """Work out what a refresh would change; it does not wait for a scan."""
        from app.jobs.refresh import plan_refresh

        return self._run(plan_refresh)

    def apply_refresh(self, plan: RefreshPlan) -> JobHandle:
        """Save a planned refresh."""
        from app.jobs.refresh import apply_refresh

        return self._run(apply_refresh, plan)

    def follow_up(self, job: str, change: Change) -> None:
        """Do what must follow a job, if anything; what follows a scan takes a while."""
        if needs_follow_up(job):
            lane = Lane.LONG if job == JobName.SCAN else follow_up.lane
            self._bridge.submit(
                follow_up.name, follow_up(self._context, job, change, export=False), lane
            )

    def name_places(self) -> JobHandle:
        """Name the places of photos that lack one."""
        from app.jobs.scanning.places import name_places

        return self._run(name_places)

    def restore(self, version: int) -> JobHandle:
        """Go back to an earlier model version."""
        from app.jobs.history import restore_model

        return self._run(restore_model, version)

    def draw_checks(self, share: float) -> JobHandle:
        """Mix accepted photos into the queue."""
        from app.jobs.audit import draw_checks

        return self._run(draw_checks, share)

    def choose_pack(self, folder: str) -> JobHandle:
        """Let the library use another scene pack from its next opening on."""
        from app.jobs.prepare import choose_pack

        return self._run(choose_pack, folder)

    def back_up(self, target: str) -> JobHandle:
        """Copy the library file."""
        from app.jobs.storage import back_up_library

        return self._run(back_up_library, target)

    def prune_cache(self, limit_mb: int) -> JobHandle:
        """Drop old thumbnails down to a limit."""
        from app.jobs.storage import prune_cache

        return self._run(prune_cache, limit_mb)

    def report(self, target: Path, text: str, *, with_names: bool) -> JobHandle:
        """Write a report of a problem."""
        from app.jobs.problem_report import write_report

        return self._run(write_report, target, text, with_names=with_names)


@dataclass(frozen=True, slots=True)
class Commands:
    """Everything that the window can ask for, by what a person does."""

    review: ReviewCommands
    collecting: CollectingCommands
    scenes: SceneCommands
    folders: FolderCommands
    export: ExportCommands
    files: FileCommands
    exchange: ExchangeCommands
    library: LibraryCommands


def make_commands(context: JobContext, bridge: JobBridge) -> Commands:
    """Make the commands of one library."""
    return Commands(
        ReviewCommands(context, bridge),
        CollectingCommands(context, bridge),
        SceneCommands(context, bridge),
        FolderCommands(context, bridge),
        ExportCommands(context, bridge),
        FileCommands(context, bridge),
        ExchangeCommands(context, bridge),
        LibraryCommands(context, bridge),
    )
