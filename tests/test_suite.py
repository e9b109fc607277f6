"""What the tests themselves keep to."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TWO_TESTS = """
import pytest

def test_quick():
    assert True

@pytest.mark.long
def test_minutes():
    assert True
"""


@pytest.mark.parametrize(
    ("options", "passed"), [((), 1), (("--long",), 2), (("-m", "long"), 1), (("-m", "not long"), 1)]
)
def test_long_tests_run_where_asked(
    options: tuple[str, ...], passed: int, root: Path, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\nmarkers = long")
    pytester.makeconftest((root / "tests" / "conftest.py").read_text("utf-8"))
    pytester.makepyfile(TWO_TESTS)
    outcome = pytester.runpytest_inprocess("-p", "no:xdist", *options)
    outcome.assert_outcomes(passed=passed, deselected=2 - passed)
