"""The public functions: their examples, what importing them costs, and that they are pure."""

from __future__ import annotations

import ast
import doctest
import json
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

import newsspider
from newsspider import api
from newsspider.clean import rules
from newsspider.errors import Rejected
from newsspider.limits import LIMITS
from newsspider.model.article import record
from newsspider.sources import files, finding
from newsspider.sources.files import Document
from newsspider.text.dates import BEIJING
from tests.conftest import ROOT
from tests.doors.project import PAGE

_SAMPLES = ROOT / "newsspider" / "samples"
_NOW = datetime(2026, 11, 23, 9, 58, tzinfo=BEIJING)
# What nothing of the library needs.
_HEAVY = ("twisted", "scrapy", "sqlalchemy")


def test_the_examples_are_true() -> None:
    found = doctest.testmod(api)
    assert found.attempted >= 8
    assert found.failed == 0


def test_everything_public_is_there_and_documented() -> None:
    assert set(newsspider.__all__) == {
        *("Article", "Rejected", "RuleSet", "__version__", "clean", "read_feed", "read_page", "read_post"),
        *("to_markdown", "to_post"),
    }
    for name in newsspider.__all__:
        one = getattr(newsspider, name)
        assert name == "__version__" or one.__doc__
    assert callable(newsspider.clean)


def _loaded(code: str) -> list[str]:
    script = f"import sys\n{code}\nprint(sorted(set(name.partition('.')[0] for name in sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    found: list[str] = ast.literal_eval(ran.stdout)
    return found


@pytest.mark.parametrize(
    "code",
    [
        "import newsspider",
        "from newsspider import Article, Rejected, RuleSet, __version__",
        "from newsspider import read_page, read_post, read_feed, clean, to_markdown, to_post",
        "import newsspider\nnewsspider.to_post(newsspider.read_post('---\\ntitle: 甲\\n---\\n明年起执行新水价。\\n'))",
        f"import newsspider\nnewsspider.read_page({PAGE.format(title='港口吞吐量创新高', text='岚浦港前三季度吞吐量突破六百万标箱。')!r})",
    ],
)
def test_the_library_loads_neither_scrapy_nor_twisted_nor_sqlalchemy(code: str) -> None:
    assert [name for name in _loaded(code) if name in _HEAVY] == []


def test_a_worker_loads_neither_scrapy_nor_twisted_nor_sqlalchemy() -> None:
    code = """
from datetime import datetime, timezone
from newsspider.clean import rules
from newsspider.limits import LIMITS
from newsspider.render.made_post import Look
from newsspider.sources.files import Document
from newsspider.workers import work
job = work.Job(rules.load(), LIMITS, "seeds", "live", looks=(Look(None, {}, None),))
found = Document("a.md", "---\\ntitle: 甲\\n---\\n明年起执行新水价。\\n".encode())
assert b'"type":"Made"' in work.work(job.packed(), [(found, datetime.now(timezone.utc))])
"""
    assert [name for name in _loaded(code) if name in _HEAVY] == []


def test_import_newsspider_costs_little() -> None:
    code = "import time; begun = time.process_time(); import newsspider; print(time.process_time() - begun)"
    taken = min(
        float(
            subprocess.run(
                [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(3)
    )
    assert taken < 0.150


def test_clean_stays_a_function_whatever_is_imported() -> None:
    code = "import newsspider.clean.rules, newsspider.clean.engine, newsspider; assert callable(newsspider.clean)"
    _loaded(code)


def _documents() -> list[Document]:
    found = finding.find(str(_SAMPLES))
    return [
        Document(seed.locator, Path(seed.path).read_bytes())
        for seed in found
        if isinstance(seed, files.SeedFile)
    ]


def _processed(document: Document) -> str:
    """Return the record of *document* as JSON, or why it is none."""
    try:
        return json.dumps(
            record(api.process(document, rules.load(), LIMITS, _NOW).article), ensure_ascii=False
        )
    except Rejected as refusal:
        return str(refusal)


def test_process_is_pure_and_goes_through_processes() -> None:
    documents = _documents()
    assert len(documents) > 40
    here = [_processed(one) for one in documents]
    assert [_processed(one) for one in documents] == here
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_processed, documents, chunksize=8)) == here
    assert sum(line.startswith("{") for line in here) > 40


def test_process_itself_can_be_sent() -> None:
    call = partial(api.process, _documents()[0], rules.load(), LIMITS, _NOW)
    again = pickle.loads(pickle.dumps(call))  # noqa: S301 - made the line before
    assert record(again().article) == record(call().article)
    article = pickle.loads(pickle.dumps(call().article))  # noqa: S301
    assert article == call().article
    with pytest.raises(Rejected) as caught:
        newsspider.read_post("---\ntitle: x\n---\n")
    refusal = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (refusal.outcome, refusal.reason, refusal.detail) == (
        caught.value.outcome,
        caught.value.reason,
        caught.value.detail,
    )
