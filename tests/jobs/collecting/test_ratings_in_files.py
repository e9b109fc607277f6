"""Ratings go into sidecars and come out of them; what others wrote there is not touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.collecting.ratings import Flag, Rating
from app.core.keywords import Keywords
from app.jobs import history
from app.jobs.collecting.rate import rate_photos
from app.jobs.export.automatic import find_missed
from app.jobs.export.choices import Choices, remember_choices
from app.jobs.export.xmp import export_xmp
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import read_packet
from tests.tiny_album import Bench


@pytest.fixture
def album(bench: Bench) -> Bench:
    bench.photo("a.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def photo(album: Bench) -> int:
    return album.id(str(album.photos / "a.jpg"))


def rate(album: Bench, stars: int | None = None, flag: Flag | None = None) -> None:
    run_now(rate_photos(album.ctx, [photo(album)], Rating(stars, flag)))


def export(album: Bench, **options: Any) -> dict[str, Any]:
    return run_now(export_xmp(album.ctx, None, Choices(), **options)).summary


def sidecar(album: Bench) -> Path:
    return album.photos / "a.jpg.xmp"


def marks(album: Bench) -> tuple[str, ...]:
    found = read_packet(sidecar(album).read_bytes()).keywords
    return (*found.rating, *found.pick_label, *found.pick)


def shown(album: Bench) -> tuple[int, Flag]:
    row = album.library.photos.rows([photo(album)])[0]
    return row.stars, row.flag


def theirs(album: Bench, **said: tuple[str, ...]) -> None:
    """Write as another program does, over what stands there."""
    path = sidecar(album)
    before = path.read_bytes() if path.exists() else None
    there = read_packet(before).keywords.marks if before else Keywords()
    path.write_bytes(merge_packet(before, add=Keywords(**said), remove=there))


def test_a_rating_is_written_changed_and_taken_out_again(album: Bench) -> None:
    rate(album, 4)
    assert export(album)["written"] == 1
    assert marks(album) == ("4",)
    run_now(scan_folders(album.ctx))
    detail = album.library.photos.details([photo(album)])[0]
    assert not detail.imported, "our own stars do not come back as those of the file"
    rate(album, flag=Flag.PICK)
    export(album)
    assert marks(album) == ("4", "3", "1")
    rate(album, flag=Flag.REJECT)
    export(album)
    assert marks(album) == ("-1", "1", "-1")
    assert export(album)["unchanged"] == 1
    rate(album, 0, Flag.NONE)
    assert export(album)["removed"] == 1
    assert not sidecar(album).exists(), "nothing is left in it"
    run_now(history.undo(album.ctx))
    export(album)
    assert marks(album) == ("-1", "1", "-1")


def test_what_a_file_says_is_shown_and_never_written_back(album: Bench) -> None:
    theirs(album, rating=("3",), pick=("1",))
    before = sidecar(album).read_bytes()
    run_now(scan_folders(album.ctx))
    assert shown(album) == (3, Flag.PICK)
    export(album)
    assert sidecar(album).read_bytes() == before
    theirs(album, rating=("-1",))
    run_now(scan_folders(album.ctx))
    assert shown(album) == (0, Flag.REJECT)


def test_stars_of_another_program_stay_until_a_person_says_otherwise(album: Bench) -> None:
    theirs(album, rating=("3",))
    run_now(scan_folders(album.ctx))
    rate(album, 5)
    result = export(album)
    assert (marks(album), result["kept_out"]) == (("3",), 1)
    assert shown(album) == (5, Flag.NONE)
    export(album, again=True)
    assert marks(album) == ("5",)
    rate(album, 2)
    export(album)
    assert marks(album) == ("2",), "now they are ours"


def test_stars_that_were_changed_elsewhere_are_told_and_stay(album: Bench) -> None:
    rate(album, 4)
    export(album)
    theirs(album, rating=("2",))
    result = export(album)
    path = str(sidecar(album))
    assert result["removed_elsewhere"] == [{"path": path, "keywords": ["rating:4"]}]
    assert marks(album) == ("2",)
    run_now(scan_folders(album.ctx))
    detail = album.library.photos.details([photo(album)])[0]
    assert (detail.imported.rating, detail.row.stars) == (2, 4), "seen, and the person's stands"
    assert export(album)["removed_elsewhere"] == []
    rate(album, 1)
    export(album)
    assert marks(album) == ("2",), "another rating of ours does not overwrite it either"


def test_a_new_rating_brings_no_keyword_back_and_a_label_no_stars(album: Bench) -> None:
    run_now(label_photos(album.ctx, [photo(album)], "kitchen"))
    rate(album, 4)
    export(album)
    written = read_packet(sidecar(album).read_bytes()).keywords
    sidecar(album).write_bytes(merge_packet(sidecar(album).read_bytes(), remove=written.words))
    export(album)
    rate(album, 5)
    export(album)
    assert read_packet(sidecar(album).read_bytes()).keywords == Keywords(rating=("5",))
    sidecar(album).write_bytes(
        merge_packet(sidecar(album).read_bytes(), remove=Keywords(rating=("5",)))
    )
    export(album)
    run_now(label_photos(album.ctx, [photo(album)], "forest"))
    export(album)
    found = read_packet(sidecar(album).read_bytes()).keywords
    assert (found.subject, found.rating) == (("Forest",), ())


def test_photos_that_share_a_sidecar_share_stars_alone(album: Bench) -> None:
    other = album.photo("a.png", "beach", 90)
    run_now(scan_folders(album.ctx))
    (album.photos / "a.xmp").write_bytes(merge_packet(None, add=Keywords(("Italy",))))
    rate(album, 4)
    run_now(rate_photos(album.ctx, [album.id(other)], Rating(2)))
    export(album)
    bare = album.photos / "a.xmp"
    assert read_packet(bare.read_bytes()).keywords.rating == (), "two ratings have no room"
    run_now(rate_photos(album.ctx, [album.id(other)], Rating(4)))
    export(album)
    assert read_packet(bare.read_bytes()).keywords.rating == ("4",)


def test_zero_stars_that_a_camera_wrote_are_in_nobodys_way(album: Bench) -> None:
    sidecar(album).write_bytes(
        merge_packet(None, add=Keywords(("Italy",))).replace(
            b'rdf:about=""', b'rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="0"'
        )
    )
    rate(album, 3)
    export(album)
    assert marks(album) == ("3",)
    assert sidecar(album).read_bytes().count(b"Rating") == 1


def test_a_rating_that_was_not_written_is_missed(album: Bench) -> None:
    remember_choices(album.library, Choices(automatic=True))

    def missed() -> list[int]:
        return run_now(find_missed(album.ctx.reader, None))

    assert missed() == []
    rate(album, 4)
    assert missed() == [photo(album)]
    export(album)
    assert missed() == []
    rate(album, 3)
    assert missed() == [photo(album)]
