"""Whatever people do to their files, and in whatever order folders are scanned: labels are right.

The model knows what lies where, what was said of which picture, and what the library has seen. It
follows the rules of the manual: labels belong to pictures; an edit keeps its label where the
picture before is nowhere and the new one was never seen; what is offline or left out is nowhere.
Stars and albums go the way of labels: each picture has one word, a scene, stars or an album.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.core.collecting.ratings import Rating
from app.core.types import StoredPhoto
from app.jobs.collecting.albums import add_to_album, make_album
from app.jobs.collecting.rate import rate_photos
from app.jobs.history import undo
from app.jobs.originals.transfer import move_photos
from app.jobs.originals.trash import trash_photos
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.folders import exclude_from_folder
from app.jobs.scanning.scan import scan_folders
from app.media.originals import moving
from app.media.rehash import content_hash_of
from app.store.library import open_library
from tests.tiny_album import Bench
from tests.tiny_photos import SCENES, TaggedDecoders

LONG_S = 600
ROOTS = ("a", "a/in", "b")
PLACES = ("a/1.jpg", "a/2.jpg", "a/s/1.jpg", "a/in/1.jpg", "a/in/2.jpg", "b/1.jpg", "b/s/2.jpg")
SCANS = ((), ("a",), ("b",), ("a/in",), ("a/s",), ("b", "a"), ("a", "b"))
FOLDERS = ("a", "a/s", "a/in", "b", "b/s")
places = st.sampled_from(PLACES)
STARS = ("1 star", "5 stars")
ALBUM = "album"
WORDS = (*SCENES, *STARS, ALBUM)


@dataclass(frozen=True)
class File:
    """A file: its picture, its tags, and when it came to lie there so (a tick of the model)."""

    picture: str
    tags: int
    tick: int


@dataclass(frozen=True)
class Edit:
    """A row whose file shows another picture now, and the word that was said of it."""

    row: int
    picture: str
    edited: str
    label: str | None
    content: str
    tick: int = 0


class IdentityMachine(RuleBasedStateMachine):
    """Two folders, one of them with a third inside, and everything that is done to photos."""

    steps: ClassVar[int] = 0
    scans: ClassVar[int] = 0
    empty: ClassVar[Path | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="albumen-identity-"))
        if IdentityMachine.empty is None or not IdentityMachine.empty.exists():
            IdentityMachine.empty = Path(tempfile.mkdtemp()) / "empty.albumen"
            open_library(IdentityMachine.empty).close()
        shutil.copyfile(IdentityMachine.empty, self.place / "l.albumen")
        self.library = open_library(self.place / "l.albumen")
        self.bench = Bench(self.library, self.place)
        self.bench.decoders = TaggedDecoders()
        self.files: dict[str, File] = {}
        self.seen: dict[str, File] = {}
        self.labels: dict[str, str] = {}
        self.doubts: list[Edit] = []
        self.backup: list[File] = []
        self.trash: list[File] = []
        self._no_trash = patch.object(moving, "send_to_trash", self._send_to_trash)
        self._no_trash.start()
        self.dirty: set[str] = set()
        self.excluded = False
        self.online = True
        self.count = 0
        for root in ROOTS:
            (self.place / root).mkdir(parents=True, exist_ok=True)

    @initialize(pictures=st.lists(places, unique=True, min_size=2), nested=st.booleans())
    def begin(self, pictures: list[str], nested: bool) -> None:
        self.roots = [root for root in ROOTS if nested or root != "a/in"]
        for place in pictures:
            self._write(place, self._new())
        for root in sorted(self.roots, reverse=True):  # the inner one first, or it is a part
            run_now(scan_folders(self.bench.ctx, [str(self.place / root)]))
        self._look()

    def teardown(self) -> None:
        self._no_trash.stop()
        self.library.close()
        shutil.rmtree(self.place)

    # What is done to files.

    def _new(self) -> File:
        self.count += 1
        return File(f"picture{self.count}", 0, 0)

    def _path(self, place: str) -> Path:
        return self.place / place

    def _can(self, *names: str) -> bool:
        """Return whether these places can be reached: b may be unplugged."""
        IdentityMachine.steps += 1
        return self.online or not any(name.startswith("b") for name in names)

    def _write(self, place: str, file: File) -> None:
        path = self._path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{SCENES[0]} 100 {file.picture}|{file.tags}")
        self._note(place, file)

    def _note(self, place: str, file: File, *, stamp: bool = True) -> None:
        self.count += 1
        if stamp:
            os.utime(self._path(place), (1_600_000_000 + self.count, 1_600_000_000 + self.count))
        self.files[place] = replace(file, tick=self.count)
        self.dirty.add(os.path.dirname(place))

    @rule(place=places)
    def add_or_edit(self, place: str) -> None:
        if self._can(place):
            if place in self.files:
                self.backup.append(self.files[place])
            self._write(place, self._new())

    @rule(place=places, sneaky=st.booleans())
    def retag(self, place: str, sneaky: bool) -> None:
        if not self._can(place) or place not in self.files:
            return
        path, times = self._path(place), self._path(place).stat()
        file = self.files[place]
        self._write(place, replace(file, tags=(file.tags + 1) % 10))
        if sneaky:  # as tools do that set the time back
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    @rule(place=places)
    def touch_or_chmod(self, place: str) -> None:
        if self._can(place) and place in self.files:
            self._path(place).chmod(0o600 + self.count % 2 * 0o44)
            self._note(place, self.files[place], stamp=self.count % 3 == 0)

    @rule(source=places, goal=places)
    def move(self, source: str, goal: str) -> None:
        if self._can(source, goal) and source in self.files and source != goal:
            self._path(goal).parent.mkdir(parents=True, exist_ok=True)
            os.rename(self._path(source), self._path(goal))
            self._note(goal, self.files.pop(source), stamp=False)
            self.dirty.add(os.path.dirname(source))

    @rule(source=places, goal=places)
    def copy(self, source: str, goal: str) -> None:
        if self._can(source, goal) and source in self.files and source != goal:
            self._path(goal).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self._path(source), self._path(goal))
            self._note(goal, self.files[source], stamp=False)

    @rule(one=places, other=places)
    def swap(self, one: str, other: str) -> None:
        if self._can(one, other) and one in self.files and other in self.files and one != other:
            aside = self.place / "aside"
            os.rename(self._path(one), aside)
            os.rename(self._path(other), self._path(one))
            os.rename(aside, self._path(other))
            first, second = self.files[one], self.files[other]
            self._note(one, second, stamp=False)
            self._note(other, first, stamp=False)

    @rule(fresh=st.booleans())
    def renumber(self, fresh: bool) -> None:
        """Let all names move up by one, the last one round or away, and put a new photo first."""
        if not self._can("b") or not self.files:
            return
        order = [place for place in PLACES if place in self.files]
        shown = [self.files[place] for place in order]
        for number, place in enumerate(order):
            os.rename(self._path(place), self.place / f"aside{number}")
        for number, place in enumerate(order):
            if number or not fresh:
                os.rename(self.place / f"aside{(number - 1) % len(order)}", self._path(place))
                self._note(place, shown[number - 1], stamp=False)
        if fresh:
            self.backup.append(shown[-1])
            (self.place / f"aside{len(order) - 1}").unlink()
            self._write(order[0], self._new())

    @rule(place=places)
    def remove(self, place: str) -> None:
        if self._can(place) and place in self.files:
            self._path(place).unlink()
            self.backup.append(self.files.pop(place))
            self.dirty.add(os.path.dirname(place))

    @precondition(lambda self: self.backup)
    @rule(place=places, number=st.integers(0, 20))
    def restore(self, place: str, number: int) -> None:
        if self._can(place):
            self._write(place, self.backup[number % len(self.backup)])

    # What the program does to files.

    def _photo(self, place: str) -> int | None:
        """Return the photo of a file that is as it was seen, if no doubt is about it."""
        file = self.seen.get(place)
        if not self._can(place) or file is None or file != self.files.get(place):
            return None
        photo = self.library.photos.find([str(self._path(place))]).get(str(self._path(place)))
        return None if any(doubt.row == photo for doubt in self.doubts) else photo

    @rule(source=places, folder=st.sampled_from(FOLDERS), undone=st.booleans())
    def move_by_the_program(self, source: str, folder: str, undone: bool) -> None:
        goal, photo = f"{folder}/{os.path.basename(source)}", self._photo(source)
        if photo is None or goal not in PLACES or goal in self.files or not self._can(goal):
            return
        run_now(move_photos(self.bench.ctx, [photo], str(self._path(folder))))
        assert self._path(goal).exists()
        if undone:
            run_now(undo(self.bench.ctx))
            assert self._path(source).exists()
            return
        self._note(goal, self.files.pop(source), stamp=False)
        self.seen[goal] = self.files[goal]
        del self.seen[source]
        self.dirty.add(os.path.dirname(source))

    @rule(place=places)
    def throw_away(self, place: str) -> None:
        photo = self._photo(place)
        if photo is not None:
            run_now(trash_photos(self.bench.ctx, [photo]))
            self.trash.append(self.files.pop(place))
            del self.seen[place]

    def _send_to_trash(self, path: str) -> None:
        os.rename(path, self.place / f"trash{len(self.trash)}")

    @precondition(lambda self: self.trash)
    @rule(place=places)
    def take_out_of_the_trash(self, place: str) -> None:
        if self._can(place):
            if place in self.files:
                self.backup.append(self.files[place])
            file = self.trash.pop()
            self._path(place).parent.mkdir(parents=True, exist_ok=True)
            os.rename(self.place / f"trash{len(self.trash)}", self._path(place))
            self._note(place, file, stamp=False)

    # What is done in the library.

    @rule()
    def unplug_or_plug(self) -> None:
        IdentityMachine.steps += 1
        away = self.place / "unplugged"
        ways = (self.place / "b", away) if self.online else (away, self.place / "b")
        os.rename(*ways)
        self.online = not self.online

    @rule()
    def exclude(self) -> None:
        IdentityMachine.steps += 1
        self.excluded = not self.excluded
        for folder in self.library.folders.rows():
            if folder.path == str(self.place / "a"):
                patterns = ["in", "s"] if self.excluded else []
                run_now(exclude_from_folder(self.bench.ctx, folder.id, patterns))

    @rule(place=places, word=st.sampled_from(WORDS))
    def say(self, place: str, word: str) -> None:
        file = self.seen.get(place)
        if self._can(place) and file is not None and file == self.files.get(place):
            if any(file.picture in (doubt.picture, doubt.edited) for doubt in self.doubts):
                return
            before = self.labels.get(file.picture)
            if before is None or _kind(before) == _kind(word):
                self._say([photo.id for photo in self._rows(file.picture)], word)
                self.labels[file.picture] = word

    def _say(self, photos: list[int], word: str) -> None:
        ctx = self.bench.ctx
        if word in SCENES:
            run_now(label_photos(ctx, photos, word))
        elif word in STARS:
            run_now(rate_photos(ctx, photos, Rating(stars=int(word[0]))))
        elif albums := self.library.albums.rows():
            run_now(add_to_album(ctx, albums[0].id, photos))
        else:
            run_now(make_album(ctx, ALBUM, photos))

    def _words(self, photos: list[int]) -> dict[int, str]:
        """Return what the library has as said of photos; two things of one are told as both."""
        labels, ratings = self.library.labels.of(photos), self.library.ratings.of(photos)
        albums = self.library.albums.of(photos)
        found = {}
        for photo in photos:
            said = [labels.get(photo, (None, ()))[0]]
            if photo in ratings:
                said.append(next(word for word in STARS if word[0] == str(ratings[photo].stars)))
            said += albums.get(photo, ())
            if any(said):
                found[photo] = " and ".join(filter(None, said))
        return found

    @rule(which=st.sampled_from(SCANS), again=st.integers(0, 5))
    def scan(self, which: tuple[str, ...], again: int) -> None:
        IdentityMachine.steps += 1
        if any(name.startswith("b") and not self.online for name in which):
            return
        if all(self._path(name).is_dir() for name in which):
            if self.excluded:  # what is left out is a folder of its own once it is named
                self.roots += [n for n in which if n.count("/") and n not in self.roots]
            self._scan([str(self._path(name)) for name in which] or None, again=again == 0)

    @rule()
    def watch(self) -> None:
        """Scan where something changed, as the watch does once it has settled."""
        IdentityMachine.steps += 1
        names, self.dirty = sorted(self.dirty), set()
        if there := [str(self._path(name)) for name in names if self._path(name).is_dir()]:
            self._scan(there, add=False)

    @precondition(lambda self: self.online)
    @rule()
    def complete_scan(self) -> None:
        IdentityMachine.steps += 1
        found_again = self._found_again()
        self._scan(None)
        self._settle_doubts(found_again)
        self._look()
        self.bench.decoders.opened.clear()
        result = run_now(scan_folders(self.bench.ctx)).summary
        assert result["unchanged"] == result["found"] == len(self._held())
        assert self.bench.decoders.opened == []

    def _rows(self, picture: str) -> list[StoredPhoto]:
        pixels = f"pixels of {SCENES[0]} 100 {picture}"
        return self.library.identity.alike([], [pixels])

    def _held(self) -> dict[str, File]:
        """Return the files that the library should hold: reachable, and not left out."""
        return {
            place: file
            for place, file in self.files.items()
            if (self.online or not place.startswith("b")) and not self._is_left_out(place)
        }

    def _is_left_out(self, place: str) -> bool:
        own = any(place.startswith(f"{root}/") for root in self.roots if "/" in root)
        return self.excluded and not own and place.startswith(("a/in/", "a/s/"))

    def _covered(self, paths: list[str] | None) -> set[str]:
        """Return the places that a scan looks at; a folder that is away counts for nothing."""
        if paths is None:
            tops = [root for root in self.roots if self.online or root != "b"]
        else:
            tops = [os.path.relpath(path, self.place) for path in paths]
        return {place for place in PLACES if any(place.startswith(f"{top}/") for top in tops)}

    def _scan(self, paths: list[str] | None, *, again: bool = False, add: bool = True) -> None:
        covered = self._covered(paths)
        edits = self._edits(covered)
        self.count += 1
        IdentityMachine.scans += 1
        run_now(scan_folders(self.bench.ctx, paths, again=again, add=add))
        for place, edit in edits.items():
            # Elsewhere the scan looks only where it has to: what it found there is what it found.
            if place not in covered and self._shown().get(place) != (edit.row, edit.edited):
                continue
            unseen = any(file.picture == edit.picture for file in self.files.values())
            if unseen or any(doubt.row == edit.row for doubt in self.doubts):
                # It lies where this scan did not look: a later one makes it good, or nothing does.
                self.doubts.append(replace(edit, tick=self.count))
            else:
                self._follow(edit)
        held = self._held()
        for place in covered:
            if place in held:
                self.seen[place] = held[place]
            else:
                self.seen.pop(place, None)
        self._labels_are_kept()

    def _shown(self) -> dict[str, tuple[int, str]]:
        """Return the photo and the picture that the library has at each place, if not gone."""
        found = self.library.photos.find([str(self._path(place)) for place in PLACES])
        photos = self.library.identity.stored(list(found.values()))
        return {
            os.path.relpath(photo.path, self.place): (photo.id, photo.pixels.split()[-1])
            for photo in photos
            if not photo.is_gone
        }

    def _edits(self, covered: set[str]) -> dict[str, Edit]:
        """Return what a scan will take for edits, by place."""
        held, shown = self._held(), self._shown()
        there = {held[place].picture for place in covered & held.keys()}
        there |= {
            file.picture
            for place, file in held.items()
            if place not in covered and place in shown and shown[place][1] == file.picture
        }
        edits: dict[str, Edit] = {}
        for place in held.keys() & shown.keys():
            (row, before), after = shown[place], held[place].picture
            if before != after and before not in there and not self._rows(after):
                said = self._words([row]).get(row)
                (photo,) = self.library.identity.stored([row])
                edits[place] = Edit(row, before, after, said, photo.content)
        return {
            place: edit
            for place, edit in edits.items()
            if edit.label is not None
            and all(
                other.picture == edit.picture
                for at, other in edits.items()
                if other.edited == edit.edited and (at in covered) == (place in covered)
            )
        }

    def _follow(self, edit: Edit) -> None:
        assert edit.label is not None
        self.labels[edit.edited] = edit.label
        if not self._words([photo.id for photo in self._rows(edit.picture)]):
            self.labels.pop(edit.picture, None)

    def _settle_doubts(self, found_again: set[int]) -> None:
        """After a scan of everything, an edit was one, or its picture was found again."""
        for edit in self.doubts:
            if self._words([photo.id for photo in self._rows(edit.edited)]):
                assert edit.row not in found_again, edit
                self._follow(edit)
        self.doubts = []

    def _found_again(self) -> set[int]:
        """Return the rows whose picture lies untouched where it lay when an edit was seen."""
        return {
            edit.row
            for edit in self.doubts
            for place, file in self._held().items()
            if (file.picture, True) == (edit.picture, file.tick < edit.tick)
            and content_hash_of(str(self._path(place))) == edit.content
        }

    # What must hold.

    def _labels_are_kept(self) -> None:
        """After any scan: each label of a person is still there, on its picture."""
        doubtful = {p for doubt in self.doubts for p in (doubt.picture, doubt.edited)}
        for picture, label in self.labels.items():
            if picture in doubtful:
                continue
            rows = [photo.id for photo in self._rows(picture)]
            said = set(self._words(rows).values())
            assert said == {label}, (picture, label, said)

    def _look(self) -> None:
        """After a scan of everything: each file is there once, and shows its picture's label."""
        held = self._held()
        reader = self.library
        ids = reader.photos.find([str(self._path(place)) for place in PLACES])
        rows = {row.path: row for row in reader.photos.rows(list(ids.values()))}
        shown = {
            place: rows[str(self._path(place))]
            for place in PLACES
            if str(self._path(place)) in rows and not rows[str(self._path(place))].missing
        }
        assert shown.keys() == held.keys()
        words = self._words([row.id for row in shown.values()])
        for place, row in shown.items():
            assert words.get(row.id) in {None, self.labels.get(held[place].picture)}, place
        for picture in {file.picture for file in held.values()} & self.labels.keys():
            said = {words.get(shown[p].id) for p, file in held.items() if file.picture == picture}
            assert self.labels[picture] in said, picture
        every = reader.photos.known()
        assert len(every) == len(set(every))


def _kind(word: str) -> str:
    return "scene" if word in SCENES else "stars" if word in STARS else ALBUM


def _settings(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


TestIdentity = IdentityMachine.TestCase
TestIdentity.settings = _settings(6, 20)


@pytest.mark.long
@pytest.mark.timeout(LONG_S + 300)
def test_ten_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    end = time.monotonic() + LONG_S
    IdentityMachine.steps = IdentityMachine.scans = 0
    while time.monotonic() < end:
        run_state_machine_as_test(IdentityMachine, settings=_settings(20, 50))
    with capsys.disabled():
        print(f"\n{IdentityMachine.steps} steps, {IdentityMachine.scans} scans")
