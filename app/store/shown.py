"""Keep what lists show true: the columns of ``photo`` that repeat label and prediction.

The rules stand here once: a person's word comes first; a file that cannot be read says so; a
scene that a person refused is never shown as accepted; for want of a scene its parent is shown,
unless that was refused; secondary scenes are those of the prediction without the scene shown and
the refused ones, and a photo of none of the scenes has none.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from app.core.scenes import NO_SCENE
from app.store.encoding import dump

# What a photo shows. An accepted scene that was refused since counts as rejected until the gate
# has looked again.
_TRUTH = """
SELECT i.id AS photo,
  CASE WHEN y.scene IS NULL AND p.status = 'coarse' AND m.scene IS NULL THEN p.parent_similarity
       ELSE p.similarity END AS similarity,
  (i.missing = 0 OR y.scene IS NOT NULL) AS listed,
  CASE WHEN y.scene IS NOT NULL THEN 'labelled'
       WHEN i.failure IS NOT NULL THEN 'failed'
       WHEN i.pixel_hash = '' AND p.photo_id IS NULL THEN 'waiting'
       WHEN p.status = 'accepted' AND n.scene IS NULL THEN 'accepted'
       WHEN p.status = 'coarse' AND m.scene IS NULL THEN 'coarse'
       ELSE 'rejected' END AS status,
  coalesce(y.scene, CASE WHEN p.status = 'coarse' AND m.scene IS NULL THEN p.parent
                         WHEN n.scene IS NULL THEN p.scene END) AS scene,
  CASE WHEN y.scene IS NOT NULL THEN ''
       WHEN i.failure IS NOT NULL THEN 'unreadable'
       WHEN n.scene IS NOT NULL THEN 'person_said_no'
       ELSE coalesce(p.reason, '') END AS reason
FROM photo i
LEFT JOIN prediction p ON p.photo_id = i.id
LEFT JOIN label y ON y.photo_id = i.id AND y.answer = 'yes'
LEFT JOIN label n ON n.photo_id = i.id AND n.answer = 'no' AND n.scene = p.scene
LEFT JOIN label m ON m.photo_id = i.id AND m.answer = 'no' AND m.scene = p.parent
{where}
"""
# Two steps, each for the rows that differ: most of a model's words change nothing but similarity,
# and only one index moves with that.
_SHOW_STATUS = f"""
UPDATE photo SET listed = t.listed, status = t.status, scene = t.scene, reason = t.reason
FROM ({_TRUTH}) AS t
WHERE photo.id = t.photo AND (photo.listed <> t.listed OR photo.status <> t.status
  OR photo.scene IS NOT t.scene OR photo.reason <> t.reason)
"""
_SHOW_SIMILARITY = f"""
UPDATE photo SET similarity = t.similarity
FROM ({_TRUTH}) AS t
WHERE photo.id = t.photo AND photo.similarity IS NOT t.similarity
"""
_DROP_TAGS = "DELETE FROM photo_tag {where}"
_ADD_TAGS = f"""
INSERT INTO photo_tag (photo_id, scene)
SELECT p.photo_id, f.value
FROM prediction p JOIN photo i ON i.id = p.photo_id, json_each(p.further) f
WHERE p.status = 'accepted' AND i.failure IS NULL AND i.listed AND f.value IS NOT i.scene
  AND i.scene IS NOT '{NO_SCENE}'
  AND NOT EXISTS (SELECT 1 FROM label n
                  WHERE n.photo_id = p.photo_id AND n.scene = f.value AND n.answer = 'no')
  {{where}}
ON CONFLICT DO NOTHING
"""
_SIMILARITY_INDEX = "ix_photo_similarity"
_INDEX_SQL = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = :name"
_AMONG = "IN (SELECT value FROM json_each(:ids))"


def show(connection: Connection, photos: Iterable[int]) -> None:
    """Make the shown columns of these photos true again, in the current transaction."""
    ids = {"ids": dump([int(photo) for photo in photos])}
    for statement in (_SHOW_STATUS, _SHOW_SIMILARITY):
        connection.execute(text(statement.format(where=f"WHERE i.id {_AMONG}")), ids)
    connection.execute(text(_DROP_TAGS.format(where=f"WHERE photo_id {_AMONG}")), ids)
    connection.execute(text(_ADD_TAGS.format(where=f"AND p.photo_id {_AMONG}")), ids)


def show_all(connection: Connection) -> None:
    """Make the shown columns of every photo true again.

    The index over similarities is taken away meanwhile: to sort it once is four times quicker than
    to move each of its entries.
    """
    index = connection.scalar(text(_INDEX_SQL), {"name": _SIMILARITY_INDEX})
    if index is not None:
        connection.execute(text(f"DROP INDEX {_SIMILARITY_INDEX}"))
    connection.execute(text(_SHOW_STATUS.format(where="")))
    connection.execute(text(_SHOW_SIMILARITY.format(where="")))
    if index is not None:
        connection.exec_driver_sql(index)
    connection.execute(text(_DROP_TAGS.format(where="")))
    connection.execute(text(_ADD_TAGS.format(where="")))
