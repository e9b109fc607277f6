"""How torch goes into the bundle: the libraries and modules that inference needs, no sources.

PyInstaller's usual way takes every module, all sources and the test libraries with it (about
250 MB more). Modules that are imported inside functions are found by PyInstaller itself; those
that torch's compiled part imports by name are listed here.
"""

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs

module_collection_mode = "pyz"
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
# torch looks for its libraries beside themselves, not beside the program.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
