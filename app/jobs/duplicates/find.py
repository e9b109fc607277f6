"""Find copies and near copies: exact ones by hashes, the same picture by pixels, bursts by times.

Exact copies come first, and one of each such set stands for all of it in what follows; so no photo
is proposed for the trash by two sets for one reason. The library is not changed, and the files are
only read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.collecting.ratings import Flag
from app.core.duplicates.proposal import propose
from app.core.duplicates.sets import Copy, DuplicateSet, Sameness
from app.core.records import PhotoDetail
from app.core.types import Progress
from app.jobs.context import JobContext
from app.jobs.duplicates.candidates import Pairs, find_bursts, find_near
from app.jobs.duplicates.closer_look import CloserLook, are_two_shots, looking
from app.jobs.job import JobName, job
from app.jobs.runner import Lane
from app.media.formats import extension
from app.media.originals.companions import bundles_of

PHOTOS_AT_ONCE = 500
ALL = frozenset(Sameness)


@dataclass(frozen=True, slots=True)
class FoundDuplicates:
    """What a search found.

    Attributes
    ----------
    sets : tuple of DuplicateSet
        Exact copies, then the same pictures, then bursts; what frees most leads.
    failed : int
        Photos that could not be looked at more closely: they are in no set for that reason.
    """

    sets: tuple[DuplicateSet, ...]
    failed: int = 0


@job(JobName.FIND_DUPLICATES, Lane.LONG)
def find_duplicates(
    ctx: JobContext, wanted: Iterable[Sameness] = ALL
) -> Generator[Progress, None, FoundDuplicates]:
    """Return the sets of photos of which fewer may be enough; nothing is changed."""
    yield Progress(done=0, note="look")
    wanted = frozenset(wanted)
    search = _Search(ctx)
    contents, pixels = ctx.library.identity.repeated()
    exact = search.settle(Sameness.EXACT, contents)
    if not wanted - {Sameness.EXACT}:
        return FoundDuplicates(tuple(exact))
    _, model = ctx.model()
    same: list[DuplicateSet] = []
    bursts: list[DuplicateSet] = []
    with looking(ctx) as look:
        if wanted & {Sameness.SAME, Sameness.BURST}:
            near = yield from find_near(ctx, model, search.settled)
            links = {pair for group in pixels for pair in search.pairs(group)}
            links |= yield from search.compare(look, near - links)
            same = search.settle(Sameness.SAME, search.same_pictures(links))
        if Sameness.BURST in wanted:
            groups = search.bursts(look, find_bursts(ctx, model, search.settled))
            yield from search.measure(look, groups)
            bursts = search.settle(Sameness.BURST, groups, look.sharpness)
    found = (Sameness.EXACT, exact), (Sameness.SAME, same), (Sameness.BURST, bursts)
    sets = [made for sameness, some in found if sameness in wanted for made in some]
    return FoundDuplicates(tuple(sets), len(look.failed))


class _Search:
    """Photos that are read once, and which of them stand for no set any more.

    Attributes
    ----------
    settled : set of int
        Photos of a set in whose place another one stands.
    """

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx
        self._copies: dict[int, Copy] = {}
        self.settled: set[int] = set()

    def settle(
        self,
        sameness: Sameness,
        groups: Sequence[Sequence[int]],
        sharpness: Mapping[int, float] | None = None,
    ) -> list[DuplicateSet]:
        """Make sets of groups, what frees most first; their best photos stand for them."""
        self._read(photo for group in groups for photo in group)
        measured = sharpness or {}
        made = []
        for group in groups:
            copies = [self._copies[photo] for photo in group if photo in self._copies]
            copies = [replace(c, sharpness=measured.get(c.photo)) for c in copies]
            if len(copies) > 1:
                made.append(propose(sameness, copies))
        for found in made:
            self.settled |= {copy.photo for copy in found.copies[1:]}
        return sorted(made, key=lambda found: (-found.freed, found.kept.path))

    def pairs(self, group: Sequence[int]) -> Pairs:
        """Return links between photos of one picture that still stand for themselves."""
        left = sorted(photo for photo in group if photo not in self.settled)
        return {(left[0], other) for other in left[1:]}

    def compare(self, look: CloserLook, pairs: Pairs) -> Generator[Progress, None, Pairs]:
        """Return those pairs that are the same picture, pixel by pixel."""
        self._read(photo for pair in pairs for photo in pair)
        likely = []
        for done, (one, other) in enumerate(sorted(pairs)):
            first, second = self._copies.get(one), self._copies.get(other)
            if first and second and look.may_be_same(first, second):
                likely.append((first, second))
            if done % PHOTOS_AT_ONCE == 0:
                yield Progress(done=done, total=len(pairs), note="compare")
        found: Pairs = set()
        same = Groups()
        for done, (first, second) in enumerate(likely):
            # Two that are the same as a third are known to be the same.
            if not same.are_joined(first.photo, second.photo):
                difference = look.difference(first, second)
                if difference is not None and difference.is_none:
                    found.add((first.photo, second.photo))
                    same.join(first.photo, second.photo)
            yield Progress(done, len(likely), "compare", len(look.failed))
        return found

    def bursts(self, look: CloserLook, pairs: Pairs) -> list[list[int]]:
        """Return the bursts of shots that follow each other, where they show nearly one view."""
        self._read(photo for pair in pairs for photo in pair)
        copies = self._copies
        here = [pair for pair in pairs if pair[0] in copies and pair[1] in copies]
        return Groups((a, b) for a, b in here if look.may_be_one_burst(copies[a], copies[b])).all()

    def measure(
        self, look: CloserLook, groups: Sequence[Sequence[int]]
    ) -> Generator[Progress, None, None]:
        """Learn how sharp the photos of groups are."""
        self._read(photo for group in groups for photo in group)
        for done, group in enumerate(groups):
            look.measure([self._copies[photo] for photo in group if photo in self._copies])
            yield Progress(done, len(groups), "sharpness", len(look.failed))

    def same_pictures(self, links: Pairs) -> list[list[int]]:
        """Return the groups that links make, without photos that are the same as two shots.

        Such a photo is a copy of one of the two, and nobody can tell of which.
        """
        self._read(photo for pair in links for photo in pair)
        unsure: set[int] = set()
        for group in Groups(links).all():
            shots = [self._copies[photo] for photo in group if photo in self._copies]
            for at, one in enumerate(shots):
                others = [other for other in shots[at + 1 :] if are_two_shots(one, other)]
                if others:
                    twos = {one.photo, *(other.photo for other in others)}
                    unsure |= {photo for photo in group if photo not in twos}
        return Groups({pair for pair in links if not unsure.intersection(pair)}).all()

    def _read(self, photos: Iterable[int]) -> None:
        lacking = sorted({photo for photo in photos if photo not in self._copies})
        for start in range(0, len(lacking), PHOTOS_AT_ONCE):
            some = self._ctx.library.photos.details(lacking[start : start + PHOTOS_AT_ONCE])
            there = [detail for detail in some if _is_there(detail)]
            companions = _companions([detail.row.path for detail in there])
            albums = self._ctx.library.albums.of([detail.row.id for detail in there])
            for detail in there:
                words = _words(detail) | {f"album={name}" for name in albums.get(detail.row.id, ())}
                self._copies[detail.row.id] = _copy(detail, companions[detail.row.path], words)


def _is_there(detail: PhotoDetail) -> bool:
    return not detail.row.missing and detail.row.failure is None and bool(detail.row.width)


def _companions(paths: Sequence[str]) -> dict[str, list[str]]:
    """Return the endings of the files that belong to each photo alone, listing folders once."""
    found: dict[str, list[str]] = {}
    for bundle in bundles_of(paths):
        own = [extension(path) for path in bundle.companions if path not in bundle.shared]
        found |= dict.fromkeys(bundle.photos, own)
    return found


def _copy(detail: PhotoDetail, companions: Sequence[str], words: frozenset[str]) -> Copy:
    row = detail.row
    return Copy(
        photo=row.id,
        path=row.path,
        content_hash=row.content_hash or "",
        width=row.width,
        height=row.height,
        size=detail.size,
        format=detail.format or "",
        taken_at=row.taken_at or "",
        camera=detail.camera or "",
        label=row.label,
        refused=detail.said_no,
        words=words,
        companions=len(companions),
        endings=frozenset(companions),
    )


def _words(detail: PhotoDetail) -> frozenset[str]:
    """Return the person's stars and flag, and what others wrote, a text for each word."""
    row = detail.row
    flag = "" if row.flag is Flag.NONE else row.flag.value
    said = {**detail.imported.to_json(), "stars": row.stars, "flag": flag}
    return frozenset(
        f"{key}={value}"
        for key, values in said.items()
        for value in (values if isinstance(values, list) and key != "gps" else [values])
        if value
    )


class Groups:
    """Photos that belong together because somebody said so of two of them, and of two others."""

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self._leader: dict[int, int] = {}
        for one, other in pairs:
            self.join(one, other)

    def join(self, one: int, other: int) -> None:
        """Say that two photos belong together."""
        first, second = sorted((self._find(one), self._find(other)))
        self._leader[second] = first

    def are_joined(self, one: int, other: int) -> bool:
        """Tell whether two photos belong together, by whatever is between them."""
        return self._find(one) == self._find(other)

    def all(self) -> list[list[int]]:
        """Return the groups of two and more, each rising, the first photo's first."""
        groups: dict[int, list[int]] = {}
        for photo in sorted(self._leader):
            groups.setdefault(self._find(photo), []).append(photo)
        return [group for group in groups.values() if len(group) > 1]

    def _find(self, photo: int) -> int:
        leader = self._leader
        while leader.setdefault(photo, photo) != photo:
            leader[photo] = leader[leader[photo]]
            photo = leader[photo]
        return photo
