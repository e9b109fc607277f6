"""The commands on photos and scenes: list, label, scenes, undo, redo."""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection, Sequence
from typing import Any

from app.cli.output import (
    counted,
    follow,
    point_at,
    print_json,
    print_table,
    run_with_progress,
    say,
)
from app.cli.program import Program, add_command
from app.core.collecting.ratings import MOST_STARS, Flag
from app.core.errors import KnownError, UsageError
from app.core.library import LibraryReader
from app.core.records import PhotoDetail, Query, SortBy, View
from app.core.scenes import MIN_SAMPLES, NO_SCENE
from app.core.types import Candidate, Change, Status
from app.core.world.localities import Locality

_Subparsers = Any
VIEWS = {
    None: View.ALL,
    Status.ACCEPTED: View.ACCEPTED,
    Status.COARSE: View.REFINE,
    Status.REJECTED: View.REVIEW,
    Status.LABELLED: View.LABELLED,
    Status.FAILED: View.UNREADABLE,
}


def add_parsers(commands: _Subparsers) -> None:
    """Register the commands."""
    listing = add_command(commands, "list", _list, "list photos with their scenes and scores")
    add_list_options(listing)

    label = add_command(commands, "label", _label, "say what photos show, or what they do not")
    label.usage = (
        "albumen label SCENE PATH... | label --no SCENE PATH... | "
        "label --none PATH... | label --clear PATH... | label --sheet FILE"
    )
    answer = label.add_mutually_exclusive_group()
    answer.add_argument("--no", metavar="SCENE", help="these photos do not show SCENE")
    answer.add_argument("--none", action="store_true", help="these photos show none of the scenes")
    answer.add_argument("--clear", action="store_true", help="forget what was said of them")
    answer.add_argument(
        "--sheet", metavar="FILE", help="answers to sheets of `albumen review`, JSON; - reads stdin"
    )
    label.add_argument("words", nargs="*", metavar="SCENE PATH")

    scenes = add_command(commands, "scenes", _scenes, "list scenes, or make one from photos")
    actions = scenes.add_subparsers(dest="action", metavar="add")
    add = actions.add_parser("add", help="make a scene from 3 or more photos")
    add.add_argument("name", metavar="NAME")
    add.add_argument("paths", nargs="+", metavar="PATH")
    # The parent's --json stays in force when it is given before `add`.
    add.add_argument("--json", action="store_true", default=argparse.SUPPRESS)

    add_command(commands, "undo", _undo, "take back the last action")
    add_command(commands, "redo", _redo, "do again what was undone last")


def add_list_options(command: argparse.ArgumentParser) -> None:
    """Add what :func:`list_query` reads."""
    command.add_argument("--status", choices=[s.value for s in VIEWS if s])
    command.add_argument("--scene", metavar="ID")
    command.add_argument(
        "--query",
        metavar="SEARCH",
        help="what the search line of the window takes: 'beach -people date:2023-07..2023-08'",
    )
    add_rating_options(command)


def add_rating_options(command: argparse.ArgumentParser) -> None:
    """Add the filters by stars and flag."""
    command.add_argument(
        "--stars",
        type=int,
        choices=range(1, MOST_STARS + 1),
        metavar="N",
        help="photos with N stars or more",
    )
    command.add_argument(
        "--flag", choices=[flag.value for flag in Flag], help="photos with this flag"
    )


def parents_of(library: LibraryReader) -> frozenset[str]:
    """Return the ids that hold scenes below them."""
    return frozenset(row.parent for row in library.scenes.names() if row.parent is not None)


def photo_json(detail: PhotoDetail, parents: Collection[str]) -> dict[str, Any]:
    """Return a photo in the shape of the terminal's contract.

    ``tag`` is what a person said or the program gave, a scene or a parent, and null where neither
    did; ``scene`` is the proposed one there. What others wrote, in the file or in a sidecar, is
    nobody's label: ``keywords``, ``rating``, ``title``, ``caption``, ``colour_label``, ``place``.
    ``gps`` is degrees north and east, a sidecar's before the camera's; ``locality`` is the nearest
    town or country there. ``stars`` and ``flag`` are the person's, else the file's. ``taken`` is
    what the file says; ``date`` is what the photo is listed under, ``date_source`` whose that is.
    ``companions`` are the names of the files beside it that belong to it.
    """
    row, imported = detail.row, detail.imported
    has_tag = row.status in (Status.ACCEPTED, Status.COARSE, Status.LABELLED)
    tag = row.scene if has_tag and row.scene != NO_SCENE else None
    return {
        "path": row.path,
        "status": row.status.value,
        "tag": tag,
        "level": None if tag is None else "parent" if tag in parents else "scene",
        "scene": detail.proposed if row.status is Status.COARSE else row.scene,
        "label": row.label,
        "similarity": row.similarity,
        "low": row.low,
        "high": row.high,
        "confidence": row.confidence,
        "reason": str(row.failure) if row.status is Status.FAILED else row.reason.value,
        "candidates": [_candidate_json(candidate) for candidate in detail.candidates],
        "further": list(detail.further),
        "model_version": detail.model_version,
        "keywords": list(imported.keywords),
        "hierarchies": list(imported.hierarchies),
        "rating": imported.rating,
        "stars": row.stars,
        "flag": row.flag.value,
        "title": imported.title or None,
        "caption": imported.caption or None,
        "colour_label": imported.colour_label or None,
        "place": imported.place or None,
        "gps": list(detail.gps) if detail.gps is not None else None,
        "latitude": detail.gps[0] if detail.gps is not None else None,
        "longitude": detail.gps[1] if detail.gps is not None else None,
        "locality": locality_json(detail.locality) if detail.locality is not None else None,
        "taken": row.taken_at,
        "date": row.date or None,
        "date_source": row.date_source.value,
        "utc_offset": detail.facts.get("utc_offset"),
        "camera": detail.camera,
        "companions": [companion.name for companion in row.companions],
    }


def _candidate_json(candidate: Candidate) -> dict[str, Any]:
    return {
        "scene": candidate.scene,
        "similarity": candidate.similarity,
        "confidence": candidate.confidence,
    }


def locality_json(locality: Locality) -> dict[str, Any]:
    """Return a town with its country, or a country alone, in the shape of the contract."""
    return {
        "id": locality.id,
        "town_en": locality.town_en or None,
        "town_zh": locality.town_zh or None,
        "country": locality.country,
        "country_en": locality.country_en,
        "country_zh": locality.country_zh,
    }


def _list(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    with program.open_reader(program.library_file(options.library)) as reader:
        query = list_query(reader, options)
        details = reader.photos.details([int(i) for i in reader.photos.ids(query)])
        parents = parents_of(reader)
    if options.json:
        print_json([photo_json(d, parents) for d in details])
        return
    print_table(
        ("status", "scene", "similarity", "low", "reason", "path"),
        (
            (
                d.row.status.value,
                d.row.scene,
                d.row.similarity,
                d.row.low,
                d.row.failure or d.row.reason.value.replace("_", " "),
                d.row.path,
            )
            for d in details
        ),
    )


def list_query(reader: LibraryReader, options: argparse.Namespace) -> Query:
    """Return the list that ``--status``, ``--scene``, ``--query`` and the like name.

    UsageError for an unknown scene; SearchError for what is no search, or names what is not there.
    """
    if options.scene is not None:
        _require_scene(reader, options.scene)
    if options.query is not None:
        remark_on(reader, options.query)
    status = Status(options.status) if options.status else None
    return Query(
        view=VIEWS[status],
        scene=options.scene,
        text=options.query,
        stars_from=options.stars,
        flag=Flag(options.flag) if options.flag else None,
        sort=SortBy.NAME,
        descending=False,
    )


def remark_on(reader: LibraryReader, query: str) -> None:
    """Say on stderr what is worth saying of a search; SearchError for a name that is not there."""
    for remark in reader.offers.remarks(query):
        if remark.is_slip:
            raise remark.error
        point_at(query, remark.error)


def _require_scene(reader: LibraryReader, scene: str) -> None:
    if scene != NO_SCENE and scene not in {s.id for s in reader.scenes.names()}:
        raise UsageError("unknown_scene", scene=scene)


def _label(options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser) -> None:
    from app.jobs import relabel
    from app.jobs.scenes import find_label, find_scene

    if options.sheet is not None:
        from app.cli.sheet_commands import answer_sheets

        answer_sheets(options, program, parser)
        return
    scene, paths = options.no, options.words
    if not paths:
        parser.error("label needs a scene and at least one path")
    if not (options.clear or options.none) and scene is None:
        scene, paths = paths[0], paths[1:]
        if not paths:
            parser.error("label needs a scene and at least one path")
    with program.open(program.library_file(options.library)) as ctx:
        photos = photos_of(ctx.library, paths)
        if options.clear:
            job = relabel.clear_labels(ctx, photos)
        elif options.no is not None:
            job = relabel.refuse_scene(ctx, photos, find_scene(ctx, scene).id)
        elif options.none:
            job = relabel.label_photos(ctx, photos, NO_SCENE)
        else:
            job = relabel.label_photos(ctx, photos, find_label(ctx, scene).id)
        change: Change = run_with_progress(job, "Labelling", quiet=True)
        follow(ctx, "label", change, quiet=options.json)
    if options.json:
        print_json(change.summary)
    else:
        say(f"{counted(len(photos), 'photo')}: done. `albumen undo` takes it back.")


def photos_of(reader: LibraryReader, paths: Sequence[str]) -> list[int]:
    """Return the photos at these paths, each once; KnownError names the first not there."""
    absolute = [os.path.abspath(os.path.expanduser(path)) for path in paths]
    found = reader.photos.find(absolute)
    for path in absolute:
        if path not in found:
            raise KnownError("unknown_photo", path=path)
    return list(dict.fromkeys(found[path] for path in absolute))


def photos_below(reader: LibraryReader, paths: Sequence[str]) -> list[int]:
    """Return the photos at these paths and below these folders, each once, as they are named.

    KnownError names the first that is neither.
    """
    chosen: dict[int, None] = {}
    for path in (os.path.abspath(os.path.expanduser(path)) for path in paths):
        photo = reader.photos.find([path]).get(path)
        found = reader.photos.below(path)[0].tolist() if photo is None else [photo]
        if not found and not os.path.isdir(path):
            raise KnownError("unknown_photo", path=path)
        chosen |= dict.fromkeys(found)
    return list(chosen)


def _scenes(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    library = program.library_file(options.library)
    if options.action == "add":
        from app.jobs.scenes import add_scene

        with program.open(library) as ctx:
            photos = photos_of(ctx.library, options.paths)
            change: Change = run_with_progress(
                add_scene(ctx, options.name, photos), "Adding", quiet=True
            )
            follow(ctx, "new_scene", change, quiet=options.json)
        if options.json:
            print_json(change.summary)
        else:
            made_from = counted(len(photos), "photo")
            say(f"Scene '{options.name}' made from {made_from}: `albumen refresh`.")
            if len(photos) < MIN_SAMPLES:
                say(f"It is proposed for other photos once {MIN_SAMPLES} are labelled with it.")
        return
    with program.open_reader(library) as reader:
        scenes = reader.scenes.rows(include_disabled=True)
    if options.json:
        print_json(
            [
                {
                    "id": s.id,
                    "name": {"en": s.name_en, "zh": s.name_zh},
                    "parent": s.parent,
                    "colour": s.colour,
                    "source": s.source,
                    "enabled": s.enabled,
                    "accepted": s.accepted,
                    "labelled": s.labelled,
                    "review": s.review,
                    "secondary": s.secondary,
                }
                for s in scenes
            ]
        )
        return
    print_table(
        ("id", "name", "accepted", "labelled", "review", "source"),
        ((s.id, s.name_en, s.accepted, s.labelled, s.review, s.source) for s in scenes),
    )


def _undo(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    _step_history(options, program, "undo")


def _redo(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    _step_history(options, program, "redo")


def _step_history(options: argparse.Namespace, program: Program, which: str) -> None:
    from app.jobs import history

    with program.open(program.library_file(options.library)) as ctx:
        job = history.undo(ctx) if which == "undo" else history.redo(ctx)
        change: Change = run_with_progress(job, which, quiet=True)
        follow(ctx, which, change, quiet=options.json)
    if options.json:
        print_json(change.summary)
        return
    word = "undone" if which == "undo" else "redone"
    photos = counted(change.summary["photos"], "photo")
    say(f"{word.capitalize()}: {change.summary[word]} ({photos}).")
    for failure in change.summary.get("failures", ()):
        say(failure["message"])
