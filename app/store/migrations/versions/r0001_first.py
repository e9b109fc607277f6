"""The first schema: folders, photos, features, predictions, labels, scenes, models and actions.

Photos are counted by triggers, and each library gets a name of its own, by which it is known again
on a disk that was unplugged.
"""

from __future__ import annotations

import json
import uuid

import sqlalchemy as sa
from alembic import op

from app.store.migrations.first_collections import make_collections
from app.store.migrations.versions.word_indexes import add_word_indexes

revision = "0001"
down_revision = None

_KEY = "folder_id, scene, status, listed, missing"
# No conflict clause: that of the statement which fires a trigger would take its place.
_COUNT = """
  INSERT INTO tally (folder_id, scene, status, listed, missing, photos)
  SELECT {key}, 0 WHERE NOT EXISTS (SELECT 1 FROM tally WHERE {same});
  UPDATE tally SET photos = photos + 1 WHERE {same};
"""
_DISCOUNT = "  UPDATE tally SET photos = photos - 1 WHERE {same};\n"


def upgrade() -> None:
    _library()
    _scenes()
    _photo()
    _former_content()
    _localities()
    _photo_indexes()
    _tally()
    _repeated_pixels()
    _models()
    _machine()
    _actions()
    _labels()
    _ledger()
    _imported()
    add_word_indexes()
    make_collections()


def _library() -> None:
    op.create_table(
        "folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("online", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("watch", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("exclude", sa.String(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("walked_at", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("path"),
    )
    op.create_table(
        "disk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("online", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.get_bind().execute(
        sa.text("INSERT INTO setting (key, value) VALUES ('library_id', :name)"),
        {"name": json.dumps(uuid.uuid4().hex)},
    )


def _scenes() -> None:
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


def _models() -> None:
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


def _machine() -> None:
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
    op.create_index("ix_feature_photo", "feature", ["photo_id"], unique=False)
    op.create_table(
        "prediction",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("model_version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), server_default=sa.text("0"), nullable=False),
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
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("parent_similarity", sa.Double(), nullable=True),
        sa.Column("parent_low", sa.Double(), nullable=True),
        sa.Column("parent_high", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["model_version_id"],
            ["model_version.id"],
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id"),
    )
    op.create_index("ix_prediction_scene", "prediction", ["scene"], unique=False)
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
        sa.Column("directory", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mtime_ns", sa.Integer(), nullable=False),
        sa.Column("ctime_ns", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("failure_values", sa.String(), nullable=True),
        sa.Column("missing", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("look_group", sa.Integer(), nullable=True),
        sa.Column("disk_id", sa.Integer(), nullable=True),
        sa.Column("listed", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("sorted_at", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("scene", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("similarity", sa.Double(), nullable=True),
        sa.Column("stars", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("flag", sa.String(), server_default=sa.text("'none'"), nullable=False),
        sa.Column("label_state", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("learned_state", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=True),
        sa.Column("pixel_hash", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("height", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("orientation", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("format", sa.String(), nullable=True),
        sa.Column("taken_at", sa.String(), nullable=True),
        sa.Column("date_source", sa.String(), server_default=sa.text("'none'"), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("locality_id", sa.Integer(), nullable=True),
        sa.Column("camera", sa.String(), nullable=True),
        sa.Column("lens", sa.String(), nullable=True),
        sa.Column("companions", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("first_seen", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("seen_at", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=True),
        sa.Column("facts", sa.String(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["disk_id"], ["disk.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["folder_id"], ["folder.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("path"),
        sqlite_autoincrement=True,
    )


def _former_content() -> None:
    op.create_table(
        "former_content",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("at_ns", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id", "content_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_former_content_hash", "former_content", ["content_hash"], unique=False)


def _localities() -> None:
    texts = ("town_en", "town_zh", "country", "country_en", "country_zh", "words")
    op.create_table(
        "locality",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.PrimaryKeyConstraint("id"),
    )


def _photo_indexes() -> None:
    for name, columns in (
        ("folder", ["folder_id", "listed", "sorted_at"]),
        ("content_hash", ["content_hash"]),
        ("pixel_hash", ["pixel_hash"]),
        ("directory", ["directory"]),
        ("camera", ["camera"]),
        ("lens", ["lens"]),
        ("format", ["format"]),
        # With the id in them, rows of the same time, name or similarity need no sorting.
        ("date", ["listed", "sorted_at", "id"]),
        ("name", ["listed", "name", "id", "status"]),
        ("status_date", ["listed", "status", "sorted_at"]),
        ("scene", ["scene", "status", "listed", "sorted_at"]),
        ("similarity", ["listed", "status", "similarity", "id", "look_group"]),
        ("measures", ["listed", "width", "height", "size"]),
    ):
        op.create_index(f"ix_photo_{name}", "photo", columns, unique=False)
    op.create_index(
        "ix_photo_look",
        "photo",
        ["listed", "status", "look_group"],
        unique=False,
        sqlite_where=sa.text("look_group IS NOT NULL"),
    )
    op.create_index(
        "ix_photo_spot",
        "photo",
        ["listed", "locality_id", "latitude", "longitude"],
        unique=False,
        sqlite_where=sa.text("latitude IS NOT NULL"),
    )
    for name, column, where in (
        ("missing", "id", "missing = 1"),
        ("companions", "companions", "companions <> ''"),
        ("unlearned", "id", "label_state <> learned_state"),
    ):
        op.create_index(
            f"ix_photo_{name}", "photo", [column], unique=False, sqlite_where=sa.text(where)
        )


def _tally() -> None:
    op.create_table(
        "tally",
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("scene", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.Boolean(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("folder_id", "scene", "status", "listed", "missing"),
        sqlite_with_rowid=False,
    )
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _KEY.split(", "))
    old, new = _part("OLD"), _part("NEW")
    for name, when, body in (
        ("count_added", "INSERT ON photo", _COUNT.format(**new)),
        ("count_removed", "DELETE ON photo", _DISCOUNT.format(**old)),
        (
            "count_moved",
            f"UPDATE OF {_KEY} ON photo WHEN {differs}",
            _DISCOUNT.format(**old) + _COUNT.format(**new),
        ),
    ):
        op.execute(f"CREATE TRIGGER {name} AFTER {when} BEGIN\n{body}END")


def _repeated_pixels() -> None:
    """Note pictures as the second photo with one comes: no search goes through all for that."""
    op.create_table(
        "repeated_pixels",
        sa.Column("pixel_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("pixel_hash"),
        sqlite_with_rowid=False,
    )
    is_second = (
        "EXISTS (SELECT 1 FROM photo WHERE pixel_hash = NEW.pixel_hash AND id <> NEW.id) AND "
        "NOT EXISTS (SELECT 1 FROM repeated_pixels WHERE pixel_hash = NEW.pixel_hash)"
    )
    note = f"  INSERT INTO repeated_pixels (pixel_hash) SELECT NEW.pixel_hash WHERE {is_second};\n"
    changes = "NEW.pixel_hash <> '' AND NEW.pixel_hash IS NOT OLD.pixel_hash"
    for name, when in (
        ("pixels_added", "INSERT ON photo WHEN NEW.pixel_hash <> ''"),
        ("pixels_changed", f"UPDATE OF pixel_hash ON photo WHEN {changes}"),
    ):
        op.execute(f"CREATE TRIGGER {name} AFTER {when} BEGIN\n{note}END")


def _part(row: str) -> dict[str, str]:
    """Return a row's place in the table of counts: as values, and as a condition."""
    values = {
        "folder_id": f"coalesce({row}.folder_id, 0)",
        "scene": f"coalesce({row}.scene, '')",
        "status": f"{row}.status",
        "listed": f"{row}.listed",
        "missing": f"{row}.missing",
    }
    same = " AND ".join(f"{name} = {value}" for name, value in values.items())
    return {"key": ", ".join(values.values()), "same": same}


def _actions() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
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
        "file_step",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("target", sa.LargeBinary(), nullable=False),
        sa.Column("is_move", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("action_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_file_step_photo", "file_step", ["photo_id"], unique=False)


def _labels() -> None:
    op.create_table(
        "label",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("scene", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
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
    op.create_index("ix_label_scene", "label", ["scene", "answer", "photo_id"], unique=False)
    op.create_index(
        "ix_label_yes", "label", ["photo_id"], unique=True, sqlite_where=sa.text("answer = 'yes'")
    )


def _ledger() -> None:
    op.create_table(
        "export_ledger",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.LargeBinary(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("pending", sa.String(), nullable=False),
        sa.Column("gone", sa.String(), nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id", "target"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_export_ledger_target", "export_ledger", ["target"], unique=False)


def _imported() -> None:
    op.create_table(
        "imported",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sidecar", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id"),
    )
