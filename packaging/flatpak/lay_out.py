"""Lay out icons and texts for desktops where the Flatpak's recipe takes them from."""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from build_installer import BUILD
from linux_packages import lay_out_share
from project import project

share = BUILD / "share"
shutil.rmtree(share, ignore_errors=True)
lay_out_share(share, BUILD, project().version)
print(share)
