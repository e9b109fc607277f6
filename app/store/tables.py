"""The tables of a library file, as typed declarations.

``photo`` is what lists are made of: it repeats what they need of label and prediction (status,
scene shown, similarity, reason, time, group), so that a list of 100,000 photos is one walk along an
index. :mod:`app.store.shown` keeps these columns true. Labels (a person's word) and predictions
(the machine's) stand in tables of their own and never touch each other.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of all tables."""


class Folder(Base):
    """A folder that a person added. ``path`` is os.fsencode bytes, ``name`` its readable form."""

    __tablename__ = "folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    name: Mapped[str]
    online: Mapped[bool] = mapped_column(server_default=text("1"))
    watch: Mapped[bool] = mapped_column(server_default=text("0"))
    exclude: Mapped[str] = mapped_column(server_default=text("'[]'"))


class Photo(Base):
    """A file that is, or was, a photo.

    ``name`` is the readable file name, folded for searching and sorting. ``failure`` is why the
    file cannot be read. ``sorted_at`` is when it was taken, else the file's time. ``listed`` is
    false for photos that are gone and bear no label. The block from there on repeats label and
    prediction; what only the Why panel needs, and may be long, stands last.
    """

    __tablename__ = "photo"
    __table_args__ = (
        Index("ix_photo_folder", "folder_id", "listed", "missing"),
        Index("ix_photo_content_hash", "content_hash"),
        Index("ix_photo_pixel_hash", "pixel_hash"),
        Index("ix_photo_date", "listed", "sorted_at", "id", "status"),
        Index("ix_photo_name", "listed", "name", "id", "status"),
        Index("ix_photo_status_date", "listed", "status", "sorted_at"),
        Index("ix_photo_scene", "scene", "status", "listed", "sorted_at"),
        # The one index that moves with every model: similarity, and what goes with it.
        Index("ix_photo_similarity", "listed", "status", "similarity", "look_group"),
        Index("ix_photo_unlearned", "id", sqlite_where=text("label_state <> learned_state")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id", ondelete="SET NULL"))
    path: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    name: Mapped[str]
    size: Mapped[int]
    mtime_ns: Mapped[int]
    failure: Mapped[str | None]
    missing: Mapped[bool] = mapped_column(server_default=text("0"))
    look_group: Mapped[int | None]

    listed: Mapped[bool] = mapped_column(server_default=text("1"))
    sorted_at: Mapped[str]
    status: Mapped[str]
    scene: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    similarity: Mapped[float | None]
    label_state: Mapped[int] = mapped_column(server_default=text("0"))
    learned_state: Mapped[int] = mapped_column(server_default=text("0"))

    content_hash: Mapped[str | None]
    pixel_hash: Mapped[str | None]
    width: Mapped[int] = mapped_column(server_default=text("0"))
    height: Mapped[int] = mapped_column(server_default=text("0"))
    orientation: Mapped[int] = mapped_column(server_default=text("1"))
    format: Mapped[str | None]
    taken_at: Mapped[str | None]
    camera: Mapped[str | None]
    facts: Mapped[str] = mapped_column(server_default=text("'{}'"))


class Feature(Base):
    """Kept features: float16, little endian. Rows lie in the order they are read in."""

    __tablename__ = "feature"
    __table_args__ = (
        Index("ix_feature_backbone", "backbone", "photo_id", unique=True),
        Index("ix_feature_photo", "photo_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    backbone: Mapped[str]
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class Prediction(Base):
    """The word of one model version on one photo. JSON: candidates, further scenes."""

    __tablename__ = "prediction"
    __table_args__ = (Index("ix_prediction_verdict", "scene", "status", "similarity"),)

    photo_id: Mapped[int] = mapped_column(
        ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True
    )
    model_version_id: Mapped[int] = mapped_column(ForeignKey("model_version.id"))
    scene: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str]
    similarity: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    confidence: Mapped[float | None]
    margin: Mapped[float | None]
    patent_similarity: Mapped[float | None]
    candidates: Mapped[str]
    further: Mapped[str]


class PhotoTag(Base):
    """A secondary scene in force: predicted, not refused, and not the scene shown."""

    __tablename__ = "photo_tag"
    __table_args__ = (
        Index("ix_photo_tag_scene", "scene", "photo_id"),
        {"sqlite_with_rowid": False},
    )

    photo_id: Mapped[int] = mapped_column(
        ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True
    )
    scene: Mapped[str] = mapped_column(primary_key=True)


class Label(Base):
    """A person's word: ``kind`` is ``yes`` (at most one a photo) or ``no``."""

    __tablename__ = "label"
    __table_args__ = (
        Index("ix_label_scene", "scene", "kind", "photo_id"),
        Index("ix_label_yes", "photo_id", unique=True, sqlite_where=text("kind = 'yes'")),
        {"sqlite_with_rowid": False},
    )

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), primary_key=True)
    scene: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    at: Mapped[str]
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))


class Scene(Base):
    """A scene of this library; ``position`` is its place among its siblings."""

    __tablename__ = "scene"

    id: Mapped[str] = mapped_column(primary_key=True)
    name_en: Mapped[str]
    name_zh: Mapped[str]
    parent: Mapped[str | None]
    colour: Mapped[str]
    source: Mapped[str]
    enabled: Mapped[bool]
    position: Mapped[int]


class ModelVersion(Base):
    """A saved model. ``learned`` are the label states that it had learned from.

    Old versions are let go: their ``blob`` is empty, and they are no longer listed.
    """

    __tablename__ = "model_version"
    __table_args__ = (
        Index("ix_model_version_current", "current", unique=True, sqlite_where=text("current = 1")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    source: Mapped[str]
    samples: Mapped[int]
    figures: Mapped[str]
    current: Mapped[bool] = mapped_column(server_default=text("0"))
    learned: Mapped[bytes] = mapped_column(LargeBinary)
    blob: Mapped[bytes] = mapped_column(LargeBinary)


class HandRangeTable(Base):
    """A range set by hand."""

    __tablename__ = "hand_range"

    scene: Mapped[str] = mapped_column(primary_key=True)
    low: Mapped[float]
    high: Mapped[float]
    at: Mapped[str]


class Action(Base):
    """One thing a person did. ``undone`` while taken back; ``dropped`` once redo is past."""

    __tablename__ = "action"
    __table_args__ = (Index("ix_action_open", "undone", "dropped", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    kind: Mapped[str]
    params: Mapped[str]
    photos: Mapped[int] = mapped_column(server_default=text("0"))
    undone: Mapped[bool] = mapped_column(server_default=text("0"))
    dropped: Mapped[bool] = mapped_column(server_default=text("0"))


class ActionItem(Base):
    """What an action changed: the state of one entity before and after, as JSON."""

    __tablename__ = "action_item"
    __table_args__ = (
        Index("ix_action_item_key", "entity", "key", "action_id"),
        {"sqlite_with_rowid": False},
    )

    action_id: Mapped[int] = mapped_column(
        ForeignKey("action.id", ondelete="CASCADE"), primary_key=True
    )
    entity: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    before: Mapped[str]
    after: Mapped[str]


class Setting(Base):
    """A setting of this library (JSON value)."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
