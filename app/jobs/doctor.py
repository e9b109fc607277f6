"""The doctor: examine a library and its scene pack, and mend what can be mended.

The file comes first, for a damaged one cannot be opened; then what lies beside it: kept features,
thumbnails, the scene pack. Labels are never touched.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.core.errors import KnownError
from app.core.pack import verify_pack
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.regate import regate
from app.jobs.scanning.thumbnails import restore_thumbnails
from app.media.thumbnails import prune_thumbnails
from app.store.care.backup import copy_library
from app.store.care.examine import examine_feature_cache
from app.store.care.salvage import mend_library

OpenLibrary = Callable[[Path], AbstractContextManager[JobContext]]
DoctorJob = Generator[Progress, None, Change]
# After these another model may be in force than before.
_OTHER_MODEL = frozenset(("damaged", "model", "restored"))


def examine_library(library: Path, open_library: OpenLibrary, *, backup: bool) -> DoctorJob:
    """Examine a library that nobody has open; mend what can be mended.

    Parameters
    ----------
    library : Path
        The library file.
    open_library : callable
        Opens it with everything that jobs need.
    backup : bool
        Copy the library at the end, beside itself.

    Returns
    -------
    Change
        With the summary ``{"ok", "library", "findings": [{"code", "count", "details", "mended"}],
        "scene_pack", "backup"}``.

    Raises
    ------
    KnownError
        When there is no library, or nothing of it can be saved, or its scene pack is damaged.
    """
    yield Progress(done=0, note="examine")
    if not library.exists():
        raise KnownError("no_library", path=str(library))
    findings = [asdict(finding) for finding in mend_library(str(library))]
    wrong = examine_feature_cache(str(library))
    if wrong:
        findings.append(_finding("feature_cache", wrong))
    tag = any(finding["code"] in _OTHER_MODEL for finding in findings)
    with open_library(library) as ctx:
        more, pack = yield from _examine_beside(ctx, tag=tag)
    findings += more
    report: dict[str, Any] = {
        "ok": all(finding["mended"] for finding in findings),
        "library": str(library),
        "findings": findings,
        "scene_pack": pack,
        "backup": None,
    }
    if backup:
        yield Progress(done=0, note="backup")
        report["backup"] = f"{library}.backup-by-hand"
        copy_library(str(library), report["backup"])
    return Change(photos=None, scenes=True, model=tag, summary=report)


def _examine_beside(
    ctx: JobContext, *, tag: bool
) -> Generator[Progress, None, tuple[list[dict[str, Any]], str]]:
    """Sweep what interrupted writes left, verify the scene pack, make missing thumbnails.

    The backbone's id comes second. With ``tag`` every photo is tagged anew.
    """
    findings: list[dict[str, Any]] = []
    left = prune_thumbnails(ctx.thumbnails_dir, sys.maxsize).files
    if left:
        findings.append(_finding("thumbnails_left", left))
    verify_pack(ctx.pack)
    if tag:
        yield from regate(ctx)
    done = (yield from restore_thumbnails(ctx)).summary
    if done["missing"]:
        whole = done["made"] == done["missing"]
        findings.append(_finding("thumbnails", done["missing"], mended=whole))
    return findings, ctx.pack.backbone.id


def _finding(code: str, count: int, *, mended: bool = True) -> dict[str, Any]:
    return {"code": code, "count": count, "mended": mended}
