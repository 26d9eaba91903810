"""What may be in HTML that leaves, told by another parser than the one that cleaned it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    **{
        name: set[str]()
        for name in (
            *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "wbr", "hr", "blockquote", "pre", "code"),
            *("strong", "em", "del", "s", "sub", "sup", "ul", "li", "figure", "figcaption"),
            *("table", "thead", "tbody", "tr", "td", "th"),
        )
    },
}
# An address without one is relative, as in posts of a person's own blog.
_SCHEMES = ("http", "https", "mailto", "tel", "")
# What markdown-it makes of a table's columns and of a fence that names its language.
_OF_MARKDOWN = {
    ("td", "style"): "text-align:",
    ("th", "style"): "text-align:",
    ("code", "class"): "language-",
}
# Parts two lists that would be one.
_BETWEEN_LISTS = " "
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Forbidden(AssertionError):
    """Something left that must not."""


def _scheme(address: str) -> str:
    """Return the scheme that a browser sees, which drops blanks and controls first."""
    bare = "".join(character for character in address if character > " ")
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", bare)
    return found[1].lower() if found else ""


class _Checker(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ATTRIBUTES:
            raise Forbidden(tag)
        for name, value in attrs:
            if (value or "").startswith(_OF_MARKDOWN.get((tag, name), "\0")):
                continue
            known = name in _ATTRIBUTES[tag]
            if not known or (name in ("href", "src") and _scheme(value or "") not in _SCHEMES):
                message = f"{tag} {name}={value}"
                raise Forbidden(message)

    def handle_decl(self, decl: str) -> None:
        raise Forbidden(decl)

    def unknown_decl(self, data: str) -> None:
        raise Forbidden(data)

    def handle_pi(self, data: str) -> None:
        raise Forbidden(data)

    def handle_comment(self, data: str) -> None:
        if data != _BETWEEN_LISTS:
            raise Forbidden(data)


def in_html(html: str) -> None:
    """Raise Forbidden for an element, attribute or scheme in *html* that is not on the list."""
    checker = _Checker(convert_charrefs=True)
    checker.feed(html)
    checker.close()


def in_markdown(markdown: str) -> None:
    """Raise Forbidden for what *markdown* shows that is not on the list, or what a template engine takes."""
    if "{" in markdown or "}" in markdown:
        raise Forbidden(markdown)
    in_html(_MARKDOWN.render(markdown))
