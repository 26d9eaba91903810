"""The file around an invented article, as the generator of reposts writes it (its damage included)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from random import Random

from tests.seedmaker import words
from tests.seedmaker.prose import Teller

_QR = "https://n.sinaimg.cn/finance/cece9e13/20200514/343233024.png"
_FIRST = datetime(2021, 1, 1, tzinfo=timezone.utc)
_MINUTES = 2 * 365 * 24 * 60
_HEAD = """
---
title: '{title}'
categories: \n - 金融
 - 新浪财经
 - 新浪财经－国內
headimg: '{cover}'
author: 新浪财经
comments: false
date: {date}
thumbnail: '{cover}'
---

<div>   \n"""
_TAIL = """<!-- news_keyword_pub,stock,{stocks} -->







<!-- 正文下iframe -->

<!-- 总声明-->

<!-- 文末二维码 start -->


            <!-- 文末二维码 start -->
            <style>
            .appendQr_wrap&#123;border:1px solid #E6E6E6;padding:8px;&#125;
            .appendQr_normal&#123;float:left;&#125;
            .appendQr_normal img&#123;width:74px;&#125;
            </style>
            <div class="clearfix appendQr_wrap">
                <div class="appendQr_normal"><img src="{qr}" referrerpolicy="no-referrer"></div>
                <div class="appendQr_normal_txt">海量资讯、精准解读，尽在新浪财经APP</div>
            </div>
            <!-- 文末二维码 start -->

<!-- 编辑姓名及工作代码 -->

<p class="article-editor">责任编辑：{editor} </p>
<!-- 编辑姓名及工作代码-->

  \n</div>
            """


@dataclass(frozen=True)
class Seed:
    """One invented post: its file name, the facts put into it, and its bytes for a given delay."""

    name: str
    title: str
    editor: str
    published: datetime
    cover: str
    body: str
    stocks: str

    def content(self, *, later: int = 0) -> bytes:
        """Return the file's bytes, its date *later* seconds after the article's own."""
        date = format_datetime(self.published + timedelta(seconds=later), usegmt=True)
        head = _HEAD.format(title=self.title, cover=self.cover, date=date)
        tail = _TAIL.format(stocks=self.stocks, qr=_QR, editor=self.editor)
        return (head + self.body + tail).encode()


def invent(index: int, rng: Random) -> Seed:
    """Return the seed that *rng* gives; *index* keeps its name and its text apart from all others."""
    teller = Teller(rng)
    title = teller.title()
    picture = f"https://n.sinaimg.cn/finance/crawl/116/w550h366/{rng.getrandbits(64):016x}.jpg"
    pictured = rng.random() < 0.4
    number = f"（本文编号{index}）"
    return Seed(
        name=f"{index:06d}_{title.replace('.', '')}.md",
        title=title,
        editor=rng.choice(words.EDITORS),
        published=_FIRST + timedelta(minutes=rng.randrange(_MINUTES), seconds=index % 60),
        cover=picture if pictured else rng.choice((_QR, "https://picsum.photos/400/300?random=42")),
        body=_body(teller, number, picture if pictured else ""),
        stocks=rng.choice(words.TICKERS) if rng.random() < 0.3 else "",
    )


def _body(teller: Teller, number: str, picture: str) -> str:
    rng = teller.rng
    lines = [f"<p>　　{teller.paragraph()}</p>" for _ in range(rng.randint(2, 16))]
    lines[0] = f"<p>　　{teller.paragraph()}{number}</p>"
    for at in range(1, len(lines), 3):
        lines[at] = f"<p>　　<strong>　{rng.choice(words.BOLD)}</strong>{teller.paragraph()}</p>"
    if picture:
        caption = teller.names["company"]
        lines.insert(
            1, f'<div class="img_wrapper"><img src="{picture}"><span class="img_descr">{caption}</span></div>'
        )
    if rng.random() < 0.2:
        lines.append(f"<p>　　来源：{rng.choice(words.MEDIA)}</p>")
    return "\n".join(lines)
