"""Try a .deb as a person without Python and without network would, in a bare Debian.

    python packaging/smoke_test.py dist/albumen_0.1.0_amd64.deb [--older OTHER.deb] [--prove]

Window -> scan -> tags in the library file -> label -> refresh -> 'Open with' -> upgrade -> a folder
of decoys, of which none may run -> removal.
With --prove it also takes files away from the installed program, one at a time, and wants to see
itself fail. `--folder` tries a folder instead that holds the program or an AppImage's (AppDir).
Needs root (namespaces), debootstrap, Xvfb and xdotool; only the bare Debian asks the network.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import contents
from bare_root import BareRoot, IdleWatch, virtual_screen
from decoys import lay_decoys, what_ran
from smoke_photos import OLD_LIBRARY, make_photos

PROGRAM = "usr/lib/albumen"
LIBRARY = "home/user/.local/share/albumen/library.albumen"
# How a photo of a finished scan stands in the library file.
DECIDED = ("accepted", "coarse", "rejected", "failed")
# Without any one of these the program must be seen to fail.
PARTS = (
    "app/resources/scene_pack/backbone.safetensors",
    "app/resources/scene_pack/scenes.json",
    "torch/lib/libtorch_cpu.so",
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/Qt/lib/libQt6Svg.so.6",
    "PIL/_imaging.*.so",
    "rawpy/_rawpy.*.so",
    "pylibjxl/_pylibjxl.*.so",
    "libsqlite3.so.0",
    "app/ui/style.qss",
)


class SmokeError(Exception):
    """The program does not do what it should."""


def expect(holds: bool, message: str) -> None:
    """Raise SmokeError unless something holds."""
    if not holds:
        raise SmokeError(message)


class Trial:
    """One installed program and the figures taken from it."""

    def __init__(self, root: BareRoot, display: str) -> None:
        self.root = root
        self.display = display
        self.program = "albumen"
        self.library = LIBRARY
        self.patience_s = 180.0
        self.figures: dict[str, Any] = {}

    def cli(self, *arguments: str, folder: str = "/") -> Any:
        """Run a command in a folder and return its JSON, or its text."""
        done = self.root.run([self.program, *arguments], folder=folder, timeout=600)
        expect(
            done.returncode == 0, f"albumen {' '.join(arguments)}: {done.returncode}, {done.stderr}"
        )
        return json.loads(done.stdout) if "--json" in arguments else done.stdout

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the library file from outside the program."""
        file = self.root.path / self.library
        expect(file.exists(), f"there is no library at {self.library}")
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as library:
            return library.execute(query).fetchall()

    @contextmanager
    def window(self, *folders: str, folder: str = "/") -> Iterator[float]:
        """Open the window, yield the seconds until it is seen, and close it by Ctrl+Q.

        ``folder`` is where it is started.
        """
        with tempfile.TemporaryFile("w+") as errors:
            started = time.monotonic()
            program = subprocess.Popen(
                self.root.command([self.program, "window", *folders], self.display, folder),
                stderr=errors,
            )

            def wait_for_window() -> str:
                expect(program.poll() is None, f"the window's program ended: {_tail(errors)}")
                return self._xdotool("search", "--onlyvisible", "--name", "Albumen")

            try:
                window = patiently(wait_for_window, "a window", seconds=self.patience_s, pause=0.02)
                yield time.monotonic() - started
                window = window.split()[-1]
                self._xdotool("windowfocus", "--sync", window)
                self._xdotool("key", "ctrl+q")
                code = program.wait(60)
                expect(code == 0, f"the window's program ended with {code}: {_tail(errors)}")
                self.figures["stderr of the window"] = _tail(errors)
            except subprocess.TimeoutExpired:
                raise SmokeError("the window does not close by Ctrl+Q") from None
            finally:
                program.kill()
                program.wait()

    def listens(self) -> bool:
        """Return whether a window listens to later starts."""
        return any((self.root.path / "tmp").glob("albumen-*"))

    def screenshot(self, file: Path) -> None:
        """Keep a picture of the screen, where ImageMagick is."""
        if shutil.which("import"):
            subprocess.run(
                ["import", "-display", self.display, "-window", "root", str(file)], check=False
            )

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={"DISPLAY": self.display, "PATH": "/usr/bin:/bin"},
        )
        return done.stdout.strip()


def _tail(stream: Any) -> str:
    stream.flush()
    stream.seek(0)
    return str(stream.read())[-1500:].strip()


def patiently(ask: Callable[[], Any], what: str, *, seconds: float, pause: float = 0.3) -> Any:
    """Ask until the answer is true; SmokeError when that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(pause)
    raise SmokeError(f"waited {seconds:g} s for {what}")


def try_scan(trial: Trial, photos: int, broken: int, pictures: Path) -> None:
    """Open the window on photos, and see all of them decided in the library file."""
    memory: dict[str, float] = {}
    idle = IdleWatch(trial.root)

    def decided() -> bool:
        expect(not idle.is_idle(), "the program has stopped working")
        for role, megabytes in trial.root.processes().values():
            memory[role] = max(memory.get(role, 0.0), megabytes)
        if not (trial.root.path / trial.library).exists():
            return False
        try:
            found = trial.rows("SELECT status FROM photo")
        except sqlite3.OperationalError:
            return False  # the file is being made
        states = Counter(status for (status,) in found)
        return sum(states[s] for s in DECIDED) == photos + broken

    with trial.window("/home/user/photos") as seconds:
        trial.figures["first window (s)"] = round(seconds, 2)
        began = time.monotonic()
        patiently(decided, "tags of all photos", seconds=trial.patience_s)
        trial.figures["window to tags of all photos (s)"] = round(time.monotonic() - began, 1)
        time.sleep(1)
        trial.screenshot(pictures / "smoke.png")
    trial.figures["memory (MB, proportional)"] = {k: round(v) for k, v in memory.items()}
    states = Counter(s for (s,) in trial.rows("SELECT status FROM photo"))
    trial.figures["photos"] = dict(states)
    way = trial.cli("status", "--json")["inference"]
    expect(str(way).startswith("openvino"), f"features are computed by {way}")
    trial.figures["inference"] = way
    expect(states["failed"] == broken, f"{states['failed']} files unreadable, {broken} are broken")
    scored = trial.rows(
        "SELECT count(*) FROM prediction WHERE scene IS NOT NULL AND similarity IS NOT NULL"
    )[0][0]
    expect(scored == photos, f"{scored} of {photos} photos have a scene and a similarity")
    expect(states["rejected"] > 0, "the gate rejected no photo at all")
    expect(states["accepted"] + states["coarse"] > 0, "the gate accepted no photo at all")


def try_label_and_refresh(trial: Trial) -> None:
    """Relabel a rejected photo, refresh, and see both in the library file."""
    rejected = trial.cli("list", "--status", "rejected", "--json")
    path = rejected[0]["path"]
    scenes = trial.cli("scenes", "--json")
    headings = {scene["parent"] for scene in scenes}
    scene = next(scene["id"] for scene in scenes if scene["id"] not in headings)
    trial.cli("label", scene, path)
    labels = trial.rows("SELECT scene, answer FROM label")
    expect(labels == [(scene, "yes")], f"the label is not in the library: {labels}")
    before = trial.rows("SELECT id FROM model_version WHERE current = 1")[0][0]
    result = trial.cli("refresh", "--json")
    after = trial.rows("SELECT id FROM model_version WHERE current = 1")[0][0]
    expect(after > before, f"the refresh left model {before} in force")
    trial.figures["refresh"] = result
    listed = trial.cli("list", "--status", "labelled", "--json")
    expect([p["path"] for p in listed] == [path], "the labelled photo is not listed as such")


def try_open_with(trial: Trial, pictures: Path) -> None:
    """Start the program a second time beside its window, as file managers do."""
    more = trial.root.home / "more"
    make_photos(more)
    trial.root.own_home()
    known = trial.rows("SELECT path FROM photo WHERE status <> 'failed' ORDER BY path")[0][0]
    with trial.window():
        for path in (os.fsdecode(known), "/home/user/more"):
            began = time.monotonic()
            second = trial.root.run(["albumen", "window", path], trial.display, timeout=120)
            trial.figures["second start (s)"] = round(time.monotonic() - began, 2)
            expect(second.returncode == 0, f"the second start failed: {second.stderr[-500:]}")
            time.sleep(2)
            trial.screenshot(pictures / f"open-with-{Path(path).suffix[1:] or 'folder'}.png")

        def scanned() -> bool:
            rows = trial.rows("SELECT count(*) FROM photo WHERE CAST(path AS TEXT) LIKE '%/more/%'")
            return bool(rows[0][0] == len(list(more.iterdir())))

        patiently(scanned, "the folder that a second start named", seconds=trial.patience_s)
        trial.screenshot(pictures / "open-with-folder.png")


def try_manual(trial: Trial) -> None:
    """See that the manual lies where the window looks for it, with what shows its pictures."""
    inner = trial.root.path / PROGRAM / "_internal"
    lacking = [needed for needed in contents.NEEDED if not any(inner.glob(needed))]
    expect(not lacking, f"the installed program lacks {lacking}")


def try_decoys(trial: Trial) -> None:
    """Work inside a folder of photos that holds a decoy of everything the program is made of."""
    folder, ran = trial.root.home / "decoys", trial.root.home / "ran"
    trial.figures["decoys"] = lay_decoys(folder, "/home/user/ran", trial.root.path / PROGRAM)
    trial.root.own_home()
    result = trial.cli("scan", ".", "--json", folder="/home/user/decoys")
    expect((result["new"], result["failed"]) == (2, 0), f"photos among decoys: {result}")
    trial.cli("list", folder="/home/user/decoys")
    with trial.window(".", folder="/home/user/decoys"):
        patiently(trial.listens, "the library in the window", seconds=30)
        time.sleep(2)
    expect(not what_ran(ran), f"code of a photo folder ran: {what_ran(ran)[:5]}")


def try_warm_start(trial: Trial) -> None:
    """Open and close the window again, three times."""
    times, filled, processor = [], [], []
    for _ in range(3):
        began = time.monotonic()
        with trial.window() as seconds:
            times.append(round(seconds, 2))
            # When the library is in the window, it begins to listen to later starts.
            patiently(trial.listens, "the library in the window", seconds=30, pause=0.02)
            filled.append(round(time.monotonic() - began, 2))
            processor.append(round(trial.root.cpu_seconds(), 2))
            time.sleep(1)
    trial.figures["window, warm (s)"] = times
    trial.figures["library in the window, warm (s)"] = filled
    trial.figures["library in the window, warm (processor s)"] = processor
    began = time.monotonic()
    trial.cli("list", "--json")
    trial.figures["albumen list (s)"] = round(time.monotonic() - began, 2)


def try_old_form(trial: Trial) -> None:
    """Open a library of the very first form: where it is brought up to date, a copy is made."""
    if not OLD_LIBRARY.exists():
        return
    file = trial.root.home / "old.albumen"
    model = trial.rows("SELECT blob, figures FROM model_version ORDER BY id LIMIT 1")[0]
    with closing(sqlite3.connect(file)) as old, old:
        old.executescript(OLD_LIBRARY.read_text("utf-8"))
        # The sample's are stand-ins.
        old.execute("UPDATE model_version SET blob = ?, figures = ?", model)
        labels = old.execute("SELECT * FROM label").fetchall()
        before = old.execute("SELECT * FROM alembic_version").fetchall()
    trial.root.own_home()
    trial.cli("--library", "/home/user/old.albumen", "scan", "/home/user/photos", "--json")
    with closing(sqlite3.connect(file)) as new:
        kept = new.execute("SELECT * FROM label").fetchall()
        after = new.execute("SELECT * FROM alembic_version").fetchall()
    copied = any(trial.root.home.glob("old.albumen.backup-*"))
    expect(copied or before == after, "no copy was made before")
    expect(kept == labels, f"labels changed: {labels} -> {kept}")


def try_upgrade(trial: Trial, package: Path) -> None:
    """Install over the older version; labels and decisions stay."""
    before = trial.rows("SELECT photo_id, scene, answer FROM label ORDER BY 1, 2")
    photos = trial.rows("SELECT count(*) FROM photo")
    trial.root.install(package)
    trial.figures["version"] = trial.root.version("albumen")
    trial.cli("scan", "/home/user/photos", "--json")
    expect(trial.rows("SELECT count(*) FROM photo") == photos, "photos were lost or doubled")
    after = trial.rows("SELECT photo_id, scene, answer FROM label ORDER BY 1, 2")
    expect(after == before, f"labels changed by the upgrade: {before} -> {after}")


def try_removal(trial: Trial) -> None:
    """Remove the package: the program is gone, the library is not."""
    labels = trial.rows("SELECT count(*) FROM label")
    trial.root.remove("albumen")
    left = (
        [p for p in (trial.root.path / PROGRAM).rglob("*")]
        if (trial.root.path / PROGRAM).exists()
        else []
    )
    expect(not left, f"files stayed behind: {left[:3]}")
    expect(not (trial.root.path / "usr/bin/albumen").is_symlink(), "the command stayed behind")
    expect(trial.rows("SELECT count(*) FROM label") == labels, "the library did not stay")


def try_folder(root: BareRoot, display: str, folder: Path, pictures: Path) -> dict[str, Any]:
    """Try the program in a folder of its own: the portable archive's, or an AppImage's (AppDir)."""
    place = root.path / "opt" / folder.name
    shutil.copytree(folder, place, symlinks=True)
    root.own(place)
    trial = Trial(root, display)
    start = "AppRun" if (place / "AppRun").exists() else "albumen"
    trial.program = f"/opt/{folder.name}/{start}"
    portable = (place / "albumen-data").is_dir()
    if portable:
        trial.library = f"opt/{folder.name}/albumen-data/library.albumen"
    photos, broken = _fresh_photos(root)
    try_scan(trial, photos, broken, pictures)
    try_label_and_refresh(trial)
    used_home = (root.path / LIBRARY).exists()
    expect(used_home is not portable, f"the library of {folder.name} lies in the wrong place")
    return {"photos": trial.figures["photos"], "library": trial.library}


def prove(trial: Trial, photos: int, broken: int, pictures: Path) -> list[str]:
    """Take parts away one at a time; return those whose lack was not noticed."""
    unnoticed = []
    healthy = trial.figures["first window (s)"] + trial.figures["window to tags of all photos (s)"]
    inner = trial.root.path / PROGRAM / "_internal"
    for pattern in PARTS:
        part = next(iter(inner.glob(pattern)), None)
        expect(part is not None, f"{pattern} is not in the bundle")
        assert part is not None
        # Far away: Qt takes every file in a folder of plug-ins for one, whatever its name.
        aside = trial.root.path / "srv" / part.name
        part.rename(aside)
        _fresh_photos(trial.root)
        try:
            # A screen of its own: a window that stayed behind must not be taken for the next.
            with virtual_screen() as display:
                crippled = Trial(trial.root, display)
                crippled.patience_s = max(30.0, 4 * healthy)
                try_scan(crippled, photos, broken, pictures)
        except SmokeError as error:
            print(f"without {part.name}: noticed: {str(error)[-160:]!r}", flush=True)
        else:
            unnoticed.append(pattern)
        finally:
            aside.rename(part)
    return unnoticed


def _fresh_photos(root: BareRoot) -> tuple[int, int]:
    root.fresh_home()
    counts = make_photos(root.home / "photos")
    root.own_home()
    return counts


def main() -> int:
    """Run the trial and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("--older", type=Path, help="an older package, to upgrade from")
    parser.add_argument("--root", type=Path, help="keep the bare Debian here, for the next time")
    parser.add_argument("--prove", action="store_true", help="show that missing files are noticed")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="try this, too")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="for picture and figures")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    place = options.root or Path(tempfile.mkdtemp(prefix="albumen-smoke-"))
    try:
        root = BareRoot(place)
        with virtual_screen() as display:
            trial = Trial(root, display)
            photos, broken = _fresh_photos(root)
            root.install(options.older or options.package)
            try_scan(trial, photos, broken, options.out)
            try_label_and_refresh(trial)
            if options.older:
                trial.figures["older"] = root.version("albumen")
                try_upgrade(trial, options.package)
            try_warm_start(trial)
            try_open_with(trial, options.out)
            try_old_form(trial)
            try_manual(trial)
            try_decoys(trial)
            unnoticed = []
            if options.prove:
                unnoticed = prove(trial, photos, broken, options.out)
                _fresh_photos(root)
                try_scan(trial, photos, broken, options.out)
                try_label_and_refresh(trial)
            try_removal(trial)
            for folder in options.folder:
                tried = try_folder(root, display, folder.resolve(), options.out)
                trial.figures[f"folder {folder.name}"] = tried
    except SmokeError as error:
        print(json.dumps(trial.figures, indent=1, ensure_ascii=False))
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    finally:
        if not options.root:
            shutil.rmtree(place, ignore_errors=True)
    trial.figures["not noticed"] = unnoticed
    text = json.dumps(trial.figures, indent=1, ensure_ascii=False)
    (options.out / "smoke.json").write_text(text + "\n", "utf-8")
    print(text)
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
