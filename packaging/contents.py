"""What stays out of the bundle: one place, with the reason beside each rule.

Paths are relative to the bundle's inner folder, with forward slashes. What a platform's build does
not have is simply never met.
"""

from __future__ import annotations

from fnmatch import fnmatch

# Modules that nothing in the program imports when it runs. torch's compiler and its companions
# (symbolic algebra, graphs, templates) are loaded by torch.compile alone, which we do not call.
EXCLUDED_MODULES = [
    "tkinter",
    # Nothing here speaks to the network; asyncio, which SQLAlchemy loads, starts sooner without.
    "ssl",
    "_ssl",
    # GNU readline is under the GPL, and a program that is no shell needs none of these.
    "readline",
    "curses",
    "_curses",
    "_gdbm",
    "_dbm",
    "_tkinter",
    "idlelib",
    "ensurepip",
    "lib2to3",
    "pytest",
    "_pytest",
    "hypothesis",
    "IPython",
    # Making scene packs needs matplotlib, torchvision and timm; measuring them does not.
    "app.lab.training",
    "matplotlib",
    "pandas",
    "skimage",
    "sklearn",
    "torchvision",
    "timm",
    "tensorboard",
    "onnx",
    "onnxruntime",
    "sympy",
    "mpmath",
    "networkx",
    "jinja2",
    "fsspec",
    "setuptools",
    "pkg_resources",
    "pip",
    "torch._inductor",
    "torch._dynamo",
    "torch.utils.tensorboard",
    "torch.utils.benchmark",
    "torch.utils.bottleneck",
    "torch.utils.hipify",
    "torch.onnx._internal",
    "torch.distributed.elastic",
    "torch.distributed.pipelining",
    "torch.distributed._shard",
    "torch.distributed.checkpoint",
    "torch.distributed.fsdp",
    "functorch",
    "scipy.datasets",
    # OpenVINO's converter, and what reports to its makers that it is used.
    "openvino.tools",
    "openvino_telemetry",
    "openvino.torch",
    "PIL.ImageTk",
    "PIL.ImageQt",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtTest",
    "PySide6.QtDesigner",
    "PySide6.QtSql",
    "PySide6.scripts",
]

# Files, by pattern. `*` crosses folders.
EXCLUDED_FILES = [
    # Headers, static libraries, sources and test programs of libraries.
    "*.a",
    "*.lib",
    "*.h",
    "*.hpp",
    "*.cuh",
    "*.pyi",
    "*.pxd",
    "*.pyx",
    "*.cmake",
    "*/tests/*",
    # OpenVINO for other machines than processors, and readers of other programs' files.
    "*openvino_intel_gpu*",
    "*openvino_intel_npu*",
    "*openvino_*_frontend*",
    "openvino/libs/cache.json",
    "torch/test/*",
    # torch's own tests of its plug-in interfaces.
    "torch/lib/libtorchbind_test*",
    "torch/lib/libjitbackend_test*",
    "torch/lib/libbackend_with_compiler*",
    "torch/lib/libaoti_custom_ops*",
    # Qt beyond widgets, SVG and the platforms of desktops.
    "PySide6/Qt/qml/*",
    "PySide6/qml/*",
    "*Qt6Qml*",
    "*Qt6Quick*",
    "*Qt6VirtualKeyboard*",
    "*Qt6Pdf*",
    "*Qt6ShaderTools*",
    "*Qt6Designer*",
    "*Qt6Help*",
    "*Qt6Sql*",
    "*Qt6Test*",
    "*Qt6LabsAnimation*",
    "*Qt6EglFS*",
    "*Qt6EglFs*",
    "*opengl32sw*",
    "*/plugins/sqldrivers/*",
    "*/plugins/tls/*",
    "*/plugins/networkinformation/*",
    "*/plugins/networkaccess/*",
    "*/plugins/qmltooling/*",
    "*/plugins/qmllint/*",
    "*/plugins/generic/*",
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/platforms/*eglfs*",
    "*/plugins/platforms/*linuxfb*",
    "*/plugins/platforms/*vnc*",
    "*/plugins/platforms/*vkkhrdisplay*",
    "*/plugins/platforms/*minimalegl*",
    "*/plugins/imageformats/*qpdf*",
    "*/plugins/platformthemes/*gtk3*",
]

# Qt's own texts: only of the languages that the program speaks.
TRANSLATIONS = "*/translations/*.qm"
KEPT_TRANSLATIONS = ["*/translations/qtbase_zh_CN.qm", "*/translations/qtbase_en.qm"]
OUR_TRANSLATIONS = "app/resources/translations/*.qm"

# What the program cannot do without and does not ask for by an import, by pattern. The pictures of
# the manual are WebP, which Qt reads by a plug-in.
NEEDED = [
    "app/resources/scene_pack",
    "app/resources/icons",
    "app/resources/licences",
    "app/resources/docs/manual.en.md",
    "app/resources/docs/manual.zh.md",
    "app/resources/docs/format.md",
    "PySide6/**/imageformats/*qwebp*",
]

LONGEST_PATH = 180  # Windows installers fail beyond 260, and the folder above counts as well


def is_left_out(path: str) -> bool:
    """Return whether a file of the bundle is left out.

    Parameters
    ----------
    path : str
        Relative to the inner folder; separators of either kind.
    """
    path = path.replace("\\", "/")
    if fnmatch(path, OUR_TRANSLATIONS):
        return False
    if fnmatch(path, TRANSLATIONS):
        return not any(fnmatch(path, kept) for kept in KEPT_TRANSLATIONS)
    return any(fnmatch(path, pattern) for pattern in EXCLUDED_FILES)


def too_long(paths: list[str]) -> list[str]:
    """Return the paths that are longer than an uninstaller can be trusted with."""
    return [path for path in paths if len(path) > LONGEST_PATH]
