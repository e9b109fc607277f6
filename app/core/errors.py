"""Two families of errors: the world's (:class:`KnownError`) and ours (any other exception).

A :class:`KnownError` is something that happens to people: a full disk, a locked file, a folder
that may not be read. It says what happened, to which file, and what to do; it carries a code of
:mod:`app.core.messages` and values, so that any language can say it. Everything else is a bug and
is logged with its traceback.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.core.messages import Message, Value


class KnownError(Exception):
    """What happened, to which file, and what to do; ``str`` gives the English sentence.

    Parameters
    ----------
    code : str
        A code of :data:`app.core.messages.MESSAGES`, such as ``"library_locked"``.
    **values
        Exactly what the template of the code names.

    Attributes
    ----------
    message : Message
        Code and values.

    Raises
    ------
    ValueError, TypeError
        For an unknown code; for values that do not fit it. Both are bugs of the caller.
    """

    def __init__(self, code: str, **values: Value) -> None:
        self.message = Message(code, values)
        super().__init__(str(self.message))

    @property
    def code(self) -> str:
        """The stable word for what happened."""
        return self.message.code

    @property
    def path(self) -> str | None:
        """The file or folder that it happened to, where the sentence names one."""
        path = self.message.values.get("path")
        return path if isinstance(path, str) else None

    def __reduce__(self) -> tuple[Callable[[], KnownError], tuple[()]]:
        """Travel between processes as code and values."""
        return partial(type(self), self.message.code, **self.message.values), ()


class UsageError(KnownError):
    """The request itself is wrong: an unknown scene, a name that exists, an empty selection."""
