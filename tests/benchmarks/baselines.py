"""What a scan is compared with: a naive script, and timm's data loader. Run by scan_speed.py.

python -m tests.benchmarks.baselines naive|loader FOLDER WORKDIR

The naive script is what one writes first: decode all of each photo, turn it, resize it, run the
network on one photo at a time, keep a thumbnail, commit a row. The loader does it as timm's
documentation shows, in batches and with two processes, but keeps no thumbnails and no rows. Both
use the same network as the scan; its weights do not matter for speed. What a photo costs is counted
from the moment that the network is loaded and was run once: starting is told apart.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from app.vision.optional import import_optional

NETWORK, INPUT_PX = "tf_efficientnet_lite2", 224
BATCH = 16
WORKERS = 2


class Photos:
    """A data set of photo files for torch's data loader."""

    def __init__(self, paths: list[Path], transform: Any) -> None:
        self.paths = paths
        self.transform = transform

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> Any:
        with Image.open(self.paths[index]) as image:
            return self.transform(ImageOps.exif_transpose(image).convert("RGB"))


def prepare() -> tuple[Any, Any]:
    """Return the network, which was run once, and its transform."""
    import torch

    timm = import_optional("timm")
    model = timm.create_model(NETWORK, pretrained=False, num_classes=0).eval()
    with torch.inference_mode():
        model(torch.zeros(1, 3, INPUT_PX, INPUT_PX))
    return model, timm.data.create_transform(
        **timm.data.resolve_data_config({"input_size": (3, INPUT_PX, INPUT_PX)}, model=model)
    )


def run_naive(model: Any, transform: Any, paths: list[Path], work: Path) -> None:
    """Do everything in one line, photo by photo."""
    import torch

    rows = sqlite3.connect(work / "naive.sqlite")
    rows.execute("create table if not exists photos (path text, features blob)")
    for index, path in enumerate(paths):
        with Image.open(path) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
        with torch.no_grad():
            features = model(transform(image).unsqueeze(0))
        image.thumbnail((320, 320))
        image.save(work / f"naive-{index}.jpg")
        rows.execute("insert into photos values (?, ?)", (str(path), features.numpy().tobytes()))
        rows.commit()
    rows.close()


def run_loader(model: Any, transform: Any, paths: list[Path], _: Path) -> None:
    """Decode in the loader's processes, encode in batches."""
    import torch

    loader = torch.utils.data.DataLoader(
        Photos(paths, transform), batch_size=BATCH, num_workers=WORKERS
    )
    with torch.inference_mode():
        for images in loader:
            model(images)


def used_cpu_s() -> float:
    """Return the CPU seconds of this process and of those that it started and that ended."""
    every = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in every)


def main() -> None:
    """Run one of the two over the photos of a folder, and print what one costs."""
    way, folder, work = sys.argv[1:4]
    paths = sorted(Path(folder).glob("*.jpg"))
    model, transform = prepare()
    start_cpu_s, started = used_cpu_s(), time.perf_counter()
    {"naive": run_naive, "loader": run_loader}[way](model, transform, paths, Path(work))
    cpu_s, seconds = used_cpu_s() - start_cpu_s, time.perf_counter() - started
    found = {
        "cpu_ms": cpu_s / len(paths) * 1000,
        "photos_per_second": len(paths) / seconds,
        "start_cpu_s": start_cpu_s,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
