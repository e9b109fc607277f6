"""Indexes that hold a list's whole order, and one to ask each photo whether it has features."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_feature_photo", "feature", ["photo_id"])
    # With the id before the status, rows of the same time or name need no sorting any more.
    for name, column in (("ix_photo_date", "sorted_at"), ("ix_photo_name", "name")):
        op.drop_index(name, "photo")
        op.create_index(name, "photo", ["listed", column, "id", "status"])
