"""`albumen watch`: in a process of its own, ended by Ctrl+C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.core.records import Query
from app.store.library import open_library
from tests.known_encoder import know_encoder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent as a signal")


def _values(lines: Iterable[str]) -> Iterator[Any]:
    """Yield each JSON value as soon as its last line is there."""
    text = ""
    for line in lines:
        text += line
        if line == "}\n":
            yield json.loads(text)
            text = ""


def test_watch_tags_what_comes_and_ends_by_ctrl_c(root: Path, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.effect_noise((320, 240), 40).save(photos / "a.jpg")
    know_encoder(tmp_path / "home" / "cache")
    library = tmp_path / "l.albumen"
    watch = subprocess.Popen(
        [sys.executable, "-m", "app", "--library", library, "watch", photos, "--json"],
        cwd=root,
        env={**os.environ, "ALBUMEN_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets what it starts in the background ignore Ctrl+C, and its children after it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        assert watch.stdout is not None
        results = _values(watch.stdout)
        assert next(results)["new"] == 1
        Image.effect_noise((330, 250), 60).save(photos / "b.jpg")
        assert next(result for result in results if result["new"])["new"] == 1
    finally:
        watch.send_signal(signal.SIGINT)
        _, errors = watch.communicate(timeout=60)
    assert watch.returncode == 0, errors
    assert "Traceback" not in errors
    with open_library(library) as opened:
        assert len(opened.photos.ids(Query())) == 2
