"""Play a month of hourly runs: `python -m tests.live`. Live runs are killed by `python -m tests.crash`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.conftest import Newsspider
from tests.live import month
from tests.live.certificate import context
from tests.live.crawling import Live
from tests.live.sina import Sina

# In a month, of what chance does.
_MOST_FALSE = 2


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        runner = Newsspider(Path(folder))
        with Sina(context(Path(folder))).serving() as sina:
            found = month.Play(Live(runner, sina), sina, month.MONTH, 30 * 24).run()
        print("\n".join(found.lines()), flush=True)
    return int(bool(found.holes or found.missed) or len(found.false) > _MOST_FALSE)


if __name__ == "__main__":
    sys.exit(main())
