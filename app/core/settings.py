"""What a person set for this program on this machine (what belongs to a library is in it)."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

from app.core.outside.whole_file import whole_file

log = logging.getLogger(__name__)

DEFAULTS: dict[str, Any] = {
    "language": "system",
    "theme": "system",
    "library": None,
    "gentle": False,
    "workers": 0,
    "pause_on_battery": False,
    "thumbnail_px": 176,
    "cache_mb": 2048,
    "cache_dir": None,
    "audit_share": 0.1,
    "keys": {},
    "reduced_motion": False,
    "tour_seen": False,
    "review_sheets": True,
    "sheet_hover": True,
    "sheet_refine": False,
    "timeline": True,
    "slideshow_s": 5,
    "slideshow_shuffled": False,
    "info_overlay": False,
}


class Settings:
    """A small JSON file of settings, written at once and as a whole.

    A file that cannot be read is set aside with the ending ``.broken``, and the defaults hold.

    Parameters
    ----------
    path : Path or None
        The file; None keeps settings in memory alone.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._values: dict[str, Any] = {}
        if path is not None and path.exists():
            self._values = _read(path)

    @property
    def path(self) -> Path | None:
        """The settings file."""
        return self._path

    def get(self, key: str, default: Any = None) -> Any:
        """Return a setting, its default from ``DEFAULTS``, or ``default``."""
        if key in self._values:
            return self._values[key]
        return DEFAULTS.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Change a setting and save all of them; a disk that refuses is logged, not fatal."""
        if self._values.get(key, DEFAULTS.get(key)) == value:
            return
        self._values[key] = value
        self._save()

    def _save(self) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(self._path) as file:
                file.write(json.dumps(self._values, indent=1).encode())  # names may be no text
        except OSError as error:
            log.warning("the settings could not be saved to %s: %s", self._path, error)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8"))
        problem = None if isinstance(values, dict) else "it holds no settings"
    except (OSError, ValueError) as error:
        values, problem = {}, str(error)
    if problem is None:
        return dict(values)
    log.warning("settings set aside as %s.broken: %s", path, problem)
    try:
        os.replace(path, path.with_suffix(path.suffix + ".broken"))
    except OSError as refused:
        log.warning("%s stays where it is: %s", path, refused)
    return {}
