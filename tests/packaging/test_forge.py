"""What the forge runs and shows: workflows, forms, hooks, and the papers that they name."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from project import ROOT

FORGE = ROOT / ".github"
WORKFLOWS = sorted((FORGE / "workflows").glob("*.yml"))
FORMS = sorted((FORGE / "ISSUE_TEMPLATE").glob("*.yml"))


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def _schema_errors(schema: str, path: Path) -> str:
    asked = CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, str(path)])
    return "" if asked.exit_code == 0 else asked.output


@pytest.mark.parametrize("path", WORKFLOWS + FORMS, ids=lambda path: path.name)
def test_the_forge_understands_it(path: Path) -> None:
    schema = {"workflows": "github-workflows", "ISSUE_TEMPLATE": "github-issue-forms"}
    kind = "github-issue-config" if path.name == "config.yml" else schema[path.parent.name]
    assert _schema_errors(f"vendor.{kind}", path) == ""


def test_the_test_sees_what_the_forge_would_refuse(tmp_path: Path) -> None:
    wrong = tmp_path / "ci.yml"
    wrong.write_text("on: push\njobs:\n  test:\n    steps:\n      - run: make test\n", "utf-8")
    assert "runs-on" in _schema_errors("vendor.github-workflows", wrong)


def test_every_change_is_checked_on_the_oldest_python_and_a_newer_one() -> None:
    workflow = _read(FORGE / "workflows" / "ci.yml")
    # YAML 1.1 takes the word 'on' for a truth value.
    assert {"push", "pull_request", "workflow_call"} <= set(workflow[True])
    (job,) = workflow["jobs"].values()
    pythons = job["strategy"]["matrix"]["python"]
    with (ROOT / "pyproject.toml").open("rb") as file:
        oldest = tomllib.load(file)["project"]["requires-python"]
    assert f">={pythons[0]}" == oldest
    assert len(pythons) > 1
    assert job["steps"][-1] == {"run": ".ci/run"}
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_nothing_is_released_that_does_not_pass() -> None:
    jobs = _read(FORGE / "workflows" / "release.yml")["jobs"]
    assert jobs["ci"] == {"uses": "./.github/workflows/ci.yml"}

    def waits_for(name: str) -> set[str]:
        needs = jobs[name].get("needs", [])
        needs = [needs] if isinstance(needs, str) else needs
        return set(needs).union(*map(waits_for, needs))

    for name in set(jobs) - {"ci", "tag"}:
        assert {"ci", "tag"} <= waits_for(name), name


def test_what_is_made_has_a_rule() -> None:
    rules = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        target
        for path in [*WORKFLOWS, ROOT / ".ci" / "run", ROOT / "CONTRIBUTING.md", ROOT / "README.md"]
        for target in re.findall(r"(?:^|run: |`)make ([\w-]+)", path.read_text("utf-8"), re.M)
    }
    assert {"check", "test", "test-all", "audit"} <= named
    assert named <= rules


def test_the_hooks_run_what_make_check_runs() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\ncheck:")[2].partition("\n\n")[0]
    checks = re.findall(r"\$\(BIN\)/(ruff check|ruff format|[\w-]+)", recipe)
    (local,) = [r for r in _read(ROOT / ".pre-commit-config.yaml")["repos"] if r["repo"] == "local"]
    entries = [hook["entry"] for hook in local["hooks"]]
    assert len(checks) >= 4
    for check in checks:
        assert any(entry.startswith(check) for entry in entries), check


def test_what_the_papers_name_is_there() -> None:
    security = (ROOT / "SECURITY.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/.]+)`", security)
    assert len(named) >= 4
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_one_address_of_the_project() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        urls = tomllib.load(file)["project"]["urls"]
    assert {"Homepage", "Source", "Issues", "Changelog"} <= set(urls)
    said = re.findall(r"--repo ([\w./-]+)", (ROOT / "README.md").read_text("utf-8"))
    config = _read(FORGE / "ISSUE_TEMPLATE" / "config.yml")
    said += [link["url"] for link in config["contact_links"]] + list(urls.values())
    said += re.findall(r"github\.com/[\w./]+", (ROOT / "SECURITY.md").read_text("utf-8"))
    addresses = {
        "/".join(s.removeprefix("https://").removeprefix("github.com/").split("/")[:2])
        for s in said
    }
    assert len(addresses) == 1, addresses
