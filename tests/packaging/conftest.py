"""The scripts of packaging/ are no package: they are found beside each other."""

import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
sys.path.append(str(PACKAGING))


@pytest.fixture
def packaging_dir() -> Path:
    return PACKAGING
