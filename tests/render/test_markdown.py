from __future__ import annotations

import pytest

from newsspider.model.body import (
    Block,
    Body,
    Break,
    Code,
    Divider,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Style,
    Table,
    TextRun,
)
from newsspider.render.inline import guarded
from newsspider.render.markdown import to_markdown
from tests.render.shown import commonmark, shown_by, shown_in

BOLD, ITALIC = Style.BOLD, Style.ITALIC

# What is said beside each case is what some engine would make of it otherwise.
TEXTS = {
    "*ST信通": r"\*ST信通",
    "a_b_c": r"a\_b\_c",
    r"C:\x": r"C:\\x",
    "[2021]第5号": r"\[2021\]第5号",
    "[x]: y": r"\[x&#93;: y",
    "1<2 & 3>2": "1&lt;2 & 3&gt;2",
    "R&D": "R&D",
    "&lt;": "&amp;lt;",
    "5~8元": "5&#126;8元",
    "a|b": "a&#124;b",
    "{{ x }}{% y %}": "&#123;\u2060&#123; x &#125;&#125;&#123;% y %&#125;",
    "<!--more-->": r"&lt;!-\-more-\-&gt;",
    "等等...": r"等等..\.",
    "A--B": r"A-\-B",
    "3-5天，同比-2.5%": "3-5天，同比-2.5%",
    "$$x$$和$5": "&#36;&#36;x&#36;&#36;和&#36;5",
    "见www.a.cn）记者": "见www\u2060\\.a.cn）记者",
    "见https://a.cn/x）记者": "见https&#58;\u2060//a.cn/x）记者",
    "信箱a@b.cn": "信箱a&#64;\u2060b.cn",
    "百分之%%": "百分之&#37;&#37;",
    "5%和=": "5%和=",
    "a==b==": "a&#61;&#61;b&#61;&#61;",
    "聊#词#吧": r"聊\#词\#吧",
    "C# 与 F##": r"C# 与 F\##",
    "比例1:100:3，:x:": "比例1:\u2060100:3，:\u2060x:",
    "10:30:15": "10:30:15",
    "[[页]]": r"\[\[页\]\]",
    "句 ^块": "句 ^块",
    "句 ^ab1": "句 &#94;ab1",
    "微信@小王": "微信@小王",
    # at a line's beginning
    "# 标题": r"\# 标题",
    "#话题#": r"\#话题#",
    "- 项": r"\- 项",
    "+ 项": r"\+ 项",
    "-2.5%": "-2.5%",
    "1. 项": r"1\. 项",
    "1) 项": r"1\) 项",
    "2021.": r"2021\.",
    "3.5%": "3.5%",
    "===": "&#61;&#61;&#61;",
    "::: tip": "&#58;:: tip",
    "!!! note": "&#33;!! note",
    "---": r"-\-\-",
    ": 项": "&#58; 项",
    "^": "&#94;",
    "> 引": "&gt; 引",
    "```": "&#96;&#96;&#96;",
    " \u3000　缩进 ": "缩进",
    "一\r\n二\x00\u2028三\ud800": "一  二 三",
}


@pytest.mark.parametrize(("text", "markdown"), TEXTS.items())
def test_text(text: str, markdown: str) -> None:
    assert to_markdown(Body([Paragraph([TextRun(text)])])) == f"{markdown}\n"


LINES: dict[str, list[Inline]] = {
    # CommonMark's flanking rule holds
    "他说**要有韧劲**，": [TextRun("他说"), TextRun("要有韧劲", BOLD), TextRun("，")],
    "**收官。** 加大": [TextRun("收官。 ", BOLD), TextRun("加大")],
    "**收官。**": [TextRun("　收官。　", BOLD)],
    "，**“四大品牌”**，": [TextRun("，"), TextRun("“四大品牌”", BOLD), TextRun("，")],
    # it does not
    "**收官。**<wbr>加大": [TextRun("收官。", BOLD), TextRun("加大")],
    "发展<wbr>**“五型经济”**<wbr>要": [TextRun("发展"), TextRun("“五型经济”", BOLD), TextRun("要")],
    "涨<wbr>*￥5*元": [TextRun("涨"), TextRun("￥5", ITALIC), TextRun("元")],
    "**一**<wbr>*二*": [TextRun("一", BOLD), TextRun("二", ITALIC)],
    # both
    "**一<wbr>_二_**": [TextRun("一", BOLD), TextRun("二", BOLD | ITALIC)],
    "**_“一”_**<wbr>二": [TextRun("“一”", BOLD | ITALIC), TextRun("二")],
    "*一*<wbr>**_二_**<wbr>*三*": [
        TextRun("一", ITALIC),
        TextRun("二", BOLD | ITALIC),
        TextRun("三", ITALIC),
    ],
    "**一<wbr>_二_<wbr>三**": [TextRun("一", BOLD), TextRun("二", BOLD | ITALIC), TextRun("三", BOLD)],
    # neighbours of one style are one
    "**重点区域开发建设**要": [TextRun("重点区域开发", BOLD), TextRun("建设", BOLD), TextRun("要")],
    "**一**  \n**二**": [TextRun("一", BOLD), Break(), TextRun("二", BOLD)],
    "一": [TextRun("一"), TextRun(" ", BOLD)],
    "一 二": [TextRun("一"), TextRun(" ", BOLD | ITALIC), TextRun("二")],
    # links
    "[一](http://a.cn/)": [TextRun("一", href="http://a.cn/")],
    "[一**二**](http://a.cn/)": [TextRun("一", href="http://a.cn/"), TextRun("二", BOLD, "http://a.cn/")],
    "**一[二](/x)**": [TextRun("一", BOLD), TextRun("二", BOLD, "/x")],
    "[&#91;1&#93;](/x)": [TextRun("[1]", href="/x")],
    "[&#94;1](/x)": [TextRun("^1", href="/x")],
    r"快看\![一](/x)": [TextRun("快看!"), TextRun("一", href="/x")],
    "[一](http://a.cn/%28x%29%20%7B%7D?a=1&lt%3B)": [TextRun("一", href="http://a.cn/(x) {}?a=1&lt;")],
    "[![图](/a.png)](/x)": [Picture("/a.png", "图", href="/x")],
    "一![](/a.png)二": [TextRun("一"), Picture("/a.png"), TextRun("二")],
    # code and the rest
    "`a*b`": [TextRun("a*b", Style.CODE)],
    "&#123;x&#125;": [TextRun("{x}", Style.CODE)],
    "a&#96;b": [TextRun("a`b", Style.CODE)],
    "&#61;&#61;x": [TextRun("==x", Style.CODE)],
    "H₂O": [TextRun("H"), TextRun("2", Style.SUB), TextRun("O")],
    "旧 新": [TextRun("旧", Style.STRIKE), TextRun("新")],
    # a break
    "一  \n二": [TextRun("一 "), Break(), TextRun("　二")],
    "一  \n\\- 二": [TextRun("一"), Break(), TextRun("- 二")],
    "-**x**": [TextRun("-"), TextRun("x", BOLD)],
    r"\- **x**": [TextRun("-"), TextRun(" x", BOLD)],
}


@pytest.mark.parametrize(("markdown", "inlines"), LINES.items())
def test_line(markdown: str, inlines: list[Inline]) -> None:
    body = Body([Paragraph(inlines)])
    assert guarded(to_markdown(body)) == f"{markdown}\n"
    assert to_markdown(body) == f"{markdown}\n".replace("<wbr>", "")
    assert guarded(guarded(to_markdown(body))) == f"{markdown}\n"
    assert shown_by(commonmark(markdown)) == shown_in(body)


# Markdown of other hands, in a record that passed them: what is no pair of delimiters stays as it is.
FOREIGN = {
    "* **甲。**乙": "* **甲。**<wbr>乙",
    "3 * 4 ** 5": "3 * 4 ** 5",
    "**未闭。乙": "**未闭。乙",
    "a_b_c": "a_b_c",
    "[**甲。**](/a_b_c)乙": "[**甲。**](/a_b_c)乙",
    "`**甲。**乙`": "`**甲。**乙`",
    "```\n**甲。**乙\n```\n**甲。**乙": "```\n**甲。**乙\n```\n**甲。**<wbr>乙",
    "***": "***",
}


@pytest.mark.parametrize(("markdown", "post"), FOREIGN.items())
def test_a_post_is_guarded_where_bold_could_not_close(markdown: str, post: str) -> None:
    assert guarded(markdown) == post


def one(text: str) -> Paragraph:
    return Paragraph([TextRun(text)])


BLOCKS: list[tuple[str, list[Block]]] = [
    ("", []),
    ("", [Paragraph([TextRun(" ")]), Table([]), Quote([]), ListBlock([[]])]),
    ("一\n\n二\n", [one("一"), one("二")]),
    ("## C\\#\n", [Heading(2, [TextRun("C#")])]),
    ("### \\#1 一 二\n", [Heading(3, [TextRun("#1 一"), Break(), TextRun("二")])]),
    ("## 1. 一\n", [Heading(2, [TextRun("1. 一")])]),
    ("一\n\n***\n\n二\n", [one("一"), Divider(), one("二")]),
    ("> 一\n>\n> 二\n", [Quote([one("一"), one("二")])]),
    ("> 一\n>\n> 二\n", [Quote([one("一")]), Quote([one("二")])]),
    ("-   一\n-   二\n", [ListBlock([[one("一")], [one("二")]])]),
    ("1.  一\n2.  二\n", [ListBlock([[one("一")], [one("二")]], ordered=True)]),
    ("9\\. 一\n\n10\\. 二\n", [ListBlock([[one("一")], [one("二")]], ordered=True, start=9)]),
    ("0\\. 一\n", [ListBlock([[one("一")]], ordered=True, start=-3)]),
    ("2\\. 一\n", [ListBlock([[Quote([one("一")])]], ordered=True, start=2)]),
    ("1\\.\n\n***\n", [ListBlock([[Divider()]], ordered=True)]),
    ("-   一\n\n    二\n", [ListBlock([[ListBlock([[one("一")]]), one("二")]])]),
    ("-   一\n\n    二\n\n-   三\n", [ListBlock([[one("一"), one("二")], [one("三")]])]),
    ("-   一\n\n    1.  二\n", [ListBlock([[one("一"), ListBlock([[one("二")]], ordered=True)]])]),
    ("-   一\n", [ListBlock([[Quote([one("一")])]])]),
    ("-   一\n", [ListBlock([[one(" "), Quote([one("一")])]])]),
    ("-   一\n-   二\n", [ListBlock([[one("一")]]), ListBlock([[one("二")]])]),
    ("-   一\n\n1\\. 二\n", [ListBlock([[one("一")]]), ListBlock([[one("二")]], ordered=True)]),
    ("1\\. 一\n\n-   二\n", [ListBlock([[one("一")]], ordered=True), ListBlock([[one("二")]])]),
    ("1.  一\n\n1\\. 二\n", [ListBlock([[one("一")]], ordered=True), ListBlock([[one("二")]], ordered=True)]),
    ("-   一\n\n二\n", [ListBlock([[one("一")], []]), one("二")]),
    ("![图](/a.png)\n", [Picture("/a.png", "图")]),
    ("![图：一](/a.png)\n\n*图：一*\n", [Picture("/a.png", "别的", "图：一 ")]),
    ("[![](/a.png)](/x)\n", [Picture("/a.png", href="/x")]),
    (
        "| 年 | 额 |\n| --- | --- |\n| 1 2 |  |\n",
        [Table([[[TextRun("年")], [TextRun("额")]], [[TextRun("1"), Break(), TextRun("2")], []]])],
    ),
    ("| 一 |\n| --- |\n| a&#124;b |\n", [Table([[[TextRun("一")]], [[TextRun("a|b")]]])]),
    # kramdown wants a row below the header, and takes a row of dashes for a rule
    ("|  |  |\n| --- | --- |\n| 一 | 二 |\n", [Table([[[TextRun("一")], [TextRun("二")]]])]),
    (
        "| 一 | 二 |\n| --- | --- |\n| \\- | \\- |\n",
        [Table([[[TextRun("一")], [TextRun("二")]], [[TextRun("-")], [TextRun("-")]]])],
    ),
    ("```c++\na*b\n\n  c\n```\n", [Code("\na*b\n\n\tc".replace("\t", "  "), "c++")]),
    ("````\n```\n````\n", [Code("```", "x y")]),
    ("```\na\n```\n\n```\na\n```\n", [Code("a", "mermaid"), Code("a", "dataviewjs")]),
    ("&#123;x&#125;  \n`y`\n", [Code("{x}\n\n  y")]),
    ("`---`\n", [Code("---")]),
    ("&lt;!-\\-more-\\-&gt;\n", [Code("<!--more-->")]),
    ("> `a`\n", [Quote([Code("a")])]),
    ("", [Code("\n \n")]),
]


@pytest.mark.parametrize(("markdown", "blocks"), BLOCKS)
def test_blocks(markdown: str, blocks: list[Block]) -> None:
    body = Body(blocks)
    assert to_markdown(body) == markdown
    assert shown_by(commonmark(markdown)) == shown_in(body)
