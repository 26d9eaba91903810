"""Articles that would be nothing but a code to scan: promotion that lost the box it was known by.

Asked only where a body has pictures and no text. A picture that is the article (一图看懂…) stays; a further
sign of a code is one more row of the tables.
"""

from __future__ import annotations

import re

from newsspider.clean import pictures
from newsspider.clean.inlines import text_of
from newsspider.model.body import Block, Divider, Heading, Paragraph, Picture
from newsspider.model.draft import Draft, Removal
from newsspider.text import unicode, urls

RULE = "lone-code"
# What a code is called, beside it or in its place.
_WORDS = re.compile(
    r"二维码|小程序码|太阳码|扫码|扫一扫|扫描.{0,6}码|长按.{0,6}(?:识别|关注)|关注.{0,8}(?:公众号|微信)"
    r"|(?:下载|打开).{0,10}(?:APP|客户端)|加.{0,4}微信|开户|\bQR\b|qr ?code",
    re.IGNORECASE,
)
# The same in the name of its file or folder.
_NAMES = re.compile(
    r"(?:^|[/_.-])(?:qr|qr_?codes?|qr_?img|wx_?qr(?:code)?|\w*erweima|ewm|barcode)(?:[\d_.-][\w.-]*)?(?:[/.]|$)",
    re.IGNORECASE,
)
# Sizes in Sina's addresses; and the largest square that WeChat and Weibo give a code in.
_SIZE = re.compile(r"/w(\d{2,4})h(\d{2,4})/")
_LARGEST = 430
# What goes with a code, and went already.
_INVITES = ("app-slogan", "scan-code")
# A title that promises a picture: then its shape says nothing.
_PROMISES = re.compile(r"[一1]图|图[解说表集鉴]|组图|长图|海报|漫画|速览|图$")


def without(draft: Draft, blocks: list[Block]) -> list[Block]:
    """Return *blocks*, or nothing where no more than codes to scan stands in them."""
    found = list(pictures.walk(blocks))
    if not found or not all(_is_empty(block) for block in blocks):
        return blocks
    if not all(_is_code(draft, picture, alone=len(found) == 1) for picture in found):
        return blocks
    for picture in found:
        what = "text" if picture.caption else "field"
        draft.trace.removals.append(Removal(RULE, picture.caption or picture.url, what))
    return []


def _is_empty(block: Block) -> bool:
    """Say whether *block* has no text, save captions."""
    if isinstance(block, (Paragraph, Heading)):
        return not unicode.visible(text_of(block.inlines))
    return isinstance(block, (Picture, Divider))


def _is_code(draft: Draft, picture: Picture, *, alone: bool) -> bool:
    path, title = picture.url.partition("?")[0], draft.article.title
    told = _WORDS.search(f"{picture.alt}\n{picture.caption or ''}")
    if told and told[0] in title:  # what the article is about
        return False
    if told or _NAMES.search(path) or urls.is_random_picture(picture.url):
        return True
    if not alone or _PROMISES.search(title) or picture.caption:
        return False
    size = _size(picture, path)
    invited = any(removal.rule in _INVITES for removal in draft.trace.removals)
    return invited if size is None else size[0] == size[1] and size[0] <= _LARGEST


def _size(picture: Picture, path: str) -> tuple[int, int] | None:
    """Return width and height as declared or as the address has them, None where neither tells."""
    if picture.width and picture.height:
        return picture.width, picture.height
    named = _SIZE.search(path)
    return (int(named[1]), int(named[2])) if named else None
