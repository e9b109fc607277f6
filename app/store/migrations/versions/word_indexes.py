"""A part of the first step: keywords, indexes of words, and what notes that these lack some."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def add_word_indexes() -> None:
    """Index every three letters of names and of what others wrote.

    Triggers note what has to be indexed: in a file that may be a stranger's, they may not write
    into a virtual table themselves. No conflict clause there, as in the other triggers.
    """
    op.create_table(
        "photo_keyword",
        sa.Column("keyword", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("keyword", "photo_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_photo_keyword_photo", "photo_keyword", ["photo_id"], unique=False)
    op.create_table(
        "unindexed",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("indexed", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("source", "photo_id"),
        sqlite_with_rowid=False,
    )
    for index, table, key, column in (
        ("found_name", "photo", "id", "name"),
        ("found_words", "imported", "photo_id", "words"),
    ):
        op.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{table}', "
            f"content_rowid='{key}', tokenize='trigram case_sensitive 1')"
        )
        differs = f"OLD.{key} <> NEW.{key} OR OLD.{column} <> NEW.{column}"
        old = _note(index, f"OLD.{key}", f"OLD.{column}")
        new = _note(index, f"NEW.{key}", "NULL")
        for name, when, body in (
            ("added", f"INSERT ON {table}", new),
            ("removed", f"DELETE ON {table}", old),
            ("changed", f"UPDATE OF {key}, {column} ON {table} WHEN {differs}", old + new),
        ):
            op.execute(f"CREATE TRIGGER {index}_{name} AFTER {when} BEGIN\n{body}END")


def _note(index: str, photo: str, indexed: str) -> str:
    return (
        f"  INSERT INTO unindexed (source, photo_id, indexed) SELECT '{index}', {photo}, {indexed} "
        f"WHERE NOT EXISTS (SELECT 1 FROM unindexed "
        f"WHERE source = '{index}' AND photo_id = {photo});\n"
    )
