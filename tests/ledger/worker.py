"""`python -m tests.ledger.worker LEDGER NUMBER…`: stores a post and a near copy of each number, 16 in a group."""

from __future__ import annotations

import sys

from newsspider.ledger import Ledger
from tests.ledger.ledger_making import NOW, post, story

_NUMBERS = 8  # in a group


def feed_of(numbers: list[int]) -> str:
    """Return the name of the output that a worker with these numbers writes for."""
    return "feed of " + ",".join(map(str, numbers))


def main() -> None:
    """Store what the arguments say."""
    where, *given = sys.argv[1:]
    numbers = [int(number) for number in given]
    with Ledger.open(where) as ledger:
        feed = ledger.outbox.register(feed_of(numbers))
        group = ledger.group(ledger.runs.start("worker", NOW), rules="1", feeds=[feed])
        for start in range(0, len(numbers), _NUMBERS):
            for number in numbers[start : start + _NUMBERS]:
                text = story(number)
                group.meet([post(text, f"{number}.md"), post(f"前文。{text}", f"{number}-copy.md")])
            group.commit(NOW)


if __name__ == "__main__":
    main()
