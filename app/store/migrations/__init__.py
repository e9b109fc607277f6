"""Steps from one form of the library file to the next, oldest first.

A step is an Alembic revision: a module with ``revision``, ``down_revision`` and ``upgrade()``.
They are imported here by name, so that a wheel and a frozen program carry them like any module.
A new step goes to the end of :func:`revisions`, with a test that checks rows in
``tests/store/test_migrations.py``.
"""

from __future__ import annotations

from types import ModuleType


def revisions() -> tuple[ModuleType, ...]:
    """Return all steps, oldest first (imported late: Alembic takes a third of a second)."""
    from app.store.migrations.versions import r0001_first

    return (r0001_first,)


# The newest step; tests hold it equal to the last of ``revisions()``.
HEAD = "0001"
