"""Write the library file that a program of the newest form leaves, for ``test_migrations``.

python -m tests.store.made_form

The file of a form is written while its step is the newest one, and never again after a release.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from pathlib import Path

import numpy as np

from app.core.collecting.ratings import Flag, Rating
from app.core.imported import Imported
from app.core.keywords import Keywords
from app.core.ledger import Entry
from app.core.messages import Message
from app.core.records import Act
from app.core.transfers import FileStep
from app.store.library import open_library
from app.store.migrations import HEAD
from tests.store.conftest import decision, facts, photo_file, scene
from tests.store.predictions import write_predictions

FIXTURES = Path(__file__).parent / "fixtures"


def fill(path: Path) -> None:
    """Make a library with something in every table."""
    with open_library(path) as library:
        folder = library.folders.add("/photos")
        library.scenes.seed([scene("beach"), scene("lake"), scene("kitchen")])
        first = library.models.seed(b"model")
        a = library.photos.save(
            folder, photo_file("a.jpg"), facts("a.jpg", taken_at="2020-01-01T10:00:00")
        )
        b = library.photos.save(folder, photo_file("b.jpg"), facts("b.jpg"))
        library.photos.save_failure(folder, photo_file("c.jpg"), Message("truncated"))
        library.models.save_features(
            "bb",
            {
                a: np.array([1, 2, 3, 4], dtype=np.float32),
                b: np.array([0.5, 0, 0, 0], dtype=np.float32),
            },
        )
        write_predictions(
            library,
            first,
            {
                a: decision(accepted=False, similarity=0.4, parent="water"),
                b: decision(similarity=0.9, further=("lake",)),
            },
        )
        library.photos.save_groups({a: 7, b: 7})
        library.disks.put(library.disks.add("number AB12:/"), [a])
        library.set_setting("target", 20)
        written = Keywords(("Kitchen",), ("Indoors|Kitchen",), ("Indoors/Kitchen",))
        library.ledger.save([Entry(a, "/photos/a.jpg.xmp", written, tags=("kitchen",))])
        library.photos.save_sidecars({a: ("[]", Imported(keywords=("Île",), rating=3))})
        with library.action(Act.LABEL, {}):
            library.labels.save({a: ("kitchen", ("lake",))})
        with library.action(Act.MOVE, {"path": "/elsewhere"}):
            step = FileStep(0, a, "/photos/a.jpg", "/elsewhere/a.jpg", is_move=True)
            library.history.plan_files([step])
        with library.action(Act.RATE, {"stars": 4}):
            library.ratings.save({b: Rating(4, Flag.PICK)})
        with library.action(Act.ALBUM, {}):
            library.albums.put(library.albums.add("Italy"), {b: 1.0, a: 2.0})
            library.albums.keep_search("Sea", "beach")
        with library.action(Act.RANGE, {"scene": "beach", "low": 0.3, "high": 0.9}):
            library.models.set_range("beach", (0.3, 0.9))
        with library.action(Act.REFRESH, {"version": 2, "samples": 1}):
            library.models.save(b"second", samples=1, figures={"precision": 0.9})
        with library.action(Act.LABEL, {}):
            library.labels.save({b: ("lake", ())})
        library.history.undo()


def _plain_statements(raw: sqlite3.Connection) -> list[str]:
    """Return what makes all tables but the indexes of words, which make theirs themselves."""
    name = re.compile(r"""(CREATE TABLE|INSERT INTO) ['"]?(found_(name|words)|sqlite_master)""")
    statements = list(raw.iterdump())
    return [s for s in statements if not name.match(s) and "writable_schema" not in s]


def _indexes_of_words(raw: sqlite3.Connection) -> list[str]:
    made = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
    return [
        line
        for name, sql in made.fetchall()
        for line in (f"{sql};", f"INSERT INTO {name} ({name}) VALUES ('rebuild');")
    ]


def dump(path: Path) -> str:
    """Return a library as a script of SQL."""
    raw = sqlite3.connect(path)
    pragmas = ("application_id", "user_version")
    values = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas}
    lines = [f"PRAGMA {name}={value};" for name, value in values.items()]
    *statements, last = _plain_statements(raw)
    lines += [*statements, *_indexes_of_words(raw), last]
    raw.close()
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "made.albumen"
        fill(made)
        (FIXTURES / f"form_{HEAD}.sql").write_text(dump(made), encoding="utf-8")
