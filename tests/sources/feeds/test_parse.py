"""Bytes to a feed: formats, charsets, what is no feed, and documents that mean harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newsspider.errors import Rejected
from newsspider.limits import Limits
from newsspider.sources.feeds import parse
from newsspider.sources.feeds.model import FeedDocument
from newsspider.sources.feeds.sandbox import Parser
from newsspider.sources.listing import BadList
from tests.sources.feeds import documents

RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://a.example/"><title>甲</title><link>https://a.example/</link></channel>
<item rdf:about="https://a.example/1"><title>一号</title><link>https://a.example/1</link>
<dc:date>2026-11-20T08:00:00+08:00</dc:date><description>文</description></item></rdf:RDF>"""
RSS_091 = '<?xml version="1.0"?><rss version="0.91"><channel><title>甲</title><item><title>一号</title></item></channel></rss>'
NETSCAPE = "http://my.netscape.com/rdf/{}/0.9/".format("simple")
RSS_090 = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="{NETSCAPE}"><channel><title>甲</title></channel>
<item><title>一号</title><link>https://a.example/1</link></item></rdf:RDF>"""
ITEM = documents.item("一号", "<p>文</p>", "https://a.example/1")


def titles(document: FeedDocument) -> list[str]:
    return [entry.title.text for entry in document.entries]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (documents.rss(ITEM), "rss20"),
        (documents.atom("<entry><title>一号</title><id>1</id></entry>"), "atom10"),
        (RDF, "rss10"),
        (RSS_091, "rss091u"),
        (RSS_090, "rss090"),
        (documents.json_feed([{"id": "1", "title": "一号"}]), "json"),
        ("\ufeff\n  " + documents.rss(ITEM), "rss20"),
        ("<br />\n<b>Warning</b>: something in x.php<br />\n" + documents.rss(ITEM), "rss20"),
        (documents.rss(ITEM).replace("</channel>", ""), "rss20"),
        (documents.rss(ITEM + "<item><title>R&D <b></title></item>"), "rss20"),
    ],
    ids=range(10),
)
def test_every_format(text: str, form: str) -> None:
    document = parse.read(text.encode(), "https://a.example/feed")
    assert document.form == form
    assert titles(document)[0] == "一号"


@pytest.mark.parametrize(
    ("encoding", "declared", "label"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "gb2312", "gbk"),
        ("gbk", "gb2312", ""),
        ("gb18030", "utf-8", "utf-8"),
        ("gbk", "iso-8859-1", ""),
        ("big5", "big5", ""),
        ("big5", "utf-8", "big5"),
        ("utf-16", "utf-16", ""),
        ("utf-8-sig", "utf-8", ""),
        ("euc-jp", "euc-jp", ""),
        ("utf-8", "rot13", "hex"),
        ("utf-8", "nonsense", "no-such-thing"),
    ],
)
def test_what_the_bytes_bear_out(encoding: str, declared: str, label: str) -> None:
    title = (
        "経済の見通し"
        if encoding == "euc-jp"
        else "國際金價再創新高"
        if encoding == "big5"
        else "国际金价再创新高"
    )
    text = documents.rss(documents.item(title)).replace("UTF-8", declared).replace("远山财经", "x")
    assert titles(parse.read(text.encode(encoding), "", label)) == [title]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<!DOCTYPE html><html><head><title>登录</title></head><body></body></html>", "list_is_html"),
        ("<html><body><p>x</p></body></html>", "list_is_html"),
        ("   \n ", "list_malformed"),
        ("hello", "list_malformed"),
        ("<sitemapindex><sitemap/></sitemapindex>", "list_malformed"),
        ('{"items": []}', "list_wrong_type"),
        ('{"version": "https://jsonfeed.org/version/1", "items": {}}', "list_wrong_type"),
        ("[1, 2]", "list_wrong_type"),
        ("{broken", "list_malformed"),
        ("[" * 100_000, "list_malformed"),
    ],
    ids=range(10),
)
def test_what_is_no_feed(text: str, told: str) -> None:
    with pytest.raises(BadList, match=told):
        parse.read(text.encode(), "")


def test_a_list_of_feeds_is_distinguished_from_a_feed() -> None:
    with pytest.raises(parse.IsOpml) as caught:
        parse.read(b'<opml version="2.0"><body><outline xmlUrl="https://a.example/feed"/></body></opml>', "")
    assert caught.value.addresses == ["https://a.example/feed"]


def test_hours_and_days_and_ttl() -> None:
    head = "<ttl>90</ttl><skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours>"
    document = parse.read(
        documents.rss(ITEM, head=f"{head}<skipDays><day>Saturday</day><day>Sunday</day></skipDays>").encode(),
        "",
    )
    assert (document.ttl, document.skip_hours, document.skip_days) == (90, [0, 0, 5], [5, 6])


def test_json_feed_by_its_specification() -> None:
    item = {
        "id": 7,
        "external_url": "https://b.example/7",
        "content_html": "<p>文</p>",
        "content_text": "文",
        "summary": "要",
        "image": "https://b.example/7.png",
        "date_published": "2026-11-20T08:00:00+08:00",
        "tags": ["沪指", 5],
        "authors": [{"name": "林晚"}, "x"],
    }
    text = documents.json_feed([item, {"author": {"name": "旧"}}, 5], feed_url="https://b.example/f")
    document = parse.read_json_feed(text, 3)
    first, second, third = document.entries
    assert (first.guid, first.url, first.summary.text) == ("7", "https://b.example/7", "要")
    assert [(words.text, words.form) for words in first.content] == [("<p>文</p>", "html"), ("文", "text")]
    assert (first.authors, first.tags, first.pictures) == (["林晚"], ["沪指"], ["https://b.example/7.png"])
    assert (second.authors, third.guid, document.own) == (["旧"], "", "https://b.example/f")


def test_opml_well_formed_or_not() -> None:
    text = """<opml><body><outline text="A & B"><outline xmlUrl="https://a.example/f?a=1&b=2" type="rss"/></outline>
    <!-- <outline xmlUrl="https://gone.example/"/> --><outline XMLURL='https://a.example/f?a=1&amp;b=2'>
    <outline htmlUrl="https://x.example"/></body>"""
    assert parse.addresses(text) == ["https://a.example/f?a=1&b=2"]


HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>甲</title><description>'
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">\n' for n in range(1, 10))


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "<a>" * 50_000,
        HEAD + "<a>" * 50_000 + "</a>" * 50_000 + "</description></item></channel></rss>",
        HEAD + "<![CDATA[" + "<div>" * 100_000 + "]]></description></item></channel></rss>",
        f'<!DOCTYPE x [\n<!ENTITY l1 "haha">\n{LAUGHS}]>\n<rss><channel><item><title>甲&l9;</title></item></channel></rss>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>甲&a;</title></item></channel></rss>',
        "\n \n" * 200_000 + HEAD,
        "<?xml version='1.0'?>" + " \n" * 200_000 + HEAD,
        "<!--" + " \n" * 20_000 + "-->" + HEAD,
        HEAD + "<!--" * 50_000,
        HEAD + "&#x" + "f" * 50_000 + ";<b",
        HEAD + '<a "' * 20_000,
    ],
    ids=range(11),
)
def test_harm_ends_in_an_outcome(text: str) -> None:
    try:
        document = parse.read(text.encode(), "")
        assert len(document.entries) == 1
        assert "root:" not in str(document)
        assert len(str(document)) < 2_000_000
    except (BadList, Rejected):
        pass


@pytest.fixture
def parser() -> Iterator[Parser]:
    made = Parser()
    yield made
    made.close()


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read(parser: Parser) -> None:
    slow = HEAD + "</description><author>" + "a" * 200_000 + "</author></item></channel></rss>"
    with pytest.raises(Rejected, match="too_large"):
        parser.parse(slow.encode(), "", Limits(feed_seconds=2.0))
    assert parser.parse(documents.rss(ITEM).encode(), "")["form"] == "rss20"


def test_more_entries_than_are_read() -> None:
    limits = Limits(feed_entries=7)
    document = parse.read(documents.rss("<item><title>x</title></item>" * 8).encode(), "", limits=limits)
    assert (len(document.entries), document.cut) == (7, True)
    document = parse.read(documents.json_feed([{}] * 8).encode(), "", limits=limits)
    assert (len(document.entries), document.cut) == (7, True)
