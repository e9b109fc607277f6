"""Tags inside the photos themselves, by ExifTool: only where a person asked for just that.

ExifTool writes a file beside, in a place of ours. It takes the photo's place, as a whole, after it
was decoded and shows the same picture; before that a copy of the photo is put aside, which is kept
until the program starts the next time. The photo keeps its times. The library learns at once what
the file holds now, so that labels stay and the next scan has nothing to read.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.core.ledger import Holder, Plan
from app.core.library import Library
from app.core.protocols import DecoderPool
from app.core.types import DecodedPhoto, PhotoFacts, PhotoFile, Progress, StoredPhoto
from app.jobs.export.files import Task
from app.jobs.export.report import Report
from app.jobs.export.spelling import Speller
from app.media.disks import nearest_folder
from app.media.formats import look_at_file
from app.media.xmp.embed import has_credentials
from app.media.xmp.exiftool import ExifTool, find_exiftool
from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import Statement, read_packet
from app.media.xmp.sidecar import put_in_place, require_writable

# Pillow's names of the formats that every ExifTool of the last years writes.
FORMATS = frozenset(("JPEG", "MPO", "PNG", "TIFF", "GIF", "HEIF", "AVIF"))
PHOTOS_AT_ONCE = 500
RESERVE_BYTES = 200 * 2**20


def has_exiftool() -> bool:
    """Return whether ExifTool is installed."""
    return find_exiftool() is not None


@dataclass
class InsideForm:
    """How packets inside photos are read and written.

    Attributes
    ----------
    library : Library
    tool : ExifTool
    decoders : callable
        Makes a decoder pool, once something is to be written.
    kept : Path
        Where copies of the photos are kept.
    report : Report
        Told of content credentials that break.
    """

    library: Library
    tool: ExifTool
    decoders: Callable[[], DecoderPool]
    kept: Path
    report: Report
    batch: int = 16
    _pool: DecoderPool | None = None
    _lock: Lock = field(default_factory=Lock)
    _written: dict[int, tuple[PhotoFile, str]] = field(default_factory=dict)

    def read(self, task: Task) -> bytes | None:
        """Return the packet inside a photo."""
        return self.tool.read_xmp(task.photo)

    def keywords(self, data: bytes) -> Keywords:
        """Return the keywords of a packet."""
        return read_packet(data).keywords

    def merge(
        self, task: Task, data: bytes | None, plan: Plan, statements: Sequence[Statement]
    ) -> bytes:
        """Return the packet merged with what is there."""
        made = merge_packet(data, add=plan.add, remove=plan.remove, statements=statements)
        if made != data and has_credentials(_read(task.photo)):
            self.report.credentials.append(task.path)
        return made

    def require_writable(self, task: Task) -> None:
        """Look at the photo, at its folder, and at the room for a copy."""
        require_writable(task.photo)
        self._require_room(task.photo.stat().st_size)

    def write(self, task: Task, data: bytes) -> None:
        """Put a packet into a photo, as a whole or not at all."""
        (photo,) = task.spelled
        # A link is followed: what it names is written.
        place = Path(os.path.realpath(task.photo))
        try:
            with self._lock, tempfile.TemporaryDirectory(prefix="albumen-") as work:
                before = look_at_file(str(place))
                made = Path(work) / f"made{place.suffix}"
                self.tool.write_xmp(place, data, made)
                facts = self._require_same_picture(photo, before, made, data)
                self._keep(place, before.size)
                if look_at_file(str(place)) != before:
                    raise KnownError("changed_meanwhile", path=str(place))
                put_in_place(made, place)
                self._written[photo] = look_at_file(str(task.photo)), facts.content_hash
        except OSError as error:
            cause = str(error.strerror)
            raise KnownError("xmp_not_writable", path=str(place), cause=cause) from error

    def settle(self) -> None:
        """Let the library know what the files hold now."""
        written, self._written = self._written, {}
        self.library.identity.retag(written)

    def close(self) -> None:
        """Stop the decoders."""
        if self._pool is not None:
            self._pool.close()

    def _require_same_picture(
        self, photo: int, before: PhotoFile, made: Path, packet: bytes
    ) -> PhotoFacts:
        """Decode what was made, and return its facts; it must differ in its keywords alone."""
        facts = self._decode(look_at_file(str(made)))
        (stored,) = self.library.identity.stored([photo])
        pixels = stored.pixels if _is_known(stored, before) else self._decode(before).pixel_hash
        back = self.tool.read_xmp(made)
        is_same = facts.pixel_hash == pixels and back is not None
        if not is_same or read_packet(back or b"") != read_packet(packet):
            raise KnownError("picture_differs", path=before.path)
        return facts

    def _decode(self, file: PhotoFile) -> PhotoFacts:
        if self._pool is None:
            self._pool = self.decoders()
        (item,) = self._pool.decode([file])
        if not isinstance(item, DecodedPhoto):
            raise KnownError("embed_damaged", cause=item.message)
        return item.facts

    def _keep(self, place: Path, size: int) -> None:
        """Put a copy of a photo aside."""
        self._require_room(size)
        self.kept.mkdir(parents=True, exist_ok=True)
        prefix = f"{place.stem[:80]}-"
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=place.suffix, dir=self.kept)
        os.close(handle)
        try:
            shutil.copy2(place, name)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise

    def _require_room(self, size: int) -> None:
        above = nearest_folder(self.kept)
        if shutil.disk_usage(above).free < size + RESERVE_BYTES:
            raise KnownError("no_room_for_copy", path=str(self.kept))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        cause = str(error.strerror)
        raise KnownError("xmp_not_readable", path=str(path), cause=cause) from error


def _is_known(stored: StoredPhoto, file: PhotoFile) -> bool:
    """Return whether a file is the one that the library has read."""
    then, now = (stored.size, stored.mtime_ns, stored.ctime_ns), (file.size, file.mtime_ns)
    return bool(stored.pixels) and then == (*now, file.ctime_ns)


def inside_tasks(
    library: Library, photos: Sequence[int], speller: Speller
) -> Generator[Progress, None, tuple[list[Task], list[int]]]:
    """Return the photos to be compared, and those that are to have a sidecar.

    These are of formats that ExifTool does not write, and those that have a sidecar of ours from
    before: it is kept up to date.
    """
    tasks: list[Task] = []
    rest: list[int] = []
    for start in range(0, len(photos), PHOTOS_AT_ONCE):
        yield Progress(start, len(photos))
        some = photos[start : start + PHOTOS_AT_ONCE]
        entries = library.ledger.of(some)
        logged = {e.photo for e in entries if e.holder is Holder.PHOTO}
        beside = {e.photo for e in entries if e.holder is Holder.SIDECAR}
        for detail in library.photos.details(some):
            row, spelled = detail.row, speller.spell(detail)
            is_due = not row.missing and bool(spelled.wanted.tags or row.id in logged)
            is_inside = is_due and detail.format in FORMATS
            if is_inside:
                photo = Path(row.path)
                tasks.append(Task(photo, {row.id: spelled}, photo, source=Holder.PHOTO))
            if not is_inside or row.id in beside:
                rest.append(row.id)
    return tasks, rest
