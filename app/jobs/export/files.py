"""Writing tags into one batch of files after the other, so that a power cut costs nothing.

The ledger is told what will be written before the first file of a batch is, and that it was after
the last one. Each file is exchanged as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.core.ledger import Entry, Holder, Plan, holder_of, plan_file
from app.core.library import Library
from app.core.types import Progress
from app.jobs.export.report import Report, words_of
from app.jobs.export.spelling import Spelled
from app.media.xmp.packet import Statement

# Each waits for the disk to have its file, not for the processor.
_THREADS = 8


@dataclass(frozen=True, slots=True)
class Task:
    """One file to be compared and written.

    Attributes
    ----------
    target : Path
    spelled : mapping of int to Spelled
        By photo, of all photos that share it.
    photo : Path
        One of them.
    source : str
        As :attr:`~app.core.ledger.Entry.source` has it.
    is_fresh : bool
        Whether a copy begins with the photo, whatever stands at its place.
    sidecar_for : str
        For a new sidecar, where its name does not say which file it belongs to.
    """

    target: Path
    spelled: Mapping[int, Spelled]
    photo: Path
    source: str = ""
    is_fresh: bool = False
    sidecar_for: str = ""

    @property
    def path(self) -> str:
        """The file, for people."""
        is_system = holder_of(self.source) is Holder.SYSTEM
        return str(self.photo if is_system else self.target)


class Form(Protocol):
    """How one kind of file is read and written."""

    @property
    def batch(self) -> int:
        """How many of them are held at once."""

    def read(self, task: Task) -> bytes | None:
        """Return what stands there, None where nothing does."""

    def keywords(self, data: bytes) -> Keywords:
        """Return the keywords inside."""

    def merge(
        self, task: Task, data: bytes | None, plan: Plan, statements: Sequence[Statement]
    ) -> bytes:
        """Return the file with its tags."""

    def require_writable(self, task: Task) -> None:
        """Raise KnownError where the file could not be written, so far as that can be foreseen."""

    def write(self, task: Task, data: bytes) -> None:
        """Put the file in its place, as a whole."""

    def settle(self) -> None:
        """Take note of what was written since the last time."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that was compared. ``data`` is None where there is nothing to write."""

    task: Task
    plan: Plan
    data: bytes | None
    bears_tags: bool


@dataclass(frozen=True, slots=True)
class _Logged:
    """What the ledger says of a batch, by file.

    A photo and its sidecar may have been taken to another place together: then the old place is
    empty, and the words in the new one are ours, too. These entries are ``moved``.
    """

    here: dict[str, list[Entry]] = field(default_factory=dict)
    moved: dict[str, list[Entry]] = field(default_factory=dict)

    def of(self, target: str) -> list[Entry]:
        moved = self.moved.get(target, ())
        return [*self.here.get(target, ()), *(replace(entry, target=target) for entry in moved)]


@dataclass
class Writer:
    """Writes tags into files of one form.

    Attributes
    ----------
    library : Library
    form : Form
    report : Report
    dry_run : bool
        Say what would be done, and do nothing.
    again : bool
        Write also what was removed elsewhere.
    """

    library: Library
    form: Form
    report: Report
    dry_run: bool = False
    again: bool = False

    def write(self, tasks: Sequence[Task]) -> Generator[Progress, None, None]:
        """Write all files; those that fail are named in the report and stop nothing."""
        for start in range(0, len(tasks), self.form.batch):
            some = tasks[start : start + self.form.batch]
            yield Progress(start, len(tasks), some[0].target.name, len(self.report.failures))
            logged = self._logged(some)
            ready = [made for task in some if (made := self._prepared(task, logged)) is not None]
            if not self.dry_run:
                self._carry_out(ready, logged)

    def _logged(self, tasks: Sequence[Task]) -> _Logged:
        logged = _Logged()
        targets = {str(task.target) for task in tasks if not task.is_fresh}
        for entry in self.library.ledger.at(targets):
            logged.here.setdefault(entry.target, []).append(entry)
        holders = {t.target: holder_of(t.source) for t in tasks}
        of_photos = [t for t in tasks if holders[t.target] is not Holder.COPY]
        place = {photo: t.target for t in of_photos for photo in t.spelled}
        for entry in self.library.ledger.of(place):
            target = str(place[entry.photo])
            has_own = any(own.photo == entry.photo for own in logged.here.get(target, ()))
            is_other = entry.holder is not holders[place[entry.photo]]
            if not (is_other or has_own or os.path.lexists(entry.file)):
                logged.moved.setdefault(target, []).append(entry)
        return logged

    def _prepared(self, task: Task, logged: _Logged) -> _Ready | None:
        try:
            ready = self._prepare(task, logged)
        except KnownError as error:
            self.report.fail(task.path, error)
            return None
        self._tell(ready)
        return ready

    def _prepare(self, task: Task, logged: _Logged) -> _Ready:
        target = str(task.target)
        data = self.form.read(task)
        plan = plan_file(
            target,
            self.form.keywords(data) if data is not None else Keywords(),
            {photo: spelled.wanted for photo, spelled in task.spelled.items()},
            logged.of(target),
            source=task.source,
            again=self.again,
        )
        statements = [
            said
            for photo, spelled in task.spelled.items()
            for said in spelled.statements_without(plan.kept_out[photo])
        ]
        if data is None and not plan.add:
            made: bytes | None = None
        else:
            made = self.form.merge(task, data, plan, statements)
        if made == data and not task.is_fresh:
            made = None
        if made is not None and self.dry_run:
            self.form.require_writable(task)
        return _Ready(task, plan, made, bool(statements or plan.add))

    def _tell(self, ready: _Ready) -> None:
        plan, path, report = ready.plan, ready.task.path, self.report
        if plan.removed_elsewhere:
            words = words_of(plan.removed_elsewhere)
            report.removed_elsewhere.append({"path": path, "keywords": words})
        report.kept_out += any(plan.kept_out.values())
        if ready.data is None:
            report.unchanged += 1
            return
        if self.dry_run:
            self._count(ready)
            add, remove = words_of(plan.add), words_of(plan.remove)
            report.changes.append({"path": path, "add": add, "remove": remove})

    def _count(self, ready: _Ready) -> None:
        has_removed = bool(ready.plan.remove)
        self.report.removed += has_removed
        self.report.written += ready.bears_tags or not has_removed

    def _carry_out(self, ready: Sequence[_Ready], logged: _Logged) -> None:
        ledger = self.library.ledger
        changed = [made for made in ready if made.data is not None]
        if changed:
            ledger.save([entry for made in changed for entry in made.plan.pending])
        with ThreadPoolExecutor(_THREADS) as threads:
            errors = list(threads.map(self._write_one, changed))
        failed = {made.task.target for made, error in zip(changed, errors, strict=True) if error}
        done = [made for made in ready if made.task.target not in failed]
        before = {(e.photo, e.target): e for entries in logged.here.values() for e in entries}
        entries = [entry for made in done for entry in made.plan.entries.values()]
        pending = {made.task.target for made in changed}
        with self.library.transaction():
            ledger.save([e for e in entries if Path(e.target) in pending or _is_news(e, before)])
            ledger.drop([e for made in done for e in logged.moved.get(str(made.task.target), ())])

        self.form.settle()
        for made, error in zip(changed, errors, strict=True):
            if error is None:
                self._count(made)
            else:
                self.report.fail(made.task.path, error)

    def _write_one(self, ready: _Ready) -> KnownError | None:
        try:
            self.form.write(ready.task, ready.data or b"")
        except KnownError as error:
            return error
        return None


def _is_news(entry: Entry, before: Mapping[tuple[int, str], Entry]) -> bool:
    old = before.get((entry.photo, entry.target))
    return not entry.is_empty if old is None else replace(entry, at=old.at) != old
