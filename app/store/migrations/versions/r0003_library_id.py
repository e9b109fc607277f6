"""Give each library a name of its own, by which it is known again on a disk that was unplugged."""

from __future__ import annotations

import json
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.get_bind().execute(
        sa.text("INSERT OR IGNORE INTO setting (key, value) VALUES ('library_id', :name)"),
        {"name": json.dumps(uuid.uuid4().hex)},
    )
