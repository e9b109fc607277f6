"""Tags go into sidecars, come out again, and nothing else in the folder changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import UsageError
from app.core.keywords import Keywords
from app.core.records import Act
from app.jobs import relabel
from app.jobs.collecting.albums import make_album, rename_album, take_from_album
from app.jobs.export import sidecars
from app.jobs.export.automatic import find_missed, wants_export
from app.jobs.export.choices import Choices, Names, What, read_choices, remember_choices
from app.jobs.export.xmp import export_xmp
from app.jobs.follow_up import follow_up
from app.jobs.history import undo
from app.jobs.job import JobName
from app.jobs.runner import run_now
from app.jobs.scanning.folders import relocate_folder
from app.jobs.scanning.scan import scan_folders
from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import read_packet
from app.media.xmp.sidecar import SidecarLayout
from tests.tiny_album import Bench

EVERYTHING = Choices(what=What.ALL)


@pytest.fixture
def album(bench: Bench) -> Bench:
    for i in range(3):
        bench.photo(f"beach{i}.jpg", "beach", 100 - i)
    bench.photo("odd.jpg", "none", 0)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    label(bench, "kitchen", "odd.jpg")
    return bench


def label(album: Bench, scene: str, name: str) -> None:
    photo = album.id(str(album.photos / name))
    run_now(relabel.label_photos(album.ctx, [photo], scene))


def clear(album: Bench, name: str) -> None:
    run_now(relabel.clear_labels(album.ctx, [album.id(str(album.photos / name))]))


def export(album: Bench, *args: Any, **options: Any) -> dict[str, Any]:
    return run_now(export_xmp(album.ctx, *args, **options)).summary


def numbers(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(result[k] for k in ("written", "unchanged", "removed", "skipped", "failed"))


def keywords(album: Bench, name: str) -> Keywords:
    return read_packet((album.photos / name).read_bytes()).keywords


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}


def test_labels_go_out_and_come_back(album: Bench) -> None:
    before = state(album.photos)
    assert numbers(export(album)) == (1, 0, 0, 3, 0)
    after = state(album.photos)
    assert {name: after[name] for name in before} == before, "photos and their times stay"
    assert set(after) - set(before) == {"odd.jpg.xmp"}
    assert "Kitchen" in keywords(album, "odd.jpg.xmp").subject
    (said,) = read_packet((album.photos / "odd.jpg.xmp").read_bytes()).statements
    assert (said.scene, said.by, said.similarity) == ("kitchen", "person", None)
    assert said.at == album.ctx.library.labels.rows()[0].at
    assert numbers(export(album)) == (0, 1, 0, 3, 0)
    assert state(album.photos) == after, "what is right already is not written"
    label(album, "forest", "odd.jpg")
    assert numbers(export(album)) == (1, 0, 1, 3, 0)
    assert keywords(album, "odd.jpg.xmp").subject[-1] == "Forest"
    clear(album, "odd.jpg")
    assert numbers(export(album)) == (0, 0, 1, 3, 0)
    assert state(album.photos) == before, "a sidecar of ours goes with the last of its tags"
    assert numbers(export(album)) == (0, 0, 0, 4, 0)


@pytest.mark.parametrize(
    "theirs",
    [
        b"<rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='3'/>",
        b"<!-- mine -->",
    ],
)
def test_a_sidecar_that_holds_anything_else_stays(album: Bench, theirs: bytes) -> None:
    export(album)
    path = album.photos / "odd.jpg.xmp"
    path.write_bytes(path.read_bytes().replace(b"</rdf:RDF>", theirs + b"</rdf:RDF>"))
    clear(album, "odd.jpg")
    assert numbers(export(album)) == (0, 0, 1, 3, 0)
    assert theirs.split()[0] in path.read_bytes()
    assert not keywords(album, path.name).words
    assert read_packet(path.read_bytes()).statements == ()


def test_an_emptied_sidecar_of_another_program_stays(album: Bench) -> None:
    path = album.photos / "odd.jpg.xmp"
    path.write_bytes(merge_packet(None, add=Keywords(("Italy",))).replace(b"Albumen", b"Other"))
    export(album)
    path.write_bytes(merge_packet(path.read_bytes(), remove=Keywords(("Italy",))))
    clear(album, "odd.jpg")
    export(album)
    assert path.exists()


def test_all_writes_what_the_program_accepted_and_says_so(album: Bench) -> None:
    assert numbers(export(album, None, EVERYTHING)) == (4, 0, 0, 0, 0)
    packet = read_packet((album.photos / "beach0.jpg.xmp").read_bytes())
    said, row = packet.statements[0], album.ctx.library.photos.rows([1])[0]
    assert (said.by, said.model_version) == ("program", 1)
    assert said.low is not None
    assert said.high is not None
    assert said.similarity is not None
    assert said.low <= said.similarity <= said.high
    assert said.similarity == pytest.approx(row.similarity, abs=1e-4)
    assert numbers(export(album)) == (0, 1, 3, 0, 0), "labels alone again: the rest is taken back"
    assert not (album.photos / "beach0.jpg.xmp").exists()


def test_names_follow_the_tree_the_languages_and_the_root(album: Bench) -> None:
    scenes = {s.id: s for s in album.ctx.library.scenes.names()}
    with album.ctx.library.action(Act.SCENE, {}):
        top = replace(scenes["kitchen"], id="indoors", name_en="Indoors", name_zh="室内")
        album.ctx.library.scenes.save(top)
        low = replace(scenes["kitchen"], name_en="Kitchen", name_zh="厨房", parent="indoors")
        album.ctx.library.scenes.save(low)
    export(album, None, Choices(names=Names.BOTH, root="Albumen"))
    found = keywords(album, "odd.jpg.xmp")
    assert found.hierarchical == ("Albumen|Indoors|Kitchen", "Albumen|室内|厨房")
    assert found.tags_list == ("Albumen/Indoors/Kitchen", "Albumen/室内/厨房")
    assert found.subject == ("Albumen", "Indoors", "Kitchen", "室内", "厨房")
    export(album, None, Choices(names=Names.CHINESE))
    assert keywords(album, "odd.jpg.xmp").subject == ("室内", "厨房")


def test_albums_go_out_where_that_is_chosen_and_come_out_again(album: Bench) -> None:
    photos = [album.id(str(album.photos / f"beach{n}.jpg")) for n in (0, 1)]
    made = run_now(make_album(album.ctx, "Italy 2023", photos)).summary["album"]
    assert numbers(export(album)) == (1, 0, 0, 3, 0), "not by itself"
    choices = Choices(albums=True, root="Mine")
    preview = export(album, choices=choices, dry_run=True)
    assert {change["add"][0] for change in preview["changes"]} >= {"Mine|Albums|Italy 2023"}
    export(album, choices=choices)
    sidecar = "beach0.jpg.xmp"
    assert keywords(album, sidecar) == Keywords(
        ("Italy 2023",), ("Mine|Albums|Italy 2023",), ("Mine/Albums/Italy 2023",)
    )
    run_now(rename_album(album.ctx, made, "Rome|Milan"))
    export(album, choices=replace(choices, names=Names.BOTH, root=""))
    assert keywords(album, sidecar).hierarchical == ("Albums|Rome-Milan", "相册|Rome-Milan")
    run_now(take_from_album(album.ctx, made, photos[:1]))
    export(album, choices=choices)
    assert not (album.photos / sidecar).exists()
    assert (album.photos / "beach1.jpg.xmp").exists()
    export(album)
    assert not (album.photos / "beach1.jpg.xmp").exists()


def test_albums_are_written_by_themselves_where_that_is_chosen(album: Bench) -> None:
    photo = album.id(str(album.photos / "beach0.jpg"))
    change = run_now(make_album(album.ctx, "Italy", [photo]))
    assert not wants_export(album.ctx.library, JobName.ALBUM, change)
    run_now(remember_choices(album.ctx, Choices(automatic=True, albums=True)))
    run_now(follow_up(album.ctx, JobName.ALBUM, change))
    assert keywords(album, "beach0.jpg.xmp").hierarchical == ("Albums|Italy",)
    renamed = run_now(rename_album(album.ctx, change.summary["album"], "Rome"))
    run_now(follow_up(album.ctx, JobName.ALBUM, renamed))
    assert keywords(album, "beach0.jpg.xmp").hierarchical == ("Albums|Rome",)
    run_now(undo(album.ctx))
    assert photo in run_now(find_missed(album.ctx.library, None))


def test_a_sidecar_that_is_there_is_merged(album: Bench) -> None:
    path = album.photos / "odd.xmp"
    theirs = Keywords(("Italy", "Kitchen"), ("Places|Italy",), ("Places/Italy",))
    path.write_bytes(merge_packet(None, add=theirs))
    assert numbers(export(album)) == (1, 0, 0, 3, 0)
    assert not (album.photos / "odd.jpg.xmp").exists(), "a spelling that is there stays"
    clear(album, "odd.jpg")
    export(album)
    assert keywords(album, "odd.xmp") == theirs, "what stood there before us stays"


def test_what_is_removed_elsewhere_is_told_and_stays_away(album: Bench) -> None:
    export(album)
    path = album.photos / "odd.jpg.xmp"
    written = keywords(album, path.name)
    path.write_bytes(merge_packet(path.read_bytes(), remove=written))
    result = export(album)
    assert result["removed_elsewhere"] == [{"path": str(path), "keywords": ["Kitchen"]}]
    assert not path.exists(), "nothing is left in it"
    assert export(album)["removed_elsewhere"] == []
    export(album, again=True)
    assert keywords(album, path.name) == written
    path.unlink()
    assert export(album)["removed_elsewhere"][0]["path"] == str(path)
    assert not path.exists(), "a sidecar that somebody deleted is not made again"
    label(album, "forest", "odd.jpg")
    export(album)
    assert keywords(album, path.name).subject == ("Forest",)


def test_a_preview_lists_and_writes_nothing(album: Bench) -> None:
    export(album)
    label(album, "forest", "odd.jpg")
    before = state(album.photos)
    result = export(album, dry_run=True)
    assert numbers(result) == (1, 0, 1, 3, 0)
    (change,) = result["changes"]
    assert (change["add"], change["remove"]) == (["Forest"], ["Kitchen"])
    assert state(album.photos) == before
    assert numbers(export(album)) == (1, 0, 1, 3, 0)


def test_a_bare_sidecar_holds_the_tags_of_all_who_share_it(album: Bench) -> None:
    album.photo("odd.png", "beach", 90)
    album.photo("beach0.raf", "raw", 0)
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    label(album, "beach", "odd.png")
    label(album, "beach", "beach1.jpg")
    label(album, "beach", "beach0.jpg")
    bare = Choices(layout=SidecarLayout.BARE)
    assert export(album, None, bare)["shared"] == 1
    assert keywords(album, "odd.xmp").subject == ("Kitchen", "Beach")
    texts = {
        name: read_packet((album.photos / name).read_bytes()).texts
        for name in ("odd.xmp", "beach1.xmp", "beach0.xmp")
    }
    assert texts["beach1.xmp"] == {"sidecar_for": "jpg"}
    assert texts["odd.xmp"] == texts["beach0.xmp"] == {}, "it belongs to more than one file"
    clear(album, "odd.jpg")
    # Asked for one photo alone, the tags of the other one stay.
    export(album, [album.id(str(album.photos / "odd.jpg"))], bare)
    assert keywords(album, "odd.xmp").subject == ("Beach",)
    clear(album, "odd.png")
    export(album, None, bare)
    assert not (album.photos / "odd.xmp").exists()


def test_a_place_that_cannot_be_written_is_named_and_stops_nothing(album: Bench) -> None:
    label(album, "beach", "beach0.jpg")
    (album.photos / "odd.jpg.xmp").write_bytes(b"<not xmp")
    blocked = album.photos / "beach0.jpg.xmp"
    blocked.mkdir()
    label(album, "beach", "beach1.jpg")
    result = export(album)
    assert numbers(result) == (1, 0, 0, 1, 2)
    assert {Path(f["path"]).name for f in result["failures"]} == {"odd.jpg.xmp", blocked.name}
    assert (album.photos / "odd.jpg.xmp").read_bytes() == b"<not xmp"
    blocked.rmdir()
    assert numbers(export(album)) == (1, 1, 0, 1, 1), "once it can be written it is"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_is_named(album: Bench) -> None:
    album.photos.chmod(0o555)
    try:
        result = export(album)
    finally:
        album.photos.chmod(0o755)
    assert numbers(result) == (0, 0, 0, 3, 1)
    assert "permission" in result["failures"][0]["message"]


def test_photo_and_sidecar_that_moved_together_are_known(album: Bench) -> None:
    export(album)
    moved = album.photos.with_name("moved")
    album.photos.rename(moved)
    run_now(relocate_folder(album.ctx, 1, str(moved)))
    album.photos = moved
    run_now(scan_folders(album.ctx, [str(moved)]))
    assert numbers(export(album)) == (0, 1, 0, 3, 0)
    clear(album, "odd.jpg")
    assert numbers(export(album)) == (0, 0, 1, 3, 0)
    assert not (album.photos / "odd.jpg.xmp").exists()


def test_another_spelling_takes_over(album: Bench) -> None:
    (album.photos / "odd.xmp").write_bytes(merge_packet(None, add=Keywords(("Italy",))))
    export(album)
    assert keywords(album, "odd.xmp").subject == ("Italy", "Kitchen")
    (album.photos / "odd.jpg.xmp").write_bytes(merge_packet(None, add=Keywords(("Mine",))))
    export(album)
    assert keywords(album, "odd.jpg.xmp").subject == ("Mine", "Kitchen")
    assert keywords(album, "odd.xmp").subject == ("Italy",)


def test_the_library_remembers_choices_and_mistrusts_them(album: Bench) -> None:
    chosen = Choices(What.ALL, SidecarLayout.BARE, Names.BOTH, "Albumen")
    run_now(remember_choices(album.ctx, chosen))
    assert read_choices(album.ctx.library) == chosen
    for odd in ("x", {"what": ["all"], "layout": 3, "names": None, "root": 7}):
        album.ctx.library.set_setting("export", odd)
        assert read_choices(album.ctx.library) == Choices()


def test_what_a_file_says_of_place_and_stars_is_left_alone(album: Bench) -> None:
    path = album.photos / "odd.jpg.xmp"
    theirs = (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        b"<rdf:Description rdf:about='' xmlns:exif='http://ns.adobe.com/exif/1.0/'"
        b" xmlns:xmp='http://ns.adobe.com/xap/1.0/' exif:GPSLatitude='46,30.5N'"
        b" exif:GPSLongitude='7,12.25E' xmp:Rating='4'/></rdf:RDF></x:xmpmeta>"
    )
    path.write_bytes(theirs)
    export(album)
    for part in (b"46,30.5N", b"7,12.25E", b"Rating='4'", b'Rating="4"'):
        assert (part in path.read_bytes()) == (part != b"Rating='4'")
    clear(album, "odd.jpg")
    export(album)
    assert b"46,30.5N" in path.read_bytes()
    assert not keywords(album, path.name).words


def test_none_of_the_scenes_is_no_tag(album: Bench) -> None:
    label(album, "no-scene", "beach2.jpg")
    assert numbers(export(album, None, EVERYTHING)) == (3, 0, 0, 1, 0)


_KILLED = """
import os, sys, threading
from pathlib import Path
from app.jobs.export.xmp import export_xmp
from app.jobs.follow_up import follow_up
from app.jobs.history import undo
from app.jobs.job import JobName
from app.jobs.runner import run_now
from app.store.library import open_library
from tests.tiny_album import Bench
calls, real, one = [], os.replace, threading.Lock()
def replace(*names):
    with one:
        calls.append(names)
        if len(calls) == int(sys.argv[2]):
            os._exit(9)
        real(*names)
os.replace = replace
with open_library(Path(sys.argv[1]) / "library.albumen") as library:
    run_now(export_xmp(Bench(library, Path(sys.argv[1])).ctx))
"""


@pytest.mark.parametrize("at", [1, 2])
def test_killed_in_the_middle_no_half_file_is_left(
    make_bench: Callable[[], Bench], tmp_path: Path, at: int
) -> None:
    bench = make_bench()
    for i in range(2):
        bench.photo(f"beach{i}.jpg", "beach", 100 - i)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    old = merge_packet(None, add=Keywords(("Italy",)))
    for i in range(2):
        label(bench, "beach", f"beach{i}.jpg")
        (bench.photos / f"beach{i}.jpg.xmp").write_bytes(old)
    bench.library.close()
    done = subprocess.run([sys.executable, "-c", _KILLED, tmp_path, str(at)], check=False)
    assert done.returncode == 9
    found = [(bench.photos / f"beach{i}.jpg.xmp").read_bytes() for i in range(2)]
    assert sum(data == old for data in found) == 3 - at
    assert all("Italy" in read_packet(data).keywords.subject for data in found)
    again = make_bench()
    result = export(again)
    assert numbers(result) == (3 - at, at - 1, 0, 0, 0)
    assert result["removed_elsewhere"] == []
    for i in range(2):
        clear(again, f"beach{i}.jpg")
    export(again)
    for i in range(2):
        assert keywords(again, f"beach{i}.jpg.xmp").subject == ("Italy",)


def test_copies_must_not_lie_in_the_library(album: Bench) -> None:
    with pytest.raises(UsageError, match="elsewhere"):
        export(album, copies=str(album.photos / "copies"))


def test_one_look_at_each_folder(album: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Path] = []
    real = sidecars.Neighbours.of

    def look(folder: Path) -> sidecars.Neighbours:
        looks.append(folder)
        return real(folder)

    monkeypatch.setattr(sidecars.Neighbours, "of", look)
    export(album, None, EVERYTHING)
    assert looks == [album.photos]
