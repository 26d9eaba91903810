"""What classes and ids call the parts of a page: furniture, and the places of time, medium and author.

A name is taken apart into words (`post_btmShare` is post, btm, share), and the words are looked up here, so
that `share` does not mean `shareholder`. A further word is one more in the tables.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

# Chinese publishers name the parts in English, in pinyin, or in English cut short.
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
        # what is no text of it
        "tag tags keyword keywords biaoqian editor zebian player",
    )
    for word in line.split()
)
# Of these it is sure: however much text it holds, it is no article's.
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
    """Return whether *node* is called what no text of an article is called."""
    return not _FURNITURE.isdisjoint(words(node))


def is_surely_furniture(node: LexborNode) -> bool:
    """Return whether *node* is called what only furniture is called."""
    return not _SURE.isdisjoint(words(node))


def is_source(node: LexborNode) -> bool:
    """Return whether *node* is called the place of the medium."""
    return not _SOURCE.isdisjoint(words(node))


def is_author(node: LexborNode) -> bool:
    """Return whether *node* is called the place of the author."""
    return not _AUTHOR.isdisjoint(words(node))
