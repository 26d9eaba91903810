"""A stored fragment read again by the same rules gives the same record, whatever the kind of document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial
from importlib import resources
from pathlib import Path

import pytest

from newsspider.clean.engine import clean
from newsspider.clean.rules import RuleSet, load
from newsspider.errors import Rejected
from newsspider.model.article import Article, OriginKind, record
from newsspider.model.draft import Draft
from newsspider.readers import posts, stored
from newsspider.readers.post_fields import normalise
from newsspider.render.finish import finish
from tests.readers import page_cases

RULES = load()
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
SAMPLES = sorted(Path(str(resources.files("newsspider") / "samples")).rglob("*.md"))


def finished(draft: Draft, rules: RuleSet = RULES) -> Draft:
    clean(draft, rules)
    finish(draft)
    return draft


def of_post(data: bytes) -> Draft:
    draft = posts.read(data, "a.md")
    normalise(draft, NOW)
    return finished(draft)


def again(draft: Draft, rules: RuleSet = RULES) -> Article:
    return finished(stored.draft(draft.article, draft.fragment), rules).article


def is_article(draft: Callable[[], Draft]) -> bool:
    try:
        draft()
    except Rejected:
        return False
    return True


@pytest.mark.parametrize(
    "path", [path for path in SAMPLES if is_article(partial(of_post, path.read_bytes()))]
)
def test_samples(path: Path) -> None:
    draft = of_post(path.read_bytes())
    assert record(again(draft)) == record(draft.article)


PAGES = [name for name in page_cases.names() if is_article(partial(page_cases.finished, name))]


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str) -> None:
    draft = page_cases.finished(name)
    assert record(again(draft)) == record(draft.article)


GENERATED = """
---
title: "煤电联营_落户云泽"
date: Sat, 09 Oct 2021 11:41:14 GMT
author: "新浪财经"
categories:
 - 金融
 - 新浪财经
 - 新浪财经－国內
headimg: https://n.sinaimg.cn/1.png
thumbnail: https://n.sinaimg.cn/1.png
---
<div><p>来源：海岳晚报</p><p>云泽市昨日宣布，煤电联营项目落户当地，三家公司参股，总投资四十亿元。</p>
<p>原标题：煤电联营：落户云泽</p><p>订阅我们的早报</p>
<img src="https://n.sinaimg.cn/1.png"><p>（记者 李明）</p></div>
"""


def test_a_rule_that_is_new_today_changes_what_it_names() -> None:
    draft = of_post(GENERATED.encode())
    assert draft.article.cover == "https://n.sinaimg.cn/1.png"
    own = [
        {"id": "letter", "text": "^订阅我们", "why": "an invitation"},
        {"id": "advert", "selector": "img[src*='/1.png']", "why": "a picture of others"},
    ]
    now = again(draft, load(own))
    assert "订阅我们" in draft.article.text
    assert "订阅我们" not in now.text
    assert (now.cover, now.images) == (None, [])
    assert (now.title, now.source, now.authors) == (
        draft.article.title,
        draft.article.source,
        draft.article.authors,
    )
    assert now.title == "煤电联营：落户云泽"


def test_a_medium_that_only_filled_in_gives_way_to_one_that_todays_rules_find() -> None:
    draft = posts.read(GENERATED.encode(), "a.md")
    normalise(draft, NOW)
    finished(draft, RuleSet())
    assert (draft.article.source, draft.article.title) == ("新浪财经", "煤电联营_落户云泽")
    now = again(draft)
    assert (now.source, now.title) == ("海岳晚报", "煤电联营：落户云泽")
    assert now.repairs == ["leading_blanks", "author_dropped", "title_restored"]


def test_codes_that_no_linker_put_into_the_text_stay() -> None:
    article = Article(title="题", stocks=["us:AAPL", "sh600519", "hk00700"])
    fragment = '<p><span id="stock_sh600519">贵州茅台</span>与苹果（AAPL）。</p><!-- news_keyword_pub,hkstock,hk00700 -->'
    assert finished(stored.draft(article, fragment)).article.stocks == ["us:AAPL", "sh600519", "hk00700"]
    without = finished(stored.draft(article, fragment), RuleSet())
    assert without.article.stocks == ["us:AAPL"]


def test_a_fragment_of_several_elements_is_read_whole() -> None:
    article = Article(title="题")
    article.origin.kind = OriginKind.PAGE
    draft = stored.draft(article, "<p>一段。</p><p>二段。</p>")
    assert finished(draft).article.text == "一段。\n\n二段。"


def test_the_stored_record_is_left_alone() -> None:
    draft = of_post(GENERATED.encode())
    before = record(draft.article)
    again(draft, RuleSet())
    assert record(draft.article) == before
