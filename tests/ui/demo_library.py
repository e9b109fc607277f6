"""A real library over real photos with invented features, for looking at the window.

The features of a photo lie near the corner of the scene that its folder is named after, so that
gate, labels, refresh and undo work as they do in life, without a backbone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from app.core.gate import Quantiles
from app.core.head import fit_lda
from app.core.model import Model
from app.core.moments import measure_moments
from app.core.pack import BackboneSpec, Pack, Statistics
from app.core.prototypes import feature_prototypes, label_prototypes
from app.core.scenes import SceneSpec
from app.core.types import GateRule, PhotoFacts, PhotoFile
from app.jobs.context import JobContext
from app.jobs.groups import group_photos
from app.jobs.prepare import prepare_library
from app.jobs.regate import judge_photos
from app.jobs.runner import run_now
from app.store.library import open_library

SCENES = [
    ("nature", "Nature", "自然", None, "#3f9a55", True),
    ("built", "Built", "建筑", None, "#6b7785", True),
    ("indoors", "Indoors", "室内", None, "#b5739d", True),
    ("beach_coast", "Beach and coast", "海滩与海岸", "nature", "#2f9bd0", False),
    ("mountain", "Mountain", "山", "nature", "#7a6bb5", False),
    ("forest", "Forest", "森林", "nature", "#3f9a55", False),
    ("desert_canyon", "Desert and canyon", "沙漠与峡谷", "nature", "#c98a3d", False),
    ("garden_park", "Garden and park", "花园与公园", "nature", "#8bb33f", False),
    ("city_buildings", "City buildings", "城市建筑", "built", "#6b7785", False),
    ("bridge", "Bridge", "桥", "built", "#4f86a8", False),
    ("historic_religious", "Historic and religious", "历史与宗教建筑", "built", "#a0705a", False),
    ("kitchen", "Kitchen", "厨房", "indoors", "#d9822b", False),
    ("bedroom", "Bedroom", "卧室", "indoors", "#8c6bb1", False),
    ("bathroom", "Bathroom", "浴室", "indoors", "#3aa6a0", False),
    ("pets", "Pets", "宠物", None, "#b0506e", False),
    ("food", "Food", "食物", None, "#c0563b", False),
]
FOLDERS = {
    "coast": "beach_coast", "mountain": "mountain", "valley": "mountain", "bamboo_forest": "forest",
    "rainforest": "forest", "canyon": "desert_canyon", "desert_sand": "desert_canyon",
    "botanical_garden": "garden_park", "skyscraper": "city_buildings", "bridge": "bridge",
    "abbey": "historic_religious", "kitchen": "kitchen", "bedroom": "bedroom",
    "bathroom": "bathroom", "pets": "pets", "food": "food",
}  # fmt: skip
BACKGROUND = ("corridor", "stage")
SIZE = 24
PER_FOLDER = 14


def _specs() -> list[SceneSpec]:
    return [SceneSpec(*row) for row in SCENES]


def demo_pack() -> Pack:
    """Return a pack of our scenes in a feature space of 24 axes."""
    names = tuple(s.id for s in _specs() if not s.is_group)
    count = len(names) + len(BACKGROUND)
    random = np.random.default_rng(0)
    corners = np.eye(count, SIZE, dtype=np.float32) * 4
    rows = np.repeat(np.arange(count), 40)
    features = corners[rows] + random.normal(0, 0.8, (len(rows), SIZE)).astype(np.float32)
    moments = measure_moments(features, rows, count)
    head = fit_lda(moments).head
    centre = moments.means.mean(axis=0)
    steps = np.linspace(0, 1, 21, dtype=np.float32)
    kept = len(names)
    model = Model(
        backbone_id="tiny",
        scenes=names,
        background=BACKGROUND,
        head=head,
        temperature=1.0,
        centre=centre,
        feature_prototypes=feature_prototypes(moments.means[:kept], centre),
        label_prototypes=label_prototypes(head, moments.means[:kept]),
        samples=moments.counts[:kept],
        quantiles=Quantiles(steps, steps),
        rule=GateRule.DEFAULT,
        all_ranges={
            rule: np.tile(np.array([0.66, 1.0], dtype=np.float32), (kept, 1)) for rule in GateRule
        },
        loss_range=(0.0, 0.5),
    )
    statistics = Statistics(
        rows=(*names, *BACKGROUND),
        moments=moments,
        kept=features.astype(np.float16),
        kept_rows=rows.astype(np.intp),
    )
    backbone = BackboneSpec(
        "tiny", "lite0", 0, 1, SIZE, 2, "squash", (0.0,) * 3, (1.0,) * 3, "0" * 64
    )
    return Pack(Path("tiny"), "tiny", _specs(), model, statistics, backbone)


@contextmanager
def demo_context(place: Path, photos: Path | None, *, empty: bool = False) -> Iterator[JobContext]:
    """Open a library at ``place`` over ``photos`` (or scikit-image's samples)."""
    library = open_library(place / "library.albumen")
    ctx = JobContext(
        reader=library.reader,
        writer=library.writer,
        pack=demo_pack(),
        thumbnails_dir=place / "thumbnails",
        decoders=_none,
        encoder=_none,
    )
    try:
        prepare_library(ctx)
        if not empty:
            fill(ctx, list(_files(photos)))
        yield ctx
    finally:
        library.close()


def _none() -> Any:
    raise RuntimeError("the demonstration decodes nothing")


def _files(photos: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield photos with the scene that they are to lie near; a stranger now and then."""
    if photos is None:
        import skimage

        names = sorted(Path(skimage.__file__).parent.joinpath("data").glob("*.[jp][pn]g"))
        scenes = list(FOLDERS.values())
        for at, path in enumerate(names):
            yield path, scenes[at % len(scenes)]
        return
    for folder in sorted(photos.iterdir()):
        scene = FOLDERS.get(folder.name)
        if scene is not None:
            for path in sorted(folder.iterdir())[:PER_FOLDER]:
                yield path, scene


def fill(ctx: JobContext, files: list[tuple[Path, str]]) -> None:
    """Insert photos with thumbnails, features and decisions, labels and one bad file."""
    from PIL import Image

    from app.media.thumbnails import thumbnail_path

    random = np.random.default_rng(5)
    names = list(ctx.pack.model.scenes)
    folder = ctx.writer.add_folder(str(files[0][0].parent.parent))
    start = datetime(2023, 4, 2, 9, 30)
    features: dict[int, Any] = {}
    for at, (path, scene) in enumerate(files):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        target = thumbnail_path(ctx.thumbnails_dir, digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(path) as opened:
            size = opened.size
            small = opened.convert("RGB")
            small.thumbnail((512, 512))
            small.save(target, quality=90)
        taken = (start + timedelta(hours=7 * at)).isoformat(timespec="seconds")
        facts = PhotoFacts(
            size[0], size[1], 1, "JPEG", digest, digest, taken_at=taken, camera="Fujifilm X100V"
        )
        file = PhotoFile(str(path), len(data), 1)
        photo = ctx.writer.save_photo(folder, file, facts)
        vector = np.zeros(SIZE, dtype=np.float32)
        vector[names.index(scene)] = 4 * random.uniform(0.35, 1.1)
        vector[random.integers(0, SIZE)] += random.uniform(0, 2.0)
        vector += random.normal(0, 0.45, SIZE)
        features[photo] = vector
    ctx.writer.save_features("tiny", features)
    with ctx.writer.transaction():
        judge_photos(ctx, None)
    run_now(group_photos(ctx))
    _label_some(ctx, features)
    lost = str(files[0][0].parent / "IMG_2031.jpg")
    ctx.writer.save_failure(
        folder, PhotoFile(lost, 1200, 1), f"{lost} ends too early: copy it again from the camera."
    )


def _label_some(ctx: JobContext, features: dict[int, Any]) -> None:
    from app.jobs.relabel import accept_proposals

    ids = [p for p, scene in ctx.reader.proposals(list(features)).items() if scene][::11]
    run_now(accept_proposals(ctx, ids))
