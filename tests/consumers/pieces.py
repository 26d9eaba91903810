"""The pieces that a body is made of, each with its source and with what a reader must be shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Piece:
    """Source of a part of a body, and what it shows: text, the bold part of it, pictures, tables.

    Where `shown` is compared, blanks and what has no width do not count.
    """

    source: str
    shown: str
    bold: str = ""
    pictures: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def paragraph(text: str) -> Piece:
    """Return a paragraph of *text*."""
    return Piece(f"<p>　　{escape(text)}</p>", text)


def opened(bold: str, text: str) -> Piece:
    """Return a paragraph that begins in bold, the blank inside it as newsrooms have it."""
    return Piece(f"<p><strong>　　{escape(bold)}</strong>{escape(text)}</p>", bold + text, bold)


def picture(url: str, caption: str = "") -> Piece:
    """Return a picture with its caption below."""
    below = f'<span class="img_descr">{escape(caption)}</span>'
    return Piece(f'<div class="img_wrapper"><img src="{escape(url)}">{below}</div>', caption, "", (url,))


def table(*rows: tuple[str, ...]) -> Piece:
    """Return a table of text."""
    inside = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    shown = "".join(cell for row in rows for cell in row)
    return Piece(f"<table><tbody>{inside}</tbody></table>", shown, tables=(rows,))


def items(*texts: str, ordered: bool = False) -> Piece:
    """Return a list of one-line items."""
    name = "ol" if ordered else "ul"
    inside = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return Piece(f"<{name}>{inside}</{name}>", "".join(texts))


def quotation(text: str) -> Piece:
    """Return a quotation of one paragraph."""
    return Piece(f"<blockquote><p>{escape(text)}</p></blockquote>", text)


def heading(text: str, level: int = 2) -> Piece:
    """Return a heading."""
    return Piece(f"<h{level}>{escape(text)}</h{level}>", text)


def link(text: str) -> Piece:
    """Return a paragraph with *text* as a link in it."""
    return Piece(
        f'<p>详见<a href="https://news.example/a?b=1&amp;c=2">{escape(text)}</a>。</p>', f"详见{text}。"
    )


def bold_within(text: str) -> Piece:
    """Return a paragraph with *text* in bold between letters."""
    return Piece(f"<p>前文<b>{escape(text)}</b>后文</p>", f"前文{text}后文", text)


def code(text: str) -> Piece:
    """Return a paragraph with *text* as code in it."""
    return Piece(f"<p>执行<code>{escape(text)}</code>即可</p>", f"执行{text}即可")


def preformatted(text: str) -> Piece:
    """Return preformatted text."""
    return Piece(f"<pre>{escape(text)}</pre>", text)


def captioned(text: str) -> Piece:
    """Return a picture whose caption and alt are *text*."""
    url = "https://n.example/picture_1.jpg"
    return Piece(
        f'<div class="img_wrapper"><img src="{url}" alt="{escape(text)}">'
        f'<span class="img_descr">{escape(text)}</span></div>',
        text,
        "",
        (url,),
    )


def cells(text: str) -> Piece:
    """Return a table with *text* in its head and its middle."""
    return table((text, "上月"), ("本月", text), ("合计", "-"))
