"""Build the program as one folder, and packages of it for this platform: `make installer`.

It goes: check the environment -> draw icons, compile texts -> PyInstaller (albumen.spec, which also
collects licences and the bill of materials) -> check the folder -> packages -> checksums.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import contents
import icon_files
import libraries
from project import ROOT, commit, commit_time, project

BUILD = ROOT / "build" / "installer"
DIST = ROOT / "dist"


def main() -> int:
    """Build what was asked for and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bundle-only", action="store_true", help="no packages, the folder alone")
    parser.add_argument("--keep-bundle", action="store_true", help="pack the folder built before")
    options = parser.parse_args()
    bundle = BUILD / "dist" / project().name
    if not options.keep_bundle:
        check_environment()
        prepare()
        freeze()
        if sys.platform == "linux":
            saved = libraries.strip_symbols(bundle)
            print(f"symbols taken out: {saved / 1e6:.0f} MB")
    check_bundle(bundle)
    if not options.bundle_only:
        DIST.mkdir(exist_ok=True)
        made = make_packages(bundle)
        sbom = DIST / f"{project().name}-{project().version}-{sys.platform}.cdx.json"
        shutil.copyfile(BUILD / "sbom.cdx.json", sbom)
        write_checksums([*made, sbom])
    print_figures(bundle)
    return 0


def check_environment() -> None:
    """Stop with one sentence where the environment would make a wrong or a huge bundle."""
    import torch

    sys.path.append(str(ROOT))
    from app import __version__

    if torch.version.cuda or torch.version.hip:
        sys.exit(
            f"torch {torch.__version__} brings drivers for graphics cards (several gigabytes): "
            "install the CPU build, for example with PIP_EXTRA_INDEX_URL naming PyTorch's CPU "
            "packages; packaging/README.md says how."
        )
    if __version__ != project().version:
        sys.exit(
            f"The program says {__version__} but pyproject.toml {project().version}: "
            "install the project again."
        )


def prepare() -> None:
    """Make what the recipe reads: icons, compiled texts, and what is known of this build."""
    shutil.rmtree(BUILD, ignore_errors=True)
    (BUILD / "translations").mkdir(parents=True)
    icon_files.draw_icons(BUILD / "icons")
    compile_translations(BUILD / "translations")
    import PySide6
    import torch

    about = {
        "version": project().version,
        "commit": commit(),
        "built": made_at().strftime("%Y-%m-%d"),
        "platform": sys.platform,
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "qt": PySide6.__version__,
    }
    (BUILD / "build.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    if sys.platform == "win32":
        (BUILD / "version.txt").write_text(windows_version(), "utf-8")


def made_at() -> datetime:
    """Return the time that this build carries: of its commit, else now."""
    seconds = commit_time()
    return datetime.fromtimestamp(seconds, UTC) if seconds else datetime.now(UTC)


def compile_translations(folder: Path) -> None:
    """Compile the program's texts (.ts) into the form that Qt loads (.qm)."""
    sources = sorted((ROOT / "resources" / "translations").glob("*.ts"))
    tool = Path(sys.executable).with_name(
        "pyside6-lrelease.exe" if sys.platform == "win32" else "pyside6-lrelease"
    )
    for source in sources:
        target = folder / f"{source.stem}.qm"
        subprocess.run([str(tool), "-silent", str(source), "-qm", str(target)], check=True)


def windows_version() -> str:
    """Return the version block of a Windows executable, as PyInstaller reads it."""
    about = project()
    numbers = [int(part) for part in about.version.split(".") if part.isdigit()]
    numbers = (*numbers, 0, 0, 0, 0)[:4]
    strings = {
        "FileDescription": "Albumen",
        "ProductName": "Albumen",
        "FileVersion": about.version,
        "ProductVersion": about.version,
        "LegalCopyright": about.licence,
    }
    listed = ", ".join(f"StringStruct({k!r}, {v!r})" for k, v in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), "
        f"kids=[StringFileInfo([StringTable('040904B0', [{listed}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )


def freeze() -> None:
    """Run PyInstaller."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "PyInstaller",
            "--noconfirm",
            "--log-level=WARN",
            f"--distpath={BUILD / 'dist'}",
            f"--workpath={BUILD / 'work'}",
            str(ROOT / "packaging" / "albumen.spec"),
        ],
        check=True,
        env={**os.environ, "ALBUMEN_BUILD": str(BUILD), "SOURCE_DATE_EPOCH": str(commit_time())},
    )


def check_bundle(bundle: Path) -> None:
    """Stop when the folder lacks something that the program cannot do without."""
    warnings = (BUILD / "work" / project().name / f"warn-{project().name}.txt").read_text("utf-8")
    lost = [line for line in warnings.splitlines() if "module named app." in line]
    if lost:
        sys.exit(f"Modules of the program itself were not found: {lost[0]}")
    inner = bundle / "_internal"
    for needed in contents.NEEDED:
        if not any(inner.glob(needed)):
            sys.exit(f"The bundle lacks {needed}.")
    if sys.platform == "linux" and (lacking := libraries.missing(bundle)):
        sys.exit(f"Neither the bundle nor the system's known packages have: {lacking}")
    long = contents.too_long([str(p.relative_to(bundle)) for p in bundle.rglob("*")])
    if long:
        sys.exit(f"Too long for Windows' uninstallers: {long[0]} and {len(long) - 1} more.")


def make_packages(bundle: Path) -> list[Path]:
    """Make the packages of this platform."""
    if sys.platform == "linux":
        from linux_packages import make_deb, make_portable

        return [make_deb(bundle, BUILD, DIST), make_portable(bundle, BUILD, DIST)]
    if sys.platform == "win32":
        from windows_packages import make_setup, make_zip

        return [make_setup(bundle, BUILD, DIST), make_zip(bundle, DIST)]
    subprocess.run(
        ["sh", str(ROOT / "packaging/macos/make_dmg.sh"), str(BUILD), str(DIST)], check=True
    )
    return sorted(DIST.glob("*.dmg"))


def write_checksums(files: list[Path]) -> None:
    """Write SHA256SUMS, in the form that `sha256sum --check` reads."""
    lines = []
    for file in files:
        with file.open("rb") as stream:
            lines.append(f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {file.name}\n")
    (DIST / f"SHA256SUMS-{sys.platform}").write_text("".join(lines), "utf-8")


def print_figures(bundle: Path) -> None:
    """Print the sizes of the folder and of each package."""
    files = [p for p in bundle.rglob("*") if p.is_file() and not p.is_symlink()]
    total = sum(p.stat().st_size for p in files)
    print(f"bundle: {len(files)} files, {total / 1e6:.0f} MB")
    for file in sorted(DIST.glob(f"*{project().version}*")):
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main())
