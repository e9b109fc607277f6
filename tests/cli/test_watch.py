"""`albumen watch`: in a process of its own, ended by Ctrl+C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent as a signal"),
]


def test_watch_tags_what_comes_and_ends_by_ctrl_c(root: Path, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.effect_noise((320, 240), 40).save(photos / "a.jpg")
    library = tmp_path / "l.albumen"
    base = [sys.executable, "-m", "app", "--library", str(library)]
    environment = {**os.environ, "ALBUMEN_HOME": str(tmp_path / "home")}
    watch = subprocess.Popen(
        [*base, "watch", str(photos), "--json"],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets what it starts in the background ignore Ctrl+C, and its children after it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        _wait_for(base, environment, root, 1)
        Image.effect_noise((330, 250), 60).save(photos / "b.jpg")
        _wait_for(base, environment, root, 2)
    finally:
        watch.send_signal(signal.SIGINT)
        _, errors = watch.communicate(timeout=60)
    assert watch.returncode == 0, errors
    assert "Traceback" not in errors


def _wait_for(base: list[str], environment: dict[str, str], root: Path, count: int) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        listed = subprocess.run(
            [*base, "list", "--json"],
            cwd=root,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        if listed.returncode == 0 and len(json.loads(listed.stdout)) == count:
            return
        time.sleep(0.5)
    pytest.fail(f"{count} photos were not tagged in time: {listed.stderr}")
