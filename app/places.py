"""Where things live, and what the program writes about itself: folders, logs, crash reports."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import platformdirs

from app.core.errors import KnownError

log = logging.getLogger(__name__)

APP_NAME = "albumen"


@dataclass(frozen=True)
class Places:
    """Where things live, by the rules of the platform; all in one folder in portable mode.

    Portable mode is on where a folder ``albumen-data`` stands beside the program, or where the
    environment names a folder in ``ALBUMEN_HOME``.
    """

    data: Path
    config: Path
    cache: Path
    logs: Path

    @property
    def encoder_memory(self) -> Path:
        """The file that keeps what computes fastest on this machine."""
        return self.cache / "encoder.json"

    @classmethod
    def find(cls) -> Places:
        """Return the places of this machine."""
        home = os.environ.get("ALBUMEN_HOME")
        beside = program_folder() / "albumen-data"
        if home or (getattr(sys, "frozen", False) and beside.is_dir()):
            root = Path(home) if home else beside
            return cls(root, root, root / "cache", root / "logs")
        dirs = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
        return cls(
            dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_log_path
        )


def program_folder() -> Path:
    """Return the folder that the installed program lies in, as a person sees it.

    What a person sees of an AppImage is one file, and of a macOS program the ``.app``.
    """
    image = os.environ.get("APPIMAGE")
    if image and getattr(sys, "frozen", False):
        return Path(image).parent
    folder = Path(sys.executable).parent
    bundle = next((parent for parent in folder.parents if parent.suffix == ".app"), None)
    return bundle.parent if bundle else folder


def kept_dir(places: Places) -> Path:
    """Return where this run keeps copies of photos that are written into; those before it go.

    What another run that is still under way keeps is left to it.
    """
    root = places.data / "before-writing"
    if root.is_dir():
        import psutil  # needed only where something was written into photos before

        for folder in root.iterdir():
            if not (folder.name.isdigit() and psutil.pid_exists(int(folder.name))):
                shutil.rmtree(folder, ignore_errors=True)
    return root / str(os.getpid())


def resources_dir() -> Path:
    """Return the folder of scene pack, icons and translations (wheel, installer or checkout)."""
    here = Path(__file__).resolve().parent
    for place in (here / "resources", here.parent / "resources"):
        if place.is_dir():
            return place
    raise KnownError("no_resources", path=str(here))


def start_logging(places: Places, *, verbose: bool = False) -> None:
    """Log to a rotating local file; to the terminal as well with ``verbose``."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    line = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        places.logs.mkdir(parents=True, exist_ok=True)
        file = logging.handlers.RotatingFileHandler(
            places.logs / "albumen.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError:
        verbose = True  # a log that cannot be written must not keep the program from starting
    else:
        file.setFormatter(line)
        root.addHandler(file)
    if verbose:
        terminal = logging.StreamHandler()
        terminal.setFormatter(line)
        root.addHandler(terminal)


@contextmanager
def crash_reports(places: Places) -> Iterator[None]:
    """Write what ends the program unexpectedly into the local logs, and nowhere else."""
    before = sys.excepthook

    def log_and_go_on(
        type_: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not issubclass(type_, KeyboardInterrupt):
            log.critical("an error that nobody expected", exc_info=(type_, error, trace))
        before(type_, error, trace)

    with ExitStack() as opened:
        with suppress(OSError):
            # Opened now: when a library crashes it is too late.
            file = opened.enter_context((places.logs / "crash.log").open("a", encoding="utf-8"))
            faulthandler.enable(file)
            opened.callback(faulthandler.disable)
        sys.excepthook = log_and_go_on
        try:
            yield
        finally:
            sys.excepthook = before
