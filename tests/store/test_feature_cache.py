"""The feature cache: never trusted over the library, made anew when missing, stale or wrong."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.types import PhotoFacts, PhotoFile
from app.store.care.examine import examine_feature_cache
from app.store.features import feature_cache, feature_rows
from app.store.library import LibraryFile, open_library

SIZE = 6


def _photo(library: LibraryFile, number: int) -> int:
    facts = PhotoFacts(1, 1, 1, "JPEG", f"{number:032x}", f"{number:032x}")
    return library.photos.save(1, PhotoFile(f"/p/{number}.jpg", 1, 1), facts)


def _vector(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(SIZE).astype(np.float16).astype(np.float32)


def _truth(library: LibraryFile) -> dict[int, list[float]]:
    """Read every feature from the library, a few at a time: that way goes past the cache."""
    ids = sorted(library.models.encoded("b"))
    table = library.models.features("b", ids)
    assert len(ids) <= 200
    return {int(i): row.tolist() for i, row in zip(table.ids, table.features, strict=True)}


def _cached(library: LibraryFile) -> dict[int, list[float]]:
    blocks = list(library.models.feature_blocks("b", size=3))
    ids = [int(i) for block in blocks for i in block.ids]
    assert ids == sorted(ids)
    whole = library.models.features("b")
    assert whole.ids.tolist() == ids
    rows = [row.tolist() for block in blocks for row in block.features]
    assert whole.features.tolist() == rows
    return dict(zip(ids, rows, strict=True))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "l.albumen"
    with open_library(path) as library:
        library.folders.add("/p")
        ids = [_photo(library, n) for n in range(20)]
        library.models.save_features("b", {i: _vector(i) for i in ids})
    return path


def _files(path: Path, end: str) -> list[Path]:
    return sorted(Path(f"{path}.cache").glob(f"*{end}"))


def test_cache_is_made_and_used_again(path: Path) -> None:
    with open_library(path) as library:
        assert _cached(library) == _truth(library)
    (rows,) = _files(path, ".rows")
    before = rows.stat()
    with open_library(path) as library:
        assert _cached(library) == _truth(library)
    assert _files(path, ".rows") == [rows]
    assert rows.stat().st_mtime_ns == before.st_mtime_ns


def test_rows_of_photos_are_those_that_have_features(path: Path) -> None:
    with open_library(path) as library:
        kept = library.models.kept("b")
        assert kept.ids[kept.rows_of([99, 7, 3, 7, 20, 0])].tolist() == [3, 7, 20]
        assert kept.rows_of([]).tolist() == []
        assert library.models.kept("no such backbone").rows_of([3]).tolist() == []


def test_new_and_changed_rows_are_appended(path: Path) -> None:
    with open_library(path) as library:
        _cached(library)
        library.models.save_features("b", {3: _vector(103), _photo(library, 50): _vector(50)})
        assert _cached(library) == _truth(library)
        assert _cached(library)[3] == _vector(103).tolist()
    (rows,) = _files(path, ".rows")
    assert rows.stat().st_size == 22 * SIZE * 2


def test_many_dead_rows_are_swept(path: Path) -> None:
    with open_library(path) as library:
        _cached(library)
        for turn in range(3):
            library.models.save_features("b", {i: _vector(i + turn) for i in range(1, 20)})
            assert _cached(library) == _truth(library)
    (rows,) = _files(path, ".rows")
    assert rows.stat().st_size <= 40 * SIZE * 2


@pytest.mark.parametrize("end", [".rows", ".index"])
@pytest.mark.parametrize("harm", ["remove", "cut", "garbage", "empty"])
def test_damaged_cache_is_not_believed(path: Path, end: str, harm: str) -> None:
    with open_library(path) as library:
        _cached(library)
    (file,) = _files(path, end)
    data = file.read_bytes()
    if harm == "remove":
        file.unlink()
    else:
        file.write_bytes({"cut": data[:-7], "garbage": b"\xff" * len(data), "empty": b""}[harm])
    with open_library(path) as library:
        assert _cached(library) == _truth(library)
        assert _cached(library) == _truth(library)


def test_backup_put_in_place_is_believed(path: Path) -> None:
    copy = path.with_suffix(".copy")
    shutil.copy(path, copy)
    with open_library(path) as library:
        library.models.save_features("b", {_photo(library, 60 + n): _vector(n) for n in range(5)})
        _cached(library)
    os.replace(copy, path)
    for end in ("-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    with open_library(path) as library:
        # The same ids are given again, for other pictures.
        library.models.save_features(
            "b", {_photo(library, 80 + n): _vector(99 + n) for n in range(5)}
        )
        assert _cached(library) == _truth(library)


def test_rolled_back_features_leave_no_trace(path: Path) -> None:
    with open_library(path) as library:
        _cached(library)
        with suppress(RuntimeError), library.transaction():
            library.models.save_features("b", {_photo(library, 70): _vector(1)})
            assert len(library.models.features("b").ids) == 21
            raise RuntimeError
        library.models.save_features("b", {_photo(library, 71): _vector(2)})
        assert _cached(library) == _truth(library)


def test_two_programs_share_one_cache(path: Path) -> None:
    with open_library(path) as one, open_library(path) as two:
        _cached(one)
        _cached(two)
        for turn in range(6):
            writer, other = (one, two) if turn % 2 else (two, one)
            writer.models.save_features("b", {_photo(writer, 90 + turn): _vector(turn)})
            assert _cached(writer) == _truth(one)
            assert _cached(other) == _truth(one)


def test_folder_that_cannot_be_written_costs_only_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(feature_cache.os, "makedirs", refuse)
    with open_library(path) as library:
        assert _cached(library) == _truth(library)
    assert _files(path, "") == []


def test_many_features_without_a_cache_go_through_a_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_rows, "ROWS_IN_MEMORY", 5)
    with open_library(path, read_only=True) as library:
        assert isinstance(library.models.kept("b")._more, np.memmap)
        assert _cached(library) == _truth(library)

    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(feature_rows, "TemporaryFile", full)
    with open_library(path, read_only=True) as library:
        assert not isinstance(library.models.kept("b")._more, np.memmap)
        assert _cached(library) == _truth(library)


def test_rows_that_were_read_give_their_memory_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised: list[int] = []

    class Mapped:
        def madvise(self, advice: int) -> None:
            advised.append(advice)

    class Rows(np.ndarray):
        _mmap = Mapped()

    rows = np.zeros((3, SIZE), dtype=np.float16).view(Rows)
    feature_rows.let_go(rows)
    assert advised == []
    monkeypatch.setattr(feature_rows, "ROWS_MAPPED", 2)
    feature_rows.let_go(rows)
    assert len(advised) == 1
    monkeypatch.setattr(feature_rows, "ROWS_GATHERED", 3)
    with open_library(path) as library:
        assert _cached(library) == _truth(library), "rows are mapped again when they are read again"
        chosen = np.array([0, 1, 4, 9, 11, 12, 13, 19])
        taken, whole = library.models.kept("b").take(chosen), library.models.features("b").features
        assert (taken == whole[chosen]).all()


def test_features_are_read_as_they_lie_and_never_sorted(path: Path) -> None:
    with open_library(path) as library, library._database.read() as connection:
        statement = feature_rows._fresh("b", 3)
        text = statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert plan == ["SEARCH feature USING INTEGER PRIMARY KEY (rowid>?)"]


def test_reader_alone_writes_nothing(path: Path) -> None:
    with open_library(path, read_only=True) as library:
        assert len(library.models.features("b").ids) == 20
    assert not Path(f"{path}.cache").exists()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["save", "drop", "read", "reopen", "lose"]), st.integers(0, 12)),
        max_size=12,
    )
)
def test_cache_equals_the_library_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("cache") / "l.albumen"
    library = open_library(path)
    try:
        library.folders.add("/p")
        for turn, (step, number) in enumerate(steps):
            if step == "save":
                photo = _photo(library, number)
                library.models.save_features("b", {photo: _vector(turn)})
            elif step == "drop":  # other pixels drop the features
                facts = PhotoFacts(1, 1, 1, "JPEG", f"{turn}", f"other {turn}")
                library.photos.save(1, PhotoFile(f"/p/{number}.jpg", 1, 1), facts)
            elif step == "lose":
                for file in _files(path, ".index"):
                    file.unlink()
            elif step == "reopen":
                library.close()
                library = open_library(path)
            else:
                assert _cached(library) == _truth(library)
        assert _cached(library) == _truth(library)
    finally:
        library.close()


def test_doctor_drops_a_cache_that_lies(path: Path) -> None:
    with open_library(path) as library:
        _cached(library)
    assert examine_feature_cache(str(path)) == 0
    (rows,) = _files(path, ".rows")
    data = bytearray(rows.read_bytes())
    data[7 * SIZE * 2] ^= 0xFF
    rows.write_bytes(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(feature_cache, "agrees", lambda *_: True)
        assert examine_feature_cache(str(path)) == 1
    with open_library(path) as library:
        assert _cached(library) == _truth(library)
