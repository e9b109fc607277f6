"""Tags into sidecars: one beside each photo, or one for all files of a name.

A bare sidecar (``IMG.xmp``) belongs to every file of that name: a photo and its RAW, or two photos.
The tags of all of them stand in it together, and one is taken out once no photo has it any more.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.keywords import Keywords
from app.core.ledger import Plan
from app.core.library import LibraryReader
from app.core.records import PhotoDetail, PhotoRow
from app.core.types import Progress
from app.jobs.export.files import Task
from app.jobs.export.report import Report
from app.jobs.export.spelling import NO_KEYWORDS, Spelled, Speller
from app.media.xmp.merge import is_emptied, merge_packet
from app.media.xmp.packet import Statement, read_packet
from app.media.xmp.sidecar import (
    Neighbours,
    SidecarLayout,
    find_sidecar,
    is_bare,
    read_sidecar,
    remove_file,
    require_writable,
    write_file,
)

PHOTOS_AT_ONCE = 500


class SidecarForm:
    """How sidecars are read and written."""

    batch = 200

    def read(self, task: Task) -> bytes | None:
        """Return the sidecar that is there."""
        return read_sidecar(task.target)

    def keywords(self, data: bytes) -> Keywords:
        """Return the keywords of a packet."""
        return read_packet(data).keywords

    def merge(
        self, task: Task, data: bytes | None, plan: Plan, statements: Sequence[Statement]
    ) -> bytes:
        """Return the packet merged with what is there."""
        return merge_packet(
            data,
            add=plan.add,
            remove=plan.remove,
            statements=statements,
            sidecar_for=task.sidecar_for if data is None else None,
        )

    def require_writable(self, task: Task) -> None:
        """Look at the sidecar and at its folder."""
        require_writable(task.target)

    def write(self, task: Task, data: bytes) -> None:
        """Exchange the sidecar as a whole; one that we made goes with the last of its tags."""
        if is_emptied(data):
            remove_file(task.target)
        else:
            write_file(task.target, data)

    def settle(self) -> None:
        """Keep nothing: a sidecar is no photo of the library."""


@dataclass
class _Places:
    """Where the sidecars of photos are, one look at each folder."""

    layout: SidecarLayout
    _folders: dict[Path, Neighbours] = field(default_factory=dict)

    def sidecar(self, photo: Path) -> Path:
        return find_sidecar(photo, self.layout, self._beside(photo))

    def sidecar_for(self, sidecar: Path, photo: Path) -> str:
        """Return the ending to name in a new bare sidecar, where the photo alone has the name."""
        alone = self._beside(photo).files_of(photo.stem) == 1
        return photo.suffix[1:] if alone and is_bare(sidecar, photo) else ""

    def _beside(self, photo: Path) -> Neighbours:
        if photo.parent not in self._folders:
            self._folders[photo.parent] = Neighbours.of(photo.parent)
        return self._folders[photo.parent]


def sidecar_tasks(
    library: LibraryReader,
    photos: Sequence[int],
    speller: Speller,
    layout: SidecarLayout,
    report: Report,
) -> Generator[Progress, None, list[Task]]:
    """Return the sidecars to compare: those of the photos, and of whoever shares one with them."""
    places = _Places(layout)
    groups: dict[Path, dict[int, tuple[Path, Spelled]]] = {}
    for start in range(0, len(photos), PHOTOS_AT_ONCE):
        yield Progress(start, len(photos))
        details = library.photos.details(photos[start : start + PHOTOS_AT_ONCE])
        logged = _logged(library, details)
        for detail in details:
            row, spelled = detail.row, speller.spell(detail)
            if row.missing or not (spelled.wanted.tags or row.id in logged):
                report.skipped += 1
                continue
            photo = Path(row.path)
            target = places.sidecar(photo)
            groups.setdefault(target, {})[row.id] = (photo, spelled)
            for old in logged.get(row.id, ()):
                # Another spelling took its place: what we wrote there is taken back.
                if old != target and _is_beside(old, photo) and old.exists():
                    groups.setdefault(old, {})[row.id] = (photo, NO_KEYWORDS)
    _add_sharers(library, groups, speller, places)
    report.shared = sum(len(group) > 1 for group in groups.values())
    return [_task(target, group, places) for target, group in groups.items()]


def _logged(library: LibraryReader, details: Iterable[PhotoDetail]) -> dict[int, list[Path]]:
    found: dict[int, list[Path]] = {}
    for entry in library.ledger.of([detail.row.id for detail in details]):
        if not entry.source:
            found.setdefault(entry.photo, []).append(Path(entry.target))
    return found


def _is_beside(sidecar: Path, photo: Path) -> bool:
    """Return whether a file may be the photo's sidecar: a library may come from a stranger."""
    return sidecar.parent == photo.parent and sidecar.suffix.lower() == ".xmp"


def _add_sharers(
    library: LibraryReader,
    groups: dict[Path, dict[int, tuple[Path, Spelled]]],
    speller: Speller,
    places: _Places,
) -> None:
    """Add the photos that have something in these sidecars, too: their tags are not taken out."""
    paths = {str(target): target for target in groups}
    others: dict[int, Path] = {}
    for entry in library.ledger.at(list(paths)):
        target = paths[entry.target]
        if entry.photo not in groups[target]:
            others[entry.photo] = target
    for detail in library.photos.details(list(others)):
        row: PhotoRow = detail.row
        photo, target = Path(row.path), others[row.id]
        # Of a photo that has gone, or got another sidecar, nothing is left in this one.
        stays = not row.missing and places.sidecar(photo) == target
        groups[target][row.id] = (photo, speller.spell(detail) if stays else NO_KEYWORDS)


def _task(target: Path, group: dict[int, tuple[Path, Spelled]], places: _Places) -> Task:
    photo = next(iter(group.values()))[0]
    spelled = {id_: spelled for id_, (_, spelled) in sorted(group.items())}
    return Task(target, spelled, photo, sidecar_for=places.sidecar_for(target, photo))
