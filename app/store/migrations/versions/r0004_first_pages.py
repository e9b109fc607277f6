"""Counts that are kept instead of counted, and indexes that give any list's first page at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_KEY = "folder_id, scene, status, listed, missing"
# No conflict clause: that of the statement which fires a trigger would take its place.
_COUNT = """
  INSERT INTO tally (folder_id, scene, status, listed, missing, photos)
  SELECT {key}, 0 WHERE NOT EXISTS (SELECT 1 FROM tally WHERE {same});
  UPDATE tally SET photos = photos + 1 WHERE {same};
"""
_DISCOUNT = "  UPDATE tally SET photos = photos - 1 WHERE {same};\n"


def upgrade() -> None:
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
    op.execute(
        f"INSERT INTO tally ({_KEY}, photos) SELECT coalesce(folder_id, 0), coalesce(scene, ''), "
        "status, listed, missing, count(*) FROM photo GROUP BY 1, 2, 3, 4, 5"
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
    _indexes()


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


def _indexes() -> None:
    # Counts of folders come from the tally; their lists go by date.
    op.drop_index("ix_photo_folder", "photo")
    op.create_index("ix_photo_folder", "photo", ["folder_id", "listed", "sorted_at"])
    # A verdict that changes moves no entry here any more.
    op.drop_index("ix_photo_date", "photo")
    op.create_index("ix_photo_date", "photo", ["listed", "sorted_at", "id"])
    # With the id before the group, photos of one similarity need no sorting.
    op.drop_index("ix_photo_similarity", "photo")
    op.create_index(
        "ix_photo_similarity", "photo", ["listed", "status", "similarity", "id", "look_group"]
    )
    op.create_index(
        "ix_photo_look",
        "photo",
        ["listed", "status", "look_group"],
        sqlite_where=sa.text("look_group IS NOT NULL"),
    )
