"""What an export did, or would do, as the terminal's contract has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.core.collecting.ratings import Flag
from app.core.errors import KnownError
from app.core.keywords import REJECTED, Keywords
from app.core.messages import Message
from app.core.types import Change


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read or written, and why."""

    path: str
    message: Message


@dataclass
class Report:
    """Counted while files are written.

    Attributes
    ----------
    written, removed, unchanged : int
        Files that got tags; files out of which tags were taken; files that were right already. A
        file of which a tag was exchanged counts as written and as removed.
    skipped : int
        Photos without such a tag, or whose file is away.
    shared : int
        Sidecars that belong to several photos, whose tags stand together in them.
    kept_out : int
        Files in which something stays unwritten, because another program took it out at any time.
    failures : list of Failure
        Files that could not be read or written.
    removed_elsewhere : list of dict
        ``path`` and ``keywords`` of what other programs took out since the last time.
    changes : list of dict
        ``path``, ``add`` and ``remove``, of a preview alone.
    credentials : list of str
        Copies whose content credentials (C2PA) are no longer valid.
    system : Report, optional
        What was done to the system's own tags, where they were asked for. Its failures and what
        was removed elsewhere stand here.
    """

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: int = 0
    shared: int = 0
    kept_out: int = 0
    failures: list[Failure] = field(default_factory=list)
    removed_elsewhere: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)
    system: Report | None = None

    def fail(self, path: str, error: KnownError) -> None:
        """Name a file that could not be read or written."""
        self.failures.append(Failure(path, error.message))

    def take_problems(self, apart: Report) -> None:
        """Name here what went wrong there, and what would change; the counts stay apart."""
        self.failures += apart.failures
        self.removed_elsewhere += apart.removed_elsewhere
        self.changes += apart.changes
        self.kept_out += apart.kept_out

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to write, and nothing to take out."""
        return not (self.written or self.removed) and (
            self.system is None or self.system.is_nothing
        )

    def summary(self, *, dry_run: bool) -> dict[str, Any]:
        """Return the result as plain JSON values."""
        return {
            "written": self.written,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "skipped": self.skipped,
            "failed": len(self.failures),
            "shared": self.shared,
            "kept_out": self.kept_out,
            "failures": [{"path": f.path, "message": str(f.message)} for f in self.failures],
            "removed_elsewhere": self.removed_elsewhere,
            "credentials": self.credentials,
            **({"system": _counts(self.system)} if self.system is not None else {}),
            **({"changes": self.changes} if dry_run else {}),
        }


def _counts(report: Report) -> dict[str, int]:
    failed = len(report.failures)
    done = {"written": report.written, "unchanged": report.unchanged, "removed": report.removed}
    return {**done, "failed": failed}


@dataclass(frozen=True, slots=True)
class Exported(Change):
    """No photo of the library changed; ``report`` says what did in the files."""

    report: Report = field(default_factory=Report)


def words_of(keywords: Keywords) -> list[str]:
    """Return keywords once each, hierarchical ones before the flat ones; then stars and flag."""
    held = {part for line in keywords.hierarchical for part in line.split("|")}
    lists = (keywords.tags_list if not keywords.hierarchical else (), keywords.subject)
    lines = {line.replace("|", "/") for line in keywords.hierarchical}
    more = [word for words in lists for word in words if word not in held | lines]
    marks = [f"rating:{stars}" for stars in keywords.rating if stars != REJECTED]
    if keywords.flag is not Flag.NONE:
        marks.append(f"flag:{keywords.flag.value}")
    return list(dict.fromkeys((*keywords.hierarchical, *more, *marks)))
