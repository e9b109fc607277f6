"""The commands that look after a library: status, history, doctor."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.output import counted, print_json, print_table, run_with_progress, say
from app.cli.program import Program, add_command

_FINDINGS = {
    "damaged": "The library was damaged; the damaged file and the backups stay beside it",
    "restored": "Nothing could be read of the library; a copy took its place",
    "orphans": "Rows whose photo is gone",
    "lists": "Photos in the wrong list",
    "search": "Indexes of words that were not true",
    "label_states": "Labels that lists did not show",
    "features": "Kept features of the wrong length",
    "feature_cache": "Kept features beside the library that were not the library's",
    "thumbnails_left": "Left-overs of interrupted writes among the thumbnails",
    "thumbnails": "Thumbnails that were missing",
    "unknown_scenes": "Labels with a scene that the library lacks",
    "model": "Stored models that were damaged",
    "no_model": "No model version is in force; open the library once",
}


def add_parsers(commands: Any) -> None:
    """Register the commands."""
    add_command(commands, "status", _status, "count what the library holds")
    add_command(commands, "history", _history, "list what was done, newest first")
    doctor = add_command(
        commands, "doctor", _doctor, "check the library and mend what can be mended"
    )
    doctor.add_argument("--backup", action="store_true", help="make a backup copy as well")


def _status(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    with program.open_reader(program.library_file(options.library)) as reader:
        counts = reader.photos.counts()
        folders = reader.folders.rows()
        path = reader.path
    result = {
        "library": path,
        "photos": counts.all,
        "accepted": counts.accepted,
        "coarse": counts.coarse,
        "rejected": counts.review,
        "labelled": counts.labelled,
        "failed": counts.failed,
        "offline": counts.offline,
        "unlearned_labels": counts.unlearned,
        "inference": program.inference_way() or None,
        "folders": [{"path": f.path, "state": f.state, "photos": f.photos} for f in folders],
    }
    if options.json:
        print_json(result)
        return
    for name, value in result.items():
        if name != "folders" and value is not None:
            say(f"{name.replace('_', ' '):17} {value}")
    for folder in folders:
        say(f"{'folder':17} {folder.path} ({folder.state}, {counted(folder.photos, 'photo')})")


def _history(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> None:
    with program.open_reader(program.library_file(options.library)) as reader:
        rows = reader.history.rows()
    if options.json:
        print_json(
            [
                {
                    "at": r.at,
                    "kind": r.act,
                    "photos": r.photos,
                    "undone": r.undone,
                    "params": r.params,
                }
                for r in rows
            ]
        )
        return
    print_table(
        ("at", "what", "scene", "photos", ""),
        ((r.at, r.act.value, r.params.get("scene"), r.photos, "undone" * r.undone) for r in rows),
    )


def _doctor(options: argparse.Namespace, program: Program, _: argparse.ArgumentParser) -> int:
    from app.jobs.doctor import examine_library

    library = program.library_file(options.library)
    job = examine_library(library, program.open, backup=options.backup)
    report = run_with_progress(job, "Examining", quiet=options.json).summary
    if options.json:
        print_json(report)
    else:
        for finding in report["findings"]:
            what = _FINDINGS.get(finding["code"], finding["code"])
            end = "mended" if finding["mended"] else "not mended"
            details = f" ({finding['details']})" if finding.get("details") else ""
            say(f"{what}: {finding['count']}{details}, {end}.")
        if not report["findings"]:
            say("The library is whole.")
        say(f"The scene pack is whole: {report['scene_pack']}.")
        if report["backup"]:
            say(f"Copied to {report['backup']}.")
    return 0 if report["ok"] else 1
