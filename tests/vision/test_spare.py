"""An encoder or decoders are started ahead, given away once, and closed when nobody comes."""

from __future__ import annotations

from threading import Event

from app.vision.spare import Spare


class Fake:
    """Tells when it was started and closed."""

    backbone_id = "fake"

    def __init__(self) -> None:
        self.started, self.closed = Event(), Event()

    def start(self) -> None:
        self.started.set()

    def encode(self, images: object) -> object:
        return images

    def close(self) -> None:
        self.closed.set()


def test_a_spare_is_started_and_given_away_once() -> None:
    made: list[Fake] = []

    def make() -> Fake:
        made.append(Fake())
        return made[-1]

    spare = Spare(make)
    spare.prepare()
    spare.prepare()
    assert len(made) == 1
    assert made[0].started.wait(5)
    assert spare.take() is made[0]
    spare.close()
    assert not made[0].closed.is_set()  # it belongs to who took it
    assert spare.take() is made[1]
    assert not made[1].started.is_set()


def test_a_spare_that_nobody_takes_is_closed() -> None:
    one = Fake()
    spare = Spare(lambda: one, kept_s=0.01)
    spare.prepare()
    assert one.closed.wait(5)
    other = Fake()
    spare = Spare(lambda: other)
    spare.prepare()
    spare.close()
    assert other.closed.wait(5)


def test_a_spare_made_for_other_settings_is_closed_and_not_given_away() -> None:
    made: list[Fake] = []

    def make() -> Fake:
        made.append(Fake())
        return made[-1]

    settings = {"workers": 1}
    spare = Spare(make, made_for=lambda: settings["workers"])
    spare.prepare()
    settings["workers"] = 2
    assert spare.take() is made[1]
    assert made[0].closed.wait(5)
