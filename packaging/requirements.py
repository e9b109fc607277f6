"""Print what the frozen program needs, one requirement a line: no tests, no training extras."""

from project import project

print("\n".join([*project().dependencies, "pyinstaller>=6.22"]))
