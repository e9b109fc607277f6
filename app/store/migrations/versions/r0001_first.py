"""The first schema: folders, photos, features, predictions, labels, scenes, models and actions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _library()
    _photo()
    _photo_indexes()
    _machine()
    _people()


def _library() -> None:
    op.create_table(
        "folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("online", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("watch", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("exclude", sa.String(), server_default=sa.text("'[]'"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("path"),
    )
    op.create_table(
        "scene",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "hand_range",
        sa.Column("scene", sa.String(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scene"),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _machine() -> None:
    op.create_table(
        "model_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("current", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("learned", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_model_version_current",
        "model_version",
        ["current"],
        unique=True,
        sqlite_where=sa.text("current = 1"),
    )
    op.create_table(
        "feature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("backbone", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_feature_backbone", "feature", ["backbone", "photo_id"], unique=True)
    op.create_table(
        "prediction",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("model_version_id", sa.Integer(), nullable=False),
        sa.Column("scene", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("similarity", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("margin", sa.Double(), nullable=True),
        sa.Column("patent_similarity", sa.Double(), nullable=True),
        sa.Column("candidates", sa.String(), nullable=False),
        sa.Column("further", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_version_id"],
            ["model_version.id"],
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id"),
    )
    op.create_index(
        "ix_prediction_verdict", "prediction", ["scene", "status", "similarity"], unique=False
    )
    op.create_table(
        "photo_tag",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("scene", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id", "scene"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_photo_tag_scene", "photo_tag", ["scene", "photo_id"], unique=False)


def _photo() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mtime_ns", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("missing", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("look_group", sa.Integer(), nullable=True),
        sa.Column("listed", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("sorted_at", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("scene", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("similarity", sa.Double(), nullable=True),
        sa.Column("label_state", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("learned_state", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=True),
        sa.Column("pixel_hash", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("height", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("orientation", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("format", sa.String(), nullable=True),
        sa.Column("taken_at", sa.String(), nullable=True),
        sa.Column("camera", sa.String(), nullable=True),
        sa.Column("facts", sa.String(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folder.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("path"),
    )


def _photo_indexes() -> None:
    op.create_index("ix_photo_content_hash", "photo", ["content_hash"], unique=False)
    op.create_index("ix_photo_date", "photo", ["listed", "sorted_at", "status"], unique=False)
    op.create_index("ix_photo_folder", "photo", ["folder_id", "listed", "missing"], unique=False)
    op.create_index("ix_photo_name", "photo", ["listed", "name", "status"], unique=False)
    op.create_index("ix_photo_pixel_hash", "photo", ["pixel_hash"], unique=False)
    op.create_index(
        "ix_photo_scene", "photo", ["scene", "status", "listed", "sorted_at"], unique=False
    )
    op.create_index(
        "ix_photo_similarity",
        "photo",
        ["listed", "status", "similarity", "look_group"],
        unique=False,
    )
    op.create_index(
        "ix_photo_status_date", "photo", ["listed", "status", "sorted_at"], unique=False
    )
    op.create_index(
        "ix_photo_unlearned",
        "photo",
        ["id"],
        unique=False,
        sqlite_where=sa.text("label_state <> learned_state"),
    )


def _people() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("params", sa.String(), nullable=False),
        sa.Column("photos", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("undone", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("dropped", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_action_open", "action", ["undone", "dropped", "id"], unique=False)
    op.create_table(
        "action_item",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("action_id", "entity", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_action_item_key", "action_item", ["entity", "key", "action_id"], unique=False
    )
    op.create_table(
        "label",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("scene", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"],
            ["photo.id"],
        ),
        sa.PrimaryKeyConstraint("photo_id", "scene"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_label_scene", "label", ["scene", "kind", "photo_id"], unique=False)
    op.create_index(
        "ix_label_yes", "label", ["photo_id"], unique=True, sqlite_where=sa.text("kind = 'yes'")
    )
