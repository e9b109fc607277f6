"""Every step brings an older library to the newest form with all its rows."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from app.core.errors import KnownError
from app.core.imported import Imported
from app.core.messages import Message
from app.core.records import Act, Counts, Query
from app.core.types import Status
from app.store import migrate, migrations
from app.store.care.examine import examine
from app.store.library import open_library
from app.store.migrations import HEAD, revisions
from app.store.migrations.versions import r0001_first
from app.store.tables import Base
from tests.store import next_form

FIXTURES = Path(__file__).parent / "fixtures"


def library_of(form: str, folder: Path) -> Path:
    """Make the library file that a program of that form left."""
    path = folder / "old.albumen"
    raw = sqlite3.connect(path)
    raw.executescript((FIXTURES / f"form_{form}.sql").read_text(encoding="utf-8"))
    raw.close()
    return path


def schema(path: Path) -> dict[str, str]:
    raw = sqlite3.connect(path)
    rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    raw.close()
    return {name: " ".join(sql.replace('"', "").split()) for name, sql in rows}


def form_of(path: Path) -> str:
    raw = sqlite3.connect(path)
    found = raw.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    raw.close()
    return found


def test_steps_form_one_chain_up_to_head() -> None:
    steps = revisions()
    assert [s.down_revision for s in steps] == [None, *(s.revision for s in steps[:-1])]
    assert steps[-1].revision == HEAD


def test_every_step_has_a_test_and_a_file_of_its_form() -> None:
    assert missing_of(revisions()) == []
    assert missing_of((*revisions(), next_form.step())) == ["test_form_0002", "form_0002.sql"]


def test_the_form_that_tests_begin_with_is_that_of_the_step(tmp_path: Path) -> None:
    """See FirstForm: it tells SQLite the same, and gives each library a name of its own."""
    made: list[tuple[dict[str, str], str, str]] = []
    for name in ("alembic", "again", "third"):
        path = tmp_path / f"{name}.albumen"
        open_library(path).close()
        raw = sqlite3.connect(path)
        (own,) = raw.execute("SELECT value FROM setting WHERE key = 'library_id'").fetchone()
        rows = "\n".join(raw.iterdump()).replace(own, "")
        raw.close()
        made.append((schema(path), rows, own))
    assert len({own for _, _, own in made}) == 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(r0001_first, "upgrade", r0001_first.upgrade._upgrade)
        path = tmp_path / "true.albumen"
        open_library(path).close()
    assert all(form == schema(path) for form, _, _ in made)
    assert len({rows for _, rows, _ in made}) == 1


def missing_of(steps: tuple[ModuleType, ...]) -> list[str]:
    """Return what a step needs here and lacks: a test that checks rows, and a library."""
    here = vars(sys.modules[__name__])
    tests = [f"test_form_{step.revision}" for step in steps]
    files = [f"form_{step.revision}.sql" for step in steps]
    return [name for name in tests if name not in here] + [
        name for name in files if not (FIXTURES / name).exists()
    ]


def test_form_0001(tmp_path: Path) -> None:
    path = library_of("0001", tmp_path)
    with open_library(path) as library:
        rows = {Path(row.path).name: row for row in library.photos.rows([1, 2, 3])}
        assert rows["a.jpg"].status is Status.LABELLED
        assert rows["a.jpg"].label == "kitchen"
        assert rows["b.jpg"].status is Status.ACCEPTED
        assert rows["c.jpg"].failure == Message("truncated")
        assert library.labels.rows()[0].no == ("lake",)
        assert library.models.features("bb").features.tolist() == [[1, 2, 3, 4], [0.5, 0, 0, 0]]
        assert library.models.blob() == (2, b"second")
        assert library.models.ranges()[0].low == pytest.approx(0.3)
        assert library.setting("target") == 20
        (entry,) = library.ledger.of([1])
        assert (entry.target, entry.tags) == ("/photos/a.jpg.xmp", ("kitchen",))
        assert entry.written.hierarchical == ("Indoors|Kitchen",)
        assert [a.undone for a in library.history.rows()] == [True, *[False] * 6]
        (step,) = library.history.file_steps(2)
        assert (step.photo, step.target, step.is_move) == (1, "/elsewhere/a.jpg", True)
        assert library.photos.sidecar_states([1, 2]) == {1: "[]"}
        assert library.photos.detail(1).imported == Imported(keywords=("Île",), rating=3)
        assert list(library.photos.ids(Query(text="île"))) == [1]
        assert list(library.photos.ids(Query(scene="lake"))) == [2]
        assert library.photos.counts() == Counts(all=3, accepted=1, labelled=1, failed=1)
        assert library.folders.rows()[0].photos == 3
        kitchen = next(scene for scene in library.scenes.rows() if scene.id == "kitchen")
        assert kitchen.labelled == 1
        assert (
            library.photos.first_page(Query(), 2).ids.tolist()
            == library.photos.ids(Query()).tolist()[:2]
        )
        assert library.models.parents_given() == {1: "water"}
        assert library.history.redo().act is Act.LABEL
        assert library.photos.rows([2])[0].label == "lake"
        with library.action(Act.CLEAR, {}):
            library.labels.save({1: (None, ())})
        assert library.photos.counts().labelled == 1
        library.models.save_features("bb", {3: np.ones(4, np.float32)})
        library.folders.remove(1)
        assert library.photos.counts().all == 1, "a labelled photo stays on the lists"
    assert examine(str(path)) == []


def test_the_document_names_every_table_and_column(root: Path) -> None:
    text = (root / "docs/format.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", text, re.MULTILINE))
    for table in Base.metadata.sorted_tables:
        named = re.findall(r"`(\w+)`", rows[table.name])
        assert {column.name for column in table.c} - set(named) == set(), table.name


def test_a_new_library_has_the_newest_form(tmp_path: Path) -> None:
    path = tmp_path / "new.albumen"
    open_library(path).close()
    assert form_of(path) == HEAD
    assert list(tmp_path.iterdir()) == [path], "a new library needs no backup copy"
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        # Indexes of words are tables for SQLite, and their own business.
        ours = {"include_name": lambda name, *_: not str(name).startswith("found_")}
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, Base.metadata) == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_the_next_step_keeps_all_rows(tmp_path: Path) -> None:
    path = library_of("0001", tmp_path)
    before = dump(path)
    with next_form.installed():
        open_library(path).close()
        assert form_of(path) == next_form.REVISION
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT id, hue FROM photo ORDER BY id").fetchall() == [
        (1, 5),
        (2, 1),
        (3, 1),
    ]
    raw.close()
    rows = {line for line in before if line.startswith("INSERT") and '"photo"' not in line}
    assert rows - set(dump(path)) == {f"INSERT INTO \"alembic_version\" VALUES('{HEAD}');"}


def test_each_library_has_a_name_that_stays(tmp_path: Path) -> None:
    with open_library(tmp_path / "one.albumen") as library:
        name = library.setting("library_id")
        assert len(name) == 32
    with open_library(tmp_path / "one.albumen") as library:
        assert library.setting("library_id") == name
    with open_library(tmp_path / "other.albumen") as other:
        assert other.setting("library_id") != name


def test_steps_are_modules_and_need_no_files(tmp_path: Path) -> None:
    """As in a frozen program: everything is imported from an archive."""
    root = Path(migrate.__file__).parents[2]
    archive = tmp_path / "program.zip"
    with zipfile.ZipFile(archive, "w") as program:
        for part in ("core", "store"):
            for source in (root / "app" / part).rglob("*.py"):
                program.write(source, source.relative_to(root))
        program.writestr("app/__init__.py", "")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import app.store.library as library;"
        "assert sys.argv[1] in library.__file__; library.open_library(sys.argv[2]).close()"
    )
    path = tmp_path / "new.albumen"
    subprocess.run([sys.executable, "-c", code, archive, path], check=True, cwd=tmp_path)
    assert form_of(path) == HEAD


def test_an_upgraded_library_has_the_schema_of_a_new_one(tmp_path: Path) -> None:
    new = tmp_path / "new.albumen"
    open_library(new).close()
    for form in [step.revision for step in revisions()]:
        folder = tmp_path / form
        folder.mkdir()
        old = library_of(form, folder)
        open_library(old).close()
        assert schema(old) == schema(new)


def test_a_copy_is_made_before(tmp_path: Path) -> None:
    path = library_of("0001", tmp_path)
    with next_form.installed():
        open_library(path).close()
    copy = tmp_path / "old.albumen.backup-0001"
    assert form_of(copy) == "0001"
    raw = sqlite3.connect(copy)
    assert raw.execute("SELECT count(*) FROM photo").fetchone() == (3,)
    raw.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = library_of("0001", tmp_path)
    before, raw_before = schema(path), dump(path)

    def upgrade() -> None:
        op.create_table("half", sa.Column("id", sa.Integer))
        op.drop_table("label")
        op.execute("UPDATE photo SET name = 'gone'")
        raise ZeroDivisionError

    monkeypatch.setattr(next_form, "upgrade", upgrade)
    with next_form.installed(), pytest.raises(ZeroDivisionError):
        open_library(path)
    assert schema(path) == before
    assert dump(path) == raw_before
    monkeypatch.undo()
    with next_form.installed():
        open_library(path).close()
    assert form_of(path) == next_form.REVISION


def test_a_step_that_leaves_orphans_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = library_of("0001", tmp_path)
    before = dump(path)
    monkeypatch.setattr(next_form, "upgrade", lambda: op.execute("DELETE FROM photo"))
    with next_form.installed(), pytest.raises(RuntimeError, match="without their parent"):
        open_library(path)
    assert dump(path) == before


def test_a_new_library_whose_first_step_fails_stays_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.albumen"

    def upgrade() -> None:
        raise ZeroDivisionError

    broken = SimpleNamespace(revision="0000", upgrade=upgrade)
    monkeypatch.setattr(migrations, "revisions", lambda: (broken,))
    with pytest.raises(ZeroDivisionError):
        open_library(path)
    monkeypatch.undo()
    open_library(path).close()
    assert form_of(path) == HEAD


def test_a_library_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.albumen"
    open_library(path).close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(KnownError, match="newer version") as caught:
            open_library(path, read_only=read_only)
        assert caught.value.code == "library_newer"
    assert path.read_bytes() == before


def test_an_old_library_is_not_changed_by_reading(tmp_path: Path) -> None:
    path = library_of("0001", tmp_path)
    before = path.read_bytes()
    with next_form.installed(), pytest.raises(KnownError) as caught:
        open_library(path, read_only=True)
    assert caught.value.code == "library_old"
    assert path.read_bytes() == before


def dump(path: Path) -> list[str]:
    raw = sqlite3.connect(path)
    lines = list(raw.iterdump())
    raw.close()
    return lines
