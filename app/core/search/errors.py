"""What is wrong with the text of a search, and where."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from app.core.errors import UsageError
from app.core.messages import Value
from app.core.search.nodes import TextSpan


class SearchError(UsageError):
    """A text that is no search.

    Attributes
    ----------
    at : TextSpan
        What is wrong in the text, at least one character; it may lie just behind its end.
    """

    def __init__(self, code: str, at: TextSpan, **values: Value) -> None:
        super().__init__(code, **values)
        self.at = TextSpan(at.start, max(1, at.length))

    def __reduce__(self) -> tuple[Callable[[], Any], tuple[()]]:
        """Travel between processes as code, place and values."""
        return partial(type(self), self.code, self.at, **self.message.values), ()
