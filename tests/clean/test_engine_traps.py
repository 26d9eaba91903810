"""What cleaning must not fall for: FIELD's traps, tables, captions, wrappers, depth."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.clean.rules import load
from newsspider.errors import Rejected, UsageError
from newsspider.readers.markdown import to_tree
from tests.clean.cleaning import cleaned


def test_start_comments_without_an_end_swallow_nothing() -> None:
    draft = cleaned(
        "<p>一。</p><!-- 文末二维码 start --><p>二。</p><!-- 文末二维码 start --><p>三。</p><!-- 总声明--><p>四。</p>"
    )
    assert draft.article.text == "一。\n\n二。\n\n三。\n\n四。"


def test_wrappers_left_empty_leave_nothing() -> None:
    draft = cleaned(
        "<p>一。</p><p>　　</p><div>　　</div><p><strong>　</strong></p><table><tr><td> </td></tr></table>"
        '<div class="img_wrapper"><span class="img_descr"></span></div><blockquote><p></p></blockquote><ul><li></li></ul>',
    )
    assert draft.article.markdown == "一。\n"


def test_text_beside_a_picture_in_its_wrapper_stays() -> None:
    draft = cleaned(
        '<div class="img_wrapper"><img src="//n.sinaimg.cn/a.jpg">　　本报讯 工程今日开工。<span class="img_descr"></span></div>',
    )
    assert draft.article.text == "本报讯 工程今日开工。"
    assert [image.url for image in draft.article.images] == ["https://n.sinaimg.cn/a.jpg"]


def test_a_column_of_cells_with_three_paragraphs_each() -> None:
    draft = cleaned(
        '<table class="tb01"><tbody><tr><td rowspan="2"> </td><td colspan="2"><p></p><p>总量（亿元）</p><p></p></td></tr>'
        "<tr><td><p>去年</p></td><td><p>今年</p></td></tr><tr><td>甲</td><td>1，135.7</td><td>2</td></tr></tbody></table>",
    )
    lines = draft.article.markdown.splitlines()
    assert [line.count("|") for line in lines] == [4, 4, 4, 4]
    assert [cell.strip() for cell in lines[3].split("|")[1:-1]] == ["甲", "1，135.7", "2"]
    assert draft.article.text == "\t总量（亿元）\t\n\t去年\t今年\n甲\t1，135.7\t2"


def test_a_table_that_only_lays_out_becomes_its_content() -> None:
    draft = cleaned(
        '<table><tr><td><p>一。</p><p>二。</p></td></tr><tr><td><img src="https://a.cn/1.png"></td></tr></table>'
    )
    assert draft.article.markdown == "一。\n\n二。\n\n![](https://a.cn/1.png)\n"


def test_breaks_and_indents_part_paragraphs() -> None:
    draft = cleaned("<div>　　第一段。<br><br>　　第二段。<br>　　第三段，<br>换行。</div>")
    assert draft.article.text == "第一段。\n\n第二段。\n\n第三段，\n换行。"


def test_a_ticker_on_a_part_of_a_place_is_no_ticker() -> None:
    draft = cleaned(
        '<p>记者在<span id="stock_sh600295"><a class="keyword" href="/x">鄂尔多斯</a></span><span id="quote_sh600295"></span>市采访，'
        '<span id="stock_sh600111"><a class="keyword" href="/y">北方稀土</a></span>回应。</p><!-- news_keyword_pub,stock,sh600295&sh600111 -->',
    )
    assert draft.article.stocks == ["sh600111"]
    assert "鄂尔多斯市采访" in draft.article.text
    assert any("sh600295" in removal.text and removal.what == "field" for removal in draft.trace.removals)
    assert "stock_rejected" in draft.article.repairs


def test_credits_in_a_comment_only_fill_gaps() -> None:
    draft = cleaned(
        "<p>正文。</p><!--article_adlist[<p>【责任编辑：他家人】</p>]article_adlist--><p>责任编辑：自家人</p>"
    )
    assert draft.article.editor == "自家人"


def test_addresses_that_may_not_leave() -> None:
    draft = cleaned(
        '<p>请<a href="javascript:alert(1)">点击</a>或<a href="/rel/x.html">查看</a>。<img src="data:image/png;base64,AA"></p>'
    )
    assert draft.article.markdown == "请点击或查看。\n"
    assert "javascript:alert(1)" in [removal.text for removal in draft.trace.removals]


@pytest.mark.parametrize("size", ['width="1" height="1"', "width=1 height=0"])
def test_pictures_that_count_visits_go(size: str) -> None:
    assert cleaned(f'<p>一。<img src="https://a.cn/p.gif" {size}></p>').article.images == []


def test_bold_split_in_mid_sentence_is_one() -> None:
    draft = cleaned(
        '<p><font cms-style="strong-Bold">要</font><font cms-style="strong-Bold">坚持</font>做下去。</p>'
    )
    assert draft.article.markdown == "**要坚持**做下去。\n"


def test_nesting_beyond_reason() -> None:
    deep = "<b>" * 900 + "<p>底下的字。</p>"
    assert cleaned(f"<div>{deep}").article.text == "底下的字。"
    with pytest.raises(Rejected, match="too_deep"):
        to_tree("<div>" * 5000 + "x")


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ([{"id": "x"}], "exactly one of"),
        ([{"selector": "p"}], "needs an id"),
        ([{"id": "x", "selector": "p[[", "why": "y"}], "invalid CSS selector"),
        ([{"id": "x", "text": "((", "why": "y"}], "invalid regular expression"),
        ([{"id": "x", "text": "a", "colour": 1, "why": "y"}], "unknown key"),
        ([{"id": "x", "text": "a", "where": "somewhere", "why": "y"}], "must be one of"),
        ([{"id": "x", "text": "a", "take": "editor", "why": "y"}], "must be of type list"),
        ([{"id": "x", "text": ""}], "an empty text"),
        ([{"id": "x", "text": "a"}], "rule 'x' needs a why"),
        ([{"id": "x", "text": "a", "why": " "}], "rule 'x' needs a why"),
        ([{"id": "declaration", "why": ""}], "rule 'declaration' needs a why"),
        ([{"id": "no-such-rule", "off": True}], "it does not exist"),
    ],
)
def test_a_wrong_rule_is_named(own: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load(own)


def test_own_rules_add_and_change() -> None:
    own: list[dict[str, Any]] = [
        {"id": "my-plug", "text": "^甲乙财经独家$", "why": "a plug of my feed"},
        {"id": "declaration", "off": True},
        {"id": "editor-line", "longest": 30},
    ]
    draft = cleaned("<p>正文。</p><p>甲乙财经独家</p><p>免责声明：以上不构成建议。</p>", rules=load(own))
    assert draft.article.text == "正文。\n\n免责声明：以上不构成建议。"


_IMG = "https://n.sinaimg.cn/finance/2022/a1b2.png"


@pytest.mark.parametrize(
    "body",
    [
        f'<p><img src="{_IMG}" alt="二维码"></p>',
        f'<figure><img src="{_IMG}"><figcaption>扫码关注公众号</figcaption></figure>',
        f'<img src="{_IMG}"><p>海量资讯、精准解读，尽在新浪财经APP</p>',
        f'<p>长按识别下图关注我们</p><p><img src="{_IMG}"></p>',
        f'<img src="{_IMG}" width="258" height="258">',
        '<img src="https://n.sinaimg.cn/finance/transform/600/w300h300/2022/a1b2.png">',
        '<img src="https://a.cn/images/qrcode_for_gh_1f2e_258.jpg">',
        '<img src="https://a.cn/img/qr.png"><hr><img src="https://a.cn/img/erweima2.png">',
        '<img src="https://n.sinaimg.cn/finance/cece9e13/20200514/343233024.png" referrerpolicy="no-referrer">',
        '<img src="https://picsum.photos/400/300?random=7">',
    ],
)
def test_nothing_but_a_code_to_scan_is_nothing(body: str) -> None:
    draft = cleaned(body)
    assert (draft.article.images, draft.article.markdown, draft.article.text) == ([], "", "")
    # Beside text it is no business of this rule's.
    assert cleaned(f"<p>今日开市。</p>{body}").article.text.startswith("今日开市。")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("甲乙公司年报", f'<img src="{_IMG}">'),
        ("甲乙公司年报", f'<img src="{_IMG}" width="550" height="2600">'),
        ("甲乙公司年报", f'<img src="{_IMG}" width="900" height="900">'),
        (
            "甲乙公司年报",
            '<img src="//a.cn/1.png" width="90" height="90"><img src="//a.cn/2.png" width="90" height="90">',
        ),
        ("开户新规来了", f'<img src="{_IMG}" alt="开户新规来了">'),
        ("一图看懂：居民消费价格", f'<img src="{_IMG}" width="300" height="300">'),
        ("一图看懂：居民消费价格", f'<img src="{_IMG}"><p>扫码下载新浪财经客户端</p>'),
        (
            "甲乙公司年报",
            f'<figure><img src="{_IMG}" width="300" height="300"><figcaption>会场</figcaption></figure>',
        ),
        ("甲乙公司年报", '<img src="https://a.cn/sqrt/eqrs.png">'),
        ("甲乙公司年报", f'<img src="{_IMG}"><img src="https://a.cn/qr.png">'),
    ],
)
def test_a_picture_that_is_the_article_stays(title: str, body: str) -> None:
    assert cleaned(body, title=title).article.images
