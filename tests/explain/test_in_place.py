"""Over every sample and page: what is struck out and what is left make up the text, and each has its reason."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

from newsspider import api
from newsspider.clean import rules
from newsspider.errors import Rejected
from newsspider.explain import explanation, in_place
from newsspider.limits import LIMITS
from newsspider.model.draft import Draft, Removal, Trace
from newsspider.render.text import without_numbers
from newsspider.sources import files, finding, seed_formats
from newsspider.text import unicode
from tests.conftest import ROOT
from tests.readers import page_cases

_FOLDERS = (ROOT / "newsspider" / "samples", page_cases.FOLDER)
_PDF = "bulletin-pdf.html"  # whose frame becomes a link of its own words


def _drafts() -> Iterator[Draft]:
    for folder in _FOLDERS:
        for seed in finding.find(str(folder)):
            assert isinstance(seed, files.SeedFile)
            for found in seed_formats.documents(seed, LIMITS):
                try:
                    yield api.process(found, page_cases.RULES, walk=True)
                except Rejected:
                    continue


def test_the_text_with_its_removals_is_the_text_of_the_article_and_what_went() -> None:
    count = 0
    for draft in _drafts():
        explained = explanation.of_draft("", "", draft, page_cases.RULES)
        where = draft.article.origin.locator
        kept = unicode.bare("".join(text for index, text in explained.text if index is None))
        assert draft.body is not None
        assert kept == unicode.bare(without_numbers(draft.body)) or where == _PDF, where
        placed = {index for index, _ in explained.text}
        for index, removal in enumerate(explained.removals):
            assert removal.why, removal
            assert index in placed or removal.what != "text" or not removal.text, removal
        for each in explained.fields:
            assert each.given_by or each.value in (None, "", []), each
        assert pickle.loads(pickle.dumps(draft.trace)) == draft.trace  # noqa: S301 - of our own
        count += 1
    assert count > 80


def test_without_the_walk_the_trace_has_no_places() -> None:
    found = files.Document("a.md", "---\ntitle: 甲\n---\n乙。\n".encode())
    draft = api.process(found, rules.RuleSet())
    assert draft.trace.walk is None
    assert in_place.pieces(draft.trace) == []


def test_of_equal_texts_the_one_nearer_to_an_end_went() -> None:
    walk: list[tuple[int | None, str]] = [
        (None, text) for text in ("头", "\n", "关注我们", "\n", "正文", "\n", "关注我们")
    ]
    trace = Trace(removals=[Removal("a", "关注我们")], walk=walk)
    assert in_place.pieces(trace) == [(None, "头\n关注我们\n正文\n"), (0, "关注我们")]
    trace = Trace(removals=[Removal("a", "关注我们")], walk=[*walk, (None, "\n尾巴很长的一段话")])
    assert in_place.pieces(trace)[:2] == [(None, "头\n"), (0, "关注我们")]
