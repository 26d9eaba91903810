"""Readability is not asked where it can only keep all paragraphs or none; where it is not, it would have."""

from __future__ import annotations

from time import process_time

import pytest

from newsspider.readers import html_page
from newsspider.readers.generic import container, textlines

_FIRST = "岚浦港前三季度的吞吐量突破六百万标准箱，同比增长一成，创下建港以来的新高。"
_SECOND = "港务集团表示，新开的三条航线带来近半数的增量，明年还要再开两条，通往北方。"
_THIRD = "分析人士认为，港口的竞争正在从价格转向服务，谁的周转快，谁就能留住客户。"
_PLAIN = f"<p>{_FIRST}</p><p><strong>增量</strong>，{_SECOND}</p><p>{_THIRD}<a href='/x'>详情</a></p>"
_PICTURE = '<div class="img_wrapper"><img src="/1.jpg"><span class="descr">码头</span></div>'
_LONG = f"<div><p>{_FIRST}{_SECOND}</p></div>"
_NAMED = '<p class="remark">另据了解，下一座码头已经动工，预计在后年的夏天投入使用。</p>'
_HIDDEN = _NAMED.replace('class="remark"', 'style="color:red"')
_CALLING = f"<p>Download <a href='/app'>{_SECOND}</a>，{_FIRST}</p>"


def _page(body: str) -> textlines.Lines:
    page = html_page.parse(f"<html><body><h1>岚浦港</h1>{body}</body></html>".encode(), None, "page.html")
    assert page.tree.body is not None
    return textlines.read(page.tree.body)


def _candidates(page: textlines.Lines) -> list[textlines.Line]:
    return [line for line in page.lines if line.prose and not line.furniture]


@pytest.mark.parametrize("tag", ["div", "article", "section", "td"])
@pytest.mark.parametrize("name", ["", ' class="remark"', ' class="content"', ' id="header" class="rss"'])
@pytest.mark.parametrize(
    "inside", [_PLAIN, _PLAIN + _PICTURE, _PICTURE + "<h3>航线</h3>" + _PLAIN + "<p>完</p>"]
)
@pytest.mark.parametrize(
    "around", ["", f"<div>{_FIRST}</div><div class='sidebar'><p>{_THIRD[:20]}</p></div>"]
)
def test_paragraphs_of_one_element_stay_together(tag: str, name: str, inside: str, around: str) -> None:
    held = f"<{tag}{name}>{inside}</{tag}>"
    page = _page(around + (f"<table><tr>{held}</tr></table>" if tag == "td" else held))
    candidates = [line for line in _candidates(page) if line.node.tag == "p" and len(line.run) > 30]
    assert len(candidates) == 3
    assert container._are_together(page, candidates)
    assert {id(line) for line in container._kept(page, candidates)} in (
        {id(line) for line in candidates},
        set(),
    )


@pytest.mark.parametrize("more", [_LONG, _NAMED, _HIDDEN, _CALLING, f"<blockquote>{_FIRST}</blockquote>"])
def test_what_may_be_judged_alone_is_asked_for(more: str) -> None:
    page = _page(f"<div>{_PLAIN}{more}</div>")
    assert not container._are_together(page, _candidates(page))


def test_the_lines_of_one_paragraph_take_no_longer_for_it() -> None:
    page = _page(f"<div><p>{(_FIRST + '<br>') * 2000}{_SECOND * 10_000}</p></div>")
    candidates = _candidates(page)
    assert len(candidates) == 2001
    begun = process_time()
    assert container._are_together(page, candidates)
    assert process_time() - begun < 0.5  # the whole paragraph for each of its lines: some seconds
