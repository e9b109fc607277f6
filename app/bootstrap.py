"""The composition root: the one place that builds things and hands them to each other."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from app.core.errors import KnownError
from app.core.settings import Settings

if TYPE_CHECKING:
    from app.core.pack import Pack
    from app.core.protocols import DecoderPool, Encoder
    from app.jobs.context import JobContext

APP_NAME = "albumen"
LIBRARY_NAME = "library.albumen"


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

    @classmethod
    def find(cls) -> Places:
        """Return the places of this machine."""
        home = os.environ.get("ALBUMEN_HOME")
        beside = Path(sys.executable).parent / "albumen-data"
        if home or (getattr(sys, "frozen", False) and beside.is_dir()):
            root = Path(home) if home else beside
            return cls(root, root, root / "cache", root / "logs")
        dirs = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
        return cls(
            dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_log_path
        )


def resources_dir() -> Path:
    """Return the folder of scene pack, icons and translations (wheel, installer or checkout)."""
    here = Path(__file__).resolve().parent
    for place in (here / "resources", here.parent / "resources"):
        if place.is_dir():
            return place
    raise KnownError(
        f"The program's resources are missing beside {here}: install Albumen again.",
        code="no_resources",
        path=str(here),
    )


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


def library_path(places: Places, settings: Settings, named: str | None) -> Path:
    """Return the library file: the one named, else the one in the settings, else the default."""
    chosen = named or settings.get("library")
    return Path(chosen).expanduser().absolute() if chosen else places.data / LIBRARY_NAME


def load_shipped_pack(path: Path | None = None) -> Pack:
    """Load the scene pack that the program ships, or another one."""
    from app.core.pack import load_pack

    return load_pack(path if path is not None else resources_dir() / "scene_pack")


def worker_count(settings: Settings) -> int:
    """Return how many decoders to run: from the settings, else from cores and free memory."""
    import psutil

    chosen = int(settings.get("workers") or 0)
    if chosen > 0:
        return chosen
    by_memory = int(psutil.virtual_memory().available // (400 * 2**20))
    by_cores = os.cpu_count() or 1
    if settings.get("gentle"):
        by_cores = max(1, by_cores // 2)
    return max(1, min(by_cores, by_memory, 16))


@contextmanager
def open_context(
    path: Path, places: Places, settings: Settings, *, prepare: bool = True
) -> Iterator[JobContext]:
    """Open the library at ``path`` and build what its jobs need; close it afterwards.

    Parameters
    ----------
    path : Path
        The library file; it and its folder are made where they are missing.
    prepare : bool
        Seed scenes and model of the pack where the library lacks them.

    Raises
    ------
    KnownError
        When the library or the scene pack cannot be used.
    """
    from app.jobs.context import JobContext
    from app.jobs.prepare import prepare_library
    from app.store.library import open_library

    pack = load_shipped_pack()
    library = open_library(path)
    try:
        context = JobContext(
            reader=library.reader,
            writer=library.writer,
            pack=pack,
            thumbnails_dir=places.cache / "thumbnails",
            decoders=partial(make_decoders, pack, places, settings),
            encoder=partial(make_encoder, pack),
        )
        if prepare:
            prepare_library(context)
        yield context
    finally:
        library.close()


def make_decoders(pack: Pack, places: Places, settings: Settings) -> DecoderPool:
    """Make the decoder processes of one scan."""
    from app.media.decoder_pool import ProcessDecoderPool

    return ProcessDecoderPool(
        input_px=pack.input_px,
        resize_mode=pack.resize_mode,
        thumbnail_dir=places.cache / "thumbnails",
        workers=worker_count(settings),
        gentle=bool(settings.get("gentle")),
    )


def make_encoder(pack: Pack) -> Encoder:
    """Make the encoder's process."""
    from app.vision.encoder_process import EncoderProcess

    return EncoderProcess(pack.path)
