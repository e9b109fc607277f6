"""ExifTool, where it is installed: a program of its own that writes into photos of any format.

One process is kept open, and handed arguments line by line: whole paths, so that none begins with a
dash. A name with a line break is handed over as a link of another name. The XMP packet goes over as
a whole, merged by ourselves, and ExifTool puts it in its place: it needs to know none of our
properties, and touches no other ones.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from app.core.errors import KnownError

PROGRAM = "exiftool"
TIME_LIMIT_S = 120.0
_LINE_BREAK = re.compile(r"[\r\n]")


def find_exiftool() -> str | None:
    """Return the program, None where it is not installed."""
    return shutil.which(PROGRAM)


def command_line(program: str) -> list[str]:
    """Return how the program is started, to be kept open; names are UTF-8 on Windows as well."""
    names = ["-common_args", "-charset", "filename=utf8"] if sys.platform == "win32" else []
    return [program, "-stay_open", "True", "-@", "-", *names]


class ExifTool:
    """One running ExifTool; closed by ``close`` or at the end of a ``with``.

    Raises
    ------
    KnownError
        If it is not installed, or does not start.
    """

    def __init__(self, program: str | None = None) -> None:
        found = program or find_exiftool()
        if found is None:
            raise KnownError("no_exiftool")
        try:
            self._process = subprocess.Popen(
                command_line(found),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # On Windows no black window comes up.
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise KnownError("no_exiftool") from error
        self._lock = threading.Lock()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="albumen-exiftool")
        self._runs = 0

    def __enter__(self) -> ExifTool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read_xmp(self, path: Path) -> bytes | None:
        """Return the XMP packet inside a file, None where there is none.

        Raises
        ------
        KnownError
            If the file cannot be read.
        """
        with _named(path) as named:
            return self._run(path, "-b", "-XMP", named) or None

    def write_xmp(self, path: Path, packet: bytes, made: Path) -> None:
        """Write a copy of a file to ``made``, with this packet; the file itself is only read.

        Raises
        ------
        KnownError
            If ExifTool cannot write such a file.
        """
        with tempfile.TemporaryDirectory(prefix="albumen-") as place, _named(path) as named:
            source = Path(place) / "tags.xmp"
            source.write_bytes(packet)
            self._run(path, f"-XMP<={source}", "-o", str(made), "-P", named)
        if not made.is_file():
            raise KnownError("exiftool_failed", path=str(path), cause="nothing was written")

    def close(self) -> None:
        """End the process."""
        if self._process.poll() is None:
            try:
                self._process.communicate(b"-stay_open\nFalse\n", timeout=5)
            except (subprocess.TimeoutExpired, OSError, ValueError):
                self._process.kill()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                # What was not handed over when it died is of no use any more.
                with suppress(OSError):
                    stream.close()
        self._process.wait()
        self._reader.shutdown()

    def _run(self, path: Path, *arguments: str) -> bytes:
        """Run one command; return what it prints, or raise what it complains of."""
        with self._lock:
            self._runs += 1
            end = f"{{ready{self._runs}}}".encode()
            lines = [*map(os.fsencode, arguments), b"-q", b"-echo4", end]
            # What takes too long is ended with the process: its pipes close, and that is told.
            watch = threading.Timer(TIME_LIMIT_S, self._process.kill)
            watch.start()
            try:
                stdin, stdout = self._process.stdin, self._process.stdout
                assert stdin is not None
                stdin.write(b"\n".join(lines) + b"\n-execute%d\n" % self._runs)
                stdin.flush()
                # Side by side: a pipe that nobody empties holds the program up.
                complaints = self._reader.submit(self._read, self._process.stderr, end)
                out, said = self._read(stdout, end), complaints.result()
            except (OSError, EOFError) as error:
                cause = "it ended" if self._process.poll() is not None else str(error)
                raise KnownError("exiftool_failed", path=str(path), cause=cause) from error
            finally:
                watch.cancel()
        lines_said = said.decode("utf-8", "replace").splitlines()
        faults = [line for line in lines_said if line.strip() and not line.startswith("Warning")]
        if faults:
            cause = faults[0].removeprefix("Error: ").partition(" - ")[0]
            raise KnownError("exiftool_failed", path=str(path), cause=cause)
        return out

    @staticmethod
    def _read(stream: object, end: bytes) -> bytes:
        """Read up to a line that ends an answer."""
        gathered = bytearray()
        while True:
            line: bytes = stream.readline()  # type: ignore[attr-defined]
            if not line:
                raise EOFError("it ended")
            gathered += line
            if gathered.rstrip(b"\r\n").endswith(end):
                return bytes(gathered.rstrip(b"\r\n")[: -len(end)])


@contextmanager
def _named(path: Path) -> Iterator[str]:
    """Give a name that one line can hold: the path, or a link to it while it is needed."""
    whole = os.path.abspath(path)
    if not _LINE_BREAK.search(whole):
        yield whole
        return
    with tempfile.TemporaryDirectory(prefix="albumen-") as place:
        link = os.path.join(place, "photo" + _LINE_BREAK.sub("", path.suffix))
        os.symlink(whole, link)
        yield link
