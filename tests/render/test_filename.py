from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newsspider.errors import UsageError
from newsspider.model.article import Article
from newsspider.render.filename import post_name

CHINA = timezone(timedelta(hours=8))
DIGEST = "0123456789abcdef0123456789abcdef"


def article(**values: object) -> Article:
    known: dict[str, object] = {
        "id": "sina:iktzqtyt0442123",
        "title": "快讯: A/B 50.3%",
        "published": datetime(2021, 10, 9, 23, 41, 14, tzinfo=CHINA),
        "categories": ["金融", "新浪财经"],
        "source": "新华社",
    }
    return Article(**{**known, **values})  # type: ignore[arg-type]


NAMES = [
    (None, {}, "2021-10-09-iktzqtyt0442123.md"),
    (None, {"published": None}, "undated-iktzqtyt0442123.md"),
    (None, {"id": f"url:{DIGEST}"}, f"2021-10-09-{DIGEST}.md"),
    (None, {"id": f"text:{DIGEST}-2"}, f"2021-10-09-{DIGEST}-2.md"),
    (None, {"published": datetime(987, 1, 2, tzinfo=timezone.utc)}, "0987-01-02-iktzqtyt0442123.md"),
    ("{date:%Y/%m}/{title}-{key}.md", {}, "2021/10/快讯-A-B-50.3-iktzqtyt0442123.md"),
    (
        "{date:%Y/%m}/{title}-{key}.md",
        {"published": None, "title": "?"},
        "undated/untitled-iktzqtyt0442123.md",
    ),
    ("_posts/{date}-{key}", {}, "_posts/2021-10-09-iktzqtyt0442123.md"),
    ("{source}/{category}/{key}.md", {}, "新华社/新浪财经/iktzqtyt0442123.md"),
    (
        "{source}/{category}/{key}.md",
        {"source": None, "categories": []},
        "unknown/uncategorised/iktzqtyt0442123.md",
    ),
    # the key is always there
    ("{title}.md", {}, "快讯-A-B-50.3-iktzqtyt0442123.md"),
    ("", {}, "iktzqtyt0442123.md"),
    ("{key}x", {}, "iktzqtyt0442123x-iktzqtyt0442123.md"),
    # neither out of the folder, nor hidden, nor a device
    ("/../{title}/./{key}", {"title": "../../etc"}, "etc/iktzqtyt0442123.md"),
    ("..{title}/{key}.md", {"title": ".git"}, "git/iktzqtyt0442123.md"),
    ("{title}/{key}.md", {"title": "CON"}, "x-CON/iktzqtyt0442123.md"),
    ("{title}/{key}.md", {"title": "nul.txt"}, "x-nul.txt/iktzqtyt0442123.md"),
    ("C:\\{title}-{key}.md", {"title": "\u202eA\0B"}, "C--A-B-iktzqtyt0442123.md"),
]


@pytest.mark.parametrize(("template", "values", "name"), NAMES)
def test_name(template: str | None, values: dict[str, object], name: str) -> None:
    assert post_name(article(**values), template) == name


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{titel}.md", "titel"),
        ("{}.md", "''"),
        ("{title.__class__}.md", "title.__class__"),
        ("{title!r}.md", "title"),
        ("{title:>9}.md", "title"),
        ("{date:%B}.md", "%B"),
        ("{date:%}.md", "%"),
        ("{date:{key}}.md", "{key}"),
        ("{title", "malformed"),
    ],
)
def test_a_wrong_template_is_reported(template: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        post_name(article(), template)


def test_two_ids_that_differ_in_what_no_name_can_hold_have_two_names() -> None:
    ids = [
        "sina:A",
        "sina:a",
        "sina:a/b",
        "sina:a_b",
        "sina:../a",
        "sina:",
        "",
        "url:" + "a" * 300,
        "x:" + "a" * 301,
    ]
    names = {post_name(article(id=each)).lower() for each in ids}
    assert len(names) == len(ids)
    assert all(re.fullmatch(r"2021-10-09-[a-z0-9]+\.md", name) for name in names)


TEXTS = st.one_of(
    st.text(), st.text(st.characters(codec=None)), st.text(st.sampled_from("./\\~ 中文😀CONaux-_\0:%#é"))
)
TEMPLATES = st.lists(
    st.sampled_from(
        ["{title}", "{key}", "{date}", "{date:%Y/%m}", "{category}", "{source}", "/", "..", ".", "-", " "]
    )
    | st.text(st.characters(codec=None, exclude_characters="{}"), max_size=3)
).map("".join)
_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)\d) *(\..*)?", re.IGNORECASE)


@given(TEXTS, TEXTS, TEXTS, st.none() | TEMPLATES)
def test_whatever_the_article_the_name_is_sound(
    ident: str, title: str, source: str, template: str | None
) -> None:
    one = article(id=ident, title=title * 9, source=source, categories=[title])
    name = post_name(one, template)
    assert name.endswith(".md")
    for part in name.split("/"):
        assert part
        assert len(part.encode("utf-8")) <= 200
        assert part[0] not in ". "
        assert part[-1] not in ". "
        assert not re.search(r"[\\:*?\"<>|\x00-\x1f\x7f]", part)
        assert not _DEVICE.fullmatch(part)
    if template is None:
        assert name.isascii()


@given(st.text(min_size=1), st.text(min_size=1), st.none() | TEMPLATES)
def test_two_articles_never_share_a_name(first: str, second: str, template: str | None) -> None:
    assume(first != second)
    one, two = (post_name(article(id=f"url:{each}", title="一"), template) for each in (first, second))
    assert one != two
