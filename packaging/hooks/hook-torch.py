"""How torch goes into the bundle: the libraries and the modules that can be reached by imports.

PyInstaller's usual way takes every module and the test programs along (about 250 MB more).
Modules that are imported inside functions are found by PyInstaller itself; those that torch's
compiled part imports by name are listed here.
"""

import sys
from pathlib import Path

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, get_package_paths

# torch reads the sources of its settings while it is imported.
module_collection_mode = "pyz+py"
warn_on_missing_hiddenimports = False
hiddenimports = [
    "torch._C",
    "torch._dispatch.python",
    "torch._meta_registrations",
    "torch._refs",
    "torch._decomp",
    "torch._subclasses",
    "torch.fx.experimental.proxy_tensor",
    "torch.utils._device",
    "torch.backends.mkldnn",
    "torch.backends.openmp",
    "torch._vendor.packaging.version",
]
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
if sys.platform != "win32":
    # A helper that torch wants to see at import, and runs for tensors shared between processes.
    helper = Path(get_package_paths("torch")[1], "bin", "torch_shm_manager")
    binaries.append((str(helper), "torch/bin"))
# torch looks for its libraries beside themselves, not beside the program.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
