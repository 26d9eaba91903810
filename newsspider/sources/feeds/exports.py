"""Exports of blogs, which are feeds that hold more than posts: WordPress's and Blogger's.

Fields of an entry say what it is. The text of WordPress is not yet HTML: empty lines separate paragraphs, and
captions and players are in square brackets.
"""

from __future__ import annotations

import html
import re

# Elements and comments that are blocks, so that no paragraph is made around them.
_BLOCK = re.compile(
    r"\s*<(?:!--|/?(?:p|div|h[1-6]|ul|ol|li|dl|table|thead|tbody|tr|td|th|blockquote|pre|figure|hr|section|form"
    r"|iframe|video|audio|script|style|center|address|article)\b)",
    re.IGNORECASE,
)
_GAP = re.compile(r"\n\s*\n")
# [caption …]<img …> words[/caption], with the words in an attribute in the older form.
_CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\]]{0,2000})\](.{0,20000}?)\[/(?:wp_)?caption\]", re.DOTALL)
_CAPTION_WORDS = re.compile(r"""\bcaption\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PICTURE = re.compile(r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)", re.IGNORECASE)
# Shortcodes; what a theme shows for them is not in the text.
_SHORTCODE = re.compile(
    r"\[/?(?:gallery|embed|audio|video|playlist|more|toc|contact-form(?:-7)?)\b[^\]\n]{0,2000}\]"
)


def reason_to_skip(kind: str, status: str) -> str | None:
    """Return why an entry of this *kind* and *status* is skipped, None for a published post.

    Both are empty for an entry of an ordinary feed.
    """
    if kind not in ("", "post"):
        return f"not a post of the export but its {kind}"
    if status not in ("", "publish", "live"):
        return f"a post of the export that is not published: {status}"
    return None


def of_wordpress(text: str) -> str:
    """Return the HTML of *text* as WordPress keeps it: paragraphs, captions, no shortcodes."""
    text = _SHORTCODE.sub("", _CAPTION.sub(_caption, text.replace("\r\n", "\n")))
    blocks = (block.strip() for block in _GAP.split(text))
    return "\n".join(block if _BLOCK.match(block) else _paragraph(block) for block in blocks if block)


def _paragraph(block: str) -> str:
    return f"<p>{block.replace(chr(10), '<br>')}</p>"


def _caption(found: re.Match[str]) -> str:
    picture = _PICTURE.match(found[2])
    if picture is None:
        return found[2]
    named = _CAPTION_WORDS.search(found[1])
    words = found[2][picture.end() :].strip() or (html.unescape(named[1] or named[2] or "") if named else "")
    return f"\n\n<figure>{picture[1]}<figcaption>{words}</figcaption></figure>\n\n"
