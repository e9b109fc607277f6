"""The terminal's contract: shapes of JSON, exit codes, one line on stderr."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from app.bootstrap import DesktopProgram
from app.cli import watch_command
from app.cli.main import run
from app.jobs.audit import waiting_photos
from app.jobs.runner import Job, run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.scenes import add_scene
from app.places import Places
from app.store.library import open_library
from tests.cli.conftest import Terminal
from tests.known_encoder import know_encoder
from tests.tiny_pack import write_tiny_pack

SCAN_KEYS = {
    "found",
    "new",
    "changed",
    "unchanged",
    "vanished",
    "accepted",
    "coarse",
    "rejected",
    "failed",
    "seconds",
    "photos_per_second",
}
LIST_KEYS = {
    "keywords",
    "rating",
    "taken",
    "date",
    "date_source",
    "latitude",
    "longitude",
    "locality",
    "utc_offset",
    "camera",
    "companions",
    "tag",
    "level",
    "path",
    "status",
    "scene",
    "label",
    "similarity",
    "low",
    "high",
    "confidence",
    "reason",
    "candidates",
    "model_version",
}
REFRESH_KEYS = {
    "promise",
    "model_version",
    "samples",
    "newly_accepted",
    "newly_rejected",
    "left_out",
    "accepted",
    "rejected",
    "coarse",
}


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    for i in range(3):
        terminal.photo(f"beach{i}.jpg", "beach", 100 - i)
    terminal.photo("odd.jpg", "none", 0)
    (terminal.photos / "broken.jpg").write_text("garbage")
    terminal("scan", str(terminal.photos))
    return terminal


def grouped_and_drawn(terminal: Terminal) -> tuple[int, int]:
    """Return how many photos have look-alikes, and how many wait for an answer."""
    with open_library(terminal.program.library_file(None), read_only=True) as library:
        return len(library.photos.groups()[0]), len(waiting_photos(library))


def test_scan_and_refresh_do_what_must_follow(terminal: Terminal) -> None:
    for i in range(12):
        terminal.photo(f"{i:02}.jpg", "beach" if i % 2 else "none", 100 - i)
    terminal.program.settings.set("audit_share", 0.5)
    assert terminal("scan", str(terminal.photos)) == 0
    groups, drawn = grouped_and_drawn(terminal)
    assert groups >= 6
    assert drawn == 3, "half of those that need review"
    with open_library(terminal.program.library_file(None)) as library:
        rows = library.photos.rows(waiting_photos(library))
    assert terminal("label", "--none", *(row.path for row in rows)) == 0
    assert grouped_and_drawn(terminal)[1] == 0
    assert terminal("refresh") == 0
    assert grouped_and_drawn(terminal)[1] > 0


def test_refresh_says_whether_the_target_is_shown(album: Terminal) -> None:
    shown = {"target": 0.05, "kept": False, "answered": 0, "wrong": 0, "needed": 45}
    assert album.json("refresh", "--dry-run")["promise"] == shown
    assert album.json("refresh")["promise"] == shown
    assert album("refresh") == 0
    assert album.out.endswith("too few answers to promise it, 0 checks of about 45.\n")


def test_what_watch_finds_is_followed_up(terminal: Terminal) -> None:
    class Runner:
        def submit(self, name: str, job: Job) -> None:
            assert name == "follow_up"
            run_now(job)

    for i in range(12):
        terminal.photo(f"{i:02}.jpg", "beach" if i % 2 else "none", 100 - i)
    with terminal.program.open(terminal.program.library_file(None)) as ctx:
        found = run_now(scan_folders(ctx, [str(terminal.photos)]))
        take = partial(watch_command._take, ctx, Runner(), as_json=True)
        take(None)
        assert len(ctx.library.photos.groups()[0]) == 0
        take(found)
        assert len(ctx.library.photos.groups()[0]) >= 6


def test_scan_has_the_keys_of_the_contract(terminal: Terminal) -> None:
    terminal.photo("a.jpg", "beach", 100)
    result = terminal.json("scan", str(terminal.photos))
    assert result.keys() >= SCAN_KEYS
    assert result["found"] == result["accepted"] + result["rejected"] + result["failed"] == 1


def test_scan_tells_people_in_words(album: Terminal) -> None:
    assert album("scan", str(album.photos)) == 0
    assert "5 photos found: 3 accepted, 1 for review, 1 unreadable." in album.out


def test_list_has_the_keys_of_the_contract(album: Terminal) -> None:
    rows = album.json("list")
    assert len(rows) == 5
    assert all(row.keys() >= LIST_KEYS for row in rows)
    by_name = {os.path.basename(row["path"]): row for row in rows}
    beach = by_name["beach0.jpg"]
    assert (beach["status"], beach["scene"], beach["label"]) == ("accepted", "beach", None)
    assert (beach["tag"], beach["level"]) == ("beach", "scene")
    assert beach["low"] <= beach["similarity"] <= beach["high"]
    assert beach["candidates"][0]["scene"] == "beach"
    assert set(beach["candidates"][0]) == {"scene", "similarity", "confidence"}
    assert by_name["broken.jpg"]["status"] == "failed"
    assert by_name["broken.jpg"]["reason"].startswith("The file is damaged")
    assert by_name["odd.jpg"]["reason"]


def test_list_by_status_and_scene(album: Terminal) -> None:
    assert len(album.json("list", "--status", "accepted")) == 3
    assert len(album.json("list", "--status", "rejected")) == 1
    assert len(album.json("list", "--status", "failed")) == 1
    assert album.json("list", "--status", "labelled") == []
    assert len(album.json("list", "--scene", "beach", "--status", "accepted")) == 3
    assert album.json("list", "--scene", "kitchen", "--status", "accepted") == []


def test_label_no_clear_undo_redo(album: Terminal) -> None:
    odd = str(album.photos / "odd.jpg")
    assert album("label", "kitchen", odd) == 0
    (row,) = album.json("list", "--status", "labelled")
    assert (row["label"], row["scene"]) == ("kitchen", "kitchen")
    assert album("undo") == 0
    assert album.json("list", "--status", "labelled") == []
    assert album("redo") == 0
    assert len(album.json("list", "--status", "labelled")) == 1
    assert album("label", "--clear", odd) == 0
    assert album.json("list", "--status", "labelled") == []
    beach = str(album.photos / "beach0.jpg")
    assert album("label", "--no", "beach", beach) == 0
    assert beach not in [row["path"] for row in album.json("list", "--scene", "beach")]


def test_label_none_of_the_scenes(album: Terminal) -> None:
    odd = str(album.photos / "odd.jpg")
    assert album("label", "--none", odd) == 0
    (row,) = album.json("list", "--status", "labelled")
    assert row["label"] == "no-scene"
    assert album.json("list", "--scene", "no-scene") == [row]
    assert album.json("status")["labelled"] == 1
    assert album("undo") == 0
    assert album.json("list", "--status", "labelled") == []


def test_label_by_name_in_either_language(album: Terminal) -> None:
    odd = str(album.photos / "odd.jpg")
    assert album("label", "厨房", odd) == 0
    (row,) = album.json("list", "--status", "labelled")
    assert row["label"] == "kitchen"


def test_relative_paths_are_understood(album: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(album.photos)
    assert album("label", "kitchen", "odd.jpg") == 0


def test_scenes_and_a_new_one(album: Terminal) -> None:
    before = album.json("scenes")
    assert [s["id"] for s in before] == ["beach", "kitchen", "forest"]
    photos = [str(album.photos / f"beach{i}.jpg") for i in range(3)]
    assert album.json("scenes", "add", "Dunes", *photos) == {"scene": "dunes"}
    added = {s["id"]: s for s in album.json("scenes")}["dunes"]
    assert (added["labelled"], added["source"]) == (3, "own")


def test_refresh_dry_run_and_for_good(album: Terminal) -> None:
    album("label", "kitchen", str(album.photos / "odd.jpg"))
    version = album.json("list")[0]["model_version"]
    dry = album.json("refresh", "--dry-run")
    assert dry.keys() == REFRESH_KEYS | {"moves"}
    assert album.json("list")[0]["model_version"] == version
    done = album.json("refresh")
    assert done.keys() == REFRESH_KEYS
    assert done["samples"] == 1
    assert done["model_version"] != version
    assert (dry["accepted"], dry["rejected"]) == (done["accepted"], done["rejected"])
    assert album("undo") == 0
    assert album.json("list")[0]["model_version"] == version


def test_refresh_leaves_photos_out_and_lets_them_follow(album: Terminal) -> None:
    for n in range(6):
        (album.photos / f"alike{n}.jpg").write_text(f"none {n} alike{n}")
    album.json("scan", str(album.photos))
    alike = [str(album.photos / f"alike{n}.jpg") for n in range(6)]
    album.json("scenes", "add", "Studio", *alike[:4])
    dry = album.json("refresh", "--dry-run", "--exclude", alike[4])
    out = {m["photo"]: m for m in dry["moves"]}[alike[4]]
    assert out == {"photo": alike[4], "from": None, "to": "studio", "left_out": True}
    done = album.json("refresh", "--exclude", alike[4])
    assert done["left_out"] == 1
    words = {row["path"]: row for row in album.json("list")}
    assert [words[path]["status"] for path in alike[4:]] == ["rejected", "accepted"]
    assert words[alike[4]]["reason"] == "left_out"
    assert album("refresh", "--dry-run") == 0
    assert f"{alike[4]}: needs review -> studio (left out)" in album.out
    album.json("refresh", "--include", alike[4])
    words = {row["path"]: row for row in album.json("list")}
    assert words[alike[4]]["status"] == "accepted"


def test_status_and_history(album: Terminal) -> None:
    album("label", "kitchen", str(album.photos / "odd.jpg"))
    status = album.json("status")
    assert (status["photos"], status["labelled"], status["unlearned_labels"]) == (5, 1, 1)
    assert status["inference"] is None, "no backbone ran on this machine"
    know_encoder(album.program.place / "cache")
    assert album.json("status")["inference"] == "torch, cpu, float32"
    assert [row["kind"] for row in album.json("history")] == ["label"]
    assert album("status") == 0
    assert album("history") == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["scan", "/nowhere/at/all"], "does not exist"),
        (["label", "castle", "PHOTO"], "no scene 'castle'"),
        (["label", "beach", "/nowhere.jpg"], "not in the library"),
        (["list", "--scene", "castle"], "no scene 'castle'"),
        (["scenes", "add", "beach", "PHOTO"], "exists already"),
        (["undo"], "nothing to undo"),
        (["redo"], "nothing to redo"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_1(
    album: Terminal, words: list[str], says: str
) -> None:
    photo = str(album.photos / "odd.jpg")
    assert album(*[photo if word == "PHOTO" else word for word in words]) == 1
    assert says in album.err
    assert album.err.count("\n") == 1
    assert album.err.startswith("albumen: ")


@pytest.mark.parametrize("words", [["frobnicate"], ["scan"], ["label", "beach"], ["list", "--x"]])
def test_wrong_usage_is_exit_2(album: Terminal, words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        album(*words)
    assert stopped.value.code == 2


def test_list_of_a_library_that_is_not_there(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("--library", str(tmp_path / "none.albumen"), "list") == 1
    assert "There is no library" in terminal.err
    assert not (tmp_path / "none.albumen").exists()


def test_file_that_is_no_library(terminal: Terminal, tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear reader, this is no library at all. " * 50)
    assert terminal("--library", str(other), "scan", str(terminal.photos)) == 1
    assert str(other) in terminal.err
    assert other.read_text().startswith("Dear reader")


def test_without_a_command_the_window_opens(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal() == 0
    assert terminal("--library", str(tmp_path / "x.albumen"), "window", "a", "b") == 0
    # Absolute: a window that is open already, started elsewhere, may be the one that opens them.
    assert terminal.program.shown[1] == (tmp_path / "x.albumen", list(map(os.path.abspath, "ab")))


def test_a_library_file_is_opened_as_the_library(terminal: Terminal, tmp_path: Path) -> None:
    library = tmp_path / "Photos of mine.albumen"
    library.write_bytes(b"")
    assert terminal("window", str(library)) == 0
    assert terminal.program.shown == [(library, [])]


def test_name_that_is_no_unicode_is_listed(terminal: Terminal) -> None:
    raw = os.fsencode(str(terminal.photos)) + b"/b\xff.jpg"
    with open(raw, "wb") as file:
        file.write(b"beach 100")
    terminal("scan", str(terminal.photos))
    (row,) = terminal.json("list")
    assert os.fsencode(row["path"]) == raw
    assert terminal("list") == 0


def test_another_scene_pack_for_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    folder = write_tiny_pack(tmp_path / "other", name="other")
    assert run(["status"], program) == 1, "no library yet"
    assert run(["--scenes", str(folder), "scenes", "--json"], program) == 0
    assert {s["id"] for s in json.loads(capsys.readouterr().out)} >= {"beach", "kitchen", "forest"}
    assert run(["--scenes", "shipped", "scenes"], program) == 0
    said = capsys.readouterr()
    assert "uses the scene pack Albumen scenes" in said.err
    assert "beach_coast" in said.out
    assert run(["--scenes", str(tmp_path), "scenes"], program) == 1
    assert "is not a scene pack" in capsys.readouterr().err
    assert run(["scenes"], program) == 0, "a pack that is none was not chosen"


@pytest.mark.parametrize("words", [("scan", ""), ("scan", "here", ""), ("watch", "")])
def test_an_empty_name_is_wrong_usage(terminal: Terminal, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        terminal(*words)
    assert stopped.value.code == 2


def test_one_photo_named_three_times_is_one(terminal: Terminal) -> None:
    path = terminal.photo("a.jpg", "beach", 100)
    terminal("scan", terminal.photos)
    assert terminal("scenes", "add", "Trio", path, path, path) == 0
    assert "made from 1 photo:" in terminal.out
    assert "once 3 are labelled" in terminal.out


def test_again_reads_every_file(terminal: Terminal) -> None:
    terminal.photo("a.jpg", "beach", 100)
    terminal("scan", terminal.photos)
    result = terminal.json("scan", "--again", terminal.photos)
    assert (result["unchanged"], result["photos_per_second"] > 0) == (1, True)


def test_derived_photos_are_asked_for_once(terminal: Terminal) -> None:
    (terminal.photos / "stickers").mkdir()
    terminal.photo("stickers/a.jpg", "beach", 100)
    terminal.photo("stickers/.nomedia", "beach", 100)
    assert terminal.json("scan", terminal.photos)["found"] == 0
    assert terminal.json("scan", "--derived", "yes", terminal.photos)["found"] == 1
    assert terminal.json("scan", terminal.photos)["found"] == 1


def test_a_heading_is_no_label(album: Terminal) -> None:
    photo = album.json("list")[0]["path"]
    with album.program.open(album.program.library_file(None)) as ctx:
        run_now(add_scene(ctx, "Holder", []))
        run_now(add_scene(ctx, "Below", [], parent="holder"))
    assert album("label", "Holder", photo) == 1
    assert (
        album.err == "albumen: 'Holder' only holds other scenes: label with one of them (Below).\n"
    )
    assert album("label", "Below", photo) == 0
    assert album("label", "--no", "Holder", photo) == 0


@pytest.mark.parametrize("name", ["ALBUMEN_HOME", "HOME"])
@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nowhere"])
def test_a_home_that_cannot_be_is_one_sentence(
    root: Path, tmp_path: Path, name: str, place: str
) -> None:
    (tmp_path / "file").touch()
    hidden = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ALBUMEN_"))}
    done = subprocess.run(
        [sys.executable, "-m", "app", "scan", str(tmp_path)],
        cwd=root,
        env={**hidden, name: str(tmp_path / place)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()[-1:]
    assert line.startswith("albumen: The folder ")
    assert "ALBUMEN_HOME" in line
    assert "Traceback" not in done.stderr


def test_a_current_folder_that_is_gone_is_one_sentence(root: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); os.rmdir(os.getcwd())\n"
        "from app.__main__ import main; sys.exit(main(['scan', '.']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(root)],
        cwd=gone,
        env={**os.environ, "ALBUMEN_HOME": str(tmp_path / "home")},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "albumen: The current folder does not exist any more: change to another one.\n"
    )
