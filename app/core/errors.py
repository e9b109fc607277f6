"""Two families of errors: the world's (:class:`KnownError`) and ours (any other exception).

A :class:`KnownError` is something that happens to people: a full disk, a locked file, a folder
that may not be read. It is one sentence that says what happened, to which file, and what to do.
Everything else is a bug and is logged with its traceback.
"""

from __future__ import annotations

from collections.abc import Mapping


class KnownError(Exception):
    """What happened, to which file, and what to do: one sentence, fit to show as it is.

    Attributes
    ----------
    code : str
        A stable word for tests and translations, such as ``"library_locked"``.
    path : str or None
        The file or folder that it happened to.
    values : dict of str to object
        What else the sentence names, so that it can be said in another language.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "known",
        path: str | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.path = path
        self.values = dict(values or {})


class UsageError(KnownError):
    """The request itself is wrong: an unknown scene, a name that exists, an empty selection."""
