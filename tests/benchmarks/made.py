"""Libraries that benchmarks make up: made once, and each run works on a copy.

Making a million rows takes longer than measuring them. What is kept in a folder carries a digest of
the code that made it and of the scene pack: it is made anew after a change of either.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from app.places import resources_dir

ROOT = Path(__file__).parents[2]
# Where a change makes other rows, or rows that the program of now cannot read.
MAKERS = (
    "app/store",
    "tests/benchmarks/library.py",
    "tests/benchmarks/made_album.py",
    "tests/benchmarks/search.py",
    "tests/store/predictions.py",
)


def made_copy(place: Path, name: str, make: Callable[[Path], None], kept: Path | None) -> Path:
    """Return a library of a run's own in ``place``, as ``make`` writes it to a path.

    With ``kept``, a folder, what was made lies there for the next run.
    """
    path = place / f"{name}.albumen"
    if kept is None:
        make(path)
        return path
    kept.mkdir(parents=True, exist_ok=True)
    made = kept / f"{name}-{_digest()}.albumen"
    if not made.exists():
        for old in kept.glob(f"{name}-*.albumen*"):
            old.unlink()
        unfinished = made.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        make(unfinished)
        _in_one_file(unfinished)
        unfinished.rename(made)
    shutil.copyfile(made, path)
    return path


def _in_one_file(library: Path) -> None:
    """Make sure that nothing of a library lies beside it: a copy would lack it."""
    beside = [f"{library}{end}" for end in ("-wal", "-journal")]
    if left := [path for path in beside if Path(path).exists() and Path(path).stat().st_size]:
        raise RuntimeError(f"{library} was not closed: {left[0]} is there")
    shutil.rmtree(f"{library}.cache", ignore_errors=True)


def _digest() -> str:
    found = hashlib.sha256()
    for path in _sources():
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    for maker in MAKERS:
        path = ROOT / maker
        yield from sorted(path.rglob("*.py")) if path.is_dir() else (path,)
    yield from sorted(p for p in (resources_dir() / "scene_pack").iterdir() if p.is_file())
