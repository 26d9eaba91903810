"""From bytes to a finished article: the one way for everything.

`process` is pure: it uses no clock, network, settings or Scrapy, and its arguments and result can be pickled.
The pipelines, the workers, `reclean`, `explain` and `ledger rebuild` call it, or its two halves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from newsspider.clean import engine, titles
from newsspider.clean import rules as rules_module
from newsspider.clean.rules import RuleSet
from newsspider.errors import Rejected
from newsspider.lazy import lazily
from newsspider.limits import LIMITS, Limits
from newsspider.model.article import Article
from newsspider.model.draft import Draft, Input
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import post_fields
from newsspider.render import post
from newsspider.render.finish import finish
from newsspider.sources import files

if TYPE_CHECKING:
    from newsspider.sources import inputs
    from newsspider.sources.feeds import file
else:
    inputs = lazily("newsspider.sources.inputs")
    file = lazily("newsspider.sources.feeds.file")

# How far a server's clock may be ahead of this machine's.
_AHEAD = timedelta(minutes=10)


def process(
    found: Input,
    rules: RuleSet,
    limits: Limits = LIMITS,
    now: datetime | None = None,
    *,
    walk: bool = False,
) -> Draft:
    """Return the draft of *found* with a finished article: read, cleaned, rendered and checked.

    *now* (with a zone) is the time of reading; without it `fetched` stays None, unless the input states it.
    With *walk* the trace has the text of the body with the place of each removal, see `Trace`.
    Raises Rejected, with outcome and reason, if it is not an article.
    """
    draft = begin(found, limits, now)
    if walk:
        draft.trace.walk = []
    return complete(draft, rules, limits, now)


def begin(found: Input, limits: Limits = LIMITS, now: datetime | None = None) -> Draft:
    """Return the draft of *found*, with typed fields and an uncleaned body; raises Rejected."""
    draft = found.read(limits)
    if draft.untyped:
        post_fields.normalise(draft, now)
        draft.untyped = False
    return draft


def complete(draft: Draft, rules: RuleSet, limits: Limits = LIMITS, now: datetime | None = None) -> Draft:
    """Return *draft* with a cleaned body and all fields that follow from it.

    Raises Rejected if it has no title, or neither text nor picture.
    """
    engine.clean(draft, rules)
    titles.shorten(draft, limits.title)
    finish(draft)
    titles.keep_listed(draft)
    article = draft.article
    if not article.title.strip():
        raise Rejected(Outcome.REJECTED, Reason.NO_TITLE)
    if not article.chars and not article.images:
        raise Rejected(Outcome.REJECTED, Reason.NO_CONTENT)
    if not draft.record or article.fetched is None:
        fetched = draft.fetched or now
        article.fetched = fetched.replace(microsecond=0) if fetched is not None else None
        _note_future(article)
    return draft


def _note_future(article: Article) -> None:
    """Note a date after `fetched`: it is planned or wrong, and some site generators skip such posts."""
    published, fetched = article.published, article.fetched
    if published is not None and fetched is not None and published > fetched + _AHEAD:
        article.repairs.append(Repair.DATE_FUTURE.value)


# --- for users of the library ---

# A body alone has no title, but every article needs one.
_UNTITLED = "-"


def read_page(
    data: bytes | str, url: str | None = None, *, rules: RuleSet | None = None, limits: Limits = LIMITS
) -> Article:
    """Return the article of a news page, given as bytes or text.

    *url* is the address of the page; a saved page often declares its own. *rules* are the cleaning rules, by
    default the shipped ones. `fetched` is None, because no clock is used. Raises Rejected, with `outcome`,
    `reason` and `detail`, if it is not an article.

    >>> page = "<html><head><title>港口吞吐量创新高</title></head><body><h1>港口吞吐量创新高</h1>"
    >>> page += "<p>2026-11-02 09:30</p><article><p>岚浦港前三季度吞吐量突破六百万标箱。</p>"
    >>> page += "<p>港务集团表示，新航线带来近半数的增量，明年再开两条。</p></article></body></html>"
    >>> article = read_page(page, "https://news.example.com/2026/11/02/port.html")
    >>> article.title
    '港口吞吐量创新高'
    """
    return _article(inputs.PageInput(url or "", _bytes(data)), rules, limits)


def read_post(
    data: bytes | str, name: str = "", *, rules: RuleSet | None = None, limits: Limits = LIMITS
) -> Article:
    r"""Return the article of a post: Markdown or HTML, with YAML, TOML or JSON front matter or without.

    *name* is the file name, which may contain the day. *rules* and Rejected: see `read_page`.

    >>> article = read_post("---\ntitle: 水价调整\ndate: 2026-11-02 09:30:00\n---\n明年起执行。\n")
    >>> article.title, article.published.isoformat()
    ('水价调整', '2026-11-02T09:30:00+08:00')
    """
    return _article(files.Document(name, _bytes(data)), rules, limits)


def read_feed(
    data: bytes | str, url: str = "", *, rules: RuleSet | None = None, limits: Limits = LIMITS
) -> list[Article]:
    """Return the articles of a feed (RSS, Atom, RDF, JSON Feed), in its order.

    Entries that are not articles are left out. Raises Rejected if *data* is not a feed or has no entry.

    >>> feed = "<rss version='2.0'><channel><title>城市快讯</title><item><title>地铁延长运营</title>"
    >>> feed += "<description>&lt;p&gt;周末末班车推迟一小时。&lt;/p&gt;</description></item></channel></rss>"
    >>> [article.title for article in read_feed(feed)]
    ['地铁延长运营']
    """
    return list(_entries(_bytes(data), url, rules, limits))


def clean(html: str, *, rules: RuleSet | None = None, limits: Limits = LIMITS) -> str:
    """Return the body *html* without promotion, page furniture and unsafe markup.

    *rules* are the cleaning rules, by default the shipped ones. Raises Rejected if nothing is left.

    >>> clean("<p>股市收涨。</p><div class='appendQr_wrap'>扫码下载</div>")
    '<p>股市收涨。</p>'
    """
    return _article(inputs.RecordInput({"title": _UNTITLED, "html": html}), rules, limits).html


def to_markdown(html: str, *, limits: Limits = LIMITS) -> str:
    r"""Return the body *html* as Markdown, without unsafe markup but with everything else.

    >>> to_markdown("<p><b>收官。</b>加大力度</p>")
    '**收官。**加大力度\n'
    """
    return _article(inputs.RecordInput({"title": _UNTITLED, "html": html}), RuleSet(), limits).markdown


def to_post(article: Article) -> str:
    r"""Return *article* as a post: front matter and Markdown, as in `output/posts`.

    >>> to_post(read_post("---\ntitle: 水价调整\n---\n明年起执行新水价。\n")).splitlines()[1]
    "title: '水价调整'"
    """
    return post.to_post(article)


def _article(found: Input, rules: RuleSet | None, limits: Limits) -> Article:
    return process(found, _shipped() if rules is None else rules, limits).article


def _entries(data: bytes, url: str, rules: RuleSet | None, limits: Limits) -> Iterator[Article]:
    for entry in file.of_bytes(data, url or "feed", url, limits):
        with suppress(Rejected):
            yield _article(entry, rules, limits)


def _bytes(data: bytes | str) -> bytes:
    return data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data


# Loaded once for all pages that a program reads.
_shipped = cache(rules_module.load)
