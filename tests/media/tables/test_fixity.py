"""A fixity report is read as it was written, sha256sum verifies it, and a cut is seen."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import KnownError
from app.media.tables.fixity import FORMAT, FixityWriter, opened_fixity, sha256_of

names = st.binary(min_size=1, max_size=8).filter(lambda name: b"\0" not in name).map(os.fsdecode)
SUM = hashlib.sha256(b"photo").hexdigest()


def write(path: Path, files: list[str], *, ends: bool = True) -> None:
    with path.open("wb") as file:
        report = FixityWriter(file, {"folders": []})
        for name in files:
            report.write(name, SUM, {"bytes": 5})
        report.write_unread("/gone\nfor good", {"missing": True})
        if ends:
            report.end()


def read(path: Path) -> list[tuple[str, str, object]]:
    with opened_fixity(str(path)) as (head, lines):
        assert head == {"folders": []}
        return [(line.path, line.sha256, line.facts.get("bytes")) for line in lines]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@given(files=st.lists(names, max_size=5))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, files: list[str]
) -> None:
    path = tmp_path_factory.mktemp("report") / "report"
    write(path, files)
    assert read(path) == [(name, SUM, 5) for name in files]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace(FORMAT, "# other 1"), "another format"),
        (lambda text: text.replace('# {"folders": []}', "# {"), "second line"),
        (lambda text: text.rsplit("\n", 2)[0], "cut off"),
        (lambda text: "\n".join(text.split("\n")[:3]), "cut off"),
        (lambda text: text.replace(SUM, "no checksum", 1), "a line is damaged"),
        (lambda text: text.replace(f"{SUM}  b\n", ""), "cut off"),
    ],
)
def test_a_damaged_report_is_named(tmp_path: Path, change, message: str) -> None:
    path = tmp_path / "report"
    write(path, ["a", "b"])
    path.write_text(change(path.read_text()))
    with pytest.raises(KnownError, match=message):
        read(path)
    with pytest.raises(KnownError, match="cannot be read"):
        read(tmp_path / "none")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_verifies_it(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.jpg", "b c.jpg", "new\nline.jpg", "back\\slash.jpg")]
    for file in files:
        file.write_bytes(b"photo")
    path = tmp_path / "report"
    write(path, [str(file) for file in files])

    def verify() -> subprocess.CompletedProcess[str]:
        words = ["sha256sum", "--check", "--strict", "--quiet", str(path)]
        return subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)

    done = verify()
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    files[2].write_bytes(b"other")
    assert verify().returncode == 1


def test_checksums_are_of_files_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"photo")
    assert sha256_of(str(path)) == SUM
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "none", "."):
        with pytest.raises(OSError, match=r"file|directory"):
            sha256_of(str(tmp_path / name))
