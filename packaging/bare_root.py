"""A bare Debian without Python, in which a package is tried without network (needs root)."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

USER = 1000
HOME = "home/user"
IDLE_CPU_S, IDLE_S = 0.2, 15.0
# A namespace of its own for network, mounts and processes; then an ordinary person in the root.
ENTER = """
mount -t proc proc "$1/proc" && mount -t tmpfs tmpfs "$1/dev/shm" &&
mkdir -p "$1/tmp/.X11-unix" && mount --bind /tmp/.X11-unix "$1/tmp/.X11-unix" &&
root=$1 && shift && exec chroot --userspec={user}:{user} "$root" "$@"
""".strip().format(user=USER)


class BareRoot:
    """A Debian root made by debootstrap.

    Parameters
    ----------
    path : Path
        The folder; made where it is missing, with the network that this alone needs.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        if not (self.path / "usr/bin/apt-get").exists():
            _run(["debootstrap", "--variant=minbase", "bookworm", str(self.path)])
        (self.path / "dev/shm").mkdir(exist_ok=True)
        # A temporary folder is its owner's alone; as the root of a system people have to enter it.
        self.path.chmod(0o755)
        pythons = [*self.path.glob("usr/bin/python*"), *self.path.glob("usr/lib/python3*")]
        if pythons:
            raise RuntimeError(f"this root has Python: {pythons[0]}")

    @property
    def home(self) -> Path:
        """The person's home, seen from outside."""
        return self.path / HOME

    def fresh_home(self) -> None:
        """Start with an empty home."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        self.own_home()

    def own_home(self) -> None:
        """Give the home and all in it to the person."""
        self.own(self.home)

    def own(self, folder: Path) -> None:
        """Give a folder and all in it to the person."""
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, USER, USER, follow_symlinks=False)

    def install(self, package: Path) -> None:
        """Install a .deb as people do, with what it depends on."""
        inside = self.path / "tmp" / package.name
        shutil.copyfile(package, inside)
        _run(["chroot", str(self.path), "apt-get", "update", "-q"])
        _run(
            [
                "chroot",
                str(self.path),
                "apt-get",
                "install",
                "-yq",
                "--no-install-recommends",
                "--allow-downgrades",
                f"/tmp/{package.name}",
            ]
        )
        inside.unlink()

    def version(self, name: str) -> str:
        """Return the version of an installed package."""
        return self.run(["dpkg-query", "-W", "-f", "${Version}", name]).stdout.strip()

    def remove(self, name: str) -> None:
        """Remove a package and its settings of the system."""
        _run(["chroot", str(self.path), "dpkg", "--purge", name])

    def command(self, arguments: Sequence[str], display: str = "", folder: str = "/") -> list[str]:
        """Return the command that runs a program in a folder in here, without network."""
        variables = [f"HOME=/{HOME}", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"]
        if display:
            variables.append(f"DISPLAY={display}")
        return [
            *("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"),
            *("sh", "-c", ENTER, "enter", str(self.path)),
            *("env", "-i", "-C", folder, *variables, *arguments),
        ]

    def run(
        self, arguments: Sequence[str], display: str = "", folder: str = "/", **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in here to its end."""
        return subprocess.run(
            self.command(arguments, display, folder),
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    def cpu_seconds(self) -> float:
        """Return the processor time that the processes in here have used so far."""
        ticks = 0
        for process in self.processes():
            with suppress(OSError):
                fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def processes(self) -> dict[int, tuple[str, float]]:
        """Return the processes that run in here: id to (role, megabytes that are its own)."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(entry / "root") != str(self.path):
                    continue
                words = (entry / "cmdline").read_bytes().split(b"\0")
                memory = (entry / "smaps_rollup").read_text()
            except OSError:
                continue
            pss = next(line for line in memory.splitlines() if line.startswith("Pss:"))
            found[int(entry.name)] = (_role(words), int(pss.split()[1]) / 1024)
        return found


class IdleWatch:
    """Tells whether the processes in a root have stopped working: nothing will come of waiting."""

    def __init__(self, root: BareRoot) -> None:
        self._root = root
        self._used_s = 0.0
        self._since = time.monotonic()

    def is_idle(self) -> bool:
        """Return whether they have used no processor time to speak of for a while."""
        used_s, now = self._root.cpu_seconds(), time.monotonic()
        if abs(used_s - self._used_s) > IDLE_CPU_S:
            self._used_s, self._since = used_s, now
        return now - self._since > IDLE_S


def _role(words: Sequence[bytes]) -> str:
    line = b" ".join(words)
    if b"resource_tracker" in line:
        return "resource tracker"
    return "child" if b"multiprocessing" in line else "window"


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def virtual_screen() -> Iterator[str]:
    """Run an X server without a screen, and yield its name."""
    number = next(n for n in range(90, 200) if not Path(f"/tmp/.X11-unix/X{n}").exists())
    display = f":{number}"
    server = subprocess.Popen(
        ["Xvfb", display, "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-ac", "-noreset"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not Path(f"/tmp/.X11-unix/X{number}").exists():
            if server.poll() is not None:
                raise RuntimeError("Xvfb does not start")
        yield display
    finally:
        server.terminate()
        server.wait()
