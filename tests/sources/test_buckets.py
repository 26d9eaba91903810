"""Seed files in a bucket: read as those of a folder, by this process or by workers, and what a server may do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from newsspider.errors import Rejected, UsageError
from newsspider.sources import buckets, finding
from tests.conftest import Newsspider, Ran, story, write_post
from tests.outputs.remote_servers import ALONE, KEY, SECRET, Bucket, S3Server, s3_server
from tests.workers import many

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
def bucket(server: S3Server) -> Iterator[Bucket]:
    """An empty bucket of a server that does as it is asked."""
    server.asked.clear()
    yield server.folder(f"shards-{uuid4()}")
    server.before = lambda _: None


@pytest.fixture(scope="module")
def stored(server: S3Server, seeds: Path) -> Bucket:
    bucket = server.folder(f"shards-{uuid4()}")
    bucket.take(seeds, "in/")
    return bucket


@pytest.fixture
def shards(server: S3Server, stored: Bucket) -> Iterator[Bucket]:
    """A bucket that holds the seeds below `in/`."""
    yield stored
    server.before = lambda _: None


def _crawl(newsspider: Newsspider, path: str, bucket: Bucket, *more: str, workers: str = "0") -> Ran:
    return many.crawl(newsspider, path, workers, *bucket.settings, *more, env=ALONE)


def _write_parts(folder: Path) -> None:
    """Write an article in two saved pages."""
    paragraphs = [f"<p>　　{story(f'part {number}', 200)}</p>" for number in range(2)]
    for number, (name, link) in enumerate(
        (("doc-a.html", '<a href="doc-a_2.html">下一页</a>'), ("doc-a_2.html", ""))
    ):
        many.write_page(
            folder / name,
            f"<html><head><title>粮价上涨 - 岚浦日报</title></head><body><h1>粮价上涨</h1>"
            f"<div class='article'>{paragraphs[number]}{link}</div></body></html>",
        )


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    many.write_many(folder, 140)
    (folder / "broken" / "out.md").unlink()  # a link: there are none in a bucket
    many.write_archive(folder / "pages.warc.gz", 30)
    _write_parts(folder / "parts")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "a.md").write_text("a", encoding="utf-8")
    (folder / "README.md").write_text("# A manual\n\nNo article.\n", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"png")
    return folder


@pytest.fixture(scope="module")
def calm(seeds: Path, module_newsspider: Newsspider) -> Ran:
    ran = many.crawl(module_newsspider, seeds, "0")
    assert ran.code == 0, ran.stderr
    return ran


def test_a_prefix_is_read_as_a_folder_by_this_process_and_by_workers(
    calm: Ran, shards: Bucket, server: S3Server, tmp_path: Path
) -> None:
    for workers in ("0", "2"):
        folder = tmp_path / workers
        folder.mkdir()
        newsspider = Newsspider(folder)
        ran = _crawl(newsspider, f"{shards.address}/in", shards, workers=workers)
        assert ran.code == 0, ran.stderr
        assert many.left(ran) == many.left(calm)
        others = {"hidden": 1, ".png": 1, "of a software project": 1}
        assert ran.report["others"] == others == calm.report["others"]
        server.asked.clear()
        again = _crawl(
            newsspider, f"{shards.address}/in", shards, "-s", "NEWSSPIDER_RUN=again", workers=workers
        )
        assert (again.code, again.outcomes["unchanged"]) == (0, 143)
        read = {asked.rpartition("/")[2] for asked in server.asked if "/in/made/" in asked}
        assert read == set()  # what has not changed is only listed
        for path in folder.rglob("*"):
            assert not path.is_file() or SECRET.encode() not in path.read_bytes()


def test_an_object_that_was_replaced_is_read_again(
    run_newsspider: Newsspider, bucket: Bucket, tmp_path: Path
) -> None:
    address = "https://finance.sina.com.cn/roll/2021-10-09/doc-iktzscyy0000001.shtml"
    for hour, text in ((8, "第一版"), (9, "第二版有更正")):
        post = write_post(
            tmp_path / "a.md",
            "水价",
            story(text, 200),
            f"2021-10-09T0{hour}:00:00+08:00",
            canonical_url=address,
        )
        bucket.put("a.md", post.read_bytes())
        bucket.put("b.md", write_post(tmp_path / "b.md", "粮价", story("b")).read_bytes())
        ran = _crawl(run_newsspider, bucket.address, bucket, "-s", f"NEWSSPIDER_RUN=r{hour}")
        assert ran.code == 0, ran.stderr
    assert ran.outcomes == {"revised": 1, "unchanged": 1}


@pytest.fixture
def reached(server: S3Server) -> Iterator[None]:
    """This process reaches the server as a run does."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL")
    buckets.use(buckets.Access.of(dict(zip(names, (KEY, SECRET, server.endpoint), strict=True))))
    yield
    buckets.use(buckets.Access())


@pytest.mark.usefixtures("reached")
def test_an_object_a_folder_and_a_glob(bucket: Bucket) -> None:
    for key in ("in/a.md", "in/b[1].md", "in/sub/c.md", "in-2/d.md", "in/", "in/新闻 &?#.md", "inner.md"):
        bucket.put(key, b"text" if key != "in/" else b"")
    for path, locators in (
        ("in/a.md", ["a.md"]),
        ("in/b[1].md", ["b[1].md"]),
        ("in", ["a.md", "b[1].md", "sub/c.md", "新闻 &?#.md"]),
        ("in/", ["a.md", "b[1].md", "sub/c.md", "新闻 &?#.md"]),
        ("in/*.md", ["a.md", "b[1].md", "新闻 &?#.md"]),
        ("in*/*.md", ["in-2/d.md", "in/a.md", "in/b[1].md", "in/新闻 &?#.md"]),
        ("**/[cd].md", ["in-2/d.md", "in/sub/c.md"]),
        ("", ["in-2/d.md", "in/a.md", "in/b[1].md", "in/sub/c.md", "in/新闻 &?#.md", "inner.md"]),
    ):
        found = finding.find(finding.check(f"{bucket.address}/{path}"))
        assert [seed.locator for seed in found] == locators


def _refused(newsspider: Newsspider, *args: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    ran = newsspider("crawl", "seeds", *args, env={**ALONE, **(env or {})})
    assert "Traceback" not in ran.stderr
    assert not (ran.folder / "output" / "ledger.db").exists()
    return ran.code, ran.stderr


def test_what_keeps_a_run_from_beginning(
    run_newsspider: Newsspider, bucket: Bucket, server: S3Server
) -> None:
    bucket.put("in/picture.png", b"png")
    given = tuple(bucket.settings)
    endpoint, keys = given[:2], given[2:]
    for path, settings, code, says in (
        (f"{bucket.address}/none", given, 2, "newsspider: there is no object at s3://"),
        (f"{bucket.address}/in", given, 2, "with one of the endings .md, "),
        ("s3://no-such-bucket/in", given, 2, "newsspider: there is no bucket 'no-such-bucket'"),
        ("s3://", given, 2, "names no bucket"),
        (f"s3://{KEY}:{SECRET}@bucket/in", given, 2, "path= takes no credentials"),
        (f"{bucket.address}/in", endpoint, 1, "there are no credentials; set AWS_ACCESS_KEY_ID"),
        (
            f"{bucket.address}/in",
            ("-s", "AWS_ENDPOINT_URL=http://127.0.0.1:9", *keys),
            1,
            "cannot be read: Could not connect",
        ),
        (
            f"{bucket.address}/in",
            ("-s", "AWS_ENDPOINT_URL=nowhere", *keys),
            1,
            "cannot be read: Invalid endpoint",
        ),
    ):
        found = _refused(run_newsspider, "-a", f"path={path}", *settings)
        assert (found[0], found[1].count("\n")) == (code, 1), found
        assert says in found[1]
        assert SECRET not in found[1]
    for refused, says in (
        ("403 AccessDenied", "access denied"),
        ("403 InvalidAccessKeyId", "InvalidAccessKeyId"),
    ):
        server.before = lambda _, refused=refused: refused  # type: ignore[misc]
        assert says in _refused(run_newsspider, "-a", f"path={bucket.address}/in", *given)[1]


@pytest.fixture
def three(bucket: Bucket, tmp_path: Path) -> Bucket:
    """Three posts in a bucket, of which something happens to the second."""
    for name in "abc":
        bucket.put(f"{name}.md", write_post(tmp_path / "a.md", f"第{name}篇", story(name)).read_bytes())
    return bucket


def test_an_object_that_changes_or_goes_fails_alone(
    run_newsspider: Newsspider, three: Bucket, server: S3Server, tmp_path: Path
) -> None:
    def goes(asked: str) -> None:
        if asked.startswith("GET") and asked.endswith("/b.md"):
            server.before = lambda _: None
            three.remove("b.md")

    def changes(asked: str) -> None:
        if asked.startswith("GET") and asked.endswith("/b.md"):
            server.before = lambda _: None
            three.put("b.md", write_post(tmp_path / "b.md", "另一篇", story("other", 300)).read_bytes())

    def is_denied(asked: str) -> str | None:
        return "403 AccessDenied" if asked.endswith("/b.md") else None

    for number, (before, reason, says) in enumerate(
        (
            (goes, "unreadable", "it is no longer in the bucket"),
            (changes, "source_changed", "it has changed since it was listed or begun"),
            (is_denied, "unreadable", "access to it is denied"),
        )
    ):
        three.put("b.md", write_post(tmp_path / "b.md", "第二篇", story(f"b{number}")).read_bytes())
        server.before = before
        ran = _crawl(run_newsspider, three.address, three, "-s", f"NEWSSPIDER_RUN=r{number}")
        server.before = lambda _: None
        assert (ran.code, ran.outcomes["failed"]) == (3, 1), ran.stderr
        (line,) = ran.lines(f"output/rejected/r{number}.jsonl")
        assert (line["locator"], line["reason"], line["detail"]) == ("b.md", reason, says)
    assert _crawl(run_newsspider, three.address, three, "-s", "NEWSSPIDER_RUN=last").code == 0


def test_a_server_that_goes_ends_the_run_which_goes_on_when_it_is_back(
    run_newsspider: Newsspider, three: Bucket, server: S3Server
) -> None:
    server.before = lambda asked: "503 ServiceUnavailable" if asked.endswith("/b.md") else None
    ran = _crawl(run_newsspider, three.address, three)
    assert (ran.code, "Traceback" in ran.stderr + ran.stdout) == (1, False)
    said = (
        "cannot be read: ServiceUnavailable: as the test wants it; mend that, and run the same command again"
    )
    assert said in ran.stderr
    server.before = lambda _: None
    ran = _crawl(run_newsspider, three.address, three)
    assert (ran.code, len(ran.posts)) == (0, 3), ran.stderr


def test_a_server_that_goes_from_workers_ends_the_run_which_goes_on_when_it_is_back(
    calm: Ran, shards: Bucket, server: S3Server, run_newsspider: Newsspider
) -> None:
    count = iter(range(10**6))
    server.before = lambda asked: (
        "503 ServiceUnavailable" if "/made/" in asked and next(count) >= 135 else None
    )
    ran = _crawl(run_newsspider, f"{shards.address}/in", shards, workers="2")
    assert (ran.code, "Traceback" in ran.stderr + ran.stdout) == (1, False)
    assert (
        "cannot be read: ServiceUnavailable: as the test wants it; mend that, and run the same command"
        in ran.stderr
    )
    server.before = lambda _: None
    ran = _crawl(run_newsspider, f"{shards.address}/in", shards, workers="2")
    assert ran.code == 0, ran.stderr
    lines = (ran.folder / "output" / "articles" / "r.jsonl").read_text("utf-8").splitlines()
    assert ran.posts == calm.posts
    assert sorted(lines) == sorted(many.left(calm).lines.splitlines())


def test_reclean_and_explain_read_the_bucket_again(
    seeds: Path, shards: Bucket, run_newsspider: Newsspider
) -> None:
    path = f"{shards.address}/in/[np]*"
    first = _crawl(run_newsspider, path, shards)
    assert (first.code, len(first.records)) == (0, 31), first.stderr
    ran = run_newsspider("reclean", *shards.settings, env=ALONE)
    assert (ran.code, ran.outcomes) == (0, {"unchanged": 31}), ran.stderr
    id_ = next(one["id"] for one in first.records if one["origin"]["locator"].startswith("near/"))
    known = run_newsspider("explain", id_, *shards.settings, env=ALONE)
    assert (known.code, f"read again from {shards.address}/in/near/" in known.stdout) == (0, True), (
        known.stdout
    )
    file = run_newsspider("explain", f"{shards.address}/in/near/a.md", *shards.settings, env=ALONE)
    assert (file.code, "粮价小幅上涨" in file.stdout) == (0, True), file.stderr
    shards.remove("in/near/a.md")
    ran = run_newsspider("reclean", *shards.settings, env=ALONE)
    shards.put("in/near/a.md", (seeds / "near" / "a.md").read_bytes())
    assert (ran.code, "unreadable" in ran.stdout) == (3, True)


@pytest.mark.usefixtures("reached")
def test_an_object_is_read_from_any_byte_in_few_requests(bucket: Bucket, server: S3Server) -> None:
    data = bytes(range(256)) * 20_000
    bucket.put("large.warc", data)
    bucket.put("empty.md", b"")
    server.asked.clear()
    with buckets.opened(f"{bucket.address}/large.warc") as file:
        assert b"".join(iter(lambda: file.read(70_000), b"")) == data
        assert len(server.asked) == 5
        assert (file.seek(1_000_001), file.read(300)) == (1_000_001, data[1_000_001:1_000_301])
        assert (file.seek(0, 2), file.read(1)) == (len(data), b"")
        assert (file.seek(-3, 2), file.read(9)) == (len(data) - 3, data[-3:])
        bucket.put("large.warc", data[1:] + b"x")
        file.seek(0)
        with pytest.raises(Rejected, match="source_changed"):
            file.read(10)
    with buckets.opened(f"{bucket.address}/empty.md") as file:
        assert (file.read(), file.seek(0, 2)) == (b"", 0)
    with buckets.opened(f"{bucket.address}/none.md") as file, pytest.raises(FileNotFoundError):
        file.read()


def test_without_the_extra_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'newsspider\[s3\]'"):
        finding.check("s3://bucket/in")
