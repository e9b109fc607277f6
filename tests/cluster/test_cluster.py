"""A scan by real workers is the scan of one machine; what dies is tried elsewhere, then named."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.bootstrap import DesktopProgram
from app.cluster import pool as pools
from app.cluster.connection import connect
from app.cluster.pool import ClusterPool
from app.cluster.worker import Reading, backbone_files, checksums
from app.core.pack import Pack
from app.core.records import Query
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFile, Status
from app.jobs.context import JobContext
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.media.formats import photo_file
from app.media.thumbnails import thumbnail_path
from app.places import Places
from app.vision.encoder_process import EncoderProcess
from tests.cluster.faulty import answer_or_die


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty pictures that differ, and a file that is none."""
    folder = tmp_path_factory.mktemp("photos")
    random = np.random.default_rng(5)
    for number in range(20):
        small = Image.fromarray(random.integers(0, 255, (6, 8, 3), dtype=np.uint8))
        small.resize((400, 300), Image.Resampling.BICUBIC).save(folder / f"{number:02}.jpg")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff no photo")
    return folder


@pytest.fixture
def program(tmp_path: Path) -> DesktopProgram:
    return DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))


def pool_of(client: object, pack: Pack, thumbnails: Path) -> ClusterPool:
    backbone = backbone_files(pack.path)
    task = Reading(pack.input_px, pack.resize_mode, checksums(backbone), fast=False)
    return ClusterPool(client, task, backbone, pack.backbone.feature_size, thumbnails)


def verdicts(ctx: JobContext) -> dict[str, object]:
    ids = [int(i) for i in ctx.reader.photos.ids(Query())]
    rows = ctx.reader.photos.rows(ids)
    table = ctx.library.models.features(ctx.pack.model.backbone_id, [row.id for row in rows])
    kept = {int(i): v.tobytes() for i, v in zip(table.ids, table.features, strict=True)}
    return {
        row.path: (row.status, row.scene, row.similarity, row.low, row.reason, kept.get(row.id))
        for row in rows
    }


def test_verdicts_are_those_of_one_machine(
    scheduler: str, program: DesktopProgram, photos: Path, tmp_path: Path
) -> None:
    with program.open(tmp_path / "one.albumen") as ctx:
        ctx.encoder = lambda: EncoderProcess(ctx.pack.path, fast=False)
        alone = run_now(scan_folders(ctx, [str(photos)])).summary
        expected = verdicts(ctx)
    with program.open(tmp_path / "many.albumen") as ctx, connect(scheduler) as client:
        ctx.thumbnails_dir = tmp_path / "thumbnails"
        ctx.decoders = lambda: pool_of(client, ctx.pack, ctx.thumbnails_dir)
        many = run_now(scan_folders(ctx, [str(photos)])).summary
        assert verdicts(ctx) == expected
        rows = ctx.reader.photos.rows([int(i) for i in ctx.reader.photos.ids(Query())])
        hashes = [row.content_hash for row in rows if row.status is not Status.FAILED]
        assert all(h and thumbnail_path(ctx.thumbnails_dir, h).exists() for h in hashes)
    assert {k: many[k] for k in ("found", "failed")} == {k: alone[k] for k in ("found", "failed")}
    assert many["found"] == len(expected) == 21


def test_the_command_scans_with_a_cluster(
    scheduler: str, program: DesktopProgram, photos: Path, tmp_path: Path
) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for name in ("00.jpg", "01.jpg"):
        shutil.copy(photos / name, few)
    with program.open(tmp_path / "own.albumen") as ctx:
        before = ctx.encoder
        with program.cluster(ctx, scheduler.removeprefix("tcp://"), plain=False):
            found = run_now(scan_folders(ctx, [str(few)])).summary
        assert ctx.encoder is before
        assert found["new"] == 2


def test_a_file_that_kills_workers_is_named_and_all_others_are_read(
    scheduler: str,
    program: DesktopProgram,
    photos: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pools, "answer", answer_or_die)
    folder = tmp_path / "mixed"
    folder.mkdir()
    for name in ("00.jpg", "01.jpg", "02.jpg"):
        shutil.copy(photos / name, folder)
    shutil.copy(photos / "03.jpg", folder / "killer.jpg")
    files: list[PhotoFile] = [photo_file(str(p), p.stat()) for p in sorted(folder.iterdir())]
    pack = program.load_pack()
    with connect(scheduler) as client:
        pool = pool_of(client, pack, tmp_path / "thumbnails")
        results = {Path(r.file.path).name: r for r in pool.decode(files)}
        pool.close()
    failed = results.pop("killer.jpg")
    assert isinstance(failed, DecodeFailure)
    assert failed.message.code == "cluster_failed"
    assert len(results) == 3
    assert all(isinstance(r, DecodedPhoto) and r.features is not None for r in results.values())
