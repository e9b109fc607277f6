"""The plug is pulled at every step of a move: no file is lost, none is half, and undo brings home.

Each call that touches a disk, and each record of it, is the last one once: before it is made, and
after it. From then on the process does nothing more, as one that was killed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.transfers import StepState
from app.jobs.history import undo
from app.jobs.originals import carry
from app.jobs.originals.transfer import move_photos
from app.jobs.runner import run_now
from app.media.originals import moving
from app.store.outside.transfers import TransferStore
from tests.jobs.originals.test_transfer import Album
from tests.tiny_album import Bench

WATCHED = [(os, "link"), (os, "unlink"), (TransferStore, "set_file_steps")]


class PowerCut(BaseException):
    """Nothing catches it."""


class Plug:
    """Counts calls, and is pulled before or after one of them."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left, self.after, self.dead = at, after, False

    def watch(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if self.dead:
                raise PowerCut
            self.left -= 1
            if self.left == 0:
                self.dead = True
                if self.after:
                    real(*args, **kwargs)
                raise PowerCut
            return real(*args, **kwargs)

        return call


def cut(album: Album, at: int, *, after: bool, disks: int) -> bool:
    """Move photos until the plug is pulled; return whether it was."""
    plug = Plug(at, after=after)
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in WATCHED:
            patch.setattr(owner, name, plug.watch(getattr(owner, name)))
        if disks == 2:
            patch.setattr(carry, "_is_renamed", lambda _: False)
        try:
            run_now(move_photos(album.ctx, [album.a], str(album.out)))
        except PowerCut:
            return True
    return plug.dead


def wholes(album: Album) -> set[tuple[bytes, int]]:
    """Return what is there of the files that were there before."""
    there = {**album.state(album.home)}
    if album.out.exists():
        there |= {f"out/{k}": v for k, v in album.state(album.out).items()}
    parts = {name for name in there if name.endswith(moving.PART)}
    named = {value for name, value in there.items() if name not in parts}
    assert named <= set(album.before.values()), "a file under its name is whole"
    return named


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without a second name")
@pytest.mark.parametrize("disks", [1, 2])
@pytest.mark.parametrize("after", [False, True])
def test_a_move_that_is_cut_anywhere_loses_nothing(
    bench: Bench, tmp_path: Path, disks: int, after: bool
) -> None:
    album = Album(bench, tmp_path)
    at, cuts = 1, 0
    while cut(album, at, after=after, disks=disks):
        cuts += 1
        assert wholes(album) == set(album.before.values())
        last = bench.library.history.next_undo()
        if last.act == "move":
            run_now(undo(album.ctx))
            states = {step.state for step in bench.library.history.file_steps(last.id)}
            assert states <= {StepState.BACK, StepState.PLANNED}
        assert album.state(album.home) == album.before
        assert album.scan(album.home)["found"] == 2
        assert album.label(album.a) == "kitchen"
        assert album.path(album.a) == (str(album.home / "a.jpg"), False)
        at += 1
    assert cuts > 8
    assert set(album.state(album.home)) == {"b.AAE", "b.jpg"}


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without a second name")
def test_a_move_that_was_cut_is_sorted_out_by_a_scan_as_well(bench: Bench, tmp_path: Path) -> None:
    album = Album(bench, tmp_path)
    album.out.mkdir()
    album.scan(album.out)
    # The photo's own file comes first: it has its second name, and then nothing more happens.
    assert cut(album, 3, after=False, disks=1)
    assert (album.out / "a.jpg").exists()
    album.scan(album.out)
    album.scan(album.home)
    labelled = [row.photo for row in bench.library.labels.rows() if row.yes == "kitchen"]
    assert labelled == [album.a]
