"""Find the features of a photo by its id: a rescan asks for each photo whether it has any."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_feature_photo", "feature", ["photo_id"])
