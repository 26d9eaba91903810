"""What identifies an article of Sina: its address, and the docid in the address or in the metas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from newsspider.readers import values
from newsspider.readers.html_page import Found, Page
from newsspider.text import titles, unicode, url_tables, urls

# Metas that hold the docid, the most direct first. `publishid` has it bare and without its leading i, which
# a second letter i must not be taken for; in the others it is inside other words.
_DOCID_METAS = ("publishid", "comment", "sudameta", "mobile-agent")
# What Sina's templates put into every page.
_SIGN = 'meta[name="stencil"][content^="PGLS"], meta[name="sudameta"], meta[content="sina_mobile"]'
# How the titles of its other pages end: reports, notices, flashes.
_TITLE_SIGN = re.compile(r"[_-]\s?(?:新浪财经|新浪网)$")
# The bar before a keyword in a page's whole title.
BAR = r"(?<! )\|(?! )"


def shows(page: Page) -> bool:
    """Return whether *page* is one of Sina's by its metas, for a saved page that declares no address."""
    title = page.text("title")
    titled = title is not None and _TITLE_SIGN.search(title.value) is not None
    return titled or page.first(_SIGN) is not None or docid(page, None) is not None


def url(page: Page) -> Found | None:
    """Return the article's canonical address, or None if the page declares none and none was requested.

    The declared address is taken for a saved page, or if it names the requested document: the desktop
    address of a mobile page.
    """
    asked = page.requested
    own = page.canonical()
    if own is not None and not _is_article(own.value):
        own = None
    if asked is None:
        return own
    if own is not None and not _is_mobile(own.value) and _is_same(urls.docid(own.value), urls.docid(asked)):
        return own
    return Found(asked, "request")


def docid(page: Page, address: str | None) -> Found | None:
    """Return the docid of the article at *address*: of the address, else of the metas."""
    found = urls.docid(address or "")
    if found:
        return Found(found, "url")
    for name in _DOCID_METAS:
        for value in page.metas.get(name, ()):
            found = urls.docid(f"comos-{value}" if name == "publishid" else value)
            if found:
                return Found(found, f"meta:{name}")
    return None


def _is_article(address: str) -> bool:
    """Return whether *address* can be an article's: below Sina, and more than a host or a folder."""
    parts = urlsplit(address)
    return url_tables.is_sina(parts.hostname or "") and parts.path.rpartition("/")[2] != ""


def _is_same(own: str | None, asked: str | None) -> bool:
    return own is not None and asked in {None, own}


def _is_mobile(address: str) -> bool:
    return url_tables.belongs(urlsplit(address).hostname or "", "sina.cn")


# --- places ---
# The channel that a Sina page belongs to, by its columns or its folder: a hint, where no list named it.
#
# The names are those of the channel table. To add a folder, add a row; longer paths come first.

_COLUMNS = re.compile(r"allCIDs:([\d,]+)")
# A column's number to the channel that lists it.
_CHANNEL_OF_COLUMN = {"57045": "us"}
# Host, start of the path, channel.
_FOLDERS = (
    ("finance.sina.com.cn", "/stock/usstock/", "us"),
    ("finance.sina.com.cn", "/stock/hkstock/", "hk"),
    ("finance.sina.com.cn", "/stock/", "stock"),
    ("finance.sina.com.cn", "/china/", "china"),
    ("finance.sina.com.cn", "/forex/", "fx"),
    ("finance.sina.com.cn", "/money/forex/", "fx"),
    ("finance.sina.com.cn", "/7x24/", "live"),
    ("finance.sina.cn", "/usstock/", "us"),
    ("finance.sina.cn", "/hkstock/", "hk"),
    ("finance.sina.cn", "/stock/", "stock"),
    ("finance.sina.cn", "/china/", "china"),
    ("finance.sina.cn", "/forex/", "fx"),
    ("finance.sina.cn", "/7x24/", "live"),
)


def channel(page: Page, url: str | None) -> Found | None:
    """Return the name of the channel that *page*, at *url*, tells that it belongs to, or None."""
    for content in page.metas.get("sudameta", ()):
        columns = _COLUMNS.search(content)
        for column in columns[1].split(",") if columns else ():
            if column in _CHANNEL_OF_COLUMN:
                return Found(_CHANNEL_OF_COLUMN[column], "meta:sudameta")
    parts = urlsplit(url or "")
    for host, start, name in _FOLDERS:
        if parts.hostname == host and parts.path.startswith(start):
            return Found(name, "url")
    return None


# --- keywords ---
# Keywords of a Sina page: those its block links, else its attribute, the metas, the tail of the title.

_ATTRIBUTE = "data-wbkey"
_WITH_ATTRIBUTE = ("#keywords", ".keywords")
_METAS = ("keywords", "tags")
# Longer than this it is a sentence, mostly the title in other words.
_LONGEST = 20
_BETWEEN = re.compile(r"[\W_]+")


def read(page: Page, links: tuple[str, ...], title: str) -> tuple[list[str], str]:
    """Return the keywords and the evidence for them; *links* are selectors of the block's links.

    A word that repeats the *title*, or the one that the page declares, is not a keyword: no part of a list
    of words that is the title with commas in it, or of a title that has a bar.
    """
    declared = page.meta("og:title")
    own = (title, declared.value) if declared else (title,)
    for words, where in _sources(page, links, own):
        kept = [word for word in words if _is_keyword(word, own)]
        if kept:
            return kept, where
    return [], ""


def _sources(page: Page, links: tuple[str, ...], own: tuple[str, ...]) -> Iterator[tuple[list[str], str]]:
    yield from ((_texts(page, at), f"css:{at}") for at in links)
    block = next((block for at in _WITH_ATTRIBUTE if (block := page.first(f"{at}[{_ATTRIBUTE}]"))), None)
    if block is not None:
        yield values.texts(block.attributes.get(_ATTRIBUTE) or ""), f"attribute:{_ATTRIBUTE}"
    for name in _METAS:
        found = page.meta(name)
        if found is not None and not any(_is_title(found.value, title) for title in own):
            yield values.texts(found.value), found.where
    whole = page.text("title")
    if whole is not None:
        title = next((title for title in own if title and whole.value.startswith(title)), "")
        yield tail(whole.value[len(title) :]), "css:title"


def _is_title(value: str, title: str) -> bool:
    """Return whether *value* is *title*, whatever is between its words and behind them."""
    words, wanted = (_BETWEEN.sub("", titles.folded(text)) for text in (value, title))
    return bool(wanted) and words.startswith(wanted)


def _texts(page: Page, selector: str) -> list[str]:
    return values.texts([unicode.squeeze(node.text()) for node in page.every(selector)])


def tail(whole: str) -> list[str]:
    """Return the keywords behind the bars of a page's whole title: `题目|甲|乙_新浪财经_新浪网`."""
    parts = [part.partition("_")[0] for part in re.split(BAR, whole)]
    return values.texts(parts[1:])


def _is_keyword(word: str, own: tuple[str, ...]) -> bool:
    return len(word) <= _LONGEST and not any(titles.same(word, title) for title in own)


# --- placeholders ---
# Pictures that Sina's pages declare for themselves and that show nothing of the article.
#
# To add one, add a row that says what it is. A picture in the body always belongs to the article, whatever
# its address: this table is only about declared pictures.

_PLACEHOLDERS = (
    (r"//n\.sinaimg\.cn/default/", "the folder of the site's own: SsL9-fzihnep… is its logo"),
    (r"//n\.sinaimg\.cn/[^?]*/(?:w180h180|320[Xx]320)[^/]*$", "the square logo that shares of a page show"),
    (r"/(?:favicon|(?:sina_)?logo|default|blank|loading)[\w.-]*\.(?:png|jpe?g|gif|ico)$", "by its name"),
    (r"//(?:www|i\d?|mjs)\.sina(?:img)?\.(?:com\.cn|cn)/(?:dy/)?deco/", "decoration of the pages"),
    (r"//image\.sinajs\.cn/newchart/", "a chart of today's prices, another picture tomorrow"),
)
_PLACEHOLDER = re.compile("|".join(pattern for pattern, _ in _PLACEHOLDERS), re.IGNORECASE)


def is_placeholder(url: str) -> bool:
    """Return whether *url* is a picture of the site and not of the article."""
    return _PLACEHOLDER.search(url.partition("?")[0]) is not None
