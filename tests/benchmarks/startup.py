"""How soon the program answers, and whether the window stays awake while it scans: JSON.

python -m tests.benchmarks.startup [PHOTOS] [--count 200] [--json FILE]

Start-up is measured in fresh processes, each the least of three runs. For the stall a window is
opened on an empty library, scans PHOTOS (or pictures made here) with real decoders and encoder,
and a timer measures the longest time between two turns of its event loop, and how much of it the
window's thread worked, waited for a core, or for the interpreter's lock (:mod:`.turns`). The same
window tells how long after a folder was chosen the first tiles were there, with their pictures, and
the first tags; the dialog before that takes a person ``DIALOG_S``, in which the encoder starts.
``chain_s`` tells when each link of the chain up to the first tags was done, in seconds after the
folder was chosen.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import psutil
from PIL import Image

from tests.benchmarks.event_chain import noted_links
from tests.benchmarks.turns import Turns

DIALOG_S = 4.0
# As installed: modules are compiled once, and not at every start.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
WINDOW = """
import sys, time
started = time.perf_counter()
cpu = time.process_time()
from pathlib import Path
from app.bootstrap import DesktopProgram
from app.places import Places
place = Path(sys.argv[1])
program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))
from app.ui.app import run_window
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv[:1])
frame = []
def look():
    now = time.perf_counter() - started, time.process_time()
    frame.append(now)
    if any(getattr(window, "is_open", False) for window in app.topLevelWidgets()):
        print(*frame[0], *now, "torch" in sys.modules)
        app.quit()
timer = QTimer()
timer.timeout.connect(look)
timer.start(0)
run_window(program.open(place / "library.albumen"), program.settings)
"""


def measure_commands(place: Path) -> dict[str, dict[str, float]]:
    """Return seconds and CPU seconds of commands that need no model."""
    library = ["--library", str(place / "library.albumen")]
    return {
        "albumen --help": _fresh(["-m", "app", "--help"], place),
        "albumen list": _fresh(["-m", "app", *library, "list", "--json"], place),
        "albumen status": _fresh(["-m", "app", *library, "status"], place),
    }


def measure_window(place: Path) -> dict[str, Any]:
    """Return seconds from the first line of Python until the frame stands, and the library in it.

    Each clock the least of three runs.
    """
    runs = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", WINDOW, str(place)],
            check=True,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        runs.append(done.stdout.split())
    return {
        "frame_s": min(float(run[0]) for run in runs),
        "frame_cpu_s": min(float(run[1]) for run in runs),
        "seconds": min(float(run[2]) for run in runs),
        "cpu_s": min(float(run[3]) for run in runs),
        "torch_loaded": any(run[4] == "True" for run in runs),
        "imports_ms": measure_imports(place),
    }


def measure_imports(place: Path) -> dict[str, float]:
    """Return milliseconds of the window's imports by package, each without those that it needs."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", WINDOW, str(place)],
        check=True,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    spent: Counter[str] = Counter()
    for line in done.stderr.splitlines():
        fields = line.removeprefix("import time:").split("|")
        if line.startswith("import time:") and fields[0].strip().isdigit():
            spent[fields[2].strip().partition(".")[0]] += int(fields[0])
    return {package: us / 1000 for package, us in spent.most_common(8)}


def _fresh(arguments: list[str], place: Path) -> dict[str, float]:
    environment = {**ENVIRONMENT, "ALBUMEN_HOME": str(place)}
    figures = []
    for _ in range(3):
        before, started = _children_cpu(), time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        figures.append((time.perf_counter() - started, _children_cpu() - before))
    return {"seconds": min(s for s, _ in figures), "cpu_s": min(c for _, c in figures)}


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure_stall(photos: Path, place: Path) -> dict[str, Any]:
    """Scan in an open window; return its longest stalls and its memory."""
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import DesktopProgram
    from app.jobs.runner import JobRunner
    from app.places import Places
    from app.ui.i18n import Language
    from app.ui.shell.main_window import MainWindow
    from app.ui.spare_memory import keep_start, share_arenas
    from app.ui.theme import Theme

    gc.disable()  # as the program starts
    share_arenas()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))
    with noted_links() as ends, program.open(place / "stall.albumen", watched=True) as context:
        runner = JobRunner()
        window = MainWindow(program.settings, Theme(app, "light"), Language(app, "en"))
        window.open(context, runner)
        window.resize(1280, 800)
        window.show()
        for _ in range(50):
            app.processEvents()
        keep_start()
        turns = Turns()
        first: dict[str, float] = {}
        window.parts.session.thumbnails.arrived.connect(
            lambda _: first.setdefault("first_picture_s", time.perf_counter() - begun)
        )
        context.prepare_scan()  # as it is when the dialog opens
        chosen = time.perf_counter() + DIALOG_S
        while time.perf_counter() < chosen:
            app.processEvents()
            time.sleep(0.0005)
        turns.start()
        begun = time.perf_counter()
        window.parts.library.add_folders([str(photos)])
        end = time.perf_counter() + 600
        app.processEvents()
        while (runner.active() or len(turns) < 100) and time.perf_counter() < end:
            app.processEvents()
            if window.parts.photos.rowCount():
                first.setdefault("first_tiles_s", time.perf_counter() - begun)
            if (
                window.parts.sidebar_model.counts.review
                + window.parts.sidebar_model.counts.accepted
            ):
                first.setdefault("first_tags_s", time.perf_counter() - begun)
            time.sleep(0.0005)
        stalls = turns.stop()
        scanned = context.library.photos.counts().all
        memory = psutil.Process().memory_info().rss / 1e6
        window.close()
        runner.close()
    return {
        "photos": scanned,
        **first,
        "chain_s": {name: end - begun for name, end in ends.items()},
        **stalls,
        "window_memory_mb": memory,
        "torch_loaded": "torch" in sys.modules,
    }


def make_pictures(folder: Path, count: int) -> None:
    """Make small pictures that differ."""
    random = np.random.default_rng(3)
    folder.mkdir()
    for number in range(count):
        pixels = Image.fromarray(random.integers(0, 255, (12, 16, 3), dtype=np.uint8))
        head = exif_with_picture(pixels.resize((160, 120)))
        pixels.resize((1024, 768)).save(folder / f"{number:05}.jpg", quality=88, exif=head)


def exif_with_picture(picture: Image.Image) -> bytes:
    """Return an EXIF block with a small picture in it, as cameras write it."""
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=80)
    # The first directory has one entry, the orientation; the second, at 26, says where the picture
    # lies, at 56, and how long it is.
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x112, 3, 1, 1, 0, 26)
    tiff += struct.pack("<HHHIIHHIII", 2, 0x201, 4, 1, 56, 0x202, 4, 1, jpeg.tell(), 0)
    return b"Exif\0\0" + tiff + jpeg.getvalue()


def main() -> None:
    """Measure, print JSON, and write it if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("photos", nargs="?", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-bench-") as name:
        place = Path(name)
        photos = options.photos
        if photos is None:
            photos = place / "photos"
            make_pictures(photos, options.count)
        window = measure_window(place)
        figures = {
            "load": os.getloadavg()[0],
            "window": window,
            "commands": measure_commands(place),
            "stall": measure_stall(photos, place),
        }
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
