"""Where there is no screen: say so, and do the window's job in the terminal."""

from __future__ import annotations

import gc
import importlib.util
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.cli.library_commands import parents_of, photo_json
from app.cli.output import counted, print_table, run_with_progress, say, tags_text
from app.cli.program import Program
from app.core.errors import UsageError
from app.core.paths import LIBRARY_ENDING
from app.core.records import Query, SortBy
from app.core.types import Change, Status


def sample_photos() -> Path | None:
    """Return the folder of sample photos that scikit-image ships, if it is installed."""
    found = importlib.util.find_spec("skimage")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "data"
    return folder if folder.is_dir() else None


def run_without_screen(program: Program, library: Path, folders: Sequence[str]) -> int:
    """Scan folders (or sample photos, into a library that is thrown away) and print the result.

    Raises
    ------
    UsageError
        When no folder is given and no sample photos are installed.
    """
    gc.enable()  # switched off while the program starts, and no window switches it on
    say("There is no screen here, so this does the window's job in the terminal.")
    if folders:
        return _scan_and_print(program, library, folders)
    samples = sample_photos()
    if samples is None:
        raise UsageError("no_folder_named")
    say("No folder was named: these are the sample photos of scikit-image.")
    with tempfile.TemporaryDirectory(prefix="albumen-") as place:
        return _scan_and_print(program, Path(place) / f"samples{LIBRARY_ENDING}", [str(samples)])


def _scan_and_print(program: Program, library: Path, folders: Sequence[str]) -> int:
    from app.jobs.follow_up import SCAN, follow_up
    from app.jobs.scanning.scan import scan_folders

    with program.open(library) as ctx:
        change: Change = run_with_progress(scan_folders(ctx, folders), "Scanning", quiet=False)
        run_with_progress(follow_up(ctx, SCAN, change), "Tidying up", quiet=False)
        query = Query(sort=SortBy.NAME, descending=False)
        ids = ctx.library.photos.ids(query).tolist()
        parents = parents_of(ctx.library)
        photos = [photo_json(detail, parents) for detail in ctx.library.photos.details(ids)]
    for status, title in (
        (Status.ACCEPTED, "Accepted"),
        (Status.COARSE, "With a coarse tag: what it is, not which"),
        (Status.REJECTED, "Rejected by the gate: these need review"),
        (Status.LABELLED, "Labelled by you"),
        (Status.FAILED, "Unreadable"),
    ):
        chosen = [p for p in photos if p["status"] == status.value]
        if chosen:
            say()
            say(f"{title} ({len(chosen)})")
            print_table(
                ("scene", "similarity", "range from", "reason", "photo"),
                (
                    (
                        p["tag"] or p["scene"],
                        p["similarity"],
                        p["low"],
                        p["reason"],
                        os.path.basename(p["path"]),
                    )
                    for p in chosen
                ),
            )
    result = change.summary
    say()
    say(
        f"{counted(result['found'], 'photo')}: {tags_text(result, 'rejected')}, "
        f"{result['failed']} unreadable; "
        f"{result['photos_per_second']:.1f} photos/s."
    )
    say(f"Library: {library}")
    return 0
