"""A picture that is not read although its file may be whole: the reason, as a stable word."""

from __future__ import annotations


class Refused(Exception):
    """Why a picture is refused: ``code`` is one of the codes of failures."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
