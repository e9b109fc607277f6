"""The decoder processes: what one file does to its decoder costs no other file."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from app.core.errors import KnownError
from app.core.spawning import Priority
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFile
from app.media import decoder_pool
from app.media.decode import PhotoDecoder
from app.media.decoder_pool import ProcessDecoderPool
from app.media.decoder_process import DecoderProcess
from app.media.quiet import quiet_libraries

from .conftest import assert_upright
from .misbehaving import DiesWhenUnpickled, misbehave
from .tiff_writer import Page, write_tiff

ROOT = Path(__file__).parents[2]


@pytest.fixture
def make_pool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., ProcessDecoderPool]]:
    monkeypatch.syspath_prepend(str(ROOT))  # so that the processes find this module
    pools: list[ProcessDecoderPool] = []

    def make(workers: int = 1, **options: object) -> ProcessDecoderPool:
        options = {"decode": misbehave, **options}
        pools.append(ProcessDecoderPool(32, "squash", tmp_path / "thumbnails", workers, **options))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()
    assert not [t for t in threading.enumerate() if t.name == "decoder-pump"]
    assert not psutil.Process().children(recursive=True) or _only_trackers()


def _only_trackers() -> bool:
    """Say whether only multiprocessing's own bookkeeper is left."""
    lines = [" ".join(p.cmdline()) for p in psutil.Process().children(recursive=True)]
    return all("resource_tracker" in line for line in lines)


def files(*names: str) -> list[PhotoFile]:
    return [PhotoFile(f"/photos/{name}", 1, 1) for name in names]


def codes(pool: ProcessDecoderPool, *names: str) -> dict[str, str]:
    """Decode and return each file's code, ``ok`` for a photo; every file exactly once."""
    results = list(pool.decode(files(*names)))
    assert sorted(os.path.basename(r.file.path) for r in results) == sorted(names)
    return {
        os.path.basename(r.file.path): r.message.code if isinstance(r, DecodeFailure) else "ok"
        for r in results
    }


def test_every_file_has_one_result(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    names = [f"{'fail' if i % 7 == 0 else 'ok'}{i}" for i in range(200)]
    found = codes(make_pool(2), *names)
    assert found == {name: "empty" if name.startswith("fail") else "ok" for name in names}


def test_a_crash_costs_one_file(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    pool = make_pool(1)
    found = codes(pool, "a", "exit", "b", "segfault", "c", "d")
    assert [name for name, code in found.items() if code == "crashed"] == ["exit", "segfault"]
    assert codes(pool, "again") == {"again": "ok"}


def test_a_process_that_others_kill_costs_no_file(
    make_pool: Callable[..., ProcessDecoderPool],
) -> None:
    pool = make_pool(2)
    results = pool.decode(files(*(f"slow{i}" for i in range(12))))
    done = [next(results)]
    for _ in range(2):
        for child in psutil.Process().children():
            # A child that an earlier test ended may be gone, or nearly so.
            with suppress(psutil.Error):
                if "spawn_main" in " ".join(child.cmdline()):
                    child.kill()
                    break
        done.append(next(results))
    done += results
    assert len({result.file.path for result in done}) == 12
    assert all(isinstance(result, DecodedPhoto) for result in done)


def test_a_hang_costs_one_file(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    found = codes(make_pool(1, time_limit_s=0.5), "a", "hang", "b", "stuck", "c", "busy", "d")
    late = {name for name, code in found.items() if code == "timeout"}
    assert late == {"hang", "stuck", "busy"}


def test_a_slow_consumer_is_no_hang(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    results = []
    for result in make_pool(1, time_limit_s=0.5, look_ahead=4).decode(files(*"abcdefgh")):
        time.sleep(0.3)
        results.append(result)
    assert all(isinstance(result, DecodedPhoto) for result in results)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
def test_a_glutton_costs_one_file(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    assert codes(make_pool(1, memory_limit_mb=500), "a", "glutton", "b") == {
        "a": "ok",
        "glutton": "memory",
        "b": "ok",
    }


def test_files_are_pulled_a_few_ahead(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    pulled = 0

    def source() -> Iterator[PhotoFile]:
        nonlocal pulled
        for file in files(*(f"a{i}" for i in range(1000))):
            pulled += 1
            yield file

    results = make_pool(2, look_ahead=10).decode(source())
    for taken in range(1, 50):
        next(results)
        assert pulled <= taken + 10
    results.close()


def test_leaving_early_and_starting_anew(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    pool = make_pool(2)
    for _ in range(3):
        results = pool.decode(files(*(f"slow{i}" for i in range(20))))
        next(results)
        results.close()
    assert codes(pool, "x", "y") == {"x": "ok", "y": "ok"}


def test_two_callers_get_their_own_results(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    pool = make_pool(2)
    one = pool.decode(files("a1", "a2", "a3"))
    two = pool.decode(files("b1", "b2", "b3"))
    mixed = [next(one), next(two), *one, *two]
    names = [os.path.basename(result.file.path) for result in mixed]
    assert sorted(names) == ["a1", "a2", "a3", "b1", "b2", "b3"]
    assert {names[0][0], names[1][0]} == {"a", "b"}


def test_no_files_start_no_process(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    assert list(make_pool(2).decode([])) == []
    assert _only_trackers()


def test_processes_are_there_before_the_files(
    make_pool: Callable[..., ProcessDecoderPool], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[DecoderProcess] = []
    all_there = threading.Event()

    class Noted(DecoderProcess):
        def stop_clock(self) -> None:
            super().stop_clock()
            if self.is_ready and self not in made:
                made.append(self)
                if len(made) == 2:
                    all_there.set()

    monkeypatch.setattr(decoder_pool, "DecoderProcess", Noted)
    pool = make_pool(3)
    pool.start()
    assert all_there.wait(60), "two of them: the third waits for work"
    assert codes(pool, "a") == {"a": "ok"}
    assert len(made) == 2


def test_closing_while_processes_start(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    pool = make_pool(2)
    pool.start()
    pool.close()
    pool.start()
    assert _only_trackers()


def test_closing_while_somebody_waits(make_pool: Callable[..., ProcessDecoderPool]) -> None:
    pool = make_pool(1)
    threading.Timer(0.5, pool.close).start()
    with pytest.raises(KnownError, match="closed"):
        list(pool.decode(files(*(f"slow{i}" for i in range(100)))))
    with pytest.raises(KnownError, match="closed"):
        list(pool.decode(files("a")))
    pool.close()


def test_processes_that_cannot_start_are_one_error(
    make_pool: Callable[..., ProcessDecoderPool],
) -> None:
    with pytest.raises(KnownError) as caught:
        list(make_pool(1, decode=DiesWhenUnpickled()).decode(files("a", "b")))
    assert caught.value.code == "no_decoder"


@pytest.mark.skipif(not hasattr(os, "nice"), reason="niceness is a Unix matter")
@pytest.mark.parametrize("priority", Priority)
def test_processes_step_back(
    make_pool: Callable[..., ProcessDecoderPool], priority: Priority
) -> None:
    (result,) = make_pool(1, priority=priority).decode(files("a"))
    assert isinstance(result, DecodedPhoto)
    assert result.facts.details["nice"] == min(os.nice(0) + priority, 19)


def test_real_photos_through_both_decoders(
    make_pool: Callable[..., ProcessDecoderPool], save_photo: Callable[..., Path], tmp_path: Path
) -> None:
    names = ["a.jpg", "b.png", os.fsdecode(b"bad-\xff.webp"), "new\nline.gif"]
    photos = [PhotoFile(str(save_photo(name)), 1, 1) for name in names]
    (tmp_path / "empty.jpg").touch()
    photos.append(PhotoFile(str(tmp_path / "empty.jpg"), 0, 1))
    in_processes = {r.file.path: r for r in make_pool(2, decode=None).decode(photos)}
    for here in map(PhotoDecoder(32, "squash", tmp_path / "thumbnails"), photos):
        there = in_processes.pop(here.file.path)
        if isinstance(here, DecodeFailure):
            assert here == there
            continue
        assert isinstance(there, DecodedPhoto)
        assert here.facts == there.facts
        assert (here.model_input == there.model_input).all()
        assert_upright(there.model_input)
    assert not in_processes


PARENT = """
import sys, time
sys.path.insert(0, {root!r})
from app.core.types import PhotoFile
from app.media.decoder_pool import ProcessDecoderPool
from tests.media.misbehaving import misbehave

if __name__ == "__main__":
    pool = ProcessDecoderPool(32, "squash", {folder!r}, 2, decode=misbehave)
    files = [PhotoFile(f"/photos/{{name}}", 1, 1) for name in ("a", "b", "c", "slow", "hang")]
    for result in pool.decode(files):
        print(result.facts.pixel_hash, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="uses signals")
def test_processes_end_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(root=str(ROOT), folder=str(tmp_path)))
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        # When four are done, one process is in the last file and one waits.
        for _ in range(4):
            parent.stdout.readline()
        workers = [
            p
            for p in psutil.Process(parent.pid).children()
            if "spawn_main" in " ".join(p.cmdline())
        ]
        assert workers
        parent.kill()
    try:
        # Whoever waits for work ends; the other sleeps in its file for ten minutes.
        gone: list[psutil.Process] = []
        while not gone:
            gone, _ = psutil.wait_procs(workers, timeout=0.1)
        assert len(gone) == 1
    finally:
        for worker in workers:
            if worker.is_running():
                worker.kill()


def test_nothing_that_libraries_print_reaches_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Pillow logs too many channels, libtiff prints a strip beyond the end of the file."""
    channels = Page(np.zeros((8, 8, 3), np.uint8), 2, extra_tags={277: 60_000})
    image = Image.effect_noise((64, 64), 90)
    image.save(tmp_path / "cut.tif", compression="tiff_lzw")
    whole = (tmp_path / "cut.tif").read_bytes()
    (tmp_path / "cut.tif").write_bytes(whole[:8] + b"\xff" * 40 + whole[48:])
    (tmp_path / "many.tif").write_bytes(write_tiff(channels))
    files = [PhotoFile(str(path), 1, 1) for path in sorted(tmp_path.glob("*.tif"))]
    with ProcessDecoderPool(32, "squash", tmp_path / "thumbnails", 1) as pool:
        assert len(list(pool.decode(files))) == 2
    with quiet_libraries():
        assert len(list(map(PhotoDecoder(32, "squash", tmp_path / "thumbnails"), files))) == 2
    print("ours", file=sys.stderr)
    assert capfd.readouterr() == ("", "ours\n")


def test_libraries_are_quiet_only_for_a_while(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(2, b"before ")
    with quiet_libraries():
        os.write(2, b"never ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"
