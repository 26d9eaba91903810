"""Markdown of people: stars that are no emphasis to whoever wrote them."""

from __future__ import annotations

import pytest

from newsspider.readers.commonmark import to_html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("面积3*4*5米", "<p>面积3*4*5米</p>"),
        ("*ST康得和*ST信威", "<p>*ST康得和*ST信威</p>"),
        ("S*ST海纳与*ST信威", "<p>S*ST海纳与*ST信威</p>"),
        ("已有\\*ST信威", "<p>已有*ST信威</p>"),
        ("**粗**和*斜*", "<p><strong>粗</strong>和<em>斜</em></p>"),
        ("**1**2", "<p><strong>1</strong>2</p>"),
        ("`3*4*5`", "<p><code>3*4*5</code></p>"),
        ("`a*b`之后3*4*5，*ST海润、*ST 华业", "<p><code>a*b</code>之后3*4*5，*ST海润、*ST 华业</p>"),
        ("``a`3*4*5``和3*4*5", "<p><code>a`3*4*5</code>和3*4*5</p>"),
        ("一个`号，3*4*5", "<p>一个`号，3*4*5</p>"),
        (
            "3*4*5\n```\n3*4*5\n~~~\n```\n3*4*5",
            "<p>3*4*5</p>\n<pre><code>3*4*5\n~~~\n</code></pre>\n<p>3*4*5</p>",
        ),
        ("~~~\n3*4*5\n", "<pre><code>3*4*5\n</code></pre>"),
    ],
)
def test_stars(body: str, html: str) -> None:
    assert to_html(body).strip() == html


def test_footnotes_are_text() -> None:
    html = to_html("失业率下降[^1]，`[^1]`与\\[^2]。\n\n[^1]: 数据来自统计公报。")
    assert html == "<p>失业率下降[^1]，<code>[^1]</code>与[^2]。</p>\n<p>[^1]: 数据来自统计公报。</p>\n"


def test_our_own_markdown_is_taken_at_its_word() -> None:
    assert to_html("1*23*4", own=True).strip() == "<p>1<em>23</em>4</p>"


_PROSE = "今年以来，我国经济运行总体平稳。"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (f"    {_PROSE}\n\n    记者说，要稳。", f"<p>{_PROSE}</p><p>记者说，要稳。</p>"),
        (f"\t{_PROSE}\n\t他说：“好。”", f"<p>{_PROSE}</p><p>他说：“好。”</p>"),
        # What is no sentence follows the rest: a heading, a picture, bold.
        (f"    一 形势\n\n文。\n\n    {_PROSE}", f"<p>一 形势</p><p>文。</p><p>{_PROSE}</p>"),
        (
            f"    ![](https://a.cn/1.png)\n    **要点**：{_PROSE}",
            '<p><img src="https://a.cn/1.png" alt="" /></p>',
        ),
        (f"    #双碳# {_PROSE}\n    出口增长8%;", f"<p>#双碳# {_PROSE}</p><p>出口增长8%;</p>"),
        ("        GDP增长8%，好于预期。", "<p>GDP增长8%，好于预期。</p>"),
        # Lines at the margin go on with the paragraph above, indented ones begin another.
        (
            f"    {_PROSE}\n其中，出口增长。\n    {_PROSE}\n",
            f"<p>{_PROSE}\n其中，出口增长。</p><p>{_PROSE}</p>",
        ),
        (f"导语。\n    {_PROSE}\n    {_PROSE}", f"<p>导语。</p><p>{_PROSE}</p><p>{_PROSE}</p>"),
        (f"- 甲\n\n      {_PROSE}\n- 乙", f"<ul><li><p>甲</p><p>{_PROSE}</p></li><li><p>乙</p></li></ul>"),
        (f"## 题\n    {_PROSE}\n## 题", f"<h2>题</h2><p>{_PROSE}</p><h2>题</h2>"),
    ],
)
def test_indented_prose_is_paragraphs(body: str, html: str) -> None:
    assert to_html(body).replace(">\n", ">").replace("\n<", "<").startswith(html)


@pytest.mark.parametrize(
    "code",
    [
        "x = 1",
        'print("今天天气很好，我们出去走走吧。")',
        "# 读取文件，逐行处理，跳过空行。\nfor line in open(path):\n    print(line)",
        '{\n    "标题": "甲乙公司发布年报，利润增长。",\n    "作者": "张三"\n}',
        "title: 甲乙公司发布年报，利润增长。\ntags: [宏观，利率]",
        "SELECT 姓名, 年龄 FROM 员工表；\nWHERE 部门 = '财务';",
        'echo "今天天气很好，我们出去走走吧。"',
        "// 说明：先取数，再计算。\nlet x = 1;",
        "/* 说明：先取数，再计算。 */\nreturn 0;",
        "├── 目录，一\n└── 目录，二",
        "姓名  年龄\n张三  12",
        "npm install hexo",
    ],
)
def test_indented_code_is_code(code: str) -> None:
    indented = "".join(f"    {line}\n" for line in code.split("\n"))
    assert to_html(f"正文。\n\n{indented}").startswith("<p>正文。</p>\n<pre><code>")
    assert to_html(f"```\n{_PROSE}\n```").startswith("<pre>")


def test_indented_code_among_indented_prose_is_code() -> None:
    html = to_html(f"    {_PROSE}\n\n然后：\n\n    def f(x):\n        return x\n")
    assert html == f"<p>{_PROSE}</p>\n<p>然后：</p>\n<pre><code>def f(x):\n    return x\n</code></pre>\n"


def test_code_and_prose_of_one_indented_block_are_separated() -> None:
    html = to_html(f"    x = 1\n    \n    y = 2\n\n    {_PROSE}\n    \n    z = 3\n")
    code = "<pre><code>x = 1\n\ny = 2</code></pre>"
    assert (
        html.replace("\n<", "<").replace(">\n", ">") == f"{code}<p>{_PROSE}</p><pre><code>z = 3</code></pre>"
    )


def test_our_own_indented_lines_are_taken_at_their_word() -> None:
    assert to_html(f"    {_PROSE}", own=True).startswith("<pre>")
