from __future__ import annotations

import numpy as np

from app.core.types import PhotoFacts, PhotoFile
from app.jobs.groups import group_photos
from app.jobs.runner import run_now
from tests.tiny_album import Bench
from tests.tiny_photos import SIZE


def add(bench: Bench, name: str, feature: np.ndarray) -> int:
    library = bench.library
    folder = library.folders.add("/looks")
    facts = PhotoFacts(1, 1, 1, "JPEG", name, name)
    photo = library.photos.save(folder, PhotoFile(f"/looks/{name}.jpg", 1, 1), facts)
    backbone = bench.ctx.pack.model.backbone_id
    library.models.save_features(backbone, {photo: feature.astype(np.float32)})
    return photo


def groups(bench: Bench) -> dict[int, int]:
    ids, found = bench.library.photos.groups()
    return dict(zip(ids.tolist(), found.tolist(), strict=True))


def test_a_group_keeps_its_number_and_only_what_differs_is_written(bench: Bench) -> None:
    random = np.random.default_rng(3)
    centre = bench.ctx.pack.model.centre
    looks = [centre + 9 * random.standard_normal(SIZE) for _ in range(3)]
    first = [add(bench, f"a{n}", looks[0] + random.normal(0, 0.1, SIZE)) for n in range(3)]
    lonely = add(bench, "b", looks[1])
    change = run_now(group_photos(bench.ctx))
    assert groups(bench) == dict.fromkeys(first, first[0])
    assert change.photos is None
    # A larger group comes: the one before keeps its number.
    second = [add(bench, f"c{n}", looks[2] + random.normal(0, 0.1, SIZE)) for n in range(5)]
    written: list[int] = []
    save = bench.library.photos.save_groups
    bench.library.photos.save_groups = lambda pairs: (written.extend(pairs), save(pairs))
    run_now(group_photos(bench.ctx))
    assert sorted(written) == second
    assert groups(bench) == {**dict.fromkeys(first, first[0]), **dict.fromkeys(second, second[0])}
    assert lonely not in groups(bench)
    written.clear()
    assert run_now(group_photos(bench.ctx)).photos == frozenset()
    assert not written


def test_look_alikes_of_an_empty_library(bench: Bench) -> None:
    assert run_now(group_photos(bench.ctx)).photos == frozenset()


def test_grouping_loads_no_library_that_stays(bench: Bench) -> None:
    import subprocess
    import sys

    code = (
        "import sys, numpy as np, app.jobs.groups as g;"
        "from app.core.method.grouping import group_look_alikes as f;"
        "f(np.eye(9, dtype=np.float32)); assert not {'sklearn', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
