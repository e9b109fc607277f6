"""What the library has to complete a search with."""

from __future__ import annotations

from typing import Protocol

from app.core.search.fields import Offer


class OfferReader(Protocol):
    """Values of fields."""

    def offered(self, offer: Offer) -> list[str]:
        """Return the different values that photos have; names of scenes are no business of it."""
