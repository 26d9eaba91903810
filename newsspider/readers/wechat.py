"""Pages of WeChat's public accounts: account and time are in scripts, the rest is as on any page.

The page shows its time only when its scripts run, and `og:site_name` names the platform, not the account.
"""

from __future__ import annotations

import re

from newsspider.model.article import DateFrom
from newsspider.model.draft import Draft
from newsspider.readers import generic
from newsspider.readers.generic.reader import Known, Published
from newsspider.readers.html_page import Found, Page
from newsspider.text import dates, surnames, titles, unicode

HOSTS = ("mp.weixin.qq.com",)
# What its pages hold, however they were saved.
_SIGNS = ("#js_content, #js_article, #img-content", "#activity-name, #js_name, .rich_media_title")
_ACCOUNT_AT = ("#js_name", ".profile_nickname", ".wx_follow_nickname", ".rich_media_meta_nickname")
_AUTHOR_AT = (
    "#js_author_name",
    ".rich_media_meta_list > .rich_media_meta_text",
    "#meta_content > .rich_media_meta_text",
)
_TIME_AT = "#publish_time"
# Values of scripts: `var ct = "1581517074"`, `nickname: JsDecode('…')`, `window.ct = …`, the best first.
_TIMES = ("ct", "ori_create_time", "create_timestamp", "publish_time", "createTime", "create_time")
_ACCOUNTS = ("nickname", "nick_name")
_VALUE = (
    r"(?<![\w.$])(?:window\.)?[\"']?{name}[\"']?\s{{0,20}}[=:]\s{{0,20}}(?:htmlDecode|JsDecode)?\(?\s{{0,20}}"
    r"(?:\"\"\s{{0,20}}\|\|\s{{0,20}}){{0,4}}[\"']?(?P<value>[^\"'\n;,|)]{{1,60}})"
)


def shows(page: Page) -> bool:
    """Return whether the elements of *page* show that it is WeChat's."""
    return all(page.first(sign) is not None for sign in _SIGNS)


def read(page: Page) -> Draft:
    """Return the draft of *page*; raises Rejected if it is not an article, or is gone, blocked or empty."""
    account = _account(page)
    return generic.read(page, Known(_published(page), account, _authors(page, account)))


def _published(page: Page) -> Published | None:
    """Return when it was published, by the clock of the platform, else as the page shows it."""
    for name in _TIMES:
        for found in re.finditer(_VALUE.format(name=name), page.source):
            moment = dates.parse(found["value"].strip())
            if moment is not None:
                return moment, DateFrom.META, f"script:{name}"
    visible_time = page.text(_TIME_AT)
    moment = dates.parse(visible_time.value) if visible_time else None
    return (moment, DateFrom.PAGE, f"css:{_TIME_AT}") if moment else None


def _account(page: Page) -> Found | None:
    for at in _ACCOUNT_AT:
        found = page.text(at)
        if found is not None:
            return Found(titles.clean_title(found.value), found.where)
    for name in _ACCOUNTS:
        value = re.search(_VALUE.format(name=name), page.source)
        if value and unicode.strip(value["value"]):
            return Found(titles.clean_title(value["value"]), f"script:{name}")
    return None


def _authors(page: Page, account: Found | None) -> tuple[str, ...]:
    """Return the author where it is a person: the place may name the account again, or 原创."""
    for at in _AUTHOR_AT:
        for node in page.every(at):
            name = unicode.squeeze(node.text())
            if surnames.looks_like_name(name) and (account is None or name != account.value):
                return (name,)
    return ()
