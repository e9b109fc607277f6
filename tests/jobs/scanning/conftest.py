"""Two folders to do things in, beside a library."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.jobs.scanning.file_tree import Tree
from tests.tiny_album import Bench


@pytest.fixture
def tree(bench: Bench, tmp_path: Path) -> Tree:
    return Tree(bench, tmp_path)
