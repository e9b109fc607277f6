"""What the library has to complete a search with, and to say of one."""

from __future__ import annotations

from typing import Protocol

from app.core.search.fields import Offer
from app.core.search.remarks import Remark


class OfferReader(Protocol):
    """Values of fields."""

    def offered(self, offer: Offer) -> list[str]:
        """Return the different values that photos have; names of scenes are no business of it."""

    def remarks(self, text: str) -> list[Remark]:
        """Return what is worth saying of a search; SearchError for what is none."""
