"""How long an export of many sidecars takes, the first time, again, and after every tag changed.

python -m tests.benchmarks.sidecars [--photos 10000]

The photos are empty files in folders of a thousand, each with a label. Target: 10,000 sidecars in
under 30 s. Beside the time stands that of the processor, for machines that others use, too.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from app.core.records import Act
from app.core.types import PhotoFacts
from app.jobs.export.xmp import export_xmp
from app.jobs.runner import run_now
from app.media.find import photo_file
from app.store.library import open_library
from tests.tiny_album import Bench

FOLDER = 1000


def main() -> int:
    """Make the library, export three times, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--photos", type=int, default=10_000)
    count = parser.parse_args().photos
    figures: dict[str, object] = {"photos": count}
    with (
        tempfile.TemporaryDirectory(prefix="albumen-bench-") as place,
        open_library(Path(place) / "library.albumen") as library,
    ):
        bench = Bench(library, Path(place))
        photos = _make_photos(bench, count)
        for what, scene in (("first", "beach"), ("again", "beach"), ("changed", "kitchen")):
            with library.action(Act.LABEL, {"scene": scene}):
                library.labels.save(dict.fromkeys(photos, (scene, ())))
            start, cpu = time.perf_counter(), time.process_time()
            result = run_now(export_xmp(bench.ctx)).summary
            figures[what] = {
                "seconds": round(time.perf_counter() - start, 2),
                "cpu_seconds": round(time.process_time() - cpu, 2),
                **{key: result[key] for key in ("written", "unchanged", "removed", "failed")},
            }
    print(json.dumps(figures, indent=1))
    return 0


def _make_photos(bench: Bench, count: int) -> list[int]:
    folder, photos = bench.library.folders.add(str(bench.photos)), []
    with bench.library.transaction():
        for number in range(count):
            path = bench.photos / str(number // FOLDER) / f"IMG_{number:06}.jpg"
            path.parent.mkdir(exist_ok=True)
            path.touch()
            facts = PhotoFacts(2, 2, 1, "JPEG", f"content-{number}", f"pixels-{number}")
            file = photo_file(str(path), path.stat())
            photos.append(bench.library.photos.save(folder, file, facts))
    return photos


if __name__ == "__main__":
    raise SystemExit(main())
