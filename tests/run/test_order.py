"""What lists name is passed on in the order of asking, with a bounded wait."""

from __future__ import annotations

from random import Random

from newsspider.run.order import MOST, MOST_FOR_READING, PATIENCE, AskingOrder


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _asked(count: int) -> tuple[AskingOrder[str], list[str], _Clock]:
    passed: list[str] = []
    clock = _Clock()
    order = AskingOrder(passed.append, clock)
    for number in range(count):
        order.asked(str(number))
    return order, passed, clock


def test_the_order_is_that_of_the_requests() -> None:
    for seed in range(50):
        order, passed, _ = _asked(100)
        rng = Random(seed)
        coming = [str(number) for number in range(100)]
        rng.shuffle(coming)
        gone = {key for key in coming if rng.random() < 0.2}
        for key in coming:
            if key in gone:
                order.ended(key)
            else:
                order.came(key, key)
        assert passed == [str(number) for number in range(100) if str(number) not in gone]


def test_what_was_not_requested_does_not_wait() -> None:
    order, passed, _ = _asked(2)
    order.came("", "a file")
    order.came("1", "1")
    order.came("another", "another")
    assert passed == ["a file", "another"]


def test_so_many_wait_at_most() -> None:
    order, passed, _ = _asked(MOST + 3)
    for number in range(1, MOST + 1):
        order.came(str(number), str(number))
    assert passed == []
    order.came(str(MOST + 1), "one more")
    assert len(passed) == MOST + 1
    order.came("0", "0")
    assert passed[-1] == "0"


def test_more_wait_for_what_is_being_read() -> None:
    order, passed, _ = _asked(MOST_FOR_READING + 3)
    order.is_being_read("0")
    for number in range(1, MOST_FOR_READING + 1):
        order.came(str(number), str(number))
    assert passed == []
    order.came("0", "0")
    assert passed == [str(number) for number in range(MOST_FOR_READING + 1)]


def test_not_without_end() -> None:
    order, passed, clock = _asked(MOST_FOR_READING + 3)
    order.is_being_read("0")
    for number in range(1, MOST_FOR_READING + 2):
        order.came(str(number), str(number))
    assert len(passed) == MOST_FOR_READING + 1
    order, passed, clock = _asked(3)
    order.is_being_read("0")
    order.came("1", "1")
    clock.now = PATIENCE + 1
    order.release()
    assert passed == ["1"]


def test_so_long_they_wait_at_most() -> None:
    order, passed, clock = _asked(4)
    order.came("2", "2")
    clock.now = PATIENCE
    order.release()
    assert passed == []
    clock.now = PATIENCE + 1
    order.release()
    order.ended("1")
    order.came("3", "3")
    order.came("0", "0")
    assert passed == ["2", "3", "0"]


def test_the_wait_counts_from_the_last_progress() -> None:
    order, passed, clock = _asked(4)
    order.came("3", "3")
    clock.now = PATIENCE - 1
    order.came("0", "0")
    clock.now = PATIENCE + 1
    order.release()
    assert passed == ["0"]
    order.release_all()
    assert passed == ["0", "3"]
