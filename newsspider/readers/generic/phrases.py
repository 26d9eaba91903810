"""What pages say around their articles: one table for each kind of line. To add a wording, add a row."""

from __future__ import annotations

import re

_LONGEST = 160


class Wording:
    """Forms of a whole line; brackets and spaces around it are ignored."""

    def __init__(self, *forms: str) -> None:
        self._any = re.compile(
            rf"[\s【\[（(<《]*(?:{'|'.join(forms)})[\s】\]）)>》»:：!！.。…]*", re.IGNORECASE
        )

    def fits(self, line: str) -> bool:
        """Return whether *line* is one of the forms, and nothing more."""
        return len(line) <= _LONGEST and self._any.fullmatch(line) is not None


# After such a line the article is over: credits, and headings of other articles, comments or the
# publisher's own text.
TAIL = Wording(
    r"[（(【]?(?:责任|本文|值班|执行|网络)?(?:编辑|责编|编审)\s*[:：|丨/].{0,40}",
    r"(?:相关|热门|精彩|推荐|延伸|更多|往期|最新|猜你|为[您你]|编辑)?"
    r"(?:推荐|阅读|新闻|报道|文章|链接|资讯|内容|喜欢|专题|回顾|精彩)",
    r"(?:相关|延伸|推荐|热门)(?:阅读|推荐|新闻|报道|文章|链接|资讯|标签|专题|评论|话题|股票|公司)"
    r"\s*[:：]?.{0,10}",
    r"(?:为[您你]推荐|猜[您你]喜欢|大家都在看|大家都爱看|编辑推荐|今日热点|热点推荐|图片新闻|更多精彩|看更多)",
    r"(?:网友|最新|热门|精彩|全部|发表|我要|写|我来说两句)?(?:评论|跟帖|跟贴|留言|评论区)"
    r"\s*[（(]?\s*\d*\s*[)）条]?",
    r"分享(?:到|至|给好友)?\s*[:：]?.{0,20}",
    r"(?:上|下)一[篇页]\s*[:：]?.{0,60}",
    r"(?:标签|关键词|关键字|tags?)\s*[:：>].{0,80}",
    r"(?:本文)?(?:正文)?(?:已)?(?:结束|完)[，,]?.{0,30}评论",
    r"(?:扫|扫描|长按|微信扫).{0,30}(?:二维码|阅读全文|关注|下载|看新闻).{0,20}",
    r"(?:related|recommended|more|you may also like|read (?:more|next)|see also|trending|most read"
    r"|comments?|leave a (?:reply|comment)|share this.{0,20}|our standards.{0,60}"
    r"|most popular|sign up.{0,80}|advertisement|post navigation"
    r"|(?:related|more|recent|popular|similar) (?:articles?|stor(?:y|ies)|posts?|topics?|news|coverage)"
    r"|more (?:from|on) .{1,30}"
    r"|(?:previous|next)(?: (?:post|article))?.{0,60}|filed under.{0,80}|tagged(?: with)?.{0,80}"
    r"|subscribe.{0,60})",
)
# A heading above the comments.
READERS = Wording(
    r"(?:网友|最新|热门|精彩|全部|发表)?(?:评论|跟帖|跟贴|留言|评论区)\s*[（(]?\s*\d*\s*条?\s*[)）]?|\d+\s*条评论",
    r"\d*\s*comments?(?:\s*\(\d+\))?|leave a (?:reply|comment)|(?:\d+ )?(?:responses?|replies).{0,60}",
)
# Buttons and counters beside title and text.
BUTTONS = Wording(
    r"(?:字号|字体)(?:大小)?\s*[:：]?.{0,12}|超大|大|中|小|标准|T\s*\+?-?|A[-+]?|\+\d*|[-+]|\d{1,7}",
    r"(?:打印|收藏|举报|纠错|分享|转发|评论|点赞|赞|在看|喜欢|关注|订阅|复制链接|复制|听新闻|朗读|语音播报|阅读|浏览|微信|微博"
    r"|QQ空间|图集)(?:本文|本页|此页|到|量|数|次数)?\s*[:：]?\s*[（(]?\s*[\d.]*\s*万?[)）]?",
    r"(?:关闭|返回)(?:窗口|本页|此页|页面|列表|上一页)?",
    r"[\d,.]+\s*万?\s*(?:阅读|评论|次浏览|人参与|跟贴|人评论|views?|comments?|shares?)",
    r"(?:阅读|浏览)\s*[:：]?\s*\d+|点击播报本文.{0,20}|请选择.{0,10}语音|进入(?:词条|主页)|返回顶部",
    r"展开(?:全文|阅读全文)?|(?:点击)?(?:展开|阅读|查看)(?:全文|更多|原文)",
    r"print|share|save|listen|copy link|email|tweet|follow|\d+ min(?:ute)?s? read|gift article",
    r"resize text|text size",
)
# The placeholder of a player or a picture that is not loaded yet.
PLACEHOLDERS = Wording(
    r"(?:视频|图片|音频|内容|页面|播放器)?(?:正在)?加载(?:中|失败|完成).{0,20}|您的浏览器(?:暂)?不支持.{0,30}|(?:点击)?播放(?:视频|音频)"
    r"|(?:视频|音频)(?:播放)?(?:缓冲|准备)中.{0,10}|loading(?:\.{3})?|your browser does not support.{0,60}",
)
# A line of the publisher's, not of the article: it does not shield what comes before it.
_HOUSE = re.compile(
    r"APP|客户端|公众号|小程序|二维码|扫码|微信号|微博|热线|爆料|投诉|投稿|转载|版权|授权|免责|声明|侵权|责任编辑|责编"
    r"|不构成.{0,8}建议|不代表.{0,10}(?:立场|观点)",
    re.IGNORECASE,
)


def is_of_publisher(line: str) -> bool:
    """Return whether *line* is the publisher's own text, not the article's."""
    return len(line) <= _LONGEST and _HOUSE.search(line) is not None


# A link inside the text that leads away from it.
AWAY = Wording(
    r"返回.{0,12}(?:首页|主页|频道|列表|网)",
    r"(?:点击|戳)(?:进入|查看|阅读|下载|关注|这里|此处|购买|报名|领取|参与).{0,30}",
    r"(?:查看)?(?:更多|详细|详情)(?:内容|新闻|报道|精彩)?|(?:进入|查看)(?:专题|详情|.{1,8}讨论)",
    r"(?:上|下|前|后|首|末|尾)一?页|\d{1,3}|全文阅读|余下全文|显示全文|阅读全文|单页阅读",
)
# 首页 > 财经 > 正文
PATH = re.compile(
    r"(?:您?(?:所在的?|的)?(?:当前)?位置\s*[:：]?|首页|home)?.{0,40}(?:[>»›/→]|-{1,2}>).{0,40}"
    r"(?:正文|[>»›].{0,20}|$)",
    re.IGNORECASE,
)
# Pages of a publisher about itself, by their title.
ABOUT = Wording(
    r"关于(?:我们|本站|本网)|联系我们|联系方式|招聘(?:信息|启事)?|加入我们|版权(?:声明|信息)|免责声明|法律声明"
    r"|隐私(?:政策|权政策|保护|声明)|用户协议|服务(?:条款|协议)|网站地图|友情链接|广告服务|帮助(?:中心)?|投稿|公司简介",
    r"about(?: us)?|contact(?: us)?|privacy(?: policy)?|terms(?: of (?:use|service))?|sitemap|careers|help",
)
# The kind of a page, as a part of its whole title: an article may be about a log-in.
_END = r"\s*(?:[-_|–—·(（]|$)"
NO_ARTICLE = re.compile(
    rf"^(?:用户|会员|通行证)?(?:登录|登陆|注册|找回密码){_END}|[-_|]\s*(?:用户|会员)?(?:登录|登陆|注册)$"
    rf"|站内搜索{_END}|搜索结果{_END}|^搜索{_END}|^(?:标签|tag)\s*[:：]|专题(?:报道|页)?(?:_|{_END}$)|^[^_|]{{0,20}}首页{_END}"
    rf"|^(?:log ?in|sign ?(?:in|up)|search(?: results)?|page not found){_END}|\barchives?{_END}"
    r"|\bpage \d+ of\b",
    re.IGNORECASE,
)
