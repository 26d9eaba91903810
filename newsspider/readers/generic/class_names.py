"""What classes and ids call the parts of a page: furniture, and the places of time, medium and author.

A name is split into words (`post_btmShare` is post, btm, share), and the words are looked up here, so that
`share` does not match `shareholder`. To add a word, add it to a table.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

# Chinese publishers name the parts in English, in pinyin, or in abbreviated English.
_FURNITURE = frozenset(
    word
    for line in (
        # ways to other pages
        "nav navbar navigation menu breadcrumb breadcrumbs crumb crumbs weizhi pager pagination",
        "paging prevnext related relate relates relation recommend recommends recommended",
        "recommendation recom rec tuijian tjyd more hot hots hotnews rank ranking paihang popular",
        "trending sidebar aside widget widgets toplist",
        # readers
        "comment comments comm cmt cmts pinglun tie gentie disqus reply replies respond feedback",
        "jubao report vote zan like likes praise reward donate shang dashang subscribe",
        "subscription newsletter signup login",
        # passing it on
        "share shares sharing sharebar bdshare jiathis fenxiang social qr qrcode ewm erweima",
        "weixin wechat weibo toolbar tools tool fontsize print collect favorite shoucang download",
        # the publisher
        "footer foot copyright disclaimer shengming shenming statement declare legal ad ads adv",
        "advert advertisement advertising banner gg guanggao promo promotion sponsor sponsored",
        "popup modal cookie gdpr paywall masthead skip",
        # not the article's text
        "tag tags keyword keywords biaoqian editor zebian player",
    )
    for word in line.split()
)
# With these words it is certain: however much text the element holds, it is not the article.
_SURE = frozenset(
    word
    for line in (
        "comment comments cmt cmts pinglun gentie related recommend recommended tuijian footer",
        "sidebar aside",
    )
    for word in line.split()
)
_SOURCE = frozenset(
    {"source", "src", "mediaid", "publisher", "origin", "from", "laiyuan", "copyfrom", "nickname"}
)
_AUTHOR = frozenset({"author", "authors", "byline", "writer", "reporter", "zuozhe", "credits"})

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MANY = 400  # characters of a class that are looked at


def words(node: LexborNode) -> frozenset[str]:
    """Return the words, in lower case, of the class and the id of *node*."""
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:_MANY]
    return frozenset(word.lower() for word in _WORD.findall(named))


def is_furniture(node: LexborNode) -> bool:
    """Return whether the name of *node* is one that no text of an article has."""
    return not _FURNITURE.isdisjoint(words(node))


def is_surely_furniture(node: LexborNode) -> bool:
    """Return whether the name of *node* is one that only furniture has."""
    return not _SURE.isdisjoint(words(node))


def is_source(node: LexborNode) -> bool:
    """Return whether the name of *node* is that of the medium's place."""
    return not _SOURCE.isdisjoint(words(node))


def is_author(node: LexborNode) -> bool:
    """Return whether the name of *node* is that of the author's place."""
    return not _AUTHOR.isdisjoint(words(node))
