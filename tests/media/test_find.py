"""Finding photos: what counts, what is left out, and that nothing stops or repeats the walk."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.core.types import PhotoFile
from app.media import find
from app.media.find import FindProblem, Looked, find_photos
from app.media.formats import is_photo_signature

JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF"


def put(root: Path, *names: str, content: bytes = JPEG) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def names(root: Path, found: Iterable[PhotoFile | FindProblem]) -> list[str]:
    return [os.path.relpath(item.path, root) for item in found if isinstance(item, PhotoFile)]


def problems(found: Iterable[PhotoFile | FindProblem]) -> list[FindProblem]:
    return [item for item in found if isinstance(item, FindProblem)]


def test_photos_by_extension_at_any_depth(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "b/c.JPEG", "b/d/e.HeIc", "b/d/f.avif", "b/notes.txt", "film.mp4")
    found = list(find_photos(str(tmp_path)))
    assert sorted(names(tmp_path, found)) == ["a.jpg", "b/c.JPEG", "b/d/e.HeIc", "b/d/f.avif"]
    first = next(item for item in found if item.path.endswith("a.jpg"))
    status = os.stat(tmp_path / "a.jpg")
    assert first == PhotoFile(
        str(tmp_path / "a.jpg"), status.st_size, status.st_mtime_ns, status.st_ctime_ns
    )


def test_depth_costs_no_recursion(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(1200):
        folder = folder / "d"
        folder.mkdir()
    put(folder, "deep.jpg")
    try:
        assert len(names(tmp_path, find_photos(str(tmp_path)))) == 1
    finally:
        # What clears old temporary folders away later is recursive.
        (folder / "deep.jpg").unlink()
        while folder != tmp_path:
            folder.rmdir()
            folder = folder.parent


def test_unknown_extensions_are_recognised_by_signature(tmp_path: Path) -> None:
    put(tmp_path, "none", "odd.xyz", "IMG_1.jpg~1")
    put(tmp_path, "text", "text.xyz", "empty.xyz", content=b"")
    put(tmp_path, "old.raw", "sound.mp3", content=b"II*\0rest")
    assert sorted(names(tmp_path, find_photos(str(tmp_path)))) == ["IMG_1.jpg~1", "none", "odd.xyz"]


def test_raw_files_are_photos_unless_the_cameras_picture_lies_beside_them(tmp_path: Path) -> None:
    put(
        tmp_path,
        "alone.CR3",
        "pair.NEF",
        "pair.jpg",
        "Phone.dng",
        "phone.HEIC",
        "scan.dng",
        "scan.tif",
    )
    put(tmp_path / "raws", "pair.NEF", "left out.raf", "left out.jpg")
    (tmp_path / "folder.jpg").mkdir()
    put(tmp_path, "folder.orf", "linked.arw")
    (tmp_path / "linked.jpg").symlink_to(tmp_path / "pair.jpg")
    found = names(tmp_path, find_photos(str(tmp_path), ["left*.jpg"]))
    assert sorted(found) == [
        "alone.CR3",
        "folder.orf",
        "linked.arw",
        "pair.jpg",
        "phone.HEIC",
        "raws/left out.raf",
        "raws/pair.NEF",
        "scan.dng",
        "scan.tif",
    ]


def test_empty_and_wrong_files_with_a_photos_extension_count(tmp_path: Path) -> None:
    put(tmp_path, "empty.jpg", content=b"")
    put(tmp_path, "text.png", content=b"text")
    assert names(tmp_path, find_photos(str(tmp_path))) == ["empty.jpg", "text.png"]


def test_hidden_and_system_folders_are_left_out(tmp_path: Path) -> None:
    inside = (
        ".git",
        ".thumbnails",
        ".Trash-1000",
        "@eaDir",
        "$RECYCLE.BIN",
        "node_modules",
        "X.lrdata",
    )
    put(tmp_path, *(f"{name}/a.jpg" for name in inside), ".hidden.jpg", "._a.jpg", "a.jpg")
    assert names(tmp_path, find_photos(str(tmp_path))) == ["a.jpg"]
    assert names(tmp_path, find_photos(str(tmp_path / ".git"))) == [".git/a.jpg"]


def test_exclude_patterns_match_names_and_paths(tmp_path: Path) -> None:
    put(
        tmp_path,
        "a.jpg",
        "a-small.jpg",
        "raw/b.jpg",
        "2020/raw/c.jpg",
        "2020/d.jpg",
        "2021/raw/e.jpg",
    )
    find_all = names(tmp_path, find_photos(str(tmp_path), ["*-small.*", "2020/raw/", " "]))
    assert sorted(find_all) == ["2020/d.jpg", "2021/raw/e.jpg", "a.jpg", "raw/b.jpg"]
    assert sorted(names(tmp_path, find_photos(str(tmp_path), ["raw"]))) == [
        "2020/d.jpg",
        "a-small.jpg",
        "a.jpg",
    ]


def test_a_folder_of_links_is_listed_once_for_their_sidecars(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    for number in range(5):
        (elsewhere / f"{number}.jpg").touch()
        (root / f"{number}.jpg").symlink_to(elsewhere / f"{number}.jpg")
    (root / "3.jpg.xmp").touch()
    listed: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda place: (listed.append(place), scandir(place))[1])
    found = [file for file in find_photos(str(root)) if isinstance(file, PhotoFile)]
    assert [len(file.sidecars) for file in found] == [0, 0, 0, 1, 0]
    assert listed == [str(root), str(root)]


def test_links_are_followed_once_and_never_in_circles(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    put(root, "a.jpg", "sub/b.jpg")
    put(elsewhere, "c.jpg", "d.jpg", "e.jpg")
    (root / "sub" / "up").symlink_to(root)
    (root / "sub" / "top").symlink_to("/")
    (root / "self").symlink_to(root / "self")
    (root / "self.jpg").symlink_to(root / "self.jpg")
    (root / "again.jpg").symlink_to(root / "a.jpg")
    (root / "one.jpg").symlink_to(elsewhere / "e.jpg")
    (root / "two.jpg").symlink_to(elsewhere / "e.jpg")
    found = list(find_photos(str(root)))
    assert sorted(names(root, found)) == ["a.jpg", "one.jpg", "sub/b.jpg"]
    assert [os.path.basename(p.path) for p in problems(found)] == ["self.jpg"]
    (elsewhere / "back").symlink_to(root)
    (root / "x").symlink_to(elsewhere)
    (root / "y").symlink_to(elsewhere)
    found = list(find_photos(str(root)))
    assert sorted(names(root, found)) == ["a.jpg", "sub/b.jpg", "x/c.jpg", "x/d.jpg", "x/e.jpg"]


def test_special_files_are_named_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    os.mkfifo("pipe.jpg")
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.jpg")
    (tmp_path / "device.jpg").symlink_to("/dev/zero")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "broken.jpg").symlink_to(tmp_path / "nowhere")
    put(tmp_path, "folder.jpg/inside.jpg")
    found = list(find_photos("."))
    assert names(tmp_path, found) == ["folder.jpg/inside.jpg"]
    words = {os.path.basename(p.path): str(p.message) for p in problems(found)}
    assert sorted(words) == ["broken.jpg", "device.jpg", "pipe.jpg", "socket.jpg"]
    assert "named pipe" in words["pipe.jpg"]
    assert "socket" in words["socket.jpg"]
    assert "device" in words["device.jpg"]
    assert "leads nowhere" in words["broken.jpg"]
    assert not any(p.is_folder for p in problems(found))


def test_unreadable_folders_are_problems_and_the_rest_is_found(ordinary_user: Path) -> None:
    put(ordinary_user, "a.jpg", "locked/b.jpg")
    (ordinary_user / "locked").chmod(0)
    found = list(find_photos(str(ordinary_user)))
    assert names(ordinary_user, found) == ["a.jpg"]
    (problem,) = problems(found)
    assert problem.path == str(ordinary_user / "locked")
    assert problem.is_folder
    assert "permissions" in str(problem.message)


def test_files_that_cannot_be_asked_are_problems(ordinary_user: Path) -> None:
    put(ordinary_user, "sub/a.jpg", "sub/b.xyz", "sub/none")
    (ordinary_user / "sub").chmod(0o444)  # may be listed, not entered
    found = list(find_photos(str(ordinary_user)))
    assert [(os.path.basename(p.path), p.is_folder) for p in problems(found)] == [("a.jpg", False)]


def test_missing_root_and_file_as_root(tmp_path: Path) -> None:
    (problem,) = find_photos(str(tmp_path / "nowhere"))
    assert isinstance(problem, FindProblem)
    assert "not there" in str(problem.message)
    put(tmp_path, "a.jpg")
    (problem,) = find_photos(str(tmp_path / "a.jpg"))
    assert isinstance(problem, FindProblem)
    assert "a file, not a folder" in str(problem.message)


def test_odd_names(tmp_path: Path) -> None:
    odd = [
        "new\nline.jpg",
        "\N{GRINNING FACE}.jpg",
        os.fsdecode(b"bad-\xff\xfe.jpg"),
        " .jpg",
        "a\\b.jpg",
    ]
    put(tmp_path, *odd)
    deep = tmp_path
    for _ in range(10):
        deep = deep / ("long" * 25)
    put(deep, "x" * 200 + ".jpg")
    found = names(tmp_path, find_photos(str(tmp_path)))
    assert len(found) == len(odd) + 1
    assert set(odd) < set(found)


def test_path_beyond_what_the_system_allows_is_a_problem(tmp_path: Path) -> None:
    name = "long" * 60
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(20):
            os.mkdir(name, dir_fd=here)
            deeper = os.open(name, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
        (problem,) = find_photos(str(tmp_path))
        assert isinstance(problem, FindProblem)
        assert "too deep" in str(problem.message)
    finally:
        os.close(here)


def test_a_rescan_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.jpg", "none", "sub/odd.xyz")
    put(tmp_path, "text", content=b"text")
    opened: list[str] = []

    def read_signature(path: str) -> bytes:
        opened.append(os.path.basename(path))
        return Path(path).read_bytes()

    monkeypatch.setattr(find, "read_signature", read_signature)
    looked = Looked()
    known = {item.path for item in find_photos(str(tmp_path), looked=looked)}
    assert sorted(opened) == ["none", "odd.xyz", "text"]
    opened.clear()
    later = Looked(looked.now)
    again = find_photos(str(tmp_path), known=known, looked=later)
    assert {item.path for item in again} == known
    assert opened == []
    assert later.now == looked.now
    (tmp_path / "text").write_bytes(b"TEXT")
    list(find_photos(str(tmp_path), known=known, looked=Looked(looked.now)))
    assert opened == ["text"]


def test_a_folder_moved_in_with_old_dates_is_looked_at(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root, "text", content=b"text")
    put(tmp_path / "outside", "none")
    os.utime(tmp_path / "outside" / "none", ns=(10**18, 10**18))
    looked = Looked()
    assert names(root, find_photos(str(root), looked=looked)) == []
    (tmp_path / "outside").rename(root / "inside")
    assert names(root, find_photos(str(root), looked=Looked(looked.now))) == ["inside/none"]


def test_another_folder_of_the_library_is_left_to_itself(tmp_path: Path) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    put(root, "a.jpg", "inner/b.jpg", "inner/deep/c.jpg")
    put(other, "d.jpg", "sub/e.jpg")
    (root / "link").symlink_to(other / "sub")
    (root / "one.jpg").symlink_to(other / "d.jpg")
    inner = str(root / "inner")
    assert names(root, find_photos(str(root), others=[inner, str(other)])) == ["a.jpg"]
    (root / "inner" / "up").symlink_to(root)
    (root / "inner" / "a.jpg").symlink_to(root / "a.jpg")
    found = names(root, find_photos(inner, others=[str(root), str(other)]))
    assert found == ["inner/b.jpg", "inner/deep/c.jpg"]
    alias = tmp_path / "alias"
    alias.symlink_to(root)
    assert names(alias, find_photos(str(alias), others=[inner, str(other)])) == ["a.jpg"]


def test_what_was_made_from_photos_is_left_out(tmp_path: Path) -> None:
    library = "A.photoslibrary"
    put(tmp_path, f"{library}/originals/0/a.jpg", f"{library}/resources/renders/a.jpg")
    put(tmp_path, "old.aplibrary/Masters/b.jpg", "old.aplibrary/Thumbnails/b.jpg")
    put(tmp_path, "covers/.nomedia", "covers/c.jpg", "covers/deep/d.jpg", ".nomedia")
    found = names(tmp_path, find_photos(str(tmp_path)))
    assert found == [f"{library}/originals/0/a.jpg", "old.aplibrary/Masters/b.jpg"]
    assert len(names(tmp_path, find_photos(str(tmp_path), derived=True))) == 6
    place = tmp_path / library
    assert names(place, find_photos(str(place))) == ["originals/0/a.jpg"]


def test_times_beyond_the_year_2262_stop_there(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg")
    os.utime(tmp_path / "a.jpg", (2**34, 2**34))
    (found,) = find_photos(str(tmp_path))
    assert isinstance(found, PhotoFile)
    assert found.mtime_ns == 2**63 - 1


@pytest.mark.parametrize(
    ("head", "is_photo"),
    [
        (b"\xff\xd8\xff\xe1", True),
        (b"\x89PNG\r\n\x1a\n", True),
        (b"RIFF\0\0\0\0WEBPVP8 ", True),
        (b"RIFF\0\0\0\0WAVEfmt ", False),
        (b"GIF89a", True),
        (b"MM\0*", True),
        (b"II+\0\x08\0\0\0", True),
        (b"\0\0\0\x18ftypheic", True),
        (b"\0\0\0\x18ftypavif", True),
        (b"\0\0\0\x18ftypmp42", False),
        (b"BM" + b"\0" * 12 + b"\x28\0\0\0" + b"\0" * 14, True),
        (b"BMW is a brand of cars, of course", False),
        (b"", False),
    ],
)
def test_signatures(head: bytes, is_photo: bool) -> None:
    assert is_photo_signature(head) is is_photo
