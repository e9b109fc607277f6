"""Gather what helps to find a fault into one file, which the person sends or does not send.

The logs name photos and folders. They are taken out unless the person wants them in: of a line of
the log everything from its first path on is left out, except places inside the program itself.
"""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Generator, Iterator
from pathlib import Path

from app.core.outside.whole_file import whole_file
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane

log = logging.getLogger(__name__)

LEFT_OUT = "[left out]"
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
# A line of a traceback, of Python's or of the crash log's: only code of ours or of libraries.
_FRAME = re.compile(r'\s+File "(?P<file>[^"]*)", line \d+,? in \S+$')
_CRASH = re.compile(r"(Fatal Python error|Current thread|Thread|Extension modules|Windows fatal)\b")
_ERROR = re.compile(r"[\w.]*(Error|Exception|Interrupt|Warning)\b")
_PATH = re.compile(r"""(?<![\w.])(/|~|[A-Za-z]:[\\/]|\\\\|[\w+-]+://)""")
_FILE_NAME = re.compile(
    r"\S+\.(jpe?g|jpe|png|webp|tiff?|gif|bmp|hei[cf]|avif|jxl|dng|albumen)\b", re.I
)


@job(JobName.REPORT, Lane.SHORT)
def write_report(
    ctx: JobContext, target: Path, text: str, *, with_names: bool
) -> Generator[Progress, None, Change]:
    """Write a .zip with a text and the logs of this machine.

    Parameters
    ----------
    ctx : JobContext
        Says where the logs are.
    target : Path
        The file to write; one that is there is replaced.
    text : str
        Versions and counts, as shown to the person.
    with_names : bool
        Leave names of photos and folders in the logs.

    Returns
    -------
    Change
        With the summary ``file`` and ``logs``, the names of the logs in it.

    Raises
    ------
    KnownError
        When the file cannot be written.
    """
    logs = _logs(ctx.logs_dir)
    yield Progress(done=0, total=len(logs))
    with (
        whole_file(target, "report_unwritable") as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("report.txt", text)
        for done, file in enumerate(logs, 1):
            content = file.read_text("utf-8", errors="replace")
            archive.writestr(file.name, content if with_names else without_names(content))
            yield Progress(done=done, total=len(logs))
    return Change(summary={"file": str(target), "logs": [file.name for file in logs]})


def _logs(folder: Path | None) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.is_file() and ".log" in p.suffixes)


def without_names(content: str) -> str:
    """Return a log without names of photos and folders.

    What is no line of a log or of a traceback is left out as a whole: it may be the second line of
    a name that has two.
    """
    return "\n".join(_clean_lines(content.splitlines())) + "\n"


def _clean_lines(lines: list[str]) -> Iterator[str]:
    in_frame = False
    for line in lines:
        frame = _FRAME.match(line)
        if frame:
            yield re.sub(r'"[^"]*"', f'"{_inside(frame["file"])}"', line)
        elif in_frame and re.match(r" {4}", line):
            yield _cut(line)
        elif _STAMP.match(line):
            yield line[:24] + _cut(line[24:])
        elif line.startswith("Traceback") or _CRASH.match(line) or _ERROR.match(line):
            yield _cut(line)
        else:
            yield LEFT_OUT if line.strip() else ""
        in_frame = bool(frame) or (in_frame and line.startswith("    "))


def _inside(file: str) -> str:
    """Return where code lies inside the program, without the folders above it."""
    parts = file.replace("\\", "/").split("/")
    for root in ("site-packages", "_internal", "app"):
        if root in parts:
            return "/".join(parts[parts.index(root) :])
    return parts[-1]


def _cut(text: str) -> str:
    path = _PATH.search(text)
    if path:
        text = f"{text[: path.start()]}{LEFT_OUT}"
    return _FILE_NAME.sub(LEFT_OUT, text)
