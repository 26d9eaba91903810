"""Pages that say that they are not an article: blocked, gone, empty. Used only if no reader found an article.

To add a wording, add a row with where it was seen.
"""

from __future__ import annotations

import re

from newsspider.errors import Rejected
from newsspider.model.outcomes import Outcome, Reason
from newsspider.readers.html_page import Page, visible_text
from newsspider.text import unicode

# A page that only says that it is gone or closed is short; an index may mention such words.
_SHORT = 1500
_BLOCKED = (
    r"请(?:您)?(?:输入|完成|进行|拖动|点击|滑动)[^。]{0,12}(?:验证|滑块)",  # a captcha's instruction
    r"(?:安全|人机|访问|滑动|图形|身份)验证",  # its title
    r"访问(?:过于|太过?)频繁|(?:操作|请求)过于频繁|(?:访问|流量)(?:出现)?异常|异常(?:访问|流量)",  # a limit
    r"拒绝(?:了您的)?访问|IP(?:地址)?(?:已)?被(?:封|禁|限制)",  # a firewall
    r"(?i:access denied|403 forbidden|are you a human|unusual traffic|request blocked)",  # the same abroad
)
_GONE = (
    r"页面(?:没有找到|未找到|不存在|无法找到|已(?:被)?删除)",  # Sina, and others
    r"(?:文章|内容|新闻|网页|信息|稿件|视频|图集)(?:不存在|未找到|已(?:经)?(?:被)?(?:删除|下线|下架|失效))",
    r"(?i:404 not found|page not found|410 gone)",  # a server's own page under a wrong status
)
# Scripts that ask for a captcha on a page without words.
_CAPTCHA = re.compile(r"geetest|captcha[\w.]*\.js|id=[\"']?captcha|[hn]o?captcha|nc_token", re.IGNORECASE)
_VERDICTS = (
    (re.compile("|".join(_BLOCKED)), Outcome.FAILED, Reason.BLOCKED),
    (re.compile("|".join(_GONE)), Outcome.REJECTED, Reason.GONE),
)
# A page that keeps the layout of an article; only its title says so.
_GONE_TITLE = re.compile(r"\W*(?:404|抱歉|对不起)?\W*(?:您(?:要)?访问的)?页面(?:没有找到|未找到|不存在)")


def check_title(title: str) -> None:
    """Raise Rejected where the *title* of what looks like an article says that the article is gone."""
    if _GONE_TITLE.match(title):
        raise Rejected(Outcome.REJECTED, Reason.GONE, f"the page says {title}")


def refusal(page: Page) -> Rejected | None:
    """Return the rejection that *page* itself gives a reason for, or None."""
    title = page.text("title")
    words = visible_text(page.tree.body)
    short = unicode.visible(words) <= _SHORT
    text = f"{title.value if title else ''}\n{words if short else ''}"
    for pattern, outcome, reason in _VERDICTS:
        found = pattern.search(text)
        if found:
            return Rejected(outcome, reason, f"the page says {found[0]}")
    if short and _CAPTCHA.search(page.source):
        return Rejected(Outcome.FAILED, Reason.BLOCKED, "the page asks for a captcha")
    if not unicode.visible(words) and page.first("img") is None:
        return Rejected(Outcome.FAILED, Reason.EMPTY_PAGE, "the page shows nothing")
    return None
