"""What the first form holds of what a person collects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def make_collections() -> None:
    """Make the tables of ratings, albums and kept searches, and what lists find photos by."""
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
    op.create_table(
        "album",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cover", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "album_photo",
        sa.Column("album_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["album_id"], ["album.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"]),
        sa.PrimaryKeyConstraint("album_id", "photo_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_album_photo_photo", "album_photo", ["photo_id"], unique=False)
    op.create_index(
        "ix_album_photo_place", "album_photo", ["album_id", "place", "photo_id"], unique=False
    )
    op.create_table(
        "kept_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
