"""Promotion of every kind at both ends and in every frame goes; what looks like it and is the article stays."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from newsspider.clean.engine import clean
from newsspider.readers import posts
from tests.clean import promotion
from tests.clean.cleaning import RULES
from tests.clean.promotion import FRAMES, KINDS, NEW, article
from tests.clean.promotion_pairs import crawled, differing, finished

# Sentences of articles that begin, end or sound as promotion does; a quotation or a heading as HTML.
LOOK_ALIKES = (
    "登录新浪财经APP后可以看到，麓岭电气的信披考评等级为B级，比上年降了一级。",
    "在新浪财经APP搜索信披，该公司的考评等级显示为C。",
    "金麒麟分析师评选结果今日揭晓，槐荫证券研究所拿下三项第一。",
    "<blockquote><p>炒股就看心态，输赢都别上头。</p></blockquote>",
    "<blockquote><p>炒股就看两件事：一是业绩，二是估值。</p></blockquote>",
    "专题：本期关注换电重卡，记者走访了五座换电站。",
    "<h3>热点栏目</h3><p>这家网站的热点栏目上周改版。</p>",
    "这家网站把热点栏目、自选股和数据中心放到了同一页。",
    "【投资维权315线索征集】陵江证监局启动专项行动",
    "#A股参谋部#超话昨日登上热搜，阅读量破亿。",
    "安装新浪财经客户端的用户去年增加了两成。",
    "受损股民可以委托律师登记索赔，符合条件的是今年三月前买入的投资者。",
    "受损投资者可至新浪股民维权平台登记，律师将在两周内联系。",
    "今年的年度人物由网友点击投票选出，结果下月公布。",
    "炒股开户享福利的宣传近日引发争议，三家券商被要求整改。",
    "“入金抽红包”“开户享福利”，券商揽客花样多",
    "开户送红包？三家券商被点名",
    "期货开户数上月增加三成，交易所提示风险。",
    "有投资者在新浪财经股吧讨论称，股价已经反映了利好。",
    "特别声明：公司从未委托任何机构代销产品。",
    "声明：本公司与该平台没有任何业务往来。",
    "市场有风险，投资需谨慎，但监管部门提醒，最大的风险来自加杠杆。",
    "投资者提问：二期厂房何时投产？",
    "董秘回答(麓岭电气SZ300751)：二期厂房明年三月投产。",
    "图为麓岭电气日内走势，截图来自新浪财经APP。",
    "部分用户反映浏览器不支持在线预览PDF文件，客服称正在修复。",
    "喜娜AI摘要功能上线一周，有读者说它漏掉了关键数字。",
    "来源：一家名叫海岳数据的机构。它的样本覆盖三百座城市。",
    "图表资料来源：海岳数据，陵江证券研究所",
    "注：口径为合并报表。",
    "扫码点餐背后的隐私账",
    "扫码支付成为县城夜市的标配，摊主说零钱盒已经收起来了。",
    "关注直播间乱象",
    "宏观 | 高增长还能走多远",
    "下一条生产线将在明年投产。",
    "新浪财经App：三季度用户增长一成",
    "突发！央行出手！",
    "刚刚，大涨！",
    "立即停产！监管连夜约谈",
    "马上过年，年货怎么买",
    "红包没了，优惠停了！",
    "优惠和红包都没了！平台集体收手",
    "点击率越高，分成越多",
    "他上月来新浪财经直播间时说，订单已经排满。",
    "本文来自记者三个月的走访，涉及七个县。",
    "点击进入厂区的小程序，工人能查到自己的排班。",
    "下载手机银行的老人多了，网点的窗口少了",
    "用户打开APP，首先看到的是广告。",
    "打开APP先看广告，用户能跳过吗？",
)


def _html(text: str) -> str:
    return text if text.startswith("<") else f"<p>{text}</p>"


def _visible(text: str) -> list[str]:
    """Return the paragraphs of *text* that a reader sees."""
    for tag in ("blockquote", "p", "h3"):
        text = text.replace(f"<{tag}>", "").replace(f"</{tag}>", "\n")
    return [line for line in text.split("\n") if line]


@pytest.mark.parametrize("number", range(40))
def test_the_digest_is_that_of_the_article_without_promotion(number: int) -> None:
    assert differing(number) == ""


@pytest.mark.slow  # the digests of forty pairs are compared by the test above
def test_rotating_promotion_is_no_revision(tmp_path: Path) -> None:
    assert crawled(24, tmp_path) == {"unchanged": 24}


@pytest.mark.parametrize(("name", "frame"), list(product(KINDS, FRAMES)))
def test_every_wording_goes_from_every_frame(name: str, frame: str) -> None:
    kind = KINDS[name]
    for number, wording in enumerate(kind.wordings):
        told = article(number)
        ends = (wording, "", "") if kind.place == "head" else ("", "", wording)
        draft = finished(FRAMES[frame](told, *ends), frame)
        assert draft.article.text == "\n\n".join(told.paragraphs), wording
        assert draft.article.images == [], wording
        assert draft.article.cover is None


@pytest.mark.parametrize("wording", NEW)
def test_a_new_wording_goes_by_its_place(wording: str) -> None:
    told = article(7)
    draft = finished(promotion.template(told, wording, "", wording), "template")
    assert draft.article.text == "\n\n".join(told.paragraphs)


@pytest.mark.parametrize("frame", ["bare", "post", "notes"])
def test_a_new_wording_shields_nothing_behind_it(frame: str) -> None:
    told = article(8)
    head = f"{NEW[0]}{KINDS['app'].wordings[3]}<p>（来源：岚浦早报）</p><p>文/沈望舒</p>"
    tail = f"<p>责任编辑：季秋白</p>{KINDS['account'].wordings[0]}{NEW[1]}{KINDS['forum'].wordings[1]}"
    draft = finished(FRAMES[frame](told, head, "", tail), frame)
    kept = [line.removeprefix("<p>").removesuffix("</p>") for line in (NEW[0], NEW[1])]
    assert draft.article.text == "\n\n".join((kept[0], *told.paragraphs, kept[1]))
    assert draft.article.source == "岚浦早报"
    assert draft.article.authors == ["沈望舒"]
    assert draft.article.editor == "季秋白"


@pytest.mark.parametrize(("text", "frame"), list(product(LOOK_ALIKES, ["bare", "post", "template"])))
def test_what_only_looks_like_promotion_stays(text: str, frame: str) -> None:
    told = article(9)
    body = "\n\n".join(told.paragraphs)
    for place in range(3):
        if frame == "template" and place != 1:
            continue  # what stands in its places is never the article
        parts = ["", "", ""]
        parts[place] = _html(text)
        draft = finished(FRAMES[frame](told, *parts), frame)
        for line in _visible(text):
            assert line in draft.article.text, (place, [r.rule for r in draft.trace.removals])
        for paragraph in told.paragraphs:
            assert paragraph in draft.article.text
        assert len(draft.article.text) > len(body)


def test_promotion_as_a_cover_is_none() -> None:
    told = article(3)
    code = "https://n.sinaimg.cn/finance/cece9e13/20240627/655959900_20240627.png"
    draft = posts.read(promotion.post(told, "", "", f'<p><img src="{code}"></p>'), "x.md")
    draft.article.cover, draft.meta["cover_vouched"] = code, True
    clean(draft, RULES)
    assert draft.article.images == []
    assert draft.article.cover is None


def test_dumps_of_text_lose_the_page_around_the_text() -> None:
    told = article(4)
    head = (
        "证券 > 正文 行情 股吧 新闻 外汇 新三板",
        told.title,
        told.title,
        "2026年09月05日 21:10 岚浦早报",
        "新浪财经APP 缩小字体 放大字体 收藏 微博 分享 MD 微信 腾讯QQ QQ空间",
    )
    tail = (
        "海量资讯、精准解读，尽在新浪财经APP",
        "VIP课程推荐",
        "加载中...",
        "@@teacher_name@@：@@title@@",
        "APP专享直播",
        "上一页下一页",
        "1/10",
        "热门推荐",
        "收起",
        "新浪财经公众号",
        "24小时滚动播报最新的财经资讯和视频，更多粉丝福利扫描二维码关注（sinafinance）",
        "相关新闻",
        "加载中 点击加载更多",
        "股市直播",
        "图文直播间",
        "视频直播间",
    )
    body = "\n\n".join((*head, *told.paragraphs, *tail))
    draft = finished(promotion._with_front_matter(told, body), "notes")
    assert draft.article.text == "\n\n".join(told.paragraphs)
