"""How OpenVINO goes into the bundle: the runtime and the plug-in of processors.

PyInstaller's usual way takes plug-ins of graphics processors and readers of other programs' files
along (100 MB). The converter, which reports its use to OpenVINO's makers, is excluded by name
(contents.py), and so is what it would report with.
"""

from pathlib import Path

from PyInstaller.utils.hooks import get_package_paths

# The program asks for it by name (app/vision/compiled_graph.py).
hiddenimports = ["openvino.opset13", "openvino._ov_api"]
# Where the compiled part looks for the rest; the plug-in is found beside the runtime.
KEPT = ("openvino.", "openvino_intel_cpu_plugin", "openvino_arm_cpu_plugin", "tbb.", "tbb12")
libraries = Path(get_package_paths("openvino")[1], "libs")
binaries = [
    (str(file), "openvino/libs")
    for file in sorted(libraries.iterdir())
    if file.name.removeprefix("lib").startswith(KEPT) and file.suffix != ".pc"
]
bindepend_symlink_suppression = ["**/openvino/libs/*"]
