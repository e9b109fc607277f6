"""Keep what lists show true: the columns of ``photo`` that repeat label and prediction.

The rules stand here once: a person's word comes first; a file that cannot be read says so; a
scene that a person refused is never shown as accepted; secondary scenes are those of the
prediction without the scene shown and the refused ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from app.store.encoding import dump

# An accepted scene that was refused since counts as rejected until the gate has looked again.
_SHOW = """
UPDATE photo SET
  status = CASE
    WHEN y.scene IS NOT NULL THEN 'labelled'
    WHEN photo.failure IS NOT NULL THEN 'failed'
    WHEN p.status = 'accepted' AND NOT s.refused THEN 'accepted'
    ELSE 'rejected' END,
  scene = coalesce(y.scene, CASE WHEN s.refused THEN NULL ELSE p.scene END),
  reason = CASE
    WHEN y.scene IS NOT NULL THEN ''
    WHEN photo.failure IS NOT NULL THEN 'unreadable'
    WHEN s.refused THEN 'person_said_no'
    ELSE coalesce(p.reason, '') END,
  similarity = p.similarity,
  listed = (photo.missing = 0 OR y.scene IS NOT NULL)
FROM (
  SELECT i.id, EXISTS (
    SELECT 1 FROM label n JOIN prediction q ON q.photo_id = n.photo_id AND q.scene = n.scene
    WHERE n.photo_id = i.id AND n.kind = 'no') AS refused
  FROM photo i {where}) AS s
LEFT JOIN label y ON y.photo_id = s.id AND y.kind = 'yes'
LEFT JOIN prediction p ON p.photo_id = s.id
WHERE photo.id = s.id
"""
_DROP_TAGS = "DELETE FROM photo_tag {where}"
_ADD_TAGS = """
INSERT INTO photo_tag (photo_id, scene)
SELECT p.photo_id, f.value
FROM prediction p JOIN photo i ON i.id = p.photo_id, json_each(p.further) f
WHERE p.status = 'accepted' AND i.failure IS NULL AND f.value IS NOT i.scene
  AND NOT EXISTS (SELECT 1 FROM label n
                  WHERE n.photo_id = p.photo_id AND n.scene = f.value AND n.kind = 'no')
  {where}
ON CONFLICT DO NOTHING
"""
_AMONG = "IN (SELECT value FROM json_each(:ids))"


def show(connection: Connection, photos: Iterable[int]) -> None:
    """Make the shown columns of these photos true again, in the current transaction."""
    ids = {"ids": dump([int(photo) for photo in photos])}
    connection.execute(text(_SHOW.format(where=f"WHERE i.id {_AMONG}")), ids)
    connection.execute(text(_DROP_TAGS.format(where=f"WHERE photo_id {_AMONG}")), ids)
    connection.execute(text(_ADD_TAGS.format(where=f"AND p.photo_id {_AMONG}")), ids)


def show_all(connection: Connection) -> None:
    """Make the shown columns of every photo true again."""
    connection.execute(text(_SHOW.format(where="")))
    connection.execute(text(_DROP_TAGS.format(where="")))
    connection.execute(text(_ADD_TAGS.format(where="")))
