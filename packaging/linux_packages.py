"""Linux packages of the bundle: a .deb, and a portable archive that is unpacked anywhere."""

from __future__ import annotations

import gzip
import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import icon_files
import libraries
from project import APP_ID, MAINTAINER, ROOT, commit_time, project

HERE = ROOT / "packaging" / "linux"
DEBIAN_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def make_deb(bundle: Path, build: Path, target: Path, version: str = "") -> Path:
    """Make the .deb and return its path.

    Parameters
    ----------
    bundle : Path
        The program's folder.
    build : Path
        A working folder; ``icons`` in it holds the icon in all sizes.
    target : Path
        The folder that the package goes to.
    version : str
        Another version than the project's, for tests of upgrades.
    """
    version = version or project().version
    architecture = DEBIAN_ARCHITECTURES[platform.machine()]
    root = build / "deb"
    shutil.rmtree(root, ignore_errors=True)
    program = root / "usr" / "lib" / "albumen"
    _copy_tree(bundle, program)
    lay_out_share(root / "usr" / "share", build, version)
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / "albumen").symlink_to("../lib/albumen/albumen")
    _documents(root / "usr" / "share" / "doc" / "albumen", version)
    control = root / "DEBIAN"
    control.mkdir()
    for script in ("postinst", "postrm"):
        shutil.copyfile(HERE / script, control / script)
        (control / script).chmod(0o755)
    _set_modes(root)
    (control / "control").write_text(_control(bundle, root, version, architecture), "utf-8")
    (control / "md5sums").write_text("".join(_md5sums(root)), "utf-8")
    package = target / f"{project().name}_{version}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", str(root), str(package)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(commit_time())},
    )
    shutil.rmtree(root)
    return package


def lay_out_share(share: Path, build: Path, version: str, app_id: str = APP_ID) -> None:
    """Write what desktops read: entry, icons, MIME types, AppStream's description, man page."""
    applications = share / "applications"
    applications.mkdir(parents=True)
    shutil.copyfile(HERE / "albumen.desktop", applications / "albumen.desktop")
    for size in icon_files.SIZES:
        folder = share / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        shutil.copyfile(build / "icons" / f"{size}.png", folder / "albumen.png")
    scalable = share / "icons" / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copyfile(icon_files.SOURCE, scalable / "albumen.svg")
    mime = share / "mime" / "packages"
    mime.mkdir(parents=True)
    shutil.copyfile(HERE / "albumen-mime.xml", mime / "albumen.xml")
    metainfo = share / "metainfo"
    metainfo.mkdir()
    (metainfo / f"{app_id}.metainfo.xml").write_text(_filled("metainfo.xml.in", version), "utf-8")
    manual = share / "man" / "man1"
    manual.mkdir(parents=True)
    _gzip(manual / "albumen.1.gz", _filled("albumen.1.in", version))


def make_portable(bundle: Path, build: Path, target: Path) -> Path:
    """Make a .tar.zst that keeps its library beside the program, and return its path."""
    name = f"{project().name}-{project().version}-linux-{platform.machine()}"
    stage = build / "portable"
    shutil.rmtree(stage, ignore_errors=True)
    _copy_tree(bundle, stage / name)
    data = stage / name / "albumen-data"
    data.mkdir()
    shutil.copyfile(ROOT / "packaging" / "PORTABLE.txt", data / "README.txt")
    shutil.copyfile(ROOT / "LICENSE", stage / name / "LICENSE")
    _set_modes(stage)
    archive = target / f"{name}.tar.zst"
    archive.unlink(missing_ok=True)
    subprocess.run(
        [
            "tar",
            "--sort=name",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            f"--mtime=@{commit_time()}",
            "--use-compress-program=zstd -12 -T0 --long=27",
            "-cf",
            str(archive),
            "-C",
            str(stage),
            name,
        ],
        check=True,
    )
    shutil.rmtree(stage)
    return archive


def _filled(name: str, version: str) -> str:
    date = datetime.fromtimestamp(commit_time(), UTC).strftime("%Y-%m-%d")
    text = (HERE / name).read_text("utf-8")
    for key, value in {
        "APP_ID": APP_ID,
        "DESKTOP_ID": "albumen.desktop",
        "VERSION": version,
        "DATE": date,
    }.items():
        text = text.replace(f"@{key}@", value)
    return text


def _documents(folder: Path, version: str) -> None:
    folder.mkdir(parents=True)
    (folder / "copyright").write_text(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: Albumen\n"
        "Comment: What the program carries of others, with the texts of their licences, lies in\n"
        " /usr/lib/albumen/_internal/app/resources/licences.\n\n"
        "Files: *\nCopyright: The Albumen maintainers\nLicense: Apache-2.0\n"
        " On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.\n",
        "utf-8",
    )
    when = datetime.fromtimestamp(commit_time(), UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    _gzip(
        folder / "changelog.gz",
        f"albumen ({version}) stable; urgency=medium\n\n  * Release {version}.\n\n"
        f" -- {MAINTAINER}  {when}\n",
    )


def _control(bundle: Path, root: Path, version: str, architecture: str) -> str:
    size = sum(p.lstat().st_size for p in root.rglob("*") if p.is_file() and not p.is_symlink())
    depends = ", ".join([*libraries.system_packages(bundle), "xkb-data"])
    return (
        f"Package: {project().name}\n"
        f"Version: {version}\n"
        f"Architecture: {architecture}\n"
        f"Maintainer: {MAINTAINER}\n"
        f"Installed-Size: {size // 1024}\n"
        f"Depends: {depends}\n"
        "Recommends: fonts-noto-cjk\n"
        "Section: graphics\n"
        "Priority: optional\n"
        f"Description: {_synopsis()}\n"
        " Albumen finds the photos in your folders and tags each by its scene. A photo that does\n"
        " not look enough like any scene is not tagged by a guess: it waits in a list of photos\n"
        " that need review, where one key gives it its scene, and the program learns from that.\n"
        " .\n"
        " The model is part of the package: nothing is ever asked of the network.\n"
    )


def _synopsis() -> str:
    """Return the description as Debian's form wants it: without article, starting small."""
    text = project().description.removeprefix("A ").removeprefix("desktop ")
    return text[0].lower() + text[1:]


def _md5sums(root: Path) -> Iterator[str]:
    for file in sorted((root / "usr").rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False))
            yield f"{digest.hexdigest()}  {file.relative_to(root)}\n"


def _copy_tree(source: Path, target: Path) -> None:
    """Copy a folder by hard links: nothing is written twice."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target, symlinks=True, copy_function=os.link)


def _set_modes(root: Path) -> None:
    """Give folders and programs 755 and other files 644, whatever the builder's umask was."""
    for path in root.rglob("*"):
        if not path.is_symlink():
            runs = path.stat().st_mode & 0o100 and ".so" not in path.name
            path.chmod(0o755 if path.is_dir() or runs else 0o644)


def _gzip(file: Path, text: str) -> None:
    with file.open("wb") as stream, gzip.GzipFile("", "wb", 9, stream, mtime=0) as packed:
        packed.write(text.encode())
