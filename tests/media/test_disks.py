"""Disks are told apart, by a name that lasts where the system has one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.media import disks
from app.media.disks import LASTING, Disks, Mount, is_one_disk, read_mounts

_TABLE = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
30 27 8:17 / /media/my\040stick rw - vfat /dev/sdb1 rw,uid=1000
31 27 254:0 /srv/photos /home/me/Pictures/bind rw - ext4 /dev/vda rw
32 27 0:50 /sub /home/me/Pictures/sub rw - btrfs /dev/mapper/big rw
33 27 0:60 / /home/me/Pictures/nas rw - nfs4 server:/export rw
34 27 0:61 / /home/me/Pictures/ram rw - tmpfs tmpfs rw
35 27 0:62 / /home/me/Pictures/auto rw - autofs systemd-1 rw
36 35 0:63 / /home/me/Pictures/auto rw - cifs //server/share rw
"""


@pytest.fixture
def linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "table").write_text(_TABLE)
    numbers = tmp_path / "numbers"
    numbers.mkdir()
    for name in ("ROOT", "BIG", "AB12"):
        (numbers / name).touch()
    devices = {"ROOT": os.makedev(254, 0), "AB12": os.makedev(8, 17), "BIG": os.makedev(253, 4)}
    monkeypatch.setattr(disks, "_TABLE", str(tmp_path / "table"))
    monkeypatch.setattr(disks, "_NUMBERS", str(numbers))
    by_path = {str(numbers / name): device for name, device in devices.items()}
    by_path["/dev/mapper/big"] = devices["BIG"]
    monkeypatch.setattr(disks, "_device_of", lambda path: by_path.get(path, 0))
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("/home/me", f"{LASTING}ROOT:/"),
        ("/media/my stick/DCIM", f"{LASTING}AB12:/"),
        ("/media/my stick too", f"{LASTING}ROOT:/"),
        ("/home/me/Pictures/bind/2019", f"{LASTING}ROOT:/srv/photos"),
        ("/home/me/Pictures/sub", f"{LASTING}BIG:/sub"),
        ("/home/me/Pictures/nas/a", "nfs4 server:/export:/"),
        ("/home/me/Pictures/ram", "tmpfs tmpfs 0:61:/"),
        ("/home/me/Pictures/auto/x", "cifs //server/share:/"),
    ],
)
@pytest.mark.usefixtures("linux")
def test_the_table_of_mounts(place: str, name: str) -> None:
    assert Disks().name_of(place) == name


def test_a_share_that_is_mounted_by_the_first_look_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = [Mount("/", "hard")]
    monkeypatch.setattr(disks, "read_mounts", lambda: list(mounts))
    found = Disks()
    assert found.name_of("/nas/photos", 1) == "hard"
    mounts.append(Mount("/nas", "share"))
    assert found.name_of("/nas/photos", 1) == "hard"  # the table is read no more than it has to be
    assert found.name_of("/nas/photos", 2) == "share"


def test_a_system_without_a_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disks, "_TABLE", str(tmp_path / "none"))
    assert "/" in [mount.point for mount in read_mounts()]
    assert Disks().name_of(str(tmp_path))


def test_this_system_tells_the_disk_of_any_folder(tmp_path: Path) -> None:
    name = Disks().name_of(str(tmp_path))
    assert name
    assert Disks().nearest(str(tmp_path / "no" / "such" / "a.jpg")) == (str(tmp_path), name)


@pytest.mark.parametrize(
    ("name", "other", "may_be"),
    [
        (f"{LASTING}A:/", f"{LASTING}B:/", False),
        (f"{LASTING}A:/", f"{LASTING}A:/home/me", True),
        (f"{LASTING}A:/", "ext4 /dev/sdb1:/", True),
        ("ext4 /dev/sdb1:/", "ext4 /dev/sdc1:/", True),
    ],
)
def test_two_names_of_one_disk(name: str, other: str, may_be: bool) -> None:
    assert is_one_disk(name, other) is may_be
