"""What a search says, as a tree. Where a part stands in its text does not make it another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A piece of a text, in characters from its beginning."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """Where the next piece would begin."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Bounds:
    """Numbers or days from ``low`` to ``high``, each None where it is open.

    A bound belongs to it, unless ``above`` the low one or ``below`` the high one is asked for. A
    day is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, and means all of it.
    """

    low: float | str | None = None
    high: float | str | None = None
    above: bool = False
    below: bool = False

    def holds(self, value: float | str | None) -> bool:
        """Return whether a number, or an ISO 8601 time, lies between them; nothing never does."""
        if value is None:
            return False
        if isinstance(value, str):
            low, high = str(self.low or ""), str(self.high or "")
            return (
                self.low is None or (value > low + LATEST if self.above else value >= low)
            ) and (self.high is None or (value < high if self.below else value < high + LATEST))
        low_number, high_number = self.numbers()
        return (low_number < value or (value == low_number and not self.above)) and (
            value < high_number or (value == high_number and not self.below)
        )

    def numbers(self) -> tuple[float, float]:
        """Return both as numbers, the open ones without end."""
        low = float("-inf") if self.low is None else float(self.low)
        return low, float("inf") if self.high is None else float(self.high)


# Comes after every moment of a day, a month or a year, in the order of texts.
LATEST = chr(0x10FFFF)
# What a field is asked for: a text, a code of its list, or bounds.
FieldValue = str | Bounds


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that stands alone: a scene, or words of names, folders, keywords, camera, lens."""

    text: str
    at: TextSpan | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A field of :mod:`app.core.search.fields`, by its own name, and what it is asked for."""

    name: str
    value: FieldValue
    at: TextSpan | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Without:
    """What a part does not find."""

    part: SearchNode
    at: TextSpan | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """What each of two or more parts finds. None of the parts is of this class."""

    parts: tuple[SearchNode, ...]
    at: TextSpan | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What at least one of two or more parts finds. None of the parts is of this class."""

    parts: tuple[SearchNode, ...]
    at: TextSpan | None = field(default=None, compare=False, repr=False)


SearchNode = Wording | FieldTerm | Without | AllOf | AnyOf


def all_of(parts: list[SearchNode], at: TextSpan | None = None) -> SearchNode | None:
    """Join parts with 'and': None for none, itself for one, and none within another."""
    return _joined(AllOf, parts, at)


def any_of(parts: list[SearchNode], at: TextSpan | None = None) -> SearchNode | None:
    """Join parts with 'or', as :func:`all_of` does with 'and'."""
    return _joined(AnyOf, parts, at)


def _joined(
    joint: type[AllOf] | type[AnyOf], parts: list[SearchNode], at: TextSpan | None
) -> SearchNode | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    flat: list[SearchNode] = []
    for part in parts:
        flat += part.parts if isinstance(part, joint) else [part]
    return joint(tuple(flat), at)


def top_parts(node: SearchNode | None) -> tuple[SearchNode, ...]:
    """Return what a search asks for all together: the parts of its 'and', or itself."""
    if node is None:
        return ()
    return node.parts if isinstance(node, AllOf) else (node,)


def leaves(node: SearchNode | None) -> Iterator[Wording | FieldTerm]:
    """Yield the texts and fields of a search from left to right."""
    if isinstance(node, Wording | FieldTerm):
        yield node
    elif isinstance(node, Without):
        yield from leaves(node.part)
    elif node is not None:
        for part in node.parts:
            yield from leaves(part)
