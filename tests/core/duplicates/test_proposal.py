"""What is proposed never loses a picture, nor anything that somebody said of one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.duplicates.proposal import joined_label, propose
from app.core.duplicates.sets import Copy, Ground, Sameness

SCENES = ["beach", "lake"]
COPY = Copy(1, "/p/a.jpg", "h", 4000, 3000, 4_000_000, "JPEG", "2024-05-12T10:00:00", "C")


@st.composite
def copies(draw: st.DrawFn) -> list[Copy]:
    """Draw two to five copies that bear this and that."""
    made = []
    for photo in range(1, draw(st.integers(2, 5)) + 1):
        label = draw(st.sampled_from([None, None, *SCENES]))
        refused = draw(st.sets(st.sampled_from([s for s in SCENES if s != label])))
        width = draw(st.sampled_from([400, 4000]))
        made.append(
            Copy(
                photo,
                f"/p/{draw(st.sampled_from(['a', 'b (1)', 'long']))}{photo}.jpg",
                "h",
                width,
                width * 3 // 4,
                draw(st.integers(1, 5)) * 1000,
                draw(st.sampled_from(["JPEG", "PNG", "HEIF", "odd"])),
                camera=draw(st.sampled_from(["", "C"])),
                sharpness=draw(st.sampled_from([None, 1.0, 5.0])),
                label=label,
                refused=tuple(sorted(refused)),
                words=frozenset(draw(st.sets(st.sampled_from(["rating=5", "keywords=sea"])))),
                companions=len(endings := draw(st.sets(st.sampled_from(["raf", "xmp"])))),
                endings=frozenset(endings),
            )
        )
    return made


@given(sameness=st.sampled_from(Sameness), made=copies(), turned=st.randoms())
def test_nothing_is_lost(sameness: Sameness, made: list[Copy], turned) -> None:
    found = propose(sameness, made)
    assert {copy.photo for copy in found.copies} == {copy.photo for copy in made}
    assert found.kept.photo not in found.removed
    kept = [copy for copy in found.copies if copy.photo not in found.removed]
    gone = [copy for copy in found.copies if copy.photo in found.removed]
    assert found.grounds.keys() == {copy.photo for copy in kept}
    assert found.kept.pixels == max(copy.pixels for copy in made) or sameness is Sameness.EXACT
    for copy in gone:
        assert copy.words <= found.kept.words
        assert copy.companions <= found.kept.companions
        assert copy.endings <= found.kept.endings
        assert sameness is not Sameness.BURST or (copy.label, copy.refused) == (None, ())
    yes, no = joined_label(found.kept, gone)
    assert found.kept.label in (None, yes)
    assert set(found.kept.refused) <= set(no)
    for copy in gone:
        assert set(copy.refused) <= {*no, yes} or sameness is Sameness.BURST
    shuffled = list(made)
    turned.shuffle(shuffled)
    assert propose(sameness, shuffled) == found


@pytest.mark.parametrize(
    ("sameness", "other", "ground"),
    [
        (Sameness.SAME, {"width": 400, "height": 300, "format": "PNG"}, Ground.LARGEST),
        (Sameness.SAME, {"camera": "", "taken_at": "", "format": "PNG"}, Ground.ORIGINAL),
        (Sameness.SAME, {"size": 900_000}, Ground.LARGEST),
        (Sameness.SAME, {"format": "GIF"}, Ground.FORMAT),
        (Sameness.EXACT, {"path": "/p/a (1).jpg"}, Ground.PLACE),
        (Sameness.EXACT, {"path": "/p/long/a.jpg"}, Ground.PLACE),
        (Sameness.BURST, {"sharpness": 2.0}, Ground.SHARPEST),
    ],
)
def test_the_better_one_is_kept_and_says_why(
    sameness: Sameness, other: dict[str, object], ground: Ground
) -> None:
    best = replace(COPY, sharpness=9.0)
    worse = replace(best, photo=2, **{"path": "/p/b.jpg", **other})
    for made in ([best, worse], [worse, best]):
        found = propose(sameness, made)
        assert found.kept == best
        assert found.removed == {2}
        assert found.grounds == {1: ground}


@pytest.mark.parametrize(
    ("bears", "ground"),
    [
        ({"words": frozenset(["rating=5"])}, Ground.WORDS),
        ({"companions": 1}, Ground.COMPANIONS),
        ({"label": "lake"}, Ground.LABEL),
        ({"refused": ("beach",)}, Ground.LABEL),
    ],
)
def test_what_would_be_lost_with_a_copy_keeps_it(bears: dict[str, object], ground: Ground) -> None:
    best = replace(COPY, label="beach")
    worse = replace(COPY, photo=2, path="/p/b.jpg", width=400, height=300, **bears)
    found = propose(Sameness.SAME, [best, worse])
    assert found.removed == frozenset()
    assert found.grounds[2] is ground


def test_labels_that_contradict_each_other_are_not_joined() -> None:
    others = [replace(COPY, photo=n, label=scene) for n, scene in enumerate(SCENES, 2)]
    assert joined_label(COPY, others) == (None, ())
    assert joined_label(COPY, others[:1]) == ("beach", ())
    refuses = replace(COPY, refused=("beach",))
    assert joined_label(refuses, others[:1]) == (None, ("beach",))


@pytest.mark.parametrize("name", ["RAW", "DNG"])
def test_a_raw_file_and_pictures_made_of_it_are_no_copies_of_each_other(name: str) -> None:
    large = replace(COPY, photo=2, path="/jpeg/b.jpg", width=8000, height=6000)
    small = replace(COPY, photo=3, path="/mail/b.jpg", width=800, height=600)
    raw = replace(COPY, path="/raw/b.raw", format=name)
    found = propose(Sameness.SAME, [small, raw, large])
    assert [copy.photo for copy in found.copies] == [1, 2, 3], "no picture stands above a raw file"
    assert found.removed == {small.photo}
    assert found.grounds == {raw.photo: Ground.FORMAT, large.photo: Ground.RAW}


def test_a_converted_raw_file_does_not_take_the_place_of_the_cameras() -> None:
    camera, converted = replace(COPY, format="RAW"), replace(COPY, photo=2, format="DNG")
    assert propose(Sameness.SAME, [camera, converted]).removed == frozenset()


def test_of_a_burst_in_two_formats_the_best_of_each_stays() -> None:
    shots = [
        replace(COPY, photo=n, format=name, sharpness=float(n))
        for n, name in enumerate(["RAW", "JPEG", "RAW", "JPEG"], 1)
    ]
    assert propose(Sameness.BURST, shots).removed == {1, 2}


def test_a_picture_goes_only_where_the_raw_file_takes_up_what_was_said_of_it() -> None:
    raw = replace(COPY, format="RAW", label="beach")
    pictures = [replace(COPY, photo=n, label="lake") for n in (2, 3)]
    assert propose(Sameness.SAME, [raw, *pictures]).removed == frozenset()
