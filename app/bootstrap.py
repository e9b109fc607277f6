"""The composition root: the one place that builds things and hands them to each other."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.errors import KnownError
from app.core.paths import LIBRARY_ENDING
from app.core.settings import Settings
from app.places import Places, crash_reports, kept_dir, resources_dir, start_logging
from app.vision.spare import Spare

if TYPE_CHECKING:
    from argparse import Namespace

    from app.core.library import LibraryReader
    from app.core.pack import Pack
    from app.core.protocols import DecoderPool, Encoder
    from app.core.spawning import Priority
    from app.jobs.context import JobContext
    from app.media.decoder_pool import ProcessDecoderPool
    from app.store.library import LibraryFile

log = logging.getLogger(__name__)

LIBRARY_NAME = "library" + LIBRARY_ENDING
# What `--scenes` calls the pack that the program ships.
SHIPPED = "shipped"


class DesktopProgram:
    """Builds the parts of the program for the window and for the terminal's commands.

    Parameters
    ----------
    places : Places or None
        Where things live; found by the platform's rules when None.
    """

    def __init__(self, places: Places | None = None) -> None:
        self.places = places or Places.find()
        self.settings = Settings(self.places.config / "settings.json")
        self._asked_pack: str | None = None

    def use_pack(self, folder: str | None) -> None:
        """Let libraries that are opened from now on use this scene pack; None for their own.

        ``"shipped"`` names the pack of the program.
        """
        if folder is not None:
            folder = "" if folder == SHIPPED else str(Path(folder).expanduser().absolute())
        self._asked_pack = folder

    def library_file(self, named: str | None) -> Path:
        """Return the library file: the one named, else of the settings, else the default."""
        chosen = named or self.settings.get("library")
        if chosen:
            return Path(chosen).expanduser().absolute()
        return self.places.data / LIBRARY_NAME

    def thumbnails_dir(self) -> Path:
        """Return the folder of thumbnails: from the settings, else in the place of caches."""
        chosen = self.settings.get("cache_dir")
        return Path(chosen) if chosen else self.places.cache / "thumbnails"

    @contextmanager
    def open(self, library: Path, *, watched: bool = False) -> Iterator[JobContext]:
        """Open a library (made where it is missing) with everything that its jobs need.

        With ``watched`` somebody looks on: a scan begins with a first look at its photos, and the
        processes that work for it step back behind the window.

        Raises
        ------
        KnownError
            When the library or the scene pack cannot be used.
        """
        from app.core.world.gazetteer import TownTable
        from app.jobs.context import JobContext
        from app.jobs.power import PowerWatch
        from app.jobs.prepare import prepare_library
        from app.store.library import open_library

        is_new = not library.exists()
        self._make_place(library)
        opened = open_library(library)
        try:
            pack = self._pack_of(opened)
            looks = Spare(self.first_looks)
            encoder = Spare(partial(self.encoder, pack, watched=watched))
            decoders = Spare(
                partial(self.decoders, pack, watched=watched),
                made_for=partial(_decoder_settings, self.settings),
            )
            spares = (looks, encoder, decoders)
            context = JobContext(
                library=opened,
                pack=pack,
                thumbnails_dir=self.thumbnails_dir(),
                decoders=decoders.take,
                encoder=encoder.take,
                prepare_scan=partial(_prepare, spares if watched else ()),
                inference_way=self.inference_way,
                first_looks=looks.take if watched else None,
                viewers=self.viewers,
                hold=PowerWatch(self.settings).reason,
                logs_dir=self.places.logs,
                kept_dir=kept_dir(self.places),
                settings=self.settings,
                gazetteer=TownTable(resources_dir() / "world"),
            )
            context.pack_changed = prepare_library(context) and not is_new
            with _closing(spares), nullcontext() if is_new else _daily_copy(library):
                yield context
        finally:
            opened.close()

    def _pack_of(self, library: LibraryFile) -> Pack:
        """Load the pack that was asked for, else the one that the library has chosen."""
        from app.jobs.prepare import CHOSEN

        before = library.setting(CHOSEN, "")
        chosen = before if self._asked_pack is None else self._asked_pack
        try:
            pack = self.load_pack(Path(chosen) if chosen else None, at_once=False)
        except KnownError as error:
            if not chosen or self._asked_pack is not None:
                raise
            raise KnownError("chosen_pack", cause=error.message) from error
        if chosen != before:
            library.set_setting(CHOSEN, chosen)
        return pack

    def _make_place(self, library: Path) -> None:
        """Make our own folder; one that is missing elsewhere may be a disk unplugged."""
        if library.parent != self.places.data:
            return
        try:
            self.places.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            cause = (error.strerror or str(error)).lower()
            raise KnownError("no_place", path=str(self.places.data), cause=cause) from None

    @contextmanager
    def open_reader(self, library: Path) -> Iterator[LibraryReader]:
        """Open a library for reading alone: quick, and without the model.

        One of an older version is brought up to date first.
        """
        from app.store.library import open_library

        if not library.exists():
            raise KnownError("no_library", path=str(library))
        try:
            opened = open_library(library, read_only=True)
        except KnownError as error:
            if error.code != "library_old":
                raise
            open_library(library).close()
            opened = open_library(library, read_only=True)
        try:
            yield opened
        finally:
            opened.close()

    def load_pack(self, path: Path | None = None, *, at_once: bool = True) -> Pack:
        """Load the shipped scene pack, or another one; its checksums are verified.

        What ``at_once`` leaves for later is verified when it is used.
        """
        from app.core.pack import load_pack

        folder = path if path is not None else resources_dir() / "scene_pack"
        return load_pack(folder, at_once=at_once)

    def _priority(self, watched: bool) -> Priority:
        from app.core.spawning import Priority

        if self.settings.get("gentle"):
            return Priority.GENTLE
        return Priority.BEHIND_WINDOW if watched else Priority.FULL

    def decoders(self, pack: Pack, *, watched: bool = False) -> ProcessDecoderPool:
        """Make decoder processes that prepare photos for this pack."""
        from app.media.decoder_pool import ProcessDecoderPool

        return ProcessDecoderPool(
            input_px=pack.input_px,
            resize_mode=pack.resize_mode,
            thumbnail_dir=self.thumbnails_dir(),
            workers=max(0, int(self.settings.get("workers") or 0)),
            priority=self._priority(watched),
        )

    def first_looks(self) -> ProcessDecoderPool:
        """Make a process that reads headers, for the first screenful of a new folder."""
        from app.media.decoder_pool import ProcessDecoderPool
        from app.media.first_look import FirstLook

        look = FirstLook(self.thumbnails_dir())
        return ProcessDecoderPool(
            0, "squash", self.thumbnails_dir(), 1, time_limit_s=2, decode=look
        )

    def viewers(self) -> DecoderPool:
        """Make a process that decodes what the window shows large."""
        from app.media.decoder_pool import ProcessDecoderPool
        from app.media.large_picture import LargeDecoder

        return ProcessDecoderPool(
            0, "squash", self.thumbnails_dir(), 1, time_limit_s=60, decode=LargeDecoder()
        )

    def encoder(self, pack: Pack, *, watched: bool = False) -> Encoder:
        """Make the encoder of a pack, in a process of its own."""
        from app.vision.encoder_process import EncoderProcess, load_inference

        load = partial(load_inference, remembered=self.places.encoder_memory)
        return EncoderProcess(pack.path, priority=self._priority(watched), load=load)

    def inference_way(self) -> str:
        """Say what computes features on this machine; "" before the first scan."""
        from app.vision.remembered import chosen

        return chosen(self.places.encoder_memory)

    @contextmanager
    def cluster(self, context: JobContext, address: str, *, plain: bool) -> Iterator[None]:
        """Let a Dask cluster decode and encode for the jobs of a context.

        Raises
        ------
        KnownError
            When Dask is not installed, nobody answers, or the way there is not encrypted.
        """
        from app.cluster.connection import connect
        from app.cluster.pool import ClusterPool, LazyEncoder
        from app.cluster.worker import Reading, backbone_files, checksums

        pack = context.pack
        backbone = backbone_files(pack.path)
        task = Reading(pack.input_px, pack.resize_mode, checksums(backbone))
        before = context.decoders, context.encoder
        with connect(address, plain=plain) as client:
            context.decoders = lambda: ClusterPool(
                client, task, backbone, pack.backbone.feature_size, context.thumbnails_dir
            )
            context.encoder = lambda: LazyEncoder(before[1])
            try:
                yield
            finally:
                context.decoders, context.encoder = before

    def show_window(self, library: Path, paths: Sequence[str], options: Namespace) -> int:
        """Open the window; where there is no screen, say so and do the same in the terminal.

        ``paths`` are absolute paths of folders and photos to open in it.
        """
        from app.cli.screen import has_screen

        if not has_screen():
            from app.cli.no_screen import run_without_screen

            return run_without_screen(self, library, paths)
        try:
            code = self._run_window(library, paths)
        except KnownError as error:
            self._show_start_error(error)
            if error.code != "chosen_pack":
                raise
            self.use_pack(SHIPPED)
            code = self._run_window(library, paths)
        self.use_pack(None)
        return self._run_more_windows(code, library)

    def _run_more_windows(self, code: int, library: Path) -> int:
        """Open the library that the person chose in the window; the old one if that fails."""
        from app.ui.reopening import REOPEN, REOPEN_SAME

        while code in (REOPEN, REOPEN_SAME):
            chosen = library if code == REOPEN_SAME else self.library_file(None)
            try:
                code = self._run_window(chosen, ())
                library = chosen
            except KnownError as error:
                self._show_start_error(error)
                if error.code == "chosen_pack":
                    self.use_pack(SHIPPED)
                else:
                    chosen = library
                    self.settings.set("library", str(library))
                code = self._run_window(chosen, ())
                library = chosen
                self.use_pack(None)
        return code

    def _show_start_error(self, error: KnownError) -> None:
        from app.ui.shell.start_error import show_start_error

        show_start_error(error, str(self.settings.get("language")))

    def _run_window(self, library: Path, paths: Sequence[str]) -> int:
        from app.store.care.lock import LibraryLock
        from app.ui.app import run_window

        self._make_place(library)
        lock = LibraryLock(str(library)) if library.parent.is_dir() else None
        if lock is not None and not lock.acquire():
            from app.ui.shell.first_window import hand_over

            if hand_over(str(library), paths, lock.acquire):
                return 0
        with lock or nullcontext(), crash_reports(self.places):
            return run_window(self.open(library, watched=True), self.settings, paths=paths)


def _decoder_settings(settings: Settings) -> tuple[object, ...]:
    return settings.get("workers"), settings.get("gentle")


def _prepare(spares: Sequence[Spare[Any]]) -> None:
    """Begin to start what reads photos, because a person is about to add some."""
    for spare in spares:
        spare.prepare()


@contextmanager
def _closing(spares: Sequence[Spare[Any]]) -> Iterator[None]:
    with ExitStack() as stack:
        for spare in spares:
            stack.enter_context(closing(spare))
        yield


@contextmanager
def _daily_copy(library: Path) -> Iterator[None]:
    """Copy the library once a day, beside the work; a copy that cannot be made is only logged."""
    from threading import Thread

    from app.store.care.backup import backup

    def copy() -> None:
        try:
            backup(str(library))
        except (KnownError, OSError) as error:
            log.warning("no daily copy was made: %s", error)

    thread = Thread(target=copy, name="albumen-backup")
    thread.start()
    try:
        yield
    finally:
        thread.join()


def start(argv: list[str]) -> int:
    """Build the program, run the command or the window, and return the exit code."""
    from app.cli.main import run

    program = DesktopProgram()
    start_logging(program.places)
    return run(argv, program)
