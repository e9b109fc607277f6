"""How many photos the lists of the sidebar hold: asked after each decision, so prepared."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select, true

from app.core.records import Counts
from app.core.scenes import NO_SCENE
from app.core.types import Status
from app.store.plain_rows import Prepared
from app.store.tables import Disk, Folder, Photo, PhotoCount

# A number that the library has at most as many photos as.
LARGEST_ID = Prepared(select(func.max(Photo.id)))
_PHOTOS = func.sum(PhotoCount.photos)
_LISTED = PhotoCount.listed == true()
_BY_STATUS = Prepared(select(PhotoCount.status, _PHOTOS).where(_LISTED).group_by(PhotoCount.status))
_AWAY = Prepared(
    select(_PHOTOS)
    .join(Folder, Folder.id == PhotoCount.folder_id)
    .where(or_(PhotoCount.missing == true(), Folder.online == 0))
)
_ON_DISKS = select(Disk.id).where(Disk.online == 0)
_A_DISK_AWAY = Prepared(_ON_DISKS.limit(1))
_AWAY_ON_DISKS = Prepared(
    select(func.count())
    .select_from(Photo)
    .join(Folder, Folder.id == Photo.folder_id)
    .where(Photo.disk_id.in_(_ON_DISKS), Folder.online == 1, Photo.missing == 0)
)
_UNLEARNED = Prepared(
    select(func.count()).select_from(Photo).where(Photo.label_state != Photo.learned_state)
)
_NONE = Prepared(select(_PHOTOS).where(PhotoCount.scene == NO_SCENE, _LISTED))


def read_counts(connection: Connection) -> Counts:
    """Count the lists of the sidebar."""
    found: dict[str, int] = dict(_BY_STATUS.rows(connection))
    # Seldom any. No index is kept for their photos, so all would be read.
    is_one_away = _A_DISK_AWAY.value(connection) is not None
    more = _AWAY_ON_DISKS.value(connection) if is_one_away else 0
    return Counts(
        all=sum(found.values()),
        review=found.get(Status.REJECTED, 0),
        coarse=found.get(Status.COARSE, 0),
        accepted=found.get(Status.ACCEPTED, 0),
        labelled=found.get(Status.LABELLED, 0),
        failed=found.get(Status.FAILED, 0),
        offline=(_AWAY.value(connection) or 0) + (more or 0),
        unlearned=_UNLEARNED.value(connection) or 0,
        none=_NONE.value(connection) or 0,
    )
