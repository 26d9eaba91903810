"""Documents changed where their structure is, and what must hold of every article made of them.

`python -m tests.fuzz.mutations --count 20000` takes the project's pages and posts, and the real ones where
they lie beside it. The oracle reads source and article with other parsers than newsspider's own:

- no text is invented, and its order is kept; no figure is one that the source has not;
- `html` shows the text, and so does `markdown`, and neither is anything that is not allowed;
- the article's post and its line of JSONL come back whole, and are written as the same bytes again.

A further change is one function and one entry of `_OF_PAGES` or `_OF_POSTS`. The same number gives the same
document everywhere.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from functools import cache
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from random import Random

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.errors import Rejected
from newsspider.model.article import Article, record
from newsspider.model.draft import Draft
from newsspider.readers import pages, posts, records
from newsspider.readers.post_fields import normalise
from newsspider.render.finish import finish
from newsspider.render.inline import guarded
from newsspider.render.post import to_post
from newsspider.render.text import without_numbers
from newsspider.text import charset
from tests.fuzz.allowed import in_html, in_markdown
from tests.fuzz.targets import NOW

_ROOT = Path(__file__).parents[2]
_SHARED = _ROOT.parent / "shared" / "data"
_LARGEST = 200_000
_PAGES = (
    (_ROOT, "tests/readers/pages/*.html"),
    (_SHARED, "pages/**/*.*htm*"),
)
_POSTS = ((_ROOT, "newsspider/samples/**/*.md"), (_SHARED, "seeds/**/*.md"), (_SHARED, "frontmatter/**/*.md"))
_ADDRESS = "https://finance.sina.com.cn/china/2021-10-09/doc-iktzqtyu0531474.shtml"
_RULES = load()
_MARKDOWN = MarkdownIt("commonmark", {"html": True, "maxNesting": 200}).enable(["table"])

# Words of a text that something reads as more than that, and figures in signs of their own.
_TEXTS = (
    *(
        "{{ x }}",
        "{% y %}",
        "**",
        "_a_b_",
        "*ST华联",
        "[[页]]",
        "%%注%%",
        "==亮==",
        "$5和$6",
        "#词#",
        ":x:",
        "1:100:3",
    ),
    *(
        "www.a.cn",
        "a@b.cn",
        "https://a.cn/x，",
        "<!--more-->",
        "&amp;lt;",
        "| 甲 |",
        "1. ",
        "- ",
        "> ",
        "# ",
        "```",
    ),
    *(
        "---",
        "~~~",
        "：：",
        "\u3000\u3000",
        "\u200b",
        "\u2060",
        "\ufeff",
        "1.2×10",
        "第3条",
        "-5.2%",
        "“要。”",
        "\\",
        "`c`",
    ),
)
_INLINE = (
    *("b", "strong", "em", "i", "sup", "sub", "del", "s", "code", "u", "span", "font", "mark"),
    *(
        'a href="https://a.cn/x?y=1&amp;z=(2)"',
        'a href="/x.html"',
        'a href="javascript:x"',
        'span style="display:none"',
    ),
)
_BLOCK = (
    "p",
    "div",
    "blockquote",
    "pre",
    "ul",
    "ol",
    'ol start="7"',
    "li",
    "h2",
    "section",
    "center",
    "table",
    "td",
)
_WHOLE = (
    *(
        "<script>var a=1</script>",
        "<style>p{}</style>",
        "<textarea>文</textarea>",
        "<iframe src=x>框</iframe>",
        "<br>",
    ),
    *(
        "<hr>",
        "<!-- 注 -->",
        '<img src="https://n.sinaimg.cn/a.jpg" alt="图*1*">',
        '<img src="x.png">',
        "<br><br>",
    ),
    *(
        "<pre>a<script>b</script>\n  c</pre>",
        "<ol start=3><li>三</li><li>四</li></ol>",
        "10<sup>8</sup>吨",
        "<wbr>",
    ),
    *(
        "100<del>80</del>60元",
        "<table><tr><td>甲<td colspan=2>乙</table>",
        "<noframes>框</noframes>",
        "CO<sub>2</sub>",
    ),
)
_TOKEN = re.compile(r"<!--.*?-->|<[^<>]*>|[^<]+|<", re.DOTALL)
_FENCE = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@cache
def documents() -> tuple[tuple[str, str], ...]:
    """Return what is changed, in one order everywhere: the kind of each, and its text."""
    found = [(kind, path) for kind, places in (("page", _PAGES), ("post", _POSTS)) for path in _below(places)]
    texts = ((kind, charset.decode(path.read_bytes()).text) for kind, path in found)
    return tuple((kind, text) for kind, text in texts if len(text) <= _LARGEST)


def _below(places: Sequence[tuple[Path, str]]) -> Iterator[Path]:
    for folder, pattern in places:
        yield from sorted(path for path in folder.glob(pattern) if path.is_file())


def mutation(number: int) -> tuple[str, str]:
    """Return the kind and the text of the document of this *number*."""
    rng = Random(f"mutation:{number}")
    kind, text = rng.choice(documents())
    if kind == "post":
        return kind, _of_post(text, rng)
    tokens = _TOKEN.findall(text)
    for _ in range(rng.randint(1, 8)):
        rng.choice(_OF_PAGES)(tokens, rng)
    return kind, "".join(tokens)


# --- changes of pages: each takes the tokens of one and changes a few ---


def _texts(tokens: list[str]) -> list[int]:
    return [at for at, token in enumerate(tokens) if token[0] != "<" and not token.isspace()] or [0]


def _span(tokens: list[str], rng: Random) -> tuple[int, int]:
    start = rng.choice(_texts(tokens))
    return start, min(len(tokens), start + rng.randint(1, 6))


def _say(tokens: list[str], rng: Random) -> None:
    at = rng.choice(_texts(tokens))
    place = rng.randint(0, len(tokens[at]))
    tokens[at] = tokens[at][:place] + html.escape(rng.choice(_TEXTS)) + tokens[at][place:]


def _set(tokens: list[str], rng: Random) -> None:
    at = rng.choice(_texts(tokens))
    text, tag = tokens[at], rng.choice(_INLINE)
    start, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    tokens[at] = f"{text[:start]}<{tag}>{text[start:end]}</{tag.split()[0]}>{text[end:]}"


def _wrap(tokens: list[str], rng: Random) -> None:
    start, end = _span(tokens, rng)
    tag = rng.choice(_BLOCK)
    tokens[start:end] = [f"<{tag}>", *tokens[start:end], f"</{tag.split()[0]}>"]


def _insert(tokens: list[str], rng: Random) -> None:
    at = rng.choice(_texts(tokens))
    place = rng.randint(0, len(tokens[at]))
    tokens[at] = tokens[at][:place] + rng.choice(_WHOLE) + tokens[at][place:]


def _drop(tokens: list[str], rng: Random) -> None:
    if len(tokens) > 1:
        del tokens[rng.randrange(len(tokens))]


def _double(tokens: list[str], rng: Random) -> None:
    start, end = _span(tokens, rng)
    tokens[end:end] = tokens[start:end]


def _swap(tokens: list[str], rng: Random) -> None:
    one, other = rng.choice(_texts(tokens)), rng.choice(_texts(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]


def _nest(tokens: list[str], rng: Random) -> None:
    at = rng.choice(_texts(tokens))
    tag, depth = rng.choice(("div", "blockquote", "ul><li", "b", "span")), rng.randint(2, 130)
    tokens[at] = f"<{tag}>" * depth + tokens[at]


_OF_PAGES: tuple[Callable[[list[str], Random], None], ...] = (
    *(_say, _set, _wrap, _insert, _drop, _double, _swap),
    *(_say, _set, _insert, _nest),
)

# --- changes of posts ---

_PREFIXES = (
    "> ",
    "- ",
    "3. ",
    "1) ",
    "    ",
    "\t",
    "## ",
    "\u3000\u3000",
    "| ",
    "> > > ",
    "* ",
    "~~~\n",
    "```mermaid\n",
)


def _of_post(text: str, rng: Random) -> str:
    found = _FENCE.match(text)
    head, body = (found[0], text[found.end() :]) if found else ("", text)
    for _ in range(rng.randint(1, 8)):
        if head and rng.random() < 0.15:
            lines = head.split("\n")
            at = rng.randrange(1, len(lines) - 1)
            lines[at : at + 1] = rng.choice(([], [lines[at]] * 2, [lines[at] + rng.choice(_TEXTS)]))
            head = "\n".join(lines)
        elif rng.random() < 0.5:
            tokens = _TOKEN.findall(body) or [""]
            rng.choice(_OF_PAGES)(tokens, rng)
            body = "".join(tokens)
        else:
            body = _of_markdown(body, rng)
    return head + body


def _of_markdown(body: str, rng: Random) -> str:
    parts = body.split("\n\n")
    at, other = rng.randrange(len(parts)), rng.randrange(len(parts))
    kind = rng.randrange(5)
    if kind == 0:
        parts[at], parts[other] = parts[other], parts[at]
    elif kind == 1:
        parts[at] = rng.choice(_PREFIXES) + parts[at]
    elif kind == 2:
        parts.insert(at, parts[other])
    elif kind == 3:
        start, end = sorted((rng.randint(0, len(parts[at])), rng.randint(0, len(parts[at]))))
        mark = rng.choice(("**", "*", "_", "~~", "`", "***"))
        parts[at] = f"{parts[at][:start]}{mark}{parts[at][start:end]}{mark}{parts[at][end:]}"
    else:
        parts[at] = rng.choice(("> ", "  - ")) * rng.randint(2, 30) + parts[at]
    return "\n\n".join(parts)


# --- the oracle ---

_INSIDE = {"b", "strong", "em", "i", "u", "span", "font", "a", "mark", "code", "wbr", "cite", "img"}
_GONE = {"script", "style", "textarea", "iframe", "noframes"}
# A name that HTML has not, which a mutation made of one that it has: a browser shows it inside the line.
_OWN_NAME = re.compile(r"[a-z]+[0-9]?(?:-[a-z]+)*")
_FIGURE = re.compile(r"\d+")
_NUMBERED = re.compile(r"^(?:\d+\.(?: |$))+", re.MULTILINE)
_SIGNS = re.compile(r"[\^_]\(|\)")


class _Reader(HTMLParser):
    """The text of HTML as Python's own parser reads it; a blank wherever figures are parted.

    All of it, or all but what no reader sees.
    """

    def __init__(self, *, seen: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._inside = _INSIDE | _GONE if seen else _INSIDE
        self._gone = _GONE if seen else set()
        self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag not in self._gone:
            self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._tag = tag
        self.parts.append(_edge(tag, self._inside))

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""
        self.parts.append(_edge(tag, self._inside))

    def handle_comment(self, data: str) -> None:
        self.parts.append(f" {data} ")  # a broken one is text to some parsers


def _edge(tag: str, inside: Collection[str] = _INSIDE) -> str:
    """Return what parts figures at an end of an element."""
    return "" if tag in inside or not _OWN_NAME.fullmatch(tag) else " "


def _text_of(markup: str, *, seen: bool = False) -> str:
    reader = _Reader(seen=seen)
    reader.feed(markup)
    reader.close()
    return "".join(reader.parts)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")
    return "".join(each for each in plain if not each.isspace() and unicodedata.category(each)[0] != "C")


def _is_within(text: str, source: str) -> bool:
    """Return whether the characters of *text* come in *source*, in this order."""
    at = 0
    for each in text:
        at = source.find(each, at) + 1
        if at == 0:
            return False
    return True


def check(kind: str, text: str) -> str | None:
    """Return what is wrong with what becomes of a document, None where nothing is."""
    data = text.encode("utf-8", "surrogatepass")
    try:
        draft = _read(kind, data)
        made = _finished(draft)
    except Rejected:
        return None
    article, plain = made
    if not article.title.strip() or not (article.chars or article.images):
        return None
    try:
        in_html(article.html)
        in_markdown(guarded(article.markdown))
    except AssertionError as fault:
        return f"is not allowed: {fault!r}"
    return (
        _invented(plain, text)
        or _differs("html", article.html, plain)
        or _differs("markdown", _MARKDOWN.render(guarded(article.markdown)), plain)
        or _comes_back(article)
        or _comes_back_as_record(article)
    )


def _read(kind: str, data: bytes) -> Draft:
    if kind == "page":
        return pages.read(data, _ADDRESS, "page.html")
    draft = posts.read(data, "post.md")
    normalise(draft, NOW)
    return draft


def _finished(draft: Draft) -> tuple[Article, str]:
    """Return the article of *draft*, and its text without the numbers of items."""
    clean(draft, _RULES)
    body = deepcopy(draft.body)
    assert body is not None
    finish(draft)
    draft.article.fetched = NOW
    return draft.article, without_numbers(body)


def _invented(plain: str, source: str) -> str | None:
    # Posts are read without what has no width, which may stand in an entity or a tag.
    source = "".join(each for each in source if unicodedata.category(each) != "Cf")
    decoded = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), source)
    given = _text_of(decoded)
    # What stands out of place in a table comes before it: only a browser's way of reading says so.
    moved = [_tree_text(decoded), _tree_text(_MARKDOWN.render(decoded))]
    # A document may speak of such signs: in code they are what was written.
    written = [_text_of(source), _tree_text(source), _tree_text(_MARKDOWN.render(source))]
    plain = _NUMBERED.sub("", plain)  # an item that became a paragraph
    sources = [_bare(_decoded(one)) for one in (given, decoded, *moved, *written)]
    for line in (*plain.split("\n"), plain):
        text = _bare(_decoded(_SIGNS.sub("", line)))
        if not any(_is_within(text, one) for one in sources):
            return f"{line!r} is invented, or its order"
    texts = " ".join((given, decoded, *moved, _text_of(decoded, seen=True)))
    figures = set(_FIGURE.findall(_plain_figures(f"{texts} {_decoded(texts)}")))
    new = [each for each in _FIGURE.findall(_plain_figures(plain)) if each not in figures]
    # What is raised may be one figure, or several.
    wholes = _FIGURE.findall(_plain_figures(plain, wholes=True))
    new = new and [each for each in wholes if each not in figures]
    return f"the figures {new} are invented" if new else None


def _decoded(text: str) -> str:
    """Return *text* with its entities undone, those of entities too."""
    while (once := html.unescape(text)) != text:
        text = once
    return text


def _tree_text(markup: str) -> str:
    """Return the text of *markup* as a browser reads it, a blank wherever figures are parted."""
    parts: list[str] = []

    def walk(node: LexborNode) -> None:
        child = node.first_child
        while child is not None:
            if child.is_text_node:
                parts.append(child.text_content or "")
            elif child.is_element_node and child.tag not in _GONE:
                edge = _edge(child.tag or "") if child.text() else ""
                parts.append(edge)
                walk(child)
                parts.append(edge)
            child = child.next

    body = LexborHTMLParser(markup).body
    if body is not None:
        walk(body)
    return "".join(parts)


def _plain_figures(text: str, *, wholes: bool = False) -> str:
    """Return *text* with what has no width gone, and what is raised or lowered apart from what is not.

    Each character of it is apart from the next, or *wholes* are as they are.
    """
    parts = groupby(text, lambda each: "<su" in unicodedata.decomposition(each))
    between = "" if wholes else " "
    apart = "".join(f" {between.join(part)} " if is_moved else "".join(part) for is_moved, part in parts)
    return "".join(
        each for each in unicodedata.normalize("NFKC", apart) if unicodedata.category(each) != "Cf"
    )


def _differs(name: str, markup: str, plain: str) -> str | None:
    shown, told = _bare(_text_of(markup)), _bare(plain)
    return None if shown == told else f"{name}: {_difference(shown, told)}"


def _difference(one: str, other: str) -> str:
    """Return where two texts begin to differ."""
    pairs = enumerate(zip(one, other, strict=False))
    at = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    part = slice(max(at - 20, 0), at + 30)
    return f"{one[part]!r}, not {other[part]!r}"


def _comes_back(first: Article) -> str | None:
    first.id = f"text:{first.digest}"
    post = to_post(first)
    again = posts.read(post.encode("utf-8"), "post.md")
    normalise(again, NOW)
    second, _ = _finished(again)
    for name in ("text", "digest", "summary"):
        was, now = getattr(first, name), getattr(second, name)
        if was != now:
            return f"the post comes back with another {name}: {_difference(now, was)}"
    second.id = first.id
    return None if to_post(second) == post else "the post is written otherwise the second time"


def _comes_back_as_record(first: Article) -> str | None:
    line = json.dumps(record(first), ensure_ascii=False)
    second, _ = _finished(records.read(line.encode("utf-8", "surrogatepass"), "x.jsonl"))
    names = [name for name, value in record(second).items() if value != record(first)[name]]
    return f"the record comes back with other {names}" if names else None


def fault(number: int) -> str | None:
    """Return what is wrong with the mutation of this *number*."""
    try:
        told = check(*mutation(number))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told with the number
        told = f"{type(error).__name__}: {error}"
    return f"{number}: {told}" if told else None


def main() -> int:
    """Check so many mutations, print every fault, and return 0 where there is none."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.mutations", description="Check changed documents.")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--show", type=int, help="print the document of this number and end")
    given = parser.parse_args()
    if given.show is not None:
        print(mutation(given.show)[1])
        return 0
    numbers = range(given.first, given.first + given.count)
    with ProcessPoolExecutor(given.workers) as pool:
        found = [told for told in pool.map(fault, numbers, chunksize=50) if told]
    print(*found, sep="\n")
    print(f"{given.count} mutations of {len(documents())} documents, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
