"""A post of ours reads back into the same record, and that writes the same bytes, for any body."""

from __future__ import annotations

from datetime import datetime, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.clean.engine import clean
from newsspider.clean.rules import load
from newsspider.model.article import Article
from newsspider.model.draft import Draft
from newsspider.readers.markdown import to_tree
from newsspider.readers.post_fields import normalise
from newsspider.readers.posts import read
from newsspider.render.finish import finish
from newsspider.render.post import to_post
from newsspider.text.titles import clean_title

RULES = load()
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
TEXTS = st.text(
    alphabet="今日收盘涨跌甲乙。，：“”（）《》·— 　ab12*_`~|<>&#-+=.!?[](){}%^$@\\/'\"\n\t\u00a0\u200b é",
    max_size=24,
)
INLINE = st.recursive(
    TEXTS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: (
        st.builds(
            lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
            st.sampled_from(["b", "em", "code", "del", "sup", "span", 'a href="https://a.cn/x?y=1&z=(2)"']),
            st.lists(inner, max_size=3),
        )
        | st.sampled_from(["<br>", '<img src="https://a.cn/1.png" alt="图*一*">'])
    ),
    max_leaves=6,
)
BLOCK = st.recursive(
    st.builds(lambda text: f"<p>{text}</p>", INLINE)
    | st.builds(lambda text: f"<h3>{text}</h3>", INLINE)
    | st.builds(
        lambda text: f"<pre>{text}</pre>",
        TEXTS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    )
    | st.just("<hr>")
    | st.builds(
        lambda text: f'<figure><img src="https://a.cn/2.png"><figcaption>{text}</figcaption></figure>',
        TEXTS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    )
    | st.builds(
        lambda cells: (
            "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in cells) + "</table>"
        ),
        st.lists(st.tuples(INLINE, INLINE), min_size=1, max_size=3),
    ),
    lambda inner: st.builds(
        lambda tags, parts: tags[0] + "".join(parts) + tags[1],
        st.sampled_from(
            [
                ("<blockquote>", "</blockquote>"),
                ("<ul><li>", "</li></ul>"),
                ("<ol start=3><li>", "</li><li>二</li></ol>"),
            ],
        ),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)


def finished(draft: Draft) -> Article:
    clean(draft, RULES)
    finish(draft)
    return draft.article


@settings(max_examples=400, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=5), TEXTS)
def test_a_post_reads_back(blocks: list[str], title: str) -> None:
    tree, html = to_tree("<div>" + "\n".join(blocks) + "</div>")
    draft = Draft(fragment=html, tree=tree)
    draft.article.title = clean_title(title) or "题"
    first = finished(draft)
    first.id = f"text:{first.digest}"  # as the ledger gives it
    post = to_post(first)
    again = read(post.encode(), "a.md")
    normalise(again, NOW)
    assert again.own
    second = finished(again)
    assert second.text == first.text
    assert to_post(second) == post
