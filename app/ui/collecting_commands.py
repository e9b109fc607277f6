"""What the window can ask for about ratings, albums and kept searches."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.collecting.ratings import Rating
from app.jobs.runner import JobHandle
from app.ui.submitting import Submitting


class CollectingCommands(Submitting):
    """Stars and flags, albums, kept searches."""

    def rate(self, photos: Sequence[int], rating: Rating) -> JobHandle:
        """Give photos stars or a flag; what the rating leaves open stays."""
        from app.jobs.collecting.rate import rate_photos

        return self._run(rate_photos, list(photos), rating)

    def make_album(self, name: str, photos: Sequence[int]) -> JobHandle:
        """Make an album of photos."""
        from app.jobs.collecting.albums import make_album

        return self._run(make_album, name, list(photos))

    def rename_album(self, album: int, name: str) -> JobHandle:
        """Give an album another name."""
        from app.jobs.collecting.albums import rename_album

        return self._run(rename_album, album, name)

    def add_to_album(self, album: int, photos: Sequence[int]) -> JobHandle:
        """Put photos at the end of an album."""
        from app.jobs.collecting.albums import add_to_album

        return self._run(add_to_album, album, list(photos))

    def take_from_album(self, album: int, photos: Sequence[int]) -> JobHandle:
        """Take photos out of an album."""
        from app.jobs.collecting.albums import take_from_album

        return self._run(take_from_album, album, list(photos))

    def move_in_album(self, album: int, photos: Sequence[int], before: int | None) -> JobHandle:
        """Lay photos of an album before another one, None: at its end."""
        from app.jobs.collecting.albums import move_in_album

        return self._run(move_in_album, album, list(photos), before)

    def set_cover(self, album: int, photo: int | None) -> JobHandle:
        """Choose the photo that stands for an album."""
        from app.jobs.collecting.albums import set_cover

        return self._run(set_cover, album, photo)

    def delete_album(self, album: int) -> JobHandle:
        """Forget an album; its photos stay."""
        from app.jobs.collecting.albums import delete_album

        return self._run(delete_album, album)

    def keep_search(self, name: str, text: str) -> JobHandle:
        """Keep a search under a name."""
        from app.jobs.collecting.albums import keep_search

        return self._run(keep_search, name, text)

    def rename_search(self, search: int, name: str) -> JobHandle:
        """Give a kept search another name."""
        from app.jobs.collecting.albums import change_search

        return self._run(change_search, search, name=name)

    def delete_search(self, search: int) -> JobHandle:
        """Forget a kept search."""
        from app.jobs.collecting.albums import delete_search

        return self._run(delete_search, search)
