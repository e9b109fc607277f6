"""What waits to be read is kept packed: in order, and what was changed at either end stays so."""

from __future__ import annotations

import pickle

from app.core.types import KnownPhoto, PhotoFile
from app.jobs.scanning.todo import FILES_A_BLOCK, Todo, TodoList

MANY = 3 * FILES_A_BLOCK + 7


def known(number: int) -> KnownPhoto:
    return KnownPhoto(number, f"/p/{number}.jpg", 1, 1, 1, False, False, has_features=True)


def todo(number: int) -> Todo:
    file = PhotoFile(f"/photos/holiday/{number:07}.jpg", 400 + number, number * 10**9, number)
    return Todo(1, file, known(number) if number % 3 == 0 else None, disk=2)


def test_files_come_back_as_they_were_and_in_order() -> None:
    made = [todo(number) for number in range(MANY)]
    kept = TodoList(made)
    assert len(kept) == MANY
    assert list(kept) == made
    assert kept.known() == set(range(0, MANY, 3))
    assert not TodoList()
    assert list(TodoList()) == []


def test_what_is_changed_at_the_beginning_and_at_the_end_stays_so() -> None:
    kept = TodoList()
    for number in range(1, MANY):
        kept.append(todo(number))
        if number % 1000 == 1:
            kept.last().partner = known(number)
    first = kept.first(240)
    first[0].known = known(5)
    found = list(kept)
    assert found[0].known == known(5)
    assert [t.partner is not None for t in found] == [n % 1000 == 1 for n in range(1, MANY)]
    assert 5 in kept.known()


def test_a_file_that_waits_takes_little_memory() -> None:
    kept = TodoList(todo(number) for number in range(MANY))
    packed = sum(map(len, kept._packed)) / (len(kept._packed) * FILES_A_BLOCK)
    assert packed < 60
    assert len(pickle.dumps(todo(1))) > 5 * packed
