"""An article in several pages, saved in a folder: one article, and an outcome for each file."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.article import OriginKind
from newsspider.model.draft import Draft
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.sources import inputs
from newsspider.sources.files import Document
from tests.conftest import Newsspider, Ran

HOST = "https://news.example.cn/n/"
TITLE = "渔汛港冷库扩建开工"
TEXTS = (
    (
        "渔汛港的冷库扩建工程周一开工，港务公司说，新增库容三万吨。",
        "工期十四个月，二期完成后可同时停靠六艘冷藏船。",
    ),
    (
        "附近的渔民合作社已经预订了一半库位，租金按季结算。",
        "合作社负责人介绍，去年有两成渔获因没有库位而贱卖。",
    ),
    ("电力部门同步改造了两条线路，夏季高峰不再限电。", "当地商户盼望的冷链专列，铁路方面说还在论证当中。"),
)


def page(
    number: int,
    *,
    links: str = "a_{n}.html",
    canonical: str = "",
    of: int = 3,
    words: str = "",
    title: str = TITLE,
) -> str:
    """Return one part; *links* is the address of a further part, with its number at `{n}`."""
    first = links.replace("_{n}", "").replace("-{n}", "").replace("&page={n}", "").replace("/{n}/", "/")
    hrefs = [first if n == 1 else links.replace("{n}", str(n)) for n in range(1, of + 1)]
    others = [
        f"<b>{n}</b>" if n == number else f'<a href="{href}">{n}</a>' for n, href in enumerate(hrefs, 1)
    ]
    more = f'<a href="{hrefs[number]}">下一页</a>' if number < of else ""
    text = "".join(f"<p>{line}{words}</p>" for line in TEXTS[number - 1])
    own = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f"<html><head><meta charset='utf-8'>{own}<title>{title}</title></head><body><h1>{title}</h1>"
        f"<div class='time'>2026-11-22 09:00</div><div class='article'>{text}"
        f"<div class='page'>{''.join(others)}{more}</div></div></body></html>"
    )


def save(folder: Path, **pages: str) -> Path:
    """Write *pages* as HTML files of their names."""
    folder.mkdir(exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


def three(**changes: str) -> dict[str, str]:
    names = ("a", "a_2", "a_3")
    return {name: page(number, **changes) for number, name in enumerate(names, 1)}  # type: ignore[arg-type]


def read(path: Path, limits: Limits = LIMITS) -> Draft:
    return Document(path.name, path.read_bytes(), str(path), OriginKind.PAGE).read(limits)


def why(path: Path) -> str:
    with pytest.raises(Rejected) as refused:
        read(path)
    assert (refused.value.outcome, refused.value.reason) == (Outcome.REJECTED, Reason.FURTHER_PART)
    return refused.value.detail


def texts(draft: Draft) -> list[int]:
    """Return how often each part's first sentence is in *draft*."""
    assert draft.tree is not None
    shown = draft.tree.text()
    return [shown.count(lines[0]) for lines in TEXTS]


@pytest.mark.parametrize(
    ("names", "links", "canonical"),
    [
        (("a.html", "a_2.html", "a_3.html"), "a_{n}.html", ""),
        (("a.html", "a_2.html", "a_3.html"), "/n/a_{n}.html", ""),
        (("a.html", "a_2.html", "a_3.html"), HOST + "a_{n}.html", ""),
        (("a.html", "a_2.html", "a_3.html"), HOST + "a_{n}.html", "own"),
        (("a.html", "a_2.html", "a_3.html"), "a_{n}.html", "first"),
        (("a.htm", "a_2.htm", "a_3.htm"), HOST + "a_{n}.shtml", "own"),
        (("a.shtml.html", "a_2.shtml.html", "a_3.shtml.html"), "a_{n}.shtml", ""),
        (("12.html", "2.html", "3.html"), HOST + "12/{n}/", "own"),
        (("12.html", "2.html", "3.html"), HOST + "12/{n}/", "first"),
        (("v?id=3.html", "v?id=3&page=2.html", "v?id=3&page=3.html"), HOST + "v?id=3&page={n}", "own"),
        (("题目.html", "a_2.html", "a_3.html"), HOST + "a_{n}.html", "own"),
    ],
)
def test_the_first_takes_in_what_lies_beside_it(
    tmp_path: Path, names: tuple[str, ...], links: str, canonical: str
) -> None:
    first = links.replace("_{n}", "").replace("&page={n}", "").replace("/{n}/", "/")
    for number, name in enumerate(names, 1):
        own = first if number == 1 or canonical == "first" else links.replace("{n}", str(number))
        own = (own if own.startswith(HOST) else HOST + own) if canonical else ""
        (tmp_path / name).write_text(page(number, links=links, canonical=own), encoding="utf-8")
    whole = read(tmp_path / names[0])
    assert texts(whole) == [1, 1, 1]
    assert Repair.FIRST_PART_ONLY not in whole.trace.repairs
    assert whole.size == sum(path.stat().st_size for path in tmp_path.iterdir())
    if names[0] != "题目.html":  # nothing leads from a later part to a file of any name
        assert [names[0] in why(tmp_path / name) for name in names[1:]] == [True, True]


def test_what_is_missing_leaves_each_part_alone(tmp_path: Path) -> None:
    pages = three()
    save(tmp_path, a=pages["a"], a_2=pages["a_2"])
    first, second = read(tmp_path / "a.html"), read(tmp_path / "a_2.html")
    assert (texts(first), texts(second)) == ([1, 0, 0], [0, 1, 0])
    assert Repair.FIRST_PART_ONLY in first.trace.repairs


def test_a_page_of_another_article_is_no_part(tmp_path: Path) -> None:
    other = page(2, of=2, title="另一篇文章的题目")
    save(tmp_path, a=page(1, of=2), a_2=other)
    assert texts(read(tmp_path / "a.html")) == [1, 0, 0]
    assert texts(read(tmp_path / "a_2.html")) == [0, 1, 0]


def test_two_that_name_each_other_are_both_read(tmp_path: Path) -> None:
    first = page(1, of=2, links=HOST + "y/2/{n}/", canonical=HOST + "y/2/")
    second = page(1, of=3, links=HOST + "x/3/{n}/", canonical=HOST + "x/3/", words="（又及）")
    folder = save(tmp_path, **{"3": first, "2": second.replace("x/3/2/", "x/3/3/")})
    assert [texts(read(folder / name)) for name in ("2.html", "3.html")] == [[1, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize("kind", ["outside", "link", "hidden", "folder"])
def test_only_plain_files_of_the_folder_are_taken_in(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "saved"
    links = {"outside": "..%2Fa_{n}.html", "hidden": ".a_{n}.html"}.get(kind, "a_{n}.html")
    name = {"hidden": ".a"}.get(kind, "a")
    save(folder, **{name: page(1, of=2, links=links)})
    save(tmp_path, a_2=page(2, of=2, links=links))
    if kind == "link":
        (folder / "a_2.html").symlink_to(tmp_path / "a_2.html")
    elif kind == "folder":
        (folder / "a_2.html").mkdir()
    elif kind == "hidden":
        (tmp_path / "a_2.html").rename(folder / ".a_2.html")
    draft = read(folder / f"{name}.html")
    assert texts(draft) == [1, 0, 0]


def test_all_parts_together_keep_the_limits(tmp_path: Path) -> None:
    save(tmp_path, **three())
    sizes = [path.stat().st_size for path in sorted(tmp_path.iterdir())]
    assert texts(read(tmp_path / "a.html", Limits(file=sum(sizes)))) == [1, 1, 1]
    assert texts(read(tmp_path / "a.html", Limits(file=sum(sizes) - 1))) == [1, 0, 0]


def test_a_chain_with_more_parts_than_any_article_is_not_joined(tmp_path: Path) -> None:
    for number in range(1, 60):
        text = page(1, of=1, words=f"这是第{number}页。").replace(
            "<div class='page'>", f"<div class='page'><a href='a_{number + 1}.html'>下一页</a>"
        )
        (tmp_path / ("a.html" if number == 1 else f"a_{number}.html")).write_text(text, encoding="utf-8")
    assert texts(read(tmp_path / "a.html")) == [1, 0, 0]


# --- through the command ---

_RUN = ("crawl", "seeds", "-a", "path=seeds")


def crawl(runner: Newsspider, **pages: str) -> Ran:
    save(runner.folder / "seeds", **pages)
    ran = runner(*_RUN)
    assert ran.code == 0, ran.stderr
    assert ran.report["inputs"] == sum(ran.outcomes.values())
    return ran


def test_a_saved_folder_gives_one_article(run_newsspider: Newsspider) -> None:
    # In the order of names, `a-2.html` is before `a.html`.
    pages = {f"a{part}": page(n, links="a-{n}.html", of=2) for n, part in ((1, ""), (2, "-2"))}
    first = crawl(run_newsspider, **pages)
    assert first.outcomes == {"kept": 1, "rejected": 1}
    (record,) = first.records
    assert record["text"].split("\n\n") == [*TEXTS[0], *TEXTS[1]]
    assert "first_part_only" not in record["repairs"]
    (line,) = first.rejected
    assert (line["locator"], line["reason"]) == ("a-2.html", "further_part")
    assert "a.html" in line["detail"]

    assert crawl(run_newsspider).outcomes == {"unchanged": 1, "rejected": 1}
    again = run_newsspider("reclean")
    assert (again.code, again.records) == (0, [record]), again.stderr

    changed = page(2, links="a-{n}.html", of=2, words="（有更正）")
    assert crawl(run_newsspider, **{"a-2": changed}).outcomes == {"revised": 1, "rejected": 1}
    (run_newsspider.folder / "seeds" / "a-2.html").unlink()
    gone = run_newsspider("reclean")
    assert gone.code == 3
    assert "source_changed" in gone.stdout + gone.stderr


def test_a_part_that_comes_later_revises_the_first(run_newsspider: Newsspider) -> None:
    first = crawl(run_newsspider, a=page(1, of=2, canonical=HOST + "a.html"))
    assert first.outcomes == {"kept": 1}
    assert "first_part_only" in first.records[0]["repairs"]
    assert crawl(run_newsspider, a_2=page(2, of=2)).outcomes == {"revised": 1, "rejected": 1}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *(('<link rel="next" href="/2">', True), ("<a rel=next>", True), ('<a href="/1_2.shtml">', True)),
        *(("/a?page=2", True), ("/a?x=1&pn=2", True), ("/a?p=2", True), ("余下全文", True)),
        *(("<p>下一页</p>", True), ("<p>下页</p>", True), ("<p>阅读全文</p>", True)),
        *(
            ("下<b>一</b>页", False),
            ("/a?pages=2", False),
            ("/1_2.php", False),
            ("rel=prev", False),
            ("", False),
        ),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_is_read_early_if_it_may_be_a_part(text: str, wanted: bool, charset: str) -> None:
    page = f"<html><body><p>{TEXTS[0][0]}</p>{text}<p>{TEXTS[1][0]}</p></body></html>"
    assert inputs._may_be_part(page.encode(charset)) is wanted
