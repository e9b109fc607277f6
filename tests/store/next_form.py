"""A form that no program has yet: shows what one more step would do to the libraries of today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import sqlalchemy as sa
from alembic import op

from app.store import migrations

REVISION = "0002"


def upgrade() -> None:
    """Add a column and an index, and touch every photo."""
    op.add_column("photo", sa.Column("hue", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE photo SET hue = CASE status WHEN 'labelled' THEN 5 ELSE 1 END")
    op.create_index("ix_photo_hue", "photo", ["listed", "hue"])


def step() -> ModuleType:
    """Return the step as the program's own are: a module."""
    made = ModuleType("r0002_hue")
    made.__dict__.update(revision=REVISION, down_revision=migrations.HEAD, upgrade=upgrade)
    return made


def install() -> None:
    """Make this process one of the next program."""
    steps = (*migrations.revisions(), step())
    migrations.HEAD = REVISION
    migrations.revisions = lambda: steps


@contextmanager
def installed() -> Iterator[None]:
    """Make this process one of the next program for a while."""
    before = migrations.HEAD, migrations.revisions
    install()
    try:
        yield
    finally:
        migrations.HEAD, migrations.revisions = before
