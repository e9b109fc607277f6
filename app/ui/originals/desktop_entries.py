"""Which programs of a Linux desktop open a kind of file, and how they are called.

The rules are those of freedesktop.org: desktop entries, ``mimeapps.list`` and ``mimeinfo.cache``.
Files are handed over as whole paths, never through a shell, so that no name is read as an option or
as anything else.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_ENTRY = "Desktop Entry"
_FILES = re.compile(r"%[fFuU]")
_CODE = re.compile(r"%(.)")
_ESCAPES = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class OtherProgram:
    """A program that a desktop entry describes.

    Attributes
    ----------
    id : str
        The name of the entry, such as ``"gimp.desktop"``.
    name : str
        What people call it, in the language asked for.
    icon : str
        A name of the icon theme, or a path; may be empty.
    command : tuple of str
        Program and arguments, with the codes of the entry for the files.
    """

    id: str
    name: str
    icon: str
    command: tuple[str, ...]

    def calls(self, paths: Sequence[str]) -> list[list[str]]:
        """Return the processes to start for files: one, or one a file where it takes no more."""
        command = [*self.command]
        if not any(_FILES.search(word) for word in command):
            command.append("%f")
        if any(word in ("%F", "%U") for word in command):
            return [self._filled(command, paths)]
        return [self._filled(command, [path]) for path in paths]

    def _filled(self, command: Sequence[str], paths: Sequence[str]) -> list[str]:
        words: list[str] = []
        for word in command:
            if word in ("%F", "%U"):
                words += [_as_asked(word[1], path) for path in paths]
            elif word == "%i":
                words += ["--icon", self.icon] if self.icon else []
            else:
                words.append(_CODE.sub(lambda code: self._value(code[1], paths[0]), word))
        return words

    def _value(self, code: str, path: str) -> str:
        values = {"%": "%", "c": self.name, "k": ""}
        return _as_asked(code, path) if code in "fFuU" else values.get(code, "")


def _as_asked(code: str, path: str) -> str:
    return Path(path).as_uri() if code in "uU" else path


def programs_for(kind: str, language: str, environment: Mapping[str, str]) -> list[OtherProgram]:
    """Return the programs that open files of a kind, the one that the person prefers first.

    Parameters
    ----------
    kind : str
        A MIME type such as ``"image/jpeg"``.
    language : str
        Of the names, such as ``"zh_CN"``.
    environment : mapping of str to str
        Where folders are named, as in ``os.environ``.
    """
    folders = [Path(folder, "applications") for folder in _data_folders(environment)]
    found: dict[str, OtherProgram] = {}
    for entry in _ids_for(kind, folders, environment):
        program = None if entry in found else _read_program(entry, folders, language)
        if program is not None:
            found[entry] = program
    return list(found.values())


def _data_folders(environment: Mapping[str, str]) -> list[str]:
    home = environment.get("HOME") or os.path.expanduser("~")
    own = environment.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    shared = environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [folder for folder in (own, *shared.split(":")) if os.path.isabs(folder)]


def _config_folders(environment: Mapping[str, str]) -> list[str]:
    home = environment.get("HOME") or os.path.expanduser("~")
    own = environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    shared = environment.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    return [folder for folder in (own, *shared.split(":")) if os.path.isabs(folder)]


def _ids_for(kind: str, folders: Sequence[Path], environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the entries for a kind: defaults, what was added, what programs say of themselves."""
    desktops = environment.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
    names = [*(f"{name}-mimeapps.list" for name in desktops if name), "mimeapps.list"]
    places = [*map(Path, _config_folders(environment)), *folders]
    lists = [_read(place / name) for place in places for name in names]
    removed = {id_ for each in lists for id_ in _ids(each, "Removed Associations", kind)}
    for section in ("Default Applications", "Added Associations"):
        for each in lists:
            yield from (id_ for id_ in _ids(each, section, kind) if id_ not in removed)
    for folder in folders:
        cache = _ids(_read(folder / "mimeinfo.cache"), "MIME Cache", kind)
        yield from (id_ for id_ in cache if id_ not in removed)


def _ids(file: configparser.ConfigParser, section: str, kind: str) -> Iterable[str]:
    return (id_ for id_ in file.get(section, kind, fallback="").split(";") if id_)


def _read_program(id_: str, folders: Sequence[Path], language: str) -> OtherProgram | None:
    for folder in folders:
        for name in (id_, id_.replace("-", "/", 1)):
            if (folder / name).is_file() and ".." not in Path(name).parts:
                return _program(id_, _read(folder / name), language)
    return None


def _program(id_: str, file: configparser.ConfigParser, language: str) -> OtherProgram | None:
    """Return what an entry describes; None where it is hidden, not installed, or for a terminal."""
    if not file.has_section(_ENTRY):
        return None
    values = dict(file.items(_ENTRY))
    if any(values.get(key) == "true" for key in ("Hidden", "Terminal")):
        return None
    try:
        command = shlex.split(_unescaped(values.get("Exec", "")))
    except ValueError:
        return None
    tried = values.get("TryExec") or (command[0] if command else "")
    if not command or shutil.which(tried) is None or shutil.which(command[0]) is None:
        return None
    short = language.partition("_")[0]
    names = (values.get(key) for key in (f"Name[{language}]", f"Name[{short}]", "Name"))
    name = next((name for name in names if name), id_.removesuffix(".desktop"))
    return OtherProgram(id_, _unescaped(name), values.get("Icon", ""), tuple(command))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[0]), text)


def _read(path: Path) -> configparser.ConfigParser:
    """Read a file of sections, keys and values; nothing where it is missing or no such file."""
    parser = configparser.ConfigParser(
        interpolation=None, strict=False, delimiters=("=",), comment_prefixes=("#",)
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return configparser.ConfigParser()
    return parser
