"""Shared by all tests: the checkout, the development photos where they are there."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How quickly examples are made says something of the machine's other work, nothing of the test.
for profile in ("albumen", "long"):
    settings.register_profile(profile, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("albumen")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long, too")


def pytest_configure(config: pytest.Config) -> None:
    """Let hypothesis make many examples (see ``tests.examples``) in the long run alone."""
    if config.getoption("--long"):
        settings.load_profile("long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests marked ``long``, unless ``--long`` or ``-m`` asks for them."""
    if config.getoption("--long") or "long" in config.getoption("markexpr"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: every module and every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _new_libraries_are_cheap() -> Iterator[None]:
    """Let Alembic make the form of a library once; hundreds of tests begin with a new one."""
    from app.store.migrations.versions import r0001_first
    from tests.store.first_form import FirstForm

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(r0001_first, "upgrade", FirstForm(r0001_first.upgrade))
        yield


@pytest.fixture(scope="session", autouse=True)
def _this_desktop_is_not_asked() -> Iterator[None]:
    """Hide the desktop's bus: what it does, or that it does not answer, is nothing to a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        yield


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
