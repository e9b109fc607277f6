"""What is added, taken back and left alone, whatever people and other programs do in between."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.core.keywords import Keywords
from app.core.ledger import Entry, Wanted, plan_file

FILE = "a.jpg.xmp"
WORDS = st.sampled_from(["Beach", "Lake", "Water", "Kitchen"])


def flat(*words: str) -> Keywords:
    return Keywords(subject=words)


def want(*words: str) -> Wanted:
    return Wanted(tuple(sorted(words)), flat(*words))


class Folder:
    """One sidecar, its ledger, and how a plan is carried out."""

    def __init__(self, *there: str) -> None:
        self.there = flat(*there)
        self.entries: dict[int, Entry] = {}

    def export(self, wanted: dict[int, Wanted], **options: bool) -> list[Keywords]:
        plan = plan_file(FILE, self.there, wanted, self.entries.values(), **options)
        self.there = self.there.without(plan.remove).joined(plan.add)
        self.entries = {p: e for p, e in plan.entries.items() if not e.is_empty}
        return [plan.add, plan.remove, plan.removed_elsewhere]


def test_a_tag_taken_back_goes_and_foreign_keywords_stay() -> None:
    folder = Folder("Italy")
    assert folder.export({1: want("Beach")}) == [flat("Beach"), flat(), flat()]
    assert folder.there == flat("Italy", "Beach")
    assert folder.export({1: want()}) == [flat(), flat("Beach"), flat()]
    assert folder.there == flat("Italy")
    assert folder.entries == {}


def test_a_keyword_that_stood_there_before_is_not_ours() -> None:
    folder = Folder("Beach")
    assert folder.export({1: want("Beach")}) == [flat()] * 3
    assert folder.export({1: want()}) == [flat()] * 3
    assert folder.there == flat("Beach")


def test_removed_elsewhere_stays_away_until_the_label_changes() -> None:
    folder = Folder()
    folder.export({1: want("Beach", "Water")})
    folder.there = flat("Water")
    assert folder.export({1: want("Beach", "Water")}) == [flat(), flat(), flat("Beach")]
    assert folder.export({1: want("Beach", "Water")}) == [flat()] * 3, "it is told once"
    assert folder.there == flat("Water")
    folder.export({1: want("Beach")})
    assert folder.there == flat("Beach")


def test_removed_elsewhere_is_written_again_when_asked_for() -> None:
    folder = Folder()
    folder.export({1: want("Beach")})
    folder.there = flat()
    folder.export({1: want("Beach")})
    assert folder.export({1: want("Beach")}, again=True)[0] == flat("Beach")


def test_what_others_put_back_is_theirs() -> None:
    folder = Folder()
    folder.export({1: want("Beach")})
    folder.there = flat()
    folder.export({1: want("Beach")})
    folder.there = flat("Beach")
    folder.export({1: want("Beach")})
    assert folder.export({1: want()})[1] == flat()


def test_photos_that_share_a_file_keep_each_other_s_keywords() -> None:
    folder = Folder()
    folder.export({1: want("Beach"), 2: want("Beach", "Lake")})
    assert folder.export({1: want(), 2: want("Beach", "Lake")}) == [flat()] * 3
    assert folder.export({1: want(), 2: want("Lake")})[1] == flat("Beach")
    assert folder.there == flat("Lake")


@pytest.mark.parametrize("was_written", [True, False], ids=["after", "before"])
def test_killed_around_the_write_nothing_is_lost_or_forgotten(was_written: bool) -> None:
    folder = Folder("Italy")
    folder.export({1: want("Lake")})
    plan = plan_file(FILE, folder.there, {1: want("Beach")}, folder.entries.values())
    folder.entries = {entry.photo: entry for entry in plan.pending}
    if was_written:
        folder.there = folder.there.without(plan.remove).joined(plan.add)
    assert folder.export({1: want("Beach")})[2] == flat(), "nobody removed anything"
    assert folder.there == flat("Italy", "Beach")
    folder.export({1: want()})
    assert folder.there == flat("Italy")


class Exports(RuleBasedStateMachine):
    """A person, other programs and exports, in any order; ``foreign`` is what is not ours."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Folder("Italy")
        self.foreign = {"Italy"}
        self.tags: dict[int, Wanted] = {1: want(), 2: want()}

    @rule(photo=st.sampled_from([1, 2]), words=st.sets(WORDS))
    def label(self, photo: int, words: set[str]) -> None:
        self.tags[photo] = want(*sorted(words))

    @rule(word=WORDS)
    def others_add(self, word: str) -> None:
        # Put back before we looked, it is as if it had stood there all the time.
        ours = {w for e in self.folder.entries.values() for w in e.written.subject}
        if word not in self.folder.there.subject and word not in ours:
            self.foreign.add(word)
        self.folder.there = self.folder.there.joined(flat(word))

    @rule(word=WORDS)
    def others_remove(self, word: str) -> None:
        self.foreign.discard(word)
        self.folder.there = self.folder.there.without(flat(word))

    @rule(again=st.booleans())
    def export(self, again: bool) -> None:
        before = set(self.folder.there.subject)
        _, remove, removed_elsewhere = self.folder.export(self.tags, again=again)
        after = set(self.folder.there.subject)
        wanted = {w for want in self.tags.values() for w in want.keywords.subject}
        assert after - before <= wanted
        assert before - after == set(remove.subject)
        assert not (before - after) & (wanted | self.foreign)
        assert not set(removed_elsewhere.subject) & after
        assert after <= wanted | self.foreign, "nothing of ours that is not wanted is left"
        assert self.folder.export(self.tags) == [flat()] * 3, "merging twice changes nothing"

    @invariant()
    def foreign_keywords_stand(self) -> None:
        assert self.foreign <= set(self.folder.there.subject)


TestExports = Exports.TestCase
TestExports.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@given(st.sets(WORDS), st.sets(WORDS), st.booleans())
def test_pending_covers_the_file_before_and_after(
    there: set[str], wanted: set[str], labelled_before: bool
) -> None:
    folder = Folder(*sorted(there))
    if labelled_before:
        folder.export({1: want("Beach", "Kitchen")})
    plan = plan_file(FILE, folder.there, {1: want(*sorted(wanted))}, folder.entries.values())
    (entry,) = plan.pending
    covered = {*entry.written.subject, *entry.pending.subject}
    assert {*plan.add.subject, *plan.remove.subject} <= covered
    assert not set(plan.add.subject) & set(entry.written.subject)
