"""The few statements that are written out as SQL; all others are built by SQLAlchemy's Core.

Times are processor seconds in a library of 100,000 photos. The library is also asked for the state
of its file (PRAGMA), a trigger is put aside and back (``verdicts.counts``), and a damaged or an
older file is read by sqlite3 itself (``salvage``, ``backup``, ``form``, ``migrate``): there nothing
may stand between us and what SQLite says.
"""

from __future__ import annotations

# No similarity has this value.
NO_SIMILARITY = -9.0

# Rows are given to the driver as they are: a refresh of all photos stores them in 0.9 s, and in
# 1.6 to 2.3 s where Core makes a dictionary of each. Several go into one statement: 0.7 s, and the
# other threads of the program are asked for their turn two hundred times less often.
_ROW = f"({', '.join('?' * 18)})"
KEEP_PREDICTION = f"""
INSERT INTO prediction (photo_id, model_version_id, scene, status, reason, similarity, low, high,
  confidence, margin, patent_similarity, candidates, further, parent, parent_similarity, parent_low,
  parent_high, state)
VALUES {_ROW}
ON CONFLICT (photo_id) DO UPDATE SET model_version_id = excluded.model_version_id,
  scene = excluded.scene, status = excluded.status, reason = excluded.reason,
  similarity = excluded.similarity, low = excluded.low, high = excluded.high,
  confidence = excluded.confidence, margin = excluded.margin,
  patent_similarity = excluded.patent_similarity, candidates = excluded.candidates,
  further = excluded.further, parent = excluded.parent,
  parent_similarity = excluded.parent_similarity, parent_low = excluded.parent_low,
  parent_high = excluded.parent_high, state = excluded.state
"""
# Of 18 values each; SQLite takes 32,766 in all.
PREDICTIONS_AT_ONCE = 200
KEEP_PREDICTIONS = KEEP_PREDICTION.replace(_ROW, ", ".join([_ROW] * PREDICTIONS_AT_ONCE))

# To the statement that follows, the table holds no other photos than these: which of 200 photos a
# list holds is then known in 0.6 to 2.5 ms. With a condition more, SQLite walks along the list, in
# 2 to 34 ms. Core cannot give a table the name of another.
ONLY_THESE = """
WITH photo AS MATERIALIZED (
  SELECT * FROM main.photo WHERE id IN (SELECT value FROM json_each(?)))
"""

# The first page of a queue. Only an index that is named is walked along (Core has no such
# word for SQLite): 5 ms.
_QUEUE = "listed = 1 AND status = :status"
# The group of each photo that is in one. Read so and counted here, those of 130,000 photos take
# 17 ms, and 28 ms where SQLite counts.
GROUPS = f"""
SELECT json_group_array(look_group) FROM photo INDEXED BY ix_photo_look
WHERE {_QUEUE} AND look_group IS NOT NULL
"""
MEMBERS = f"""
SELECT id, look_group, coalesce(similarity, {NO_SIMILARITY}) FROM photo INDEXED BY ix_photo_look
WHERE {_QUEUE} AND look_group IN (SELECT value FROM json_each(:groups))
"""
ALONE = f"""
SELECT id FROM photo p WHERE {_QUEUE} AND (look_group IS NULL OR NOT EXISTS (
  SELECT 1 FROM photo q WHERE q.{_QUEUE.replace("AND ", "AND q.")}
  AND q.look_group = p.look_group AND q.id <> p.id))
ORDER BY similarity DESC, id DESC LIMIT :limit
"""
