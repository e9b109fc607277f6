"""What answers to checks show, said as it is."""

from __future__ import annotations

import pytest

from app.core.method.calibration import answers_needed
from app.core.promises import ShownPromise


def test_how_many_right_answers_show_a_target() -> None:
    assert answers_needed(0.05) == 45
    assert answers_needed(0.05, risk=0.05) == 59
    assert answers_needed(0.5) == 4


@pytest.mark.parametrize(
    ("shown", "code", "words"),
    [
        (ShownPromise(0.05), "promise_needs_answers", "5 % of the tags are wrong is an estimate"),
        (ShownPromise(0.05, False, 44, 0), "promise_needs_answers", "44 checks of about 45"),
        (ShownPromise(0.05, False, 60, 4), "promise_not_shown", "of 60 checks 4 were"),
        (ShownPromise(1 / 8, True, 30, 1), "promise_kept", "at most 12.5 % of the tags are wrong"),
    ],
)
def test_a_promise_says_what_was_shown(shown: ShownPromise, code: str, words: str) -> None:
    message = shown.message()
    assert message.code == code
    assert words in str(message)
    assert ShownPromise.from_facts(shown.to_facts()) == shown
