"""What stands behind the text, before it and between its paragraphs: what goes, and what only looks like it."""

from __future__ import annotations

import pytest

from newsspider.errors import Rejected
from newsspider.readers import pages
from tests.readers.test_kinds import INFO, TITLE, page

P = (
    "环湖东路今天复工，附近居民说，下雨天再也不用绕行旧桥，上班能省半个小时。",
    "住建部门表示，补充协议已经签订，预计四个月之后通车，两侧的绿化同步完成。",
    "施工单位介绍，夜间不安排打桩，渣土车改走北侧便道，沿线的公交站暂不迁移。",
)
TEXT = "".join(f"<p>{sentence}</p>" for sentence in P)
LINK = "<a href='https://x.example/1'>锂价连跌三日</a>"
PHOTO = "<img src='https://img.egret.example/a.jpg'>"


@pytest.mark.parametrize(
    "behind",
    [
        f"<p><strong>延伸</strong></p><p>{LINK}</p>",
        f"<p>今日要闻</p><p>{LINK}</p>",
        f"<p>（完）</p><p>{LINK}</p>",
        f"<ol><li>{LINK}</li><li>2、{LINK}</li></ol>",
        f"<p>相关公司：{LINK} {LINK}</p>",
        f"<div><b>作者最新文章</b><div>{LINK} <i>11-07</i></div></div>",
        f"<div class=n8><div class=k2>大家都在搜</div><div class=k3>{LINK}{LINK}</div></div>",
        f"<p>（责任编辑：陆行舟）</p><p>{LINK}</p>",
        "<p>▼ 长按下方二维码，加入锂价连跌读者交流群 ▼</p>",
        "<p>爆料通道：应用市场下载“锂价连跌”客户端，搜索“帮忙”一键直达。</p>",
        "<p>海量资讯、锂价连跌，尽在白鹭财经APP</p>",
        "<p>想看锂价连跌，欢迎关注公众号：白鹭观察（ID：bailu）</p>",
        "<p>点赞</p><p>收藏</p><p>0</p>",
    ],
)
def test_what_goes_behind_the_text(behind: str) -> None:
    found = page(TEXT + behind)
    assert all(sentence in found.text for sentence in P)
    assert [
        word for word in ("锂价连跌", "点赞", "收藏", "大家都在", "作者最新") if word in found.markdown
    ] == []


@pytest.mark.parametrize(
    ("behind", "stays"),
    [
        (
            f"<p>特此公告。</p><p>湖滨路桥董事会</p><p>2021年10月9日</p><p>{LINK}</p>",
            ("湖滨路桥董事会", "2021年10月9日"),
        ),
        (f"<p>{PHOTO}</p><p>图为复工现场</p><p>{LINK}</p>", ("a.jpg", "图为复工现场")),
        (f"<p><a href='https://img.egret.example/a.jpg'>{PHOTO}</a></p>", ("a.jpg",)),
        ("<p>原文链接：<a href='https://x.example/1'>https://x.example/1</a></p>", ("x.example/1",)),
        (f"<h3>参考资料</h3><ul><li>{LINK}</li></ul>", ("锂价连跌",)),
        ("<p>附件：<a href='/P020.docx'>办法.docx</a></p>", ("办法",)),
        ("<p>联系人：柳女士 电话：010-88886666</p>", ("010-88886666",)),
        ("<p>排名</p><p>1 湖滨路桥</p><p>2 云岭集团</p>", ("2 云岭集团",)),
        (
            f"<table><tr><td>{LINK}</td><td>12.3</td><td>3.1%</td></tr><tr><td>{LINK}</td><td>8.1</td><td>1%</td></tr></table>",
            ("12.3",),
        ),
        ("<p>公司将推出自己的客户端，用户下载后可以预约参观，首批名额三百个。</p>", ("首批名额",)),
        (
            "<p><a href='https://x.example/1'>公司在回复投资者提问时表示，新产线的设备已经全部到位，年内试产。</a></p>",
            ("年内试产",),
        ),
    ],
)
def test_what_stays_behind_the_text(behind: str, stays: tuple[str, ...]) -> None:
    found = page(TEXT + behind)
    assert [words for words in (*P, *stays) if words not in found.markdown] == []


@pytest.mark.parametrize(
    "between",
    [f"<p>推荐阅读：{LINK}</p>", "<div class='ewm'><p>扫码关注锂价连跌</p></div>", "<p>视频加载中...</p>"],
)
def test_promotion_between_the_paragraphs_does_not_end_the_text(between: str) -> None:
    found = page(f"<p>{P[0]}</p>{between}<p>{P[1]}</p><p>{P[2]}</p>")
    assert all(sentence in found.text for sentence in P)
    assert "视频加载" not in found.text


@pytest.mark.parametrize("tag", ["h1", "h2", "h3", "div"])
@pytest.mark.parametrize("linked", [True, False])
def test_a_list_of_articles_with_their_times_is_no_article(tag: str, *, linked: bool) -> None:
    title = f"<a href='/a/1.html'>{P[1][:18]}</a>" if linked else P[1][:18]
    rows = "".join(
        f"<div><{tag}>{title}第{n}篇</{tag}><div>2021-10-0{n} 10:00</div><p>{P[n % 3]}</p></div>"
        for n in range(1, 8)
    )
    html = f"<html><head><title>白鹭财经网</title></head><body><div><a href='/'>首页</a></div><div>{rows}</div></body></html>"
    with pytest.raises(Rejected):
        pages.read(html.encode(), None, "x")


def test_a_heading_with_a_break_is_one_title() -> None:
    assert page(TEXT, h1=f"<h1>{TITLE[:4]}<br>{TITLE[4:]}</h1>", info=INFO).title == TITLE
