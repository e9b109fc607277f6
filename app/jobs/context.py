"""What every job is handed: the library, the pack, and ways to get decoders and an encoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from app.core.errors import KnownError
from app.core.library import Library, LibraryReader
from app.core.method.model import Model
from app.core.protocols import DecoderPool, Encoder
from app.core.settings import Settings
from app.core.world.localities import Gazetteer

if TYPE_CHECKING:
    from app.core.pack import Pack


@dataclass
class JobContext:
    """Handed to jobs by the composition root; tests hand in their own parts.

    Attributes
    ----------
    library : Library
        For jobs alone: who only looks takes :attr:`reader`.
    pack : Pack
        Scenes, model and statistics that the program ships, or of the pack that was chosen.
    thumbnails_dir : Path
        Where decoders put thumbnails, by content hash.
    decoders : callable
        Makes a decoder pool; the scan closes it.
    first_looks : callable, optional
        Makes a decoder pool that reads headers alone, where somebody watches the scan.
    viewers : callable, optional
        Makes a decoder pool that answers looks (``AskedPicture``), for what is shown large.
    encoder : callable
        Makes an encoder (the backbone in a process of its own); the scan closes it.
    prepare_scan : callable
        Begins to start the next decoders and encoder, because photos will be added soon; returns at
        once.
    inference_way : callable
        Says what computes features on this machine, such as ``"torch, cpu, bfloat16"``; "" before
        the first scan.
    hold : callable
        Says why long jobs should wait just now, such as ``"battery"``; "" while they may go on.
    pack_changed : bool
        Another scene pack was taken when the library was opened: its photos are to be scanned.
    settings : Settings
        What the person set for this program on this machine.
    logs_dir : Path or None
        Where the program logs, for reports of a problem.
    files : RLock
        Held while files of the person are moved, one name at a time, and what is written of it.
    kept_dir : Path or None
        Where photos are copied to before ExifTool writes into them, until the next start.
    gazetteer : Gazetteer or None
        Names the places where photos were taken; without it they are named by the next scan.
    writing : RLock
        Held from the first read to the last write of a job's unit of work, so that a decision of
        the person and a batch of the scan never tag the same photo at the same time.
    """

    library: Library
    pack: Pack
    thumbnails_dir: Path
    decoders: Callable[[], DecoderPool]
    encoder: Callable[[], Encoder]
    prepare_scan: Callable[[], None] = lambda: None
    inference_way: Callable[[], str] = lambda: ""
    hold: Callable[[], str] = lambda: ""
    first_looks: Callable[[], DecoderPool] | None = None
    viewers: Callable[[], DecoderPool] | None = None
    pack_changed: bool = False
    settings: Settings = field(default_factory=Settings)
    logs_dir: Path | None = None
    files: RLock = field(default_factory=RLock)
    kept_dir: Path | None = None
    gazetteer: Gazetteer | None = None
    writing: RLock = field(default_factory=RLock)
    _model: tuple[int, Model] | None = None

    @property
    def reader(self) -> LibraryReader:
        """The library for those who only look, as the window does."""
        return self.library

    def model(self) -> tuple[int, Model]:
        """Return id and model of the version in force, with the ranges set by hand.

        Raises
        ------
        KnownError
            When the library has no model version (it was not prepared).
        """
        known = self._model
        # Megabytes, for each decision: read once.
        if known is None or known[0] != self.library.models.current():
            found = self.library.models.blob()
            if found is None:
                raise KnownError("no_model", path=self.library.path)
            version, blob = found
            known = self._model = (version, Model.from_bytes(blob))
        version, model = known
        hand = {r.scene: (r.low, r.high) for r in self.library.models.ranges()}
        return version, model.with_ranges(hand) if hand else model
