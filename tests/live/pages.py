"""Stories as pages, in the layouts of `pages/*.html`, in the bytes that the server sends."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from string import Template

from tests.live.stories import Story

_FOLDER = Path(__file__).parent / "pages"


def render(story: Story) -> bytes:
    """Return the page of *story*."""
    title = html.escape(story.title)
    text = _template(story.layout).substitute(
        declared=story.declared,
        title=title,
        script_title=json.dumps(story.title, ensure_ascii=False),
        url=story.url,
        docid=story.docid,
        bare=(story.docid or "")[1:],
        number=f"1836{story.number:04}",
        source=story.source,
        editor=story.editor,
        day=f"{story.published:%Y-%m-%d}",
        long=f"{story.published:%Y年%m月%d日}",
        clock=f"{story.published:%H:%M}",
        seconds=f"{story.published:%Y-%m-%d %H:%M:%S}",
        dotted=f"{story.published:%Y.%m.%d %H:%M:%S}",
        changed=f"{story.updated or story.published:%Y-%m-%d %H:%M:%S}",
        body=_BODIES.get(story.layout, _paragraphs)(story.paragraphs),
    )
    return text.encode(story.encoding)


@cache
def _template(layout: str) -> Template:
    return Template((_FOLDER / f"{layout}.html").read_text(encoding="utf-8"))


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n".join(f"<p>　　{html.escape(text)}</p>" for text in texts)


def _lines(texts: Sequence[str]) -> str:
    return "<br />\n<br />\n".join(f"　　{html.escape(text)}" for text in texts)


def _mobile(texts: Sequence[str]) -> str:
    return "\n".join(f'<p class="art_p">　　{html.escape(text)}</p>' for text in texts)


def _slides(texts: Sequence[str]) -> str:
    rows = [
        {"intro": text, "download_img": f"//n.sinaimg.cn/slidenews/{place}_ori/{place}.jpg"}
        for place, text in enumerate(texts)
    ]
    return json.dumps(rows, ensure_ascii=False)


def _description(texts: Sequence[str]) -> str:
    return html.escape("".join(texts))


# What is not written in paragraphs; every other layout is.
_BODIES: dict[str, Callable[[Sequence[str]], str]] = {
    "ent-2009": _lines,
    "mobile": _mobile,
    "slides": _slides,
    "video": _description,
}
