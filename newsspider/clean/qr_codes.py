"""QR codes that lost the box they were recognised by: alone, or at either end of an article.

A code is recognised by what it is called, by its size and by its address, never by one file's name. A picture
that is the article (一图看懂…) stays. To add a sign of a code, add a row to the tables.
"""

from __future__ import annotations

import re

from newsspider.clean import pictures
from newsspider.clean.inlines import text_of
from newsspider.model.body import Block, Divider, Heading, Paragraph, Picture
from newsspider.model.draft import Draft, Removal
from newsspider.text import unicode, urls

RULE = "lone-code"
RULE_AT_END = "end-code"
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
# Pictures of Sina's templates are in a folder named by eight hexadecimal digits, without a size; pictures of
# articles have their size in the address.
_OF_TEMPLATE = re.compile(r"//n\.sinaimg\.cn/(?:[\w-]+/){0,2}[0-9a-f]{8}/\d{8}/[\w.-]+\.(?:png|jpe?g|gif)$")
# Sizes in Sina's addresses; and the largest square that WeChat and Weibo give a code in.
_SIZE = re.compile(r"/w(\d{2,4})h(\d{2,4})/")
_LARGEST = 430
# A square as small as this, of a format for drawings, is a code where nothing else says what it is.
_SMALL = 200
_DRAWN = re.compile(r"\.(?:png|gif|webp)$", re.IGNORECASE)
# What is removed together with a code, and was removed already.
_INVITES = ("app-slogan", "scan-code", "invitation")
# A title that promises a picture: then its shape proves nothing.
_PROMISES = re.compile(r"[一1]图|图[解说表集鉴]|组图|长图|海报|漫画|速览|图$")


def without(draft: Draft, blocks: list[Block]) -> list[Block]:
    """Return *blocks*, or nothing where they hold only QR codes."""
    found = list(pictures.walk(blocks))
    if not found or not all(_is_empty(block) for block in blocks):
        return blocks
    if not all(_is_code(draft, picture, alone=len(found) == 1) for picture in found):
        return blocks
    for picture in found:
        what = "text" if picture.caption else "field"
        draft.trace.removals.append(Removal(RULE, picture.caption or picture.url, what))
    return []


def is_known(draft: Draft, url: str) -> bool:
    """Return whether *url* is a code that was removed from the body, or a picture of Sina's templates."""
    gone = (removal.text for removal in draft.trace.removals if removal.rule in (RULE, RULE_AT_END))
    return _OF_TEMPLATE.search(url.partition("?")[0]) is not None or any(
        pictures.same_address(each, url) for each in gone
    )


def at_end(draft: Draft, picture: Picture, *, beside: bool, tail: bool) -> bool:
    """Return whether *picture*, at an end of a text, is a code.

    *beside* says that it is next to furniture, *tail* that it is below the text.
    """
    path, title = picture.url.partition("?")[0], draft.article.title
    if _PROMISES.search(title):
        return False
    wording = _WORDS.search(f"{picture.alt}\n{picture.caption or ''}")
    if wording:
        return wording[0] not in title  # else it is what the article is about
    if picture.caption:
        return False
    if _NAMES.search(path) or _OF_TEMPLATE.search(path):
        return True
    size = _size(picture, path)
    if size is None or size[0] != size[1]:
        return False
    return size[0] <= (_LARGEST if beside else _SMALL if tail and _DRAWN.search(path) else 0)


def remove(draft: Draft, picture: Picture) -> None:
    """Note that the code *picture* is removed."""
    what = "text" if picture.caption else "field"
    draft.trace.removals.append(Removal(RULE_AT_END, picture.caption or picture.url, what))


def _is_empty(block: Block) -> bool:
    """Return whether *block* has no text except captions."""
    if isinstance(block, (Paragraph, Heading)):
        return not unicode.visible(text_of(block.inlines))
    return isinstance(block, (Picture, Divider))


def _is_code(draft: Draft, picture: Picture, *, alone: bool) -> bool:
    path, title = picture.url.partition("?")[0], draft.article.title
    wording = _WORDS.search(f"{picture.alt}\n{picture.caption or ''}")
    if wording and wording[0] in title:  # what the article is about
        return False
    if wording or _NAMES.search(path) or urls.is_random_picture(picture.url):
        return True
    if not alone or _PROMISES.search(title) or picture.caption:
        return False
    size = _size(picture, path)
    invited = any(removal.rule in _INVITES for removal in draft.trace.removals)
    return invited if size is None else size[0] == size[1] and size[0] <= _LARGEST


def _size(picture: Picture, path: str) -> tuple[int, int] | None:
    """Return width and height as declared or as in the address, None if both are unknown."""
    if picture.width and picture.height:
        return picture.width, picture.height
    named = _SIZE.search(path)
    return (int(named[1]), int(named[2])) if named else None
