"""The tables of a library file, as typed declarations.

``photo`` is what lists are made of: it repeats what they need of label and prediction (status,
scene shown, similarity, reason, time, group), so that a list of 100,000 photos is one walk along an
index. :mod:`app.store.shown` keeps these columns true. Labels (what a person said) and predictions
(what the machine says) stand in tables of their own and never touch each other.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from sqlalchemy import (
    Boolean,
    Column,
    ColumnClause,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

T = TypeVar("T")
_TYPES: dict[type, Any] = {
    int: Integer,
    str: String,
    bool: Boolean,
    float: Double,
    bytes: LargeBinary,
}


def column(python: type[T], *parts: Any, **options: Any) -> ColumnClause[T]:
    """Declare a column that always has a value."""
    return Column(_TYPES[python], *parts, nullable=False, **options)


def optional(python: type[T], *parts: Any, **options: Any) -> ColumnClause[T | None]:
    """Declare a column that may be empty."""
    return Column(_TYPES[python], *parts, **options)


class Base:
    """Base of all tables: what it declares is a table of ``metadata``, its columns are attributes.

    Statements take the class for the table. SQLAlchemy's mapper would do the same, but nothing is
    mapped here, and importing it is a seventh of the time until the window stands.
    """

    metadata: ClassVar[MetaData] = MetaData()
    __table__: ClassVar[Table]
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]] = ()

    def __init_subclass__(cls) -> None:
        columns = {name: part for name, part in vars(cls).items() if isinstance(part, Column)}
        for name, part in columns.items():
            part.name = part.key = name
        arguments = cls.__table_args__
        options = arguments[-1] if arguments and isinstance(arguments[-1], dict) else {}
        more = arguments[:-1] if options else arguments
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns.values(), *more, **options)

    @classmethod
    def __clause_element__(cls) -> Table:
        return cls.__table__


class Folder(Base):
    """A folder that a person added. ``path`` is os.fsencode bytes, ``name`` its readable form.

    ``walked_at`` is when the last walk through the whole of it began.
    """

    __tablename__ = "folder"

    id = column(int, primary_key=True)
    path = column(bytes, unique=True)
    name = column(str)
    online = column(bool, server_default=text("1"))
    watch = column(bool, server_default=text("0"))
    exclude = column(str, server_default=text("'[]'"))
    walked_at = column(str, server_default=text("''"))


class Disk(Base):
    """A disk that photos lie on: ``name`` is the system's, ``online`` whether it was met last."""

    __tablename__ = "disk"

    id = column(int, primary_key=True)
    name = column(str, unique=True)
    online = column(bool, server_default=text("1"))


class Photo(Base):
    """A file that is, or was, a photo.

    ``name`` is the readable file name, ``directory`` the readable path of the folder that it lies
    in, both folded for searching and sorting. ``ctime_ns`` is when
    anything about the file changed, which no program can set back. ``failure`` is the code of why
    the file cannot be read, ``failure_values`` (JSON) what its sentence names. ``sorted_at`` is
    its date, wall clock, empty where none is known; ``date_source`` says whose it is
    (:class:`app.core.dates.DateSource`). ``listed`` is false for photos that are gone and bear
    no label. The block from there on repeats label, prediction and rating; what only the Why panel
    needs, and may be long, stands last. ``seen_at`` is when its file was last read or came back, or
    when it was last there; while it is there, ``walked_at`` of its folder may be later.
    ``changed_at`` is when a scan last found other bytes in it. ``latitude`` and ``longitude`` are
    degrees, a sidecar's before the camera's; ``locality_id`` is a row of ``locality``, 0 for
    nowhere, and empty until it is looked up. ``companions``: :mod:`app.core.outside.companions`.
    """

    __tablename__ = "photo"
    __table_args__ = (
        Index("ix_photo_folder", "folder_id", "listed", "sorted_at"),
        Index("ix_photo_content_hash", "content_hash"),
        Index("ix_photo_pixel_hash", "pixel_hash"),
        Index("ix_photo_directory", "directory"),
        Index("ix_photo_camera", "camera"),
        Index("ix_photo_lens", "lens"),
        Index("ix_photo_format", "format"),
        Index("ix_photo_date", "listed", "sorted_at", "id"),
        Index("ix_photo_name", "listed", "name", "id", "status"),
        Index("ix_photo_status_date", "listed", "status", "sorted_at"),
        Index("ix_photo_scene", "scene", "status", "listed", "sorted_at"),
        # The one index that moves with every model: similarity, and what goes with it.
        Index("ix_photo_similarity", "listed", "status", "similarity", "id", "look_group"),
        Index(
            "ix_photo_look",
            "listed",
            "status",
            "look_group",
            sqlite_where=text("look_group IS NOT NULL"),
        ),
        Index(
            "ix_photo_spot",
            "listed",
            "locality_id",
            "latitude",
            "longitude",
            sqlite_where=text("latitude IS NOT NULL"),
        ),
        Index("ix_photo_stars", "listed", "stars", "sorted_at", "id"),
        Index("ix_photo_flag", "flag", sqlite_where=text("flag <> 'none'")),
        # Only looked through: its rows are a tenth as long as those of the table.
        Index("ix_photo_measures", "listed", "width", "height", "size"),
        Index("ix_photo_missing", "id", sqlite_where=text("missing = 1")),
        Index("ix_photo_companions", "companions", sqlite_where=text("companions <> ''")),
        Index("ix_photo_unlearned", "id", sqlite_where=text("label_state <> learned_state")),
        # Rows of the same photo become one: an id that went must not come back for another.
        {"sqlite_autoincrement": True},
    )

    id = column(int, primary_key=True)
    folder_id = optional(int, ForeignKey("folder.id", ondelete="SET NULL"))
    path = column(bytes, unique=True)
    name = column(str)
    directory = column(str, server_default=text("''"))
    size = column(int)
    mtime_ns = column(int)
    ctime_ns = column(int, server_default=text("0"))
    failure = optional(str)
    failure_values = optional(str)
    missing = column(bool, server_default=text("0"))
    look_group = optional(int)
    disk_id = optional(int, ForeignKey("disk.id", ondelete="SET NULL"))

    listed = column(bool, server_default=text("1"))
    sorted_at = column(str)
    status = column(str)
    scene = optional(str)
    reason = column(str, server_default=text("''"))
    similarity = optional(float)
    stars = column(int, server_default=text("0"))
    flag = column(str, server_default=text("'none'"))
    label_state = column(int, server_default=text("0"))
    learned_state = column(int, server_default=text("0"))

    content_hash = optional(str)
    pixel_hash = optional(str)
    width = column(int, server_default=text("0"))
    height = column(int, server_default=text("0"))
    orientation = column(int, server_default=text("1"))
    format = optional(str)
    taken_at = optional(str)
    date_source = column(str, server_default=text("'none'"))
    latitude = optional(float)
    longitude = optional(float)
    locality_id = optional(int)
    camera = optional(str)
    lens = optional(str)
    companions = column(str, server_default=text("''"))
    first_seen = column(str, server_default=text("''"))
    seen_at = column(str, server_default=text("''"))
    changed_at = optional(str)
    facts = column(str, server_default=text("'{}'"))


class LocalityTable(Base):
    """A town, or a country, that photos were taken in: :class:`app.core.world.localities.Locality`.

    ``words`` is what it is found by, folded, a line each.
    """

    __tablename__ = "locality"

    id = column(int, primary_key=True)
    town_en = column(str)
    town_zh = column(str)
    country = column(str)
    country_en = column(str)
    country_zh = column(str)
    words = column(str)


class FormerContent(Base):
    """What a photo held before its file was changed in place, and when the change was seen.

    Where such a content turns up in a file that was there already at ``at_ns`` (ns since 1970), the
    change was none: the file had moved away, and another one had taken its place.
    """

    __tablename__ = "former_content"
    __table_args__ = (
        Index("ix_former_content_hash", "content_hash"),
        {"sqlite_with_rowid": False},
    )

    photo_id = column(int, ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    content_hash = column(str, primary_key=True)
    at_ns = column(int)


class PhotoCount(Base):
    """How many photos share folder, scene and status: counted by triggers of ``photo`` alone.

    No folder is 0, no scene is empty.
    """

    __tablename__ = "tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    folder_id = column(int, primary_key=True)
    scene = column(str, primary_key=True)
    status = column(str, primary_key=True)
    listed = column(bool, primary_key=True)
    missing = column(bool, primary_key=True)
    photos = column(int)


class Feature(Base):
    """Kept features: float16, little endian. Rows lie in the order they are read in."""

    __tablename__ = "feature"
    __table_args__ = (
        Index("ix_feature_backbone", "backbone", "photo_id", unique=True),
        Index("ix_feature_photo", "photo_id"),
    )

    id = column(int, primary_key=True)
    photo_id = column(int, ForeignKey("photo.id", ondelete="CASCADE"))
    backbone = column(str)
    vector = column(bytes)


class Prediction(Base):
    """The word of one model version on one photo. JSON: candidates, further scenes.

    ``parent`` is what a photo got for want of a scene, with its own similarity and range. ``state``
    is a hash of what can differ while the model is the same (``verdicts.columns``); 0: not known.
    """

    __tablename__ = "prediction"
    __table_args__ = (Index("ix_prediction_scene", "scene"),)

    photo_id = column(int, ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    model_version_id = column(int, ForeignKey("model_version.id"))
    state = column(int, server_default=text("0"))
    scene = optional(str)
    status = column(str)
    reason = column(str)
    similarity = optional(float)
    low = optional(float)
    high = optional(float)
    confidence = optional(float)
    margin = optional(float)
    patent_similarity = optional(float)
    candidates = column(str)
    further = column(str)
    parent = optional(str)
    parent_similarity = optional(float)
    parent_low = optional(float)
    parent_high = optional(float)


class PhotoTag(Base):
    """A secondary scene in force: predicted, not refused, and not the scene shown."""

    __tablename__ = "photo_tag"
    __table_args__ = (
        Index("ix_photo_tag_scene", "scene", "photo_id"),
        {"sqlite_with_rowid": False},
    )

    photo_id = column(int, ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    scene = column(str, primary_key=True)


class Label(Base):
    """A person's word: ``answer`` is ``yes`` (at most one a photo) or ``no``."""

    __tablename__ = "label"
    __table_args__ = (
        Index("ix_label_scene", "scene", "answer", "photo_id"),
        Index("ix_label_yes", "photo_id", unique=True, sqlite_where=text("answer = 'yes'")),
        {"sqlite_with_rowid": False},
    )

    photo_id = column(int, ForeignKey("photo.id"), primary_key=True)
    scene = column(str, primary_key=True)
    answer = column(str)
    at = column(str)
    action_id = column(int, ForeignKey("action.id"))


class Scene(Base):
    """A scene of this library; ``position`` is its place among its siblings."""

    __tablename__ = "scene"

    id = column(str, primary_key=True)
    name_en = column(str)
    name_zh = column(str)
    parent = optional(str)
    colour = column(str)
    source = column(str)
    enabled = column(bool)
    position = column(int)


class ModelVersion(Base):
    """A saved model. ``learned`` are the label states that it had learned from.

    Old versions are let go: their ``blob`` is empty, and they are no longer listed.
    """

    __tablename__ = "model_version"
    __table_args__ = (
        Index("ix_model_version_current", "current", unique=True, sqlite_where=text("current = 1")),
    )

    id = column(int, primary_key=True)
    at = column(str)
    source = column(str)
    samples = column(int)
    figures = column(str)
    current = column(bool, server_default=text("0"))
    learned = column(bytes)
    blob = column(bytes)


class HandRangeTable(Base):
    """A range set by hand."""

    __tablename__ = "hand_range"

    scene = column(str, primary_key=True)
    low = column(float)
    high = column(float)
    at = column(str)


class Action(Base):
    """One thing a person did. ``undone`` while taken back; ``dropped`` once redo is past."""

    __tablename__ = "action"
    __table_args__ = (Index("ix_action_open", "undone", "dropped", "id"),)

    id = column(int, primary_key=True)
    at = column(str)
    act = column(str)
    params = column(str)
    photos = column(int, server_default=text("0"))
    undone = column(bool, server_default=text("0"))
    dropped = column(bool, server_default=text("0"))


class ActionItem(Base):
    """What an action changed: the state of one entity before and after, as JSON."""

    __tablename__ = "action_item"
    __table_args__ = (
        Index("ix_action_item_key", "entity", "key", "action_id"),
        {"sqlite_with_rowid": False},
    )

    action_id = column(int, ForeignKey("action.id", ondelete="CASCADE"), primary_key=True)
    entity = column(str, primary_key=True)
    key = column(str, primary_key=True)
    before = column(str)
    after = column(str)


class FileStepTable(Base):
    """A file that an action copied or moved: :class:`app.core.transfers.FileStep`.

    ``source`` and ``target`` are os.fsencode bytes. A photo that is no more stays named: its number
    never comes back for another.
    """

    __tablename__ = "file_step"
    __table_args__ = (Index("ix_file_step_photo", "photo_id"), {"sqlite_with_rowid": False})

    action_id = column(int, ForeignKey("action.id", ondelete="CASCADE"), primary_key=True)
    number = column(int, primary_key=True)
    unit = column(int)
    photo_id = optional(int)
    source = column(bytes)
    target = column(bytes)
    is_move = column(bool)
    state = column(str)
    digest = column(str, server_default=text("''"))


class ExportLedger(Base):
    """What we wrote for a photo into a file, sidecar or copy: :class:`app.core.ledger.Entry`.

    ``target`` is os.fsencode bytes. JSON: keywords by property, and ``tags``.
    """

    __tablename__ = "export_ledger"
    __table_args__ = (
        Index("ix_export_ledger_target", "target"),
        {"sqlite_with_rowid": False},
    )

    photo_id = column(int, ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    target = column(bytes, primary_key=True)
    written = column(str)
    pending = column(str)
    gone = column(str)
    tags = column(str)
    source = column(str)
    at = column(str)


class ImportedWords(Base):
    """What others wrote about a photo: see :mod:`app.store.imported.sidecars`.

    ``state`` (JSON, empty for none) are names, sizes and times of its sidecars when they were read,
    ``sidecar`` (JSON) what they said, ``words`` what it is found by, folded, a line each,
    and two empty lines behind all.
    """

    __tablename__ = "imported"

    photo_id = column(int, ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    state = column(str)
    sidecar = column(str)
    words = column(str)


class PhotoKeyword(Base):
    """A keyword that others gave a photo, folded; of a hierarchy each part is one."""

    __tablename__ = "photo_keyword"
    __table_args__ = (Index("ix_photo_keyword_photo", "photo_id"), {"sqlite_with_rowid": False})

    keyword = column(str, primary_key=True)
    photo_id = column(int, ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)


class Setting(Base):
    """A setting of this library (JSON value)."""

    __tablename__ = "setting"

    key = column(str, primary_key=True)
    value = column(str)
