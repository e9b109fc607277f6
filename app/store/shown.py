"""Keep what lists show true: the columns of ``photo`` that repeat label and prediction.

The rules stand here once: a person's label comes first; a file that cannot be read says so; a
scene that a person refused is never shown as accepted; for want of a scene its parent is shown,
unless that was refused; secondary scenes are those of the prediction without the scene shown and
the refused ones, and a photo of none of the scenes has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.selectable import NamedFromClause

from app.core.scenes import NO_SCENE
from app.core.types import Reason, Status
from app.store.encoding import dump
from app.store.search.sets import ON_THE_LISTS
from app.store.tables import Label, Photo, PhotoTag, Prediction

SEEN = Photo.__table__.alias("seen")
_YES = Label.__table__.alias("yes")
# A 'no' to the scene that is proposed: accepted or not, it counts as rejected until the gate has
# looked again.
_NO = Label.__table__.alias("no")
_NO_TO_PARENT = Label.__table__.alias("no_to_parent")
# Written out, so that SQLite sees that its index of these holds all.
_SAYS_YES: ColumnElement[str] = literal_column("'yes'")


def truth_of_lists() -> Select[*tuple[Any, ...]]:
    """Select what each photo shows."""
    labelled, refused = _YES.c.scene.is_not(None), _NO.c.scene.is_not(None)
    failed = SEEN.c.failure.is_not(None)
    waiting = and_(SEEN.c.pixel_hash == "", Prediction.photo_id.is_(None))
    accepted = and_(Prediction.status == Status.ACCEPTED.value, ~refused)
    coarse = and_(Prediction.status == Status.COARSE.value, _NO_TO_PARENT.c.scene.is_(None))
    status = case(
        (labelled, Status.LABELLED.value),
        (failed, Status.FAILED.value),
        (waiting, Status.WAITING.value),
        (accepted, Status.ACCEPTED.value),
        (coarse, Status.COARSE.value),
        else_=Status.REJECTED.value,
    )
    proposed = case((coarse, Prediction.parent), (~refused, Prediction.scene))
    similarity = case(
        (and_(~labelled, coarse), Prediction.parent_similarity), else_=Prediction.similarity
    )
    reason = case(
        (labelled, Reason.NONE.value),
        (failed, Reason.UNREADABLE.value),
        (refused, Reason.PERSON_SAID_NO.value),
        else_=func.coalesce(Prediction.reason, Reason.NONE.value),
    )
    return (
        select(
            SEEN.c.id.label("photo"),
            similarity.label("similarity"),
            status.label("status"),
            func.coalesce(_YES.c.scene, proposed).label("scene"),
            reason.label("reason"),
        )
        .select_from(SEEN)
        .outerjoin(Prediction, Prediction.photo_id == SEEN.c.id)
        .outerjoin(_YES, and_(_YES.c.photo_id == SEEN.c.id, _YES.c.answer == _SAYS_YES))
        .outerjoin(_NO, _says_no(_NO, Prediction.scene))
        .outerjoin(_NO_TO_PARENT, _says_no(_NO_TO_PARENT, Prediction.parent))
    )


def _says_no(label: NamedFromClause[Any], scene: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(label.c.photo_id == SEEN.c.id, label.c.answer == "no", label.c.scene == scene)


def tags_in_force() -> Select[int, str]:
    """Select the secondary scenes in force."""
    further = func.json_each(Prediction.further).table_valued("value", name="further")
    refused = exists().where(
        _NO.c.photo_id == Prediction.photo_id,
        _NO.c.scene == further.c.value,
        _NO.c.answer == "no",
    )
    return (
        select(Prediction.photo_id, further.c.value)
        .join(Photo, Photo.id == Prediction.photo_id)
        .where(
            Prediction.status == Status.ACCEPTED.value,
            Prediction.further != "[]",
            Photo.failure.is_(None),
            ON_THE_LISTS,
            further.c.value.is_distinct_from(Photo.scene),
            Photo.scene.is_distinct_from(NO_SCENE),
            ~refused,
        )
    )


def show(connection: Connection, photos: Iterable[int]) -> None:
    """Make the shown columns of these photos true again, in the current transaction."""
    ids = {"ids": dump([int(photo) for photo in photos])}
    for statement in _statements():
        connection.execute(statement, ids)


@cache
def _statements() -> tuple[Executable, ...]:
    """Return what makes some photos true: built once, for a scan sends it for every photo."""
    ids = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
    truth = truth_of_lists().where(SEEN.c.id.in_(ids))
    return (
        show_listed().where(Photo.id.in_(ids)),
        _show_status(truth),
        _show_similarity(truth),
        delete(PhotoTag).where(PhotoTag.photo_id.in_(ids)),
        add_tags(tags_in_force().where(Prediction.photo_id.in_(ids))),
    )


# A step each for columns that move together, and for the rows that differ: every index that holds
# a column of the statement moves, whether its value changes or not. Ten hold whether it is listed;
# most of a model's words change nothing but similarity, and only one index moves with that.
def show_listed() -> Update:
    """Return the statement that puts photos on the lists, or takes them off."""
    labelled = exists().where(Label.photo_id == Photo.id, Label.answer == _SAYS_YES)
    listed = or_(Photo.missing == 0, labelled)
    return update(Photo).values(listed=listed).where(Photo.listed.is_distinct_from(listed))


def _show_status(truth: Select[*tuple[Any, ...]]) -> Update:
    true = truth.subquery()
    columns = (Photo.status, Photo.scene, Photo.reason)
    differs = or_(*(column.is_distinct_from(true.c[column.name]) for column in columns))
    return (
        update(Photo)
        .values({column: true.c[column.name] for column in columns})
        .where(Photo.id == true.c.photo, differs)
    )


def _show_similarity(truth: Select[*tuple[Any, ...]]) -> Update:
    true = truth.subquery()
    differs = Photo.similarity.is_distinct_from(true.c.similarity)
    return (
        update(Photo).values(similarity=true.c.similarity).where(Photo.id == true.c.photo, differs)
    )


def add_tags(tags: Select[int, str]) -> Insert:
    """Return the statement that adds secondary scenes."""
    add = sqlite.insert(PhotoTag).from_select(["photo_id", "scene"], tags)
    return add.on_conflict_do_nothing()
