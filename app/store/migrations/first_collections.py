"""What the first form holds of what a person collects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def make_collections() -> None:
    """Make the table of ratings, and what lists find rated photos by."""
    op.create_index("ix_photo_stars", "photo", ["listed", "stars", "sorted_at", "id"], unique=False)
    op.create_index(
        "ix_photo_flag",
        "photo",
        ["flag"],
        unique=False,
        sqlite_where=sa.text("flag <> 'none'"),
    )
    op.create_table(
        "rating",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("flag", sa.String(), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"]),
        sa.PrimaryKeyConstraint("photo_id"),
    )
