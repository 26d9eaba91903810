"""Pages in the shapes of a dozen publishers: what each puts around its articles, with sentences of our own.

A house is a function from a `Story` and the promotion of the page to its HTML; those named `bare_…` have no
class or id that says what a part is, as pages do whose styles were inlined or named by a machine. `PAGES` has
each house with several promotions, at the head, inside and behind the text, and what must stay beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Story:
    """An article: what its page must give back."""

    title: str
    sentences: tuple[str, ...]
    time: str = "2024-03-12 09:30"
    source: str = "白鹭晚报"
    reporter: str = "岑望舟"
    editor: str = "陆行舟"
    # Markup that stays at the end of the text, and words of it that must be there.
    ends: str = ""
    stays: tuple[str, ...] = ()


@dataclass(frozen=True)
class Promotion:
    """Markup before, between and behind the paragraphs, and words that must not stay."""

    name: str
    gone: tuple[str, ...]
    head: str = ""
    inside: str = ""
    tail: str = ""


@dataclass(frozen=True)
class PublisherPage:
    """One page and what is expected of it."""

    name: str
    html: str
    story: Story
    gone: tuple[str, ...] = field(default=())


STORIES = (
    Story(
        "格原盐湖提锂产线投产 年产能两万吨",
        (
            "格原盐湖的提锂产线昨日投产，每年可产碳酸锂两万吨，工程师说，回收率比老产线高出一成。",
            "当地政府表示，配套的光伏电站会在年底并网，届时每吨的用电成本还会再降八百元左右。",
            "下游的三家电池厂已经签了长期订单，价格随行就市，最短的一份到后年六月为止。",
            "分析人士认为，新增产能对全国的供需影响有限，价格主要还是看海外矿山的开工率。",
        ),
    ),
    Story(
        "汀兰港扩建通过验收 两条航线下月迁来",
        (
            "汀兰港三号泊位的扩建昨天完成验收，港务局说，最大的集装箱船下月就能靠泊。",
            "船公司给出的消息是，两条航线会从邻港迁来，每周多四个航次，仓库租金涨了一成半。",
            "码头工人说，夜班的人手还差三十个，培训要到年底才能结束，过渡期由临近港区借调。",
        ),
        ends="<table><tr><td>泊位</td><td>吨级</td></tr><tr><td>一号</td><td>5万</td></tr><tr><td>三号</td><td>20万</td></tr></table>",
        stays=("泊位", "20万"),
    ),
    Story(
        "央行分行：一季度小微贷款增速回落",
        (
            "一季度末，全省小微企业贷款余额为八千四百亿元，同比增长百分之十一，增速比年初回落。",
            "分行负责人表示，回落主要是因为去年同期基数较高，新发放贷款的利率仍在下降通道。",
            "受访的企业主说，网上申请比去年快了一半，但抵押物的评估仍然偏低，需要再补材料。",
        ),
        ends='<p>附件：<a href="/files/2024q1.pdf">一季度金融统计数据.pdf</a></p>',
        stays=("一季度金融统计数据.pdf",),
    ),
)

PROMOTIONS = (
    Promotion(
        "app and related links under a heading nobody listed",
        ("白鹭财经客户端", "沪指三连阴", "券商开会商量对策", "重磅推荐"),
        tail='<p><a href="http://app.egret.example/dl"><img src="http://img.egret.example/app.png" width="300"></a>'
        '<a href="http://app.egret.example/dl">看行情、查基金，就用白鹭财经客户端</a></p><p><strong>重磅推荐</strong></p>'
        '<p><a href="http://www.egret.example/1.html">沪指三连阴</a></p><p><a href="http://www.egret.example/2.html">券商开会商量对策</a></p>',
    ),
    Promotion(
        "a table of adverts and an invitation in words",
        ("打新神器", "理财频道", "白鹭快讯", "更多独家资讯"),
        tail='<table><tr><td><a href="http://ad.egret.example/1"><b>打新神器上线</b></a><img src="http://img.egret.example/a1.png"></td>'
        '<td><a href="http://ad.egret.example/2"><b>理财频道改版送红包</b></a></td></tr></table>'
        "<p>（本文来自白鹭快讯，更多独家资讯请下载“白鹭快讯”APP）</p>",
    ),
    Promotion(
        "a forum at the end, a promotion between the paragraphs, a way back",
        ("股民论坛", "点击领取", "返回白鹭网首页", "开户"),
        inside='<p><a href="http://kh.egret.example/">点击领取开户福利&gt;&gt;</a></p>',
        tail='<p>进入<a href="http://bbs.egret.example/">【股民论坛】</a>讨论</p><p><a href="/">返回白鹭网首页&gt;&gt;</a></p>',
    ),
    Promotion(
        "a code to scan, a share bar, tags, the next article",
        ("扫码关注", "分享到", "上一篇", "锂价跌破", "标签"),
        tail='<p>扫码关注“白鹭财讯”公众号</p><div>分享到：<a href="#">微信</a> <a href="#">微博</a></div>'
        '<div>标签：<a href="/t/1">盐湖</a> <a href="/t/2">锂</a></div><div>上一篇：<a href="/3.html">锂价跌破关口</a></div>',
    ),
    Promotion(
        "a topic at the head, hot news with their times, readers at the end",
        ("专题：", "大年初七", "网友评论", "说得好"),
        head='<p><a href="http://topic.egret.example/9">专题：春季行情来了，怎么布局</a></p>',
        tail='<h3>热门新闻</h3><ul><li><a href="/5.html">大年初七影院爆满</a> <span>03-11 21:35</span></li></ul>'
        "<h3>网友评论</h3><div>说得好，支持一下，希望明年再来看看结果。</div>",
    ),
    Promotion(
        "the house's own words below the text",
        ("未经授权", "不构成投资建议", "投诉热线"),
        tail="<p>本文仅代表作者观点，不构成投资建议。</p><p>未经授权，任何媒体不得转载本文。</p><p>欢迎拨打投诉热线 010-88990000</p>",
    ),
)


def _paragraphs(story: Story, promotion: Promotion, tag: str = "p") -> str:
    rows = [f"<{tag}>　　{sentence}</{tag}>" for sentence in story.sentences]
    rows.insert(2, promotion.inside)
    return promotion.head + "".join(rows) + story.ends + promotion.tail


def portal(story: Story, promotion: Promotion) -> str:
    """A portal: a column of text, a column of ranks, credits below the text."""
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{story.title}_财经_白鹭网</title></head><body>"
        "<div class='topnav'><a href='/'>首页</a><a href='/fin'>财经</a></div><div class='wrap'><div class='left'>"
        f"<div class='crumb'><a href='/'>白鹭网</a> &gt; <a href='/fin'>财经</a> &gt; 正文</div><h1>{story.title}</h1>"
        f"<div class='post_info'>{story.time}:00　来源: <a href='#'>{story.source}</a> <a href='#'>举报</a></div>"
        f"<div class='post_body' id='endText'>{_paragraphs(story, promotion)}</div>"
        f"<div class='ep-source'>（责任编辑：{story.editor}）</div></div><div class='right'><h3>阅读排行</h3><ol>"
        "<li><a href='/r1'>一季度财报集中披露</a></li><li><a href='/r2'>黄金又创新高</a></li></ol></div></div>"
        "<div class='footer'>版权所有 白鹭网 不良信息举报电话：010-1234</div></body></html>"
    )


def agency(story: Story, promotion: Promotion) -> str:
    """A news agency: the time in parts, the editor in brackets inside the text's element."""
    day, clock = story.time.split(" ")
    year, month, date = day.split("-")
    return (
        f"<html><head><meta charset='utf-8'><title>{story.title}-白鹭社</title></head><body><div class='header domPC'>"
        f"<div class='header-time left'><span class='year'><em>{year}</em></span><span class='day'><em>{month}</em>/<em>{date}</em></span>"
        f"<span class='time'>{clock}:00</span></div></div><div class='main'><h1><span class='title'>{story.title}</span></h1>"
        f"<div class='info'>{year}年{month}月{date}日 {clock} 来源：{story.source}</div>"
        f"<div id='detail'>{_paragraphs(story, promotion)}<div class='bjname'>【责任编辑：{story.editor}】</div></div></div>"
        "<div class='foot'>Copyright</div></body></html>"
    )


def wordpress(story: Story, promotion: Promotion) -> str:
    """A blog's theme: `time` with an attribute, tags and neighbours below."""
    return (
        f"<html><head><meta charset='utf-8'><title>{story.title} - 白鹭札记</title><meta property='og:type' content='article'>"
        f"<meta property='og:site_name' content='白鹭札记'></head><body class='single'><header class='site-header'>白鹭札记</header>"
        f"<article class='post'><h1 class='entry-title'>{story.title}</h1><div class='entry-meta'>"
        f"<time class='published' datetime='{story.time.replace(' ', 'T')}:00+08:00'>3月12日</time> 来源：{story.source}</div>"
        f"<div class='entry-content'>{_paragraphs(story, promotion)}</div></article>"
        "<nav class='post-navigation'><a href='/p/1'>上一篇：旧文一则</a></nav><footer>由 WordPress 强力驱动</footer></body></html>"
    )


def platform(story: Story, promotion: Promotion) -> str:
    """A platform of accounts: the account in the author's place, the year only in microdata."""
    return (
        f"<html><head><meta charset='utf-8'><title>{story.title}</title><meta itemprop='dateUpdate' content='{story.time}:13'></head>"
        f"<body><div id='header'>白鹭号</div><div id='article'><div class='article-title'><h2>{story.title}</h2></div>"
        f"<div class='author-txt'><p class='author-name'>{story.source}</p><div class='article-source'><span class='date'>发布时间：{story.time[5:10]}</span>"
        f"<span class='time'>{story.time[11:]}</span></div></div><div class='article-content'>{_paragraphs(story, promotion)}</div></div>"
        "<div class='right'><h3>作者最新文章</h3><a href='/n1'>又一条产线下线</a> 03-11 12:00</div></body></html>"
    )


def wechat(story: Story, promotion: Promotion) -> str:
    """An account of WeChat, saved before its scripts ran."""
    return (
        f"<html><head><meta charset='utf-8'><title></title><meta property='og:title' content='{story.title}'>"
        "<meta property='og:site_name' content='微信公众平台'></head><body><div id='js_article' class='rich_media'>"
        f"<h1 class='rich_media_title' id='activity-name'>{story.title}</h1><div id='meta_content'>"
        f"<span class='rich_media_meta rich_media_meta_nickname'><a id='js_name'>{story.source}</a></span>"
        "<em id='publish_time'></em></div><div class='rich_media_content' id='js_content' style='visibility: hidden; opacity: 0;'>"
        f"{_paragraphs(story, promotion)}</div><div class='tool'><a href='#'>阅读原文</a></div></div>"
        '<script>var nickname = htmlDecode("'
        + story.source
        + '"); var ct = "1710207000";</script></body></html>'
    )


def paper(story: Story, promotion: Promotion) -> str:
    """A paper's site of old: a table for a layout, lines parted by breaks."""
    lines = "<br><br>".join(f"　　{sentence}" for sentence in story.sentences)
    return (
        f"<html><head><meta charset='utf-8'><title>{story.title}|白鹭晚报</title></head><body><table><tr><td class='menu'><a href='/'>首页</a></td></tr></table>"
        f"<table><tr><td><h2 class='bt'>{story.title}</h2><div class='xx'>{story.time}　来源：{story.source}　作者：{story.reporter}</div>"
        f"<div class='zw'>{promotion.head}{lines}{promotion.inside}{story.ends}{promotion.tail}</div></td></tr></table></body></html>"
    )


def bare_div(story: Story, promotion: Promotion) -> str:
    """Nothing but `div`, the headline in bold above the time; the title names the section."""
    return (
        "<html><head><meta charset='utf-8'><title>行业资讯--白鹭锂业协会官网</title></head><body><div><a href='/'>首页</a></div>"
        f"<div>首页 - 行业资讯</div><div><div><b>{story.title}</b></div><div>发布时间：{story.time} 来源：{story.source}</div>"
        f"<div>{_paragraphs(story, promotion)}</div></div></body></html>"
    )


def bare_hashed(story: Story, promotion: Promotion) -> str:
    """Classes that a machine named; the time in an attribute of a `span`."""
    return (
        f"<html><head><meta charset='utf-8'><title>{story.title}-白鹭新闻</title></head><body><div class='_3kf9'><a class='_9s' href='/'>白鹭</a></div>"
        f"<div class='_x81'><h1 class='_1p0'>{story.title}</h1><div class='_77q'><span class='_0z' title='{story.time}:00'>2小时前</span>"
        f"<span class='_0y'>来源：{story.source}</span></div><div class='_b2'>{_paragraphs(story, promotion, 'div')}</div></div></body></html>"
    )


def bare_center(story: Story, promotion: Promotion) -> str:
    """A page to print."""
    return (
        f"<html><head><meta charset='utf-8'><title>打印页面</title></head><body onload='window.print()'><center><h2>{story.title}</h2>"
        f"{story.time} 来源：{story.source}</center><hr><div>{_paragraphs(story, promotion)}</div></body></html>"
    )


def bare_below(story: Story, promotion: Promotion) -> str:
    """The time stands below the text only."""
    return (
        f"<html><head><meta charset='utf-8'><title>{story.title}_白鹭资讯</title></head><body><div><div><h1>{story.title}</h1>"
        f"<div>{_paragraphs(story, promotion)}</div><p>来源：{story.source} 发布时间：{story.time}:00 作者：<a>{story.reporter}</a></p></div></div></body></html>"
    )


def bare_archive(story: Story, promotion: Promotion) -> str:
    """A copy of archive.today: styles inlined, its own head around the page."""
    return (
        f"<html><head><meta charset='utf-8'><title>{story.title} - 白鹭财经</title><link rel='canonical' href="
        "'https://archive.ph/2024.03.13-020000/https://www.egret.example/a/9.html'></head><body><center><div id='HEADER'>archive.today 网页快照 "
        "<time datetime='2024-03-13T02:00:00Z'>13 Mar 2024</time></div><div id='SOLID'><div id='CONTENT'><div style='color:#000'>"
        f"<h1 style='font-size:22px'>{story.title}</h1><div style='color:#999'>{story.time} {story.source}</div>"
        f"<div style='line-height:2'>{_paragraphs(story, promotion)}</div></div></div></div></center></body></html>"
    )


def bare_evernote(story: Story, promotion: Promotion) -> str:
    """An export of Evernote: an anchor around everything, its own times in the head."""
    return (
        "<html><head><meta charset='UTF-8'/><meta name='exporter-version' content='Evernote Mac 9.7'/><meta name='created' content='2024-03-20 02:00:00 +0000'/>"
        f"<meta name='source' content='web.clip'/><meta name='source-url' content='https://www.egret.example/a/9.html'/><title>{story.title}</title></head>"
        f"<body><a name='31'/><h1>{story.title}</h1><div><div>{story.time}　来源：{story.source}</div>{_paragraphs(story, promotion, 'div')}</div></body></html>"
    )


HOUSES: tuple[Callable[[Story, Promotion], str], ...] = (
    *(portal, agency, wordpress, platform, wechat, paper),
    *(bare_div, bare_hashed, bare_center, bare_below, bare_archive, bare_evernote),
)


def _pages() -> list[PublisherPage]:
    found = []
    for at, house in enumerate(HOUSES):
        for number in range(len(PROMOTIONS)):
            promotion = PROMOTIONS[number]
            story = STORIES[(at + number) % len(STORIES)]
            name = f"{house.__name__}: {promotion.name}"
            found.append(PublisherPage(name, house(story, promotion), story, promotion.gone))
    return found


PAGES = _pages()
