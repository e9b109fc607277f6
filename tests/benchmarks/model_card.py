"""Write the table of figures into the model card, from reports of `albumen evaluate --out`.

python -m tests.benchmarks.model_card NAME=REPORT.json... [--card FILE]

The same reports, without their curves, are saved as the baseline that
`albumen evaluate --baseline tests/benchmarks/baseline/NAME.json` compares with.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from app.places import resources_dir

BASELINE = Path(__file__).parent / "baseline"
START, END = "<!-- figures -->\n", "<!-- /figures -->"
COLUMNS = ["set and rule", "right among known", "AUROC", "cov@95", "cov@90", "cov@80"]
COLUMNS += ["accepted", "precision", "any level: cov@95", "cov@90", "accepted", "precision"]
# What an origin is judged by: so many tags, and the share of them that should be right.
MIN_ACCEPTED, ALL_RIGHT = 5, 0.9
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}\n"


def cell(part: dict[str, Any], name: str) -> str:
    value = part[name]
    if value is None:
        return "-"
    span = part.get("intervals", {}).get(name)
    return f"{value:.2f}" + (f" [{span[0]:.2f}, {span[1]:.2f}]" if span and span[0] else "")


def rows(name: str, report: dict[str, Any]) -> str:
    lines = ""
    for rule, part in report["rules"].items():
        names = ("auroc", "cov_at_95", "cov_at_90", "cov_at_80", "accepted", "precision")
        cells = [f"{report['top1']:.3f}", *(cell(part, n) for n in names)]
        above = ("cov_at_95", "cov_at_90", "accepted", "precision")
        cells += [cell(part["any_level"], n) for n in above]
        lines += f"| {name}, `{rule}` | " + " | ".join(cells) + " |\n"
    return lines


def origin_lines(name: str, report: dict[str, Any]) -> str:
    """Say in how many origins the promise held, of those with enough tags to say so."""
    enough = [row for row in report["origins"] if row["accepted"] >= MIN_ACCEPTED]
    kept = [row for row in enough if row["precision"] >= ALL_RIGHT]
    return (
        f"\n{name}, `default`, any level: of {len(report['origins'])} origins {len(enough)} got "
        f"{MIN_ACCEPTED} tags or more; in {len(kept)} of these {ALL_RIGHT:.2f} or more are right.\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", nargs="+", metavar="NAME=REPORT")
    parser.add_argument(
        "--card", type=Path, default=resources_dir() / "scene_pack" / "MODEL_CARD.md"
    )
    options = parser.parse_args()
    table, below = HEAD, ""
    for item in options.reports:
        name, _, path = item.partition("=")
        report = json.loads(Path(path).read_text(encoding="utf-8"))
        table += rows(name, report)
        below += origin_lines(name, report) if "origins" in report else ""
        for part in report["rules"].values():
            part.pop("curve", None)
        report.pop("comparison", None)
        BASELINE.mkdir(exist_ok=True)
        text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
        (BASELINE / f"{name}.json").write_text(text, encoding="utf-8")
    text = options.card.read_text(encoding="utf-8")
    pattern = re.escape(START) + ".*?" + re.escape(END)
    text = re.sub(pattern, lambda _: START + table + below + END, text, flags=re.DOTALL)
    options.card.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
