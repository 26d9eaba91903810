"""A replay that is killed half-way: the next one reads only the rest, and nothing is lost or comes twice."""

from __future__ import annotations

import pytest

from tests.conftest import Newsspider
from tests.crash import killing
from tests.crash.killing import Moment
from tests.sources.warc.warc_making import Making, title

pytestmark = pytest.mark.slow
_PAGES = 900
_BEFORE = 256  # posts, so that a group was committed


def test_the_second_run_reads_only_the_rest(run_newsspider: Newsspider) -> None:
    made = Making()
    for number in range(_PAGES):
        made.page(number)
    made.save(run_newsspider.folder / "a.warc.gz")
    moment = Moment("post", _BEFORE + 1)
    killing.end_at(run_newsspider.start("crawl", "seeds", "-a", "path=a.warc.gz", at=moment.watched), moment)
    ran = run_newsspider("crawl", "seeds", "-a", "path=a.warc.gz")
    assert ran.code == 0, ran.stderr
    assert 0 < ran.report["inputs"] <= _PAGES - _BEFORE
    wanted = {title(number) for number in range(_PAGES)}
    titles = [record["title"] for record in ran.records]
    assert len(titles) == len(set(titles)) == _PAGES
    assert set(titles) == wanted
    assert len(ran.posts) == _PAGES
