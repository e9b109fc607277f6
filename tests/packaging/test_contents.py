from __future__ import annotations

import re
import tomllib
from pathlib import Path

import contents
import libraries
import pytest
from project import ROOT, document_files

from app.vision.compiled_graph import REPORTING


@pytest.mark.parametrize(
    "path",
    [
        "torch/test/cpp_api_test",
        "torch/lib/libtorchbind_test.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6\\plugins\\tls\\qopensslbackend.dll",
        "numpy/_core/lib/libnpymath.a",
        "openvino/libs/libopenvino_intel_gpu_plugin.so",
        "openvino/libs/libopenvino_pytorch_frontend.so.2641",
    ],
)
def test_left_out(path: str) -> None:
    assert contents.is_left_out(path)


@pytest.mark.parametrize(
    "path",
    [
        "torch/lib/libtorch_cpu.so",
        "torch/testing/_comparison.py",
        "openvino/libs/libopenvino_intel_cpu_plugin.so",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "app/resources/docs/manual.en.md",
        "app/resources/docs/manual/sheet.en.webp",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "app/resources/translations/albumen_zh_CN.qm",
        "app/resources/scene_pack/backbone.safetensors",
    ],
)
def test_kept(path: str) -> None:
    assert not contents.is_left_out(path)


def test_what_the_program_imports_of_qt_is_kept() -> None:
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "app").rglob("*.py"))
    modules = set(re.findall(r"PySide6\.Qt(\w+)", sources))
    assert {"Core", "Gui", "Widgets", "Svg"} <= modules
    for module in modules:
        assert not contents.is_left_out(f"PySide6/Qt{module}.abi3.so")
        assert not contents.is_left_out(f"PySide6/Qt/lib/libQt6{module}.so.6")
        assert f"PySide6.Qt{module}" not in contents.EXCLUDED_MODULES


def test_what_reports_the_use_of_a_library_does_not_go_along() -> None:
    assert {name for name in REPORTING if name not in contents.EXCLUDED_MODULES} == {
        "openvino.tools.ovc"  # with all of openvino.tools
    }
    assert "openvino.tools" in contents.EXCLUDED_MODULES


def test_long_paths_are_found() -> None:
    assert contents.too_long(["a/b", "c" * 181]) == ["c" * 181]


def test_libraries_of_left_out_plugins_go_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asks = {
        "/s/libqxcb.so": ("libxcb-cursor.so.0", "libc.so.6"),
        "/s/libxcb-cursor.so.0": ("libxcb-util.so.1", "libxcb.so.1"),
    }
    monkeypatch.setattr(libraries, "needed", lambda file: asks.get(str(file), ()))
    entries = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/s/libqxcb.so", "BINARY"),
        ("libxcb-cursor.so.0", "/s/libxcb-cursor.so.0", "BINARY"),
        ("libxcb-util.so.1", "/s/libxcb-util.so.1", "BINARY"),
        ("libgtk-3.so.0", "/s/libgtk-3.so.0", "BINARY"),
        ("libxcb.so.1", "/s/libxcb.so.1", "BINARY"),
        ("libpython3.11.so.1.0", "/s/libpython3.11.so.1.0", "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
    ]
    kept = [name for name, _, _ in libraries.without_unused(entries)]
    assert "libgtk-3.so.0" not in kept, "nothing that is left asks for it"
    assert "libxcb.so.1" not in kept, "the system brings it"
    assert {"libxcb-cursor.so.0", "libxcb-util.so.1", "libpython3.11.so.1.0"} <= set(kept)
    assert "libQt6Core.so.6" in kept


def test_files_that_are_no_libraries(tmp_path: Path) -> None:
    (tmp_path / "text.so").write_text("no library", "utf-8")
    assert not libraries.is_library(tmp_path / "text.so")
    assert not libraries.is_library(tmp_path / "nothing.so")


def test_wheel_and_bundle_carry_the_same_documents() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    carried = table["targets"]["wheel"]["force-include"]
    inside = {path: f"app/resources/{path}" for path in carried if path.startswith("docs/")}
    assert {path: carried[path] for path in inside} == inside
    for file in document_files():
        path = file.relative_to(ROOT)
        assert {path.as_posix(), path.parent.as_posix()} & inside.keys(), f"the wheel lacks {path}"
    assert "docs" in table["targets"]["sdist"]["include"], "a wheel may be built from the sdist"


def test_what_the_bundle_needs_is_never_left_out() -> None:
    for needed in contents.NEEDED:
        assert not contents.is_left_out(needed.replace("**/", "Qt/plugins/").replace("*", ""))
