"""Shared by all tests: the checkout, the development photos where they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How quickly examples are made says something of the machine's other work, nothing of the test.
settings.register_profile("albumen", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("albumen")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The development photos; they are not part of the project."""
    place = ROOT.parent / "shared" / "data"
    if not place.is_dir():
        pytest.skip("the development photos are not beside this checkout")
    return place
