"""How tags are written for other programs: which, in which languages, under which root."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.core.library import LibraryReader
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane
from app.media.xmp.sidecar import SidecarLayout

SETTING = "export"

__all__ = ["Choices", "Names", "Place", "SidecarLayout", "What", "read_choices", "remember_choices"]


class What(StrEnum):
    """What is written: a person's labels, or accepted and coarse tags of the program as well."""

    LABELS = "labels"
    ALL = "all"


class Place(StrEnum):
    """Where the tags of a photo stand: in a sidecar, or inside the photo."""

    SIDECARS = "sidecars"
    PHOTOS = "photos"


class Names(StrEnum):
    """The language of keywords."""

    ENGLISH = "en"
    CHINESE = "zh"
    BOTH = "both"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages, as :meth:`SceneRow.name` knows them."""
        return ("en", "zh") if self is Names.BOTH else (self.value,)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose.

    ``root`` stands above all tags, so that they have a place of their own; ``|`` parts its levels.
    ``place`` lets ExifTool write into the photos themselves. ``system`` keeps tags in the system's
    own beside each photo, too. ``automatic`` writes them some seconds after each label, and takes
    them out after each undo. ``albums`` writes the albums of a photo as keywords, too.
    """

    what: What = What.LABELS
    layout: SidecarLayout = SidecarLayout.EXT
    names: Names = Names.ENGLISH
    root: str = ""
    place: Place = Place.SIDECARS
    system: bool = False
    automatic: bool = False
    albums: bool = False


Choice = TypeVar("Choice", bound=StrEnum)


def read_choices(library: LibraryReader) -> Choices:
    """Return what the library remembers; what it does not know is as it comes."""
    kept = library.setting(SETTING)
    if not isinstance(kept, dict):
        return Choices()
    root = kept.get("root")
    return Choices(
        _one_of(What, kept.get("what"), What.LABELS),
        _one_of(SidecarLayout, kept.get("layout"), SidecarLayout.EXT),
        _one_of(Names, kept.get("names"), Names.ENGLISH),
        root if isinstance(root, str) else "",
        place=_one_of(Place, kept.get("place"), Place.SIDECARS),
        system=kept.get("system") is True,
        automatic=kept.get("automatic") is True,
        albums=kept.get("albums") is True,
    )


def _one_of(choices: type[Choice], value: Any, otherwise: Choice) -> Choice:
    return choices(value) if value in [str(choice) for choice in choices] else otherwise


@job(JobName.EXPORT_CHOICES, Lane.SHORT)
def remember_choices(ctx: JobContext, choices: Choices) -> Generator[Progress, None, Change]:
    """Let every later export of this library go by these choices."""
    yield Progress(done=0)
    values = {k: v if isinstance(v, bool) else str(v) for k, v in asdict(choices).items()}
    ctx.library.set_setting(SETTING, values)
    return Change(summary=values)
