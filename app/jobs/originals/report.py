"""What was done to the files of a person, as the terminal's contract has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.core.errors import KnownError


@dataclass
class FilesReport:
    """Counted while files are copied, moved or thrown away.

    Attributes
    ----------
    copied, moved, trashed : int
        Photos.
    companions : int
        Files that went along with them.
    names : list of dict
        ``from`` and ``to`` of photos that got a number, for their name was taken.
    missing : list of str
        Photos whose file is gone or offline.
    there : int
        Photos that lay in the folder already.
    failures : list of dict
        ``path``, ``message``, and its ``code`` and ``values``, of what could not be done.
    """

    copied: int = 0
    moved: int = 0
    trashed: int = 0
    companions: int = 0
    names: list[dict[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    there: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)

    def fail(self, path: str, error: KnownError) -> None:
        """Name a file with which something went wrong."""
        self.failures.append(failure(path, error))

    def summary(self) -> dict[str, Any]:
        """Return what copying or moving did, as plain JSON values."""
        return {
            "copied": self.copied,
            "moved": self.moved,
            "companions": self.companions,
            "renamed": len(self.names),
            "skipped": len(self.missing) + self.there,
            "failed": len(self.failures),
            "names": self.names,
            "missing": self.missing,
            "failures": self.failures,
        }

    def trash_summary(self) -> dict[str, Any]:
        """Return what throwing away did, as plain JSON values."""
        return {
            "trashed": self.trashed,
            "companions": self.companions,
            "skipped": len(self.missing),
            "failed": len(self.failures),
            "missing": self.missing,
            "failures": self.failures,
        }


def failure(path: str, error: KnownError) -> dict[str, Any]:
    """Return what went wrong with a file as plain JSON values, fit to be said in any language."""
    message = error.message
    values = dict(message.values)
    return {"path": path, "message": str(error), "code": message.code, "values": values}
