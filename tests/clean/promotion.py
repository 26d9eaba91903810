"""Articles with rotating promotion: the wordings, the places they stand in, and the frames around an article.

A kind of promotion has several wordings and is set at the head, inside or at the tail. A frame is how an
article comes: the template of 2026 with its comments and classes, a page that lost them, a post in Markdown, a
dump of text. Nothing here is taken from a page; names and figures are made up.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

_HOUSES = ("槐荫重工", "栖云航运", "麓岭电气", "岚浦软件", "霁川生物", "砚湖农牧", "青禾物流", "云岭光电")
_SENTENCES = (
    "{0}{2}日晚间披露，第三季度营业收入为{1}.{3}亿元，同比增长{3}.{2}%，毛利率提高{3}个百分点。",
    "公司董事会秘书在业绩说明会上说，二期厂房明年三月投产，届时年产能由{1}万台提高到{4}万台。",
    "多名行业人士认为，原材料价格回落与出口订单增加是业绩改善的主要原因，海外关税仍需观察。",
    "截至{2}日收盘，{0}报{1}.{2}元，全天成交{3}.{1}亿元，换手率{3}.{3}%。",
    "记者在厂区看到，{4}辆货车排队等候装车，调度室的墙上贴着下个月的排产表。",
    "行业协会的数据显示，前三季度全国产量{4}万吨，出口占比升至{2}%。",
    "“我们不打价格战。”{0}总经理在电话里说，“交货期比价格要紧。”",
    "按照计划，{0}还将在岚浦市建一座研发中心，总投资{2}.{1}亿元，资金来自自有资金和银行贷款。",
)


@dataclass(frozen=True)
class Article:
    """One article: what must come out, and when and where it was published."""

    number: int
    title: str
    paragraphs: tuple[str, ...]

    @property
    def docid(self) -> str:
        """Return an id of the shape that Sina's have."""
        return f"init{''.join(chr(97 + int(d)) for d in f'{self.number:04}')}{6000000 + self.number}"

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return f"https://finance.sina.com.cn/roll/2026-09-{self.number % 28 + 1:02}/doc-{self.docid}.shtml"


def article(number: int) -> Article:
    """Return the article of this *number*, always the same."""
    choose = random.Random(number)
    house = choose.choice(_HOUSES)
    figures = [choose.randint(11, 89), choose.randint(2, 28), choose.randint(2, 9), choose.randint(110, 990)]
    texts = choose.sample(_SENTENCES, choose.randint(4, 6))
    told = tuple(text.format(house, *figures) for text in texts)
    return Article(number, f"{house}前三季度营收增长{figures[2]}.{figures[1]}%（{number}）", told)


@dataclass(frozen=True)
class Kind:
    """A kind of promotion: where it stands, and its wordings as HTML; `marks` are words no text may keep."""

    place: str
    wordings: tuple[str, ...]


_APP = "https://finance.sina.com.cn/focus/app/sfa_download_new.shtml"
_SITE = "https://finance.sina.com.cn"
_CODE = "https://n.sinaimg.cn/finance"

KINDS = {
    "app": Kind(
        "head",
        (
            f'<p><a href="{_APP}">登录新浪财经APP 搜索【信披】查看更多考评等级</a></p>',
            f'<p><a href="{_APP}">打开新浪财经APP 看公司体检报告</a></p>',
            f'<p><a href="{_APP}">上新浪财经客户端，盯盘快人一步</a></p>',
            "<p>下载新浪财经APP，查看全部上市公司评级</p>",
        ),
    ),
    "analysts": Kind(
        "head",
        (
            f'<blockquote><p>炒股就看<a href="{_SITE}/stock/aigc/jql.shtml">金麒麟分析师研报</a>，权威，专业，及时，全面，助您挖掘潜力主题机会！</p></blockquote>',
            "<p>炒股就看金麒麟分析师研报，权威，专业，及时，全面，助您挖掘潜力主题机会</p>",
            f'<blockquote>选股先看<a href="{_SITE}/stock/aigc/jql.shtml">金麒麟榜单</a>，省时省力，帮您跑赢大盘！</blockquote>',
        ),
    ),
    "topic": Kind(
        "head",
        (
            f'<p>　　专题：<a href="{_SITE}/zt_d/subject-1730000001/">某年三季报披露 业绩抢先看</a></p>',
            f'<p><a href="{_SITE}/zt_d/ai2026/">聚焦某某论坛：嘉宾都说了什么</a></p>',
        ),
    ),
    "columns": Kind(
        "head",
        (
            "<p>热点栏目 自选股 数据中心 行情中心 资金流向 模拟交易 客户端</p>",
            (
                '<p>热点栏目</p><p><a href="http://vip.stock.finance.sina.com.cn/mystock/">自选股</a> '
                '<a href="http://vip.stock.finance.sina.com.cn/mkt/">行情中心</a></p>'
                '<p><a href="http://finance.sina.com.cn/mobile/comfinanceweb.shtml">客户端</a></p>'
            ),
            "<p>热点栏目 资金流向 千股千评 个股诊断 最新评级 模拟交易 客户端</p>",
        ),
    ),
    "tips": Kind(
        "head",
        (
            "<p>【线索征集令！】你吐槽，我倾听；您爆料，我报道！新浪财经爆料线索征集启动，欢迎广大网友积极“倾诉与吐槽”！爆料联系邮箱：a@example.com</p>",
            "<p>股市瞬息万变，投资难以决策？来#A股参谋部#超话聊一聊，[点击进入超话]</p>",
            '<p>行情看不懂？来<a href="https://weibo.com/p/100808abc/super_index">#甲股茶馆#超话</a>问一问</p>',
        ),
    ),
    "products": Kind(
        "head",
        (
            "<p>新浪财经Level2：A股极速看盘 新浪财经App：直播上线 博主一对一指导</p>",
            "<p>　　安装新浪财经客户端第一时间接收最全面的市场资讯→【下载地址】</p>",
            "<p>全球汇率新浪最全炒汇神器</p>",
            "<p>谁能代表年度商业最强驱动力？点击投票，评选你心中的年度人物。【我要投票】</p>",
            "<p>新股来了!原始股东等你来做，立即开户为申购做好准备！【立即上车做股东，享开户福利！】</p>",
        ),
    ),
    "account": Kind(
        "tail",
        (
            "<p>炒股开户享福利，入金抽188元红包，100%中奖！</p>",
            "<p>股市回暖，抄底炒股先开户！智能定投、条件单、个股雷达……送给你&gt;&gt;</p>",
            "<p>反弹行情下的专属投资礼包！</p>",
            f'<p>新浪合作大平台期货开户 安全快捷有保障</p><p><img src="{_CODE}/transform/340/w170h170/20250415/ab6a-ff9b1fcb.png"></p>',
            f'<p>低佣开户，限时礼包等你来拿！</p><div><img data-src="{_CODE}/transform/340/w170h170/20250415/ab6a-0000.png" srcset="{_CODE}/transform/340/w170h170/20250415/ab6a-0000.png 2x"></div>',
        ),
    ),
    "code": Kind(
        "tail",
        (
            f'<p><img src="{_CODE}/cece9e13/20240627/655959900_20240627.png"></p><p>海量资讯、精准解读，尽在新浪财经APP</p>',
            f'<p><img src="{_CODE}/a1b2c3d4/20260101/900000001.png"></p>',
            f'<p>长按识别二维码，下载新浪财经APP</p><img src="{_CODE}/transform/300/w300h300/20260101/x1-9f.png">',
        ),
    ),
    "forum": Kind(
        "tail",
        (
            '<p>　　进入【<a href="http://guba.sina.com.cn/">新浪财经股吧</a>】讨论</p>',
            "<p>进入 【新浪财经股吧】 讨论</p>",
            "<p>THE_END</p><p>进入【新浪财经股吧】讨论</p>",
        ),
    ),
    "notice": Kind(
        "tail",
        (
            "<p>特别声明：以上文章内容仅代表作者本人观点，不代表新浪网观点或立场。如有关于作品内容、版权或其它问题请于作品发表后的30日内与新浪网联系。</p>",
            "<p>免责声明：自媒体综合提供的内容均源自自媒体，版权归原作者所有，转载请联系原作者并获许可。</p>",
            "<p>声明：市场有风险，投资需谨慎。本文为AI大模型自动发布，任何在本文出现的信息均只作为参考，不构成个人投资建议。</p>",
            '<p><a href="https://vip.stock.finance.sina.com.cn/q/go.php/vIR_List/index.phtml">查看更多董秘问答&gt;&gt;</a></p>',
        ),
    ),
}

# Wordings that no rule can know; they go by the place that a frame sets them in.
NEW = (
    "<p>秋天的第一份盘前手账，已经替诸位备好</p>",
    "<p>股东来了请坐，茶在左手边，答案在右手边</p>",
    "<p>三分钟听懂一周大事，耳朵也要跟上</p>",
)


def _joined(texts: tuple[str, ...]) -> str:
    return "\n".join(f"<p>　　{text}</p>" for text in texts)


def template(told: Article, head: str, inside: str, tail: str) -> bytes:
    """Return the page in the template of September 2026: comments around the places, boxes with classes."""
    half = len(told.paragraphs) // 2
    day = told.url[41:51]
    return f"""<!DOCTYPE html>
<!-- [ published at {day} 21:18:04 ] -->
<html><head><meta charset="utf-8"/>
<meta property="bytedance:published_time" content="{day}T21:10:18+08:00" />
<meta name="keywords" content="{told.title}" /><meta property="og:title" content="{told.title}" />
<meta property="og:url" content="{told.url}" /><meta property="og:image" content="" />
<meta name="stencil" content="PGLS000526" /><meta name="publishid" content="{told.docid[1:]}" />
<meta name="mediaid" content="海岳晚报"><meta property="article:author" content="海岳晚报" />
<title>{told.title}_新浪财经_新浪网</title></head><body>
<h1 class="main-title">{told.title}</h1>
<div class="date-source"><span class="date">{day[:4]}年{day[5:7]}月{day[8:]}日 21:10</span> <a class="source">海岳晚报</a></div>
<div class="article" id="artibody">
<!-- 相关专题top start-->
{head}
<!-- 相关专题top end-->
<!-- 期货推广begin --><!-- 期货推广end -->
{_joined(told.paragraphs[:half])}
{inside}
{_joined(told.paragraphs[half:])}
<!-- news_keyword_pub,stock, -->
<!-- 正文下iframe -->
<!-- 总声明-->
{tail}
<!-- 总声明-->
<!-- 文末二维码 start --><div class="clearfix appendQr_wrap"><div class="appendQr_normal_txt">海量资讯，尽在新浪财经APP</div></div>
<!-- 编辑姓名及工作代码 --><!-- 编辑姓名及工作代码-->
</div></body></html>""".encode()


def bare(told: Article, head: str, inside: str, tail: str) -> bytes:
    """Return a page that lost comments and classes: a heading, a line with the time, paragraphs."""
    half = len(told.paragraphs) // 2
    day = told.url[41:51]
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"/><title>{told.title}_新浪财经_新浪网</title>
<link rel="canonical" href="{told.url}"></head><body>
<h1>{told.title}</h1><p>{day[:4]}年{day[5:7]}月{day[8:]}日 21:10</p>
<div id="artibody">
{head}
{_joined(told.paragraphs[:half])}
{inside}
{_joined(told.paragraphs[half:])}
{tail}
</div></body></html>""".encode()


def post(told: Article, head: str, inside: str, tail: str) -> bytes:
    """Return a post whose body is HTML that lost its boxes, as generators of posts make it."""
    half = len(told.paragraphs) // 2
    body = "\n".join((head, _joined(told.paragraphs[:half]), inside, _joined(told.paragraphs[half:]), tail))
    return _with_front_matter(told, f"<div>\n{body}\n</div>")


def notes(told: Article, head: str, inside: str, tail: str) -> bytes:
    """Return a note in Markdown: links as Markdown writes them, quotations with `>`."""
    half = len(told.paragraphs) // 2
    parts = (
        *_markdown(head),
        *told.paragraphs[:half],
        *_markdown(inside),
        *told.paragraphs[half:],
        *_markdown(tail),
    )
    return _with_front_matter(told, "\n\n".join(parts))


def _with_front_matter(told: Article, body: str) -> bytes:
    day = told.url[41:51]
    return f"---\ntitle: '{told.title}'\ndate: '{day}T21:10:00+08:00'\nlink: {told.url}\n---\n\n{body}\n".encode()


def _markdown(html: str) -> list[str]:
    """Return the wording *html* as paragraphs of Markdown."""
    from html import unescape  # noqa: PLC0415

    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415

    body = LexborHTMLParser(html).body
    lines = []
    for node in body.css("p, blockquote, img") if body is not None else ():
        if node.tag == "img":
            lines.append(f"![]({node.attributes.get('src') or node.attributes.get('data-src')})")
            continue
        if node.tag == "blockquote" and node.css_first("p"):
            continue
        for link in node.css("a"):
            link.replace_with(f"[{link.text()}]({link.attributes.get('href')})")
        quoted = node.tag == "blockquote" or (node.parent is not None and node.parent.tag == "blockquote")
        text = unescape(node.text()).strip()
        if text:
            lines.append(f"> {text}" if quoted else text.replace("[点击进入超话]", "【点击进入超话】"))
    return lines


FRAMES: dict[str, Callable[[Article, str, str, str], bytes]] = {
    "template": template,
    "bare": bare,
    "post": post,
    "notes": notes,
}
SUFFIX = {"template": "html", "bare": "html", "post": "md", "notes": "md"}


def promoted(told: Article, frame: str, choose: random.Random) -> bytes:
    """Return *told* in *frame* with some promotion at both ends, chosen by *choose*."""
    heads = [name for name, kind in KINDS.items() if kind.place == "head"]
    tails = [name for name, kind in KINDS.items() if kind.place == "tail"]
    head = [choose.choice(KINDS[name].wordings) for name in choose.sample(heads, choose.randint(1, 2))]
    tail = [choose.choice(KINDS[name].wordings) for name in choose.sample(tails, choose.randint(1, 2))]
    if frame == "template":  # whatever stands in its places goes
        head.insert(choose.randint(0, len(head)), choose.choice(NEW))
        tail.insert(choose.randint(0, len(tail)), choose.choice(NEW))
    return FRAMES[frame](told, "\n".join(head), "", "\n".join(tail))


def plain(told: Article, frame: str) -> bytes:
    """Return *told* in *frame* without any promotion."""
    return FRAMES[frame](told, "", "", "")
