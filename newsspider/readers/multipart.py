"""Articles that a site splits into several pages: which part a page is, where the others are, joining them.

The evidence is a pager inside the article's container or right after it: links that say a number or 下一页,
to the page's own address with a number added. To support another form of such addresses, add a row to
`_FORMS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.model.draft import Draft
from newsspider.model.outcomes import Repair
from newsspider.readers.generic import class_names
from newsspider.readers.html_page import Page
from newsspider.text import titles, unicode

# No article has more parts; a longer pager belongs to a list.
MOST_PARTS = 30

# From the path of an article without its ending to the paths of its parts; some systems count from 0.
_FORMS = (
    r"{stem}[_-](?P<n>\d{{1,2}}){ending}",  # doc_2.shtml, c1004-32248-2.html, t20211009_123_1.html
    r"{stem}/(?:index_)?(?P<n>\d{{1,2}})(?:/|{ending})?",  # /post/123/2/, /123/2.html
)
# The same read backwards, from the path of a part to the stem of all.
_OF_PART = re.compile(r"(?P<stem>.+?)(?:[_-]|/index_|/)(?P<n>\d{1,2})/?")
_NUMBERS = frozenset({"page", "p", "pn", "pageno", "page_no", "pageindex", "pagenum", "part"})
_ENDING = re.compile(r"(?:\.d)?\.[a-z]{3,5}\Z", re.IGNORECASE)
# The text of a pager's link; the title of another article does not match.
_NEXT = r"(?:下|后)一?页|余下(?:全文|\d+%)|剩余(?:全文|部分)|next(?: page)?"
_SAYS = re.compile(
    r"[\s\[【(（<《«]*"
    rf"(?:(?P<n>\d{{1,2}})|第\s*(?P<page>\d{{1,2}}|[二三四五六七八九十])\s*页(?:\s*[:：].{{1,40}})?|(?P<next>{_NEXT})|(?:上|前|末|尾|首)一?页)"
    r"[\s\]】)）>》»›→….]*",
    re.IGNORECASE,
)
_HANZI = "二三四五六七八九十"
# 1/2, 共3页: how many there are.
_TOTAL = re.compile(r"(?<!\d)\d{1,2}\s*/\s*(?P<of>\d{1,2})(?!\d)|共\s*(?P<all>\d{1,2})\s*页")
# If a saved page has no address, only these show its second part.
_SECOND = re.compile(r"[_-][12](?:\.d)?\.s?html?\Z", re.IGNORECASE)
# A pager is at most this many elements after the text, or after its container, and holds little text.
_BEHIND, _ABOVE, _LONGEST = 4, 3, 300
_MANY_LINKS = 100  # of a pager
_MANY_NAMES = 3  # addresses that a file name may stand for


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of its article a page is, counted from 1, and where those after it are, in their order.

    `total` is how many there are, where the page says so. The addresses are whole where the page's own is
    known, else as the page has them.
    """

    number: int
    following: tuple[str, ...]
    total: int | None = None


def pager(page: Page, held: LexborNode) -> Pager | None:
    """Return the pager of *page* for the article in *held*; None if the article has only this part."""
    declared = page.canonical()
    known = list(dict.fromkeys(url for url in (page.asked, declared.value if declared else None) if url))
    links = list(islice(_links(held), _MANY_LINKS))
    nexts = [href for href in page.declared.links.get("next", ()) if href is not None][:1]
    if not links and not nexts:
        return None
    for url in [*([] if page.asked else _of_name(page.locator, links)), *known]:
        for series in _series(url):
            found = series.read(nexts, links)
            if found is not None:
                return Pager(series.number(), found, _total(links))
    if not known:
        found = tuple(href for link, _ in links if _SECOND.search((href := _href(link)).partition("?")[0]))
        found = found or tuple(
            href for link, said in links if said["next"] and _is_query(href := _href(link))
        )
        return Pager(1, tuple(dict.fromkeys(found)), _total(links)) if found else None
    return None


def _of_name(locator: str, links: list[tuple[LexborNode, re.Match[str]]]) -> list[str]:
    """Return what the address of a saved page may be, by its file name, where its *links* lead elsewhere.

    A later part often declares the address of the first as its own.
    """
    name = locator.rpartition("/")[2]
    ending = _ENDING.search(name)
    if ending is None:
        return []
    stem, found = name[: ending.start()], dict[str, None]()
    for link, _ in links:
        there = _whole(_href(link), "")
        if there is not None and (last := _ENDING.search(there.path)):
            own = stem if _ENDING.search(stem) else stem + last[0]
            found[urljoin(there._replace(query="").geturl(), quote(own))] = None
    return list(found)[:_MANY_NAMES]


class _Series:
    """The addresses of an article's parts, derived from the address *own* of one of them."""

    def __init__(self, own: str, stem: str, ending: str, at: int, *, query: str = "") -> None:
        self.own, self.at, self.query = own, at, query
        self._host = urlsplit(own).hostname
        forms = (form.format(stem=re.escape(stem), ending=re.escape(ending)) for form in _FORMS)
        self._forms = [re.compile(form) for form in forms] if stem.strip("/") and not query else []
        self._first = f"{stem}{ending}"
        self._from_zero = False

    def number(self) -> int:
        return self.at + 1 if self._from_zero and self.at else max(1, self.at)

    def read(self, nexts: list[str], links: list[tuple[LexborNode, re.Match[str]]]) -> tuple[str, ...] | None:
        """Return the addresses of the parts after this one, in their order, of head and pager.

        None if neither shows that it is a part: by a following part or, for a later part, by any other.
        """
        found: dict[int, str] = {}
        for href in nexts:
            self._take(found, href, None)
        for link, said in links:
            word = said["n"] or said["page"]
            label = _HANZI.find(word) + 2 if word and word in _HANZI else int(word) if word else None
            self._take(found, _href(link), label)
        following = tuple(found[number] for number in sorted(found) if number > self.at)[:MOST_PARTS]
        if following:
            return following
        back = any(_path(_href(link), self.own) == self._first for link, _ in links)
        return () if self.at and (back or any(number != self.at for number in found)) else None

    def _take(self, found: dict[int, str], href: str, label: int | None) -> None:
        whole = _whole(href, self.own)
        number = self._number(whole) if whole else None
        if whole is None or number is None:
            return
        if label is not None and label == number + 1:
            self._from_zero = True
        elif label is not None and label != number:
            return
        found.setdefault(number, whole.geturl())

    def _number(self, there: SplitResult) -> int | None:
        """Return the number of a part in the address *there*; None if it is not a part of this article."""
        if there.hostname != self._host:
            return None
        if self.query:
            here = urlsplit(self.own)
            value = dict(parse_qsl(there.query)).get(self.query, "") if there.path == here.path else ""
            return int(value) if value.isdecimal() and len(value) <= 2 else None  # noqa: PLR2004
        named = (form.fullmatch(there.path) for form in self._forms)
        return next((int(one["n"]) for one in named if one), None)


def _series(own: str) -> Iterator[_Series]:
    """Yield the series that the page at *own* may begin, then those in which it may be a later part."""
    here = urlsplit(own)
    ending = _ENDING.search(here.path)
    stem = here.path[: ending.start()] if ending else here.path.rstrip("/")
    last = ending[0] if ending else ""
    query = {
        name: value for name, value in parse_qsl(here.query) if name.lower() in _NUMBERS and value.isdecimal()
    }
    if not query:
        yield _Series(own, stem, last, 0)
        yield from (_Series(own, stem, last, 0, query=name) for name in sorted(_NUMBERS))
    later = _OF_PART.fullmatch(stem)
    if later and int(later["n"]):
        yield _Series(own, later["stem"], last, int(later["n"]))
    for name, value in query.items():
        yield _Series(own, stem, last, int(value[:2]), query=name)


def _href(link: LexborNode) -> str:
    return (link.attributes.get("href") or "").strip()


def _is_query(href: str) -> bool:
    """Return whether *href* is the same page with a number of 2 in its query."""
    there = _whole(href, "")
    return (
        there is not None
        and not there.path
        and any(name.lower() in _NUMBERS and value == "2" for name, value in parse_qsl(there.query))
    )


def _total(links: list[tuple[LexborNode, re.Match[str]]]) -> int | None:
    """Return the number of parts that the pager of *links* states."""
    for link, _ in links:
        around = link.parent
        found = (
            _TOTAL.search(unicode.squeeze(around.text(separator=" "))[:_LONGEST])
            if around is not None
            else None
        )
        if found:
            return int(found["of"] or found["all"])
    return None


def _whole(href: str, own: str) -> SplitResult | None:
    try:
        return urlsplit(urljoin(own, href))._replace(fragment="")
    except ValueError:
        return None


def _path(href: str, own: str) -> str:
    there = _whole(href, own)
    return there.path if there is not None else ""


def _label(link: LexborNode) -> str:
    """Return the text of *link*, in words or of its picture."""
    label = link.text()
    if not label:
        picture = link.css_first("img[alt]")
        label = (picture.attributes.get("alt") or "") if picture is not None else ""
    return unicode.squeeze(label or link.attributes.get("title") or "")


def _links(held: LexborNode) -> Iterator[tuple[LexborNode, re.Match[str]]]:
    """Yield the links in *held*, then those right after it, whose text is a pager's, with what it says.

    That is asked first, because nearly no link says it.
    """
    yield from (
        (link, said)
        for link in held.css("a[href]")
        if (said := _said(link)) and not _is_of_readers(link, held)
    )
    above: LexborNode | None = held
    for _ in range(_ABOVE):
        if above is None or above.tag == "body":
            return
        for node in _behind(above):
            found = _pager_in(node)
            if (
                found
                and not class_names.is_surely_furniture(node)
                and unicode.visible(node.text()) <= _LONGEST
            ):
                yield from found
        above = above.parent


def _pager_in(node: LexborNode) -> list[tuple[LexborNode, re.Match[str]]]:
    """Return the links in *node* whose text is a pager's; none if their texts are longer than a pager."""
    found: list[tuple[LexborNode, re.Match[str]]] = []
    length = 0
    for link in [node] if node.tag == "a" else node.css("a[href]"):
        length += unicode.visible(link.text())
        if length > _LONGEST:
            return []
        if said := _said(link):
            found.append((link, said))
    return found


def _said(link: LexborNode) -> re.Match[str] | None:
    return _SAYS.fullmatch(_label(link))


def _is_of_readers(link: LexborNode, held: LexborNode) -> bool:
    """Return whether *link* is among comments or the like inside *held*."""
    node = link.parent
    while node is not None and node.mem_id != held.mem_id:
        if class_names.is_surely_furniture(node):
            return True
        node = node.parent
    return False


def _behind(node: LexborNode) -> Iterator[LexborNode]:
    found, sibling = 0, node.next
    while sibling is not None and found < _BEHIND:
        if sibling.is_element_node:
            found += 1
            yield sibling
        sibling = sibling.next


# --- joining ---


@dataclass(slots=True)
class Parts:
    """Joins an article from its parts: says which is wanted next, takes it, returns the whole.

    Spiders fetch what `wanted` names; in a saved folder it is called one of `file_names`::

        parts = Parts(first)
        while (url := parts.wanted()) is not None:
            parts.add(read(url))  # or None, if it is not available
        draft = parts.article()
    """

    first: Draft
    _drafts: list[Draft] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)
    _is_broken: bool = False

    def __post_init__(self) -> None:
        """Begin with the first part."""
        self._drafts = [self.first]

    def wanted(self) -> str | None:
        """Return the address of the next part; None if all are there, too many, or one is not available."""
        return None if self._is_broken or len(self._drafts) >= MOST_PARTS else self._missing()

    def _missing(self) -> str | None:
        every = (url for draft in self._drafts for url in draft.parts)
        return next((url for url in every if url not in self._asked), None)

    def add(self, draft: Draft | None) -> None:
        """Take *draft* as the wanted part; None says that it is not available.

        A page with another title, or with the text of a part that is there, is not a further part.
        """
        url = self.wanted()
        if url is None:
            return
        self._asked.add(url)
        if draft is None or draft.tree is None or not self._continues(draft):
            self._is_broken = True
        else:
            self._drafts.append(draft)

    def _continues(self, draft: Draft) -> bool:
        text = unicode.bare(draft.tree.text()) if draft.tree is not None else ""
        known = (unicode.bare(one.tree.text()) for one in self._drafts if one.tree is not None)
        return _same_title(self.first.article.title, draft.article.title) and text not in known

    @property
    def is_whole(self) -> bool:
        """Whether there are several parts, and none is missing."""
        return not self._is_broken and len(self._drafts) > 1 and self._missing() is None

    def article(self) -> Draft:
        """Return the first part with the texts of all behind its own, or alone where one is missing.

        If none is missing, the repair `first_part_only` is removed.
        """
        if not self.is_whole:
            return self.first
        whole = "".join(draft.fragment for draft in self._drafts)
        tree = LexborHTMLParser(f"<div>{whole}</div>").css_first("div")
        assert tree is not None  # the parser makes it
        _drop_counters(tree, len(self._drafts))
        self.first.tree, self.first.fragment, self.first.parts = tree, tree.html or "", ()
        repairs = self.first.trace.repairs
        self.first.trace.repairs = [repair for repair in repairs if repair is not Repair.FIRST_PART_ONLY]
        return self.first


_COUNTER = re.compile(r"\s*(\d{1,2})\s*/\s*(\d{1,2})\s*")


def _drop_counters(tree: LexborNode, total: int) -> None:
    """Drop the lines that only say which of the *total* parts this is: a pager without links."""
    for node in tree.css("p, div, span"):
        said = _COUNTER.fullmatch(node.text())
        if said is not None and int(said[2]) == total:
            node.decompose()


# A number that a site adds to the title of a part: 题目(2), 题目_2, 题目 第2页.
_NUMBERED = re.compile(r"\s*(?:[(（\[【]\s*\d{1,2}\s*[)）\]】]|[_-]\s*\d{1,2}|[-_]?\s*第\s*\d{1,2}\s*页)$")


def _same_title(first: str, other: str) -> bool:
    return not other or titles.same(_NUMBERED.sub("", first), _NUMBERED.sub("", other))


def file_names(address: str, ending: str) -> tuple[str, ...]:
    """Return the file names that the page at *address*, absolute or relative, may have in a saved folder.

    *ending* is that of the other files there, such as `.html`.
    """
    there = _whole(address, "")
    if there is None:
        return ()
    name = unquote(there.path.rstrip("/").rpartition("/")[2])
    if there.query:
        name = f"{name}?{there.query}"
    if name in {"", ".", ".."} or not {"/", "\\", "\x00"}.isdisjoint(name):
        return ()
    known = _ENDING.search(name) if not there.query else None
    names = [name, f"{name[: known.start()]}{ending}"] if known else [name]
    return tuple(dict.fromkeys([*names, f"{name}{ending}"] if known is None or known[0] != ending else names))


def names_of_first(name: str, address: str | None) -> tuple[str, ...]:
    """Return the file names that the first part may have if the page in the file *name* is a later one.

    *address* is what the page says of its own.
    """
    ending = _ENDING.search(name)
    if ending is None:
        return ()
    addresses = [
        *_of_first(quote(name[: ending.start()], safe="?&=")),
        *(_of_first(address) if address else ()),
    ]
    names = (one for address in addresses for one in file_names(address, ending[0]))
    return tuple(one for one in dict.fromkeys(names) if one != name)


def _of_first(address: str) -> Iterator[str]:
    """Yield *address* and what the address of the first part may be if it is that of a later one."""
    there = _whole(address, "")
    if there is None:
        return
    yield address
    ending = _ENDING.search(there.path)
    stem = there.path[: ending.start()] if ending else there.path
    later = _OF_PART.fullmatch(stem)
    if later and 0 < int(later["n"]) <= MOST_PARTS:
        last = ending[0] if ending else ""
        first = later["stem"]
        yield there._replace(path=first + last).geturl()
        yield there._replace(path=f"{first}{stem[len(first)]}1{last}").geturl()
    values = parse_qsl(there.query)
    others = [(key, value) for key, value in values if key.lower() not in _NUMBERS]
    if len(others) < len(values):
        yield there._replace(query=urlencode(others)).geturl()
        firsts = [(key, "1" if key.lower() in _NUMBERS else value) for key, value in values]
        yield there._replace(query=urlencode(firsts)).geturl()
