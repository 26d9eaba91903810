"""Archives in the states that other people's tools leave them in, and those that mean harm."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.draft import Unread
from newsspider.sources import files
from newsspider.sources.files import SeedFile
from newsspider.sources.inputs import ArchivedPage
from newsspider.sources.warc import reader
from newsspider.sources.warc.reader import Found, WarcReader
from tests.conftest import Newsspider
from tests.sources.warc.warc_making import Making, gzipped, html, title, url

ZSTD = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def record(number: int, body: bytes | None = None, http: str = "", warc: str = "") -> bytes:
    """Return the record of a page, plain, with further lines in either head."""
    body = html(number).encode() if body is None else body
    kind = "" if "content-type" in http.lower() else "Content-Type: text/html\r\n"
    answer = f"HTTP/1.1 200 OK\r\n{kind}{http}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url(number)}\r\nWARC-Record-ID: <urn:{number}>\r\n"
        f"WARC-Date: 2021-10-10T08:00:00Z\r\n{warc}Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def read(path: Path, data: bytes, limits: Limits = LIMITS) -> tuple[list[Found | Unread], dict[str, int]]:
    path.write_bytes(data)
    archives = WarcReader()
    found = list(archives.read(SeedFile(path.name, str(path)), limits))
    return found, {why.value: count for why, count in archives.skipped.items()}


def titles(found: list[Found | Unread]) -> list[str]:
    return [one.read(LIMITS).article.title for one in found if not isinstance(one, Unread)]


def lost(found: list[Found | Unread]) -> list[str]:
    return [one.reason.value for one in found if isinstance(one, Unread)]


ONE, TWO, THREE = record(1), record(2), record(3)
BOTH = [title(1), title(2)]


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n\r\n" + ONE + TWO,
        b"\n" + ONE + TWO,
        b"\xef\xbb\xbf" + ONE + TWO,
        b" \t\r\n" + ONE + b"\r\n" * 9 + TWO,
        b"\0" * 999 + ONE + b"\0" * 5000 + TWO + b"\0" * 70_000,
        ONE.rstrip() + TWO.rstrip(),
        ONE.replace(b"\r\n", b"\n", 8) + TWO,
        # one member for everything; one for a half; a record over two members
        gzipped(ONE + TWO),
        gzipped(ONE + TWO[:100]) + gzipped(TWO[100:]),
        gzipped(ONE[:333]) + gzipped(ONE[333:]) + gzipped(TWO),
        gzipped(b"\r\n" + ONE) + gzipped(b"") + gzipped(TWO),
        gzipped(ONE) + b"\0" * 4096 + gzipped(TWO) + b"\0" * 512,
        # Zstandard
        ZSTD.compress(ONE) + ZSTD.compress(TWO),
        b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"hello" + ZSTD.compress(ONE) + ZSTD.compress(TWO),
    ],
)
def test_records_are_read_whatever_stands_around_them(tmp_path: Path, data: bytes) -> None:
    found, _ = read(tmp_path / "a.warc.gz", data)
    assert (titles(found), lost(found)) == (BOTH, [])


def test_a_dictionary_before_the_frames(tmp_path: Path) -> None:
    samples = [record(number) for number in range(40)]
    dictionary = ZSTD.train_dict(samples, 4000)
    for content in (dictionary.dict_content, ZSTD.compress(dictionary.dict_content)):
        head = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
        frames = b"".join(ZSTD.compress(one, zstd_dict=dictionary) for one in (ONE, TWO))
        assert titles(read(tmp_path / "a.warc.zst", head + frames)[0]) == BOTH


def test_zstandard_that_cannot_be_undone_here_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, ZSTD.__name__, None)
    with pytest.raises(Rejected, match=f"needs the package {ZSTD.__name__}"):
        read(tmp_path / "a.warc.zst", ZSTD.compress(ONE))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_package_of_archives(run_newsspider: Newsspider, method: int) -> None:
    with zipfile.ZipFile(run_newsspider.folder / "a.wacz", "w", method) as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("pages/pages.jsonl", "{}")
        package.writestr("archive/1.warc.gz", gzipped(ONE))
        package.writestr("archive/2.warc", TWO)
    ran = run_newsspider("crawl", "seeds", "-a", "path=a.wacz")
    assert (ran.code, [one["title"] for one in ran.records]) == (0, BOTH)
    again = run_newsspider("crawl", "seeds", "-a", "path=a.wacz")
    assert again.report["skipped"] == {"archives read before": 1}


@pytest.mark.parametrize("data", [b"PK\x03\x04 no package", None])
def test_a_file_that_is_not_a_package(tmp_path: Path, data: bytes | None) -> None:
    if data is None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("a.txt", "x")
        data = out.getvalue()
    with pytest.raises(Rejected, match="package"):
        read(tmp_path / "a.wacz", data)


@pytest.mark.parametrize(
    ("at", "number", "wanted"),
    [(8, 1, "encrypted"), (10, 99, "compression"), (6, 99, "version")],  # places in an entry of the directory
)
def test_a_package_that_cannot_be_opened_here_says_why(
    tmp_path: Path, at: int, number: int, wanted: str
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("archive/1.warc", ONE)
    data = bytearray(out.getvalue())
    data[data.rindex(b"PK\x01\x02") + at] = number
    with pytest.raises(Rejected, match=f"no package: .*{wanted}"):
        read(tmp_path / "a.wacz", bytes(data))


def wrong_sum(data: bytes) -> bytes:
    member = bytearray(gzipped(data))
    member[-8] ^= 0xFF
    return bytes(member)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        # a checksum that is wrong, bytes that were overwritten, a head without a length, words between
        (gzipped(ONE) + wrong_sum(TWO) + gzipped(THREE), [1, 3]),
        (wrong_sum(ONE) + gzipped(TWO) + gzipped(THREE), [2, 3]),
        (gzipped(ONE) + gzipped(TWO)[:60] + b"\xff" * 40 + gzipped(TWO)[100:] + gzipped(THREE), [1, 3]),
        (gzipped(ONE) + b"some words" + gzipped(TWO) + gzipped(THREE), [1, 2, 3]),
        (ONE + b"some words of nobody" + TWO + THREE, [1, 2, 3]),
        (ONE + TWO.replace(b"Content-Length: ", b"Content-Size: ") + THREE, [1, 3]),
        (gzipped(ONE + TWO.replace(b"Content-Length: ", b"Content-Size: ") + THREE), [1, 3]),
        (gzipped(b"garbage") + gzipped(ONE), [1]),
    ],
)
def test_reading_continues_behind_damage_and_says_what_was_lost(
    tmp_path: Path, data: bytes, wanted: list[int]
) -> None:
    found, _ = read(tmp_path / "a.warc.gz", data)
    assert titles(found) == [title(number) for number in wanted]
    assert set(lost(found)) == {"unreadable"}


def test_an_input_whose_bytes_are_damaged_is_not_kept(run_newsspider: Newsspider) -> None:
    large = record(1, html(1).encode() + os.urandom(700_000).hex().encode())
    (run_newsspider.folder / "a.warc.gz").write_bytes(wrong_sum(large) + gzipped(TWO))
    ran = run_newsspider("crawl", "seeds", "-a", "path=a.warc.gz")
    assert (ran.code, ran.outcomes) == (3, {"kept": 1, "failed": 1})
    assert [(one["locator"], one["reason"]) for one in ran.rejected] == [(url(1), "unreadable")]


BODY = html(1).encode()


@pytest.mark.parametrize(
    ("body", "http"),
    [
        (BODY, "Content-Encoding: gzip\r\n"),
        (BODY, "Content-Encoding: br\r\n"),
        (BODY, "Content-Encoding: deflate\r\n"),
        (BODY, "Content-Encoding: zstd\r\n"),
        (BODY, "Content-Encoding: UTF-8\r\n"),
        (BODY, "Content-Encoding: none\r\nTransfer-Encoding: chunked\r\n"),
        (gzipped(BODY), "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n"),
        (gzipped(gzipped(BODY)), "Content-Encoding: gzip, gzip\r\n"),
        (gzipped(BODY), ""),
        (gzipped(BODY), "Content-Encoding: br\r\n"),
        (zlib.compress(BODY), "Content-Encoding: deflate\r\n"),
        (BODY, "Content-Type: text/html,text/html;charset=gb2312\r\n"),
        (BODY, "Content-Type: text/html charset=utf-8\r\n"),
        (BODY, "Content-Type: TEXT/HTML; charset=\r\n"),
        (BODY, "Content-Type: application/octet-stream\r\n"),
        (BODY, "Content-Type: text/plain\r\n"),
        (BODY, "Content-Type:\r\n"),
        (b"<!-- x -->\n" + BODY, "Content-Type: application/octet-stream\r\n"),
    ],
)
def test_what_an_answer_claims_of_itself(tmp_path: Path, body: bytes, http: str) -> None:
    found, _ = read(tmp_path / "a.warc", record(1, body, http))
    (page,) = found
    assert isinstance(page, ArchivedPage)
    assert titles(found) == [title(1)]
    assert page.repairs == ()


@pytest.mark.parametrize("http", ["Content-Type: text/plain\r\n", "Content-Type: image/png\r\n"])
def test_what_is_no_page_by_type_and_bytes(tmp_path: Path, http: str) -> None:
    assert read(tmp_path / "a.warc", record(1, b"words", http)) == ([], {"no pages": 1})


@pytest.mark.parametrize(
    ("status", "body", "http", "warc", "repairs"),
    [
        ("200 OK", BODY, "", "WARC-Truncated: length\r\n", ["truncated_record"]),
        ("200 OK", BODY[:-60], "", "WARC-Truncated: disconnect\r\n", ["truncated_record", "first_part_only"]),
        ("200 OK", gzipped(BODY)[:-40], "Content-Encoding: gzip\r\n", "", ["first_part_only"]),
        ("200 OK", b"%x\r\n" % (len(BODY) + 9) + BODY, "Transfer-Encoding: chunked\r\n", "", ["first_part_only"]),
        ("206 Partial Content", BODY, f"Content-Range: bytes 0-{len(BODY) - 1}/{len(BODY)}\r\n", "", []),
        ("206 Partial Content", BODY, f"Content-Range: bytes 0-{len(BODY) - 1}/*\r\n", "", ["first_part_only"]),
        ("206 Partial Content", BODY, "Content-Range: bytes 0-900/99999\r\n", "", ["first_part_only"]),
        ("203 Non-Authoritative", BODY, "", "", []),
    ],
)  # fmt: skip
def test_what_is_a_part_says_so(
    tmp_path: Path, status: str, body: bytes, http: str, warc: str, repairs: list[str]
) -> None:
    data = record(1, body, http, warc)
    shown = b"HTTP/1.1 " + status.encode()
    grown = len(shown) - len(b"HTTP/1.1 200 OK")
    length = int(data.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    data = data.replace(b"HTTP/1.1 200 OK", shown).replace(b": %d" % length, b": %d" % (length + grown), 1)
    (page,), _ = read(tmp_path / "a.warc", data)
    assert isinstance(page, ArchivedPage)
    draft = page.read(LIMITS)
    assert draft.article.title == title(1)
    told = [repair.value for repair in draft.trace.repairs]
    assert [name for name in told if name in ("truncated_record", "first_part_only")] == repairs


def test_a_later_part_is_no_page(tmp_path: Path) -> None:
    data = record(1, http="Content-Range: bytes 5-9/99\r\n").replace(b"200 OK", b"206 OK")
    assert read(tmp_path / "a.warc", data) == ([], {"without a page": 1})


def revisit(number: int, more: str) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: revisit\r\nWARC-Target-URI: {url(number)}\r\n{more}Content-Length: 0\r\n\r\n\r\n\r\n"
    return head.encode()


@pytest.mark.parametrize("more", ["WARC-Refers-To: <urn:1>\r\n", "WARC-Payload-Digest: sha1:ABC\r\n"])
@pytest.mark.parametrize("pack", [bytes, gzipped])
def test_a_revisit_at_another_address_is_its_answer_s_page(
    tmp_path: Path, more: str, pack: Callable[[bytes], bytes]
) -> None:
    first = record(1, warc="WARC-Payload-Digest: sha1:ABC\r\n")
    data = (
        pack(first)
        + pack(revisit(7, more))
        + pack(revisit(1, more))
        + pack(revisit(8, "WARC-Refers-To: <urn:9>\r\n"))
    )
    found, skipped = read(tmp_path / "a.warc.gz", data)
    pages = [one for one in found if isinstance(one, ArchivedPage)]
    assert [page.locator for page in pages] == [url(1), url(7)]
    assert pages[0].data == pages[1].data
    assert skipped == {"seen before": 2}


@pytest.mark.parametrize("pack", [bytes, gzipped])
def test_what_has_a_place_is_found_there_again(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.warc.gz"
    found, _ = read(path, pack(ONE) + pack(TWO) + pack(THREE))
    for page in found:
        assert isinstance(page, ArchivedPage)
        again = reader.at(SeedFile("a", str(path)), page.kept.start, LIMITS.file)
        assert isinstance(again, ArchivedPage)
        assert again.data == page.data
    assert sum(page.kept.length for page in found if isinstance(page, ArchivedPage)) == path.stat().st_size


def test_what_has_no_place_of_its_own_is_kept_all_the_same(run_newsspider: Newsspider) -> None:
    (run_newsspider.folder / "a.warc.gz").write_bytes(gzipped(ONE + TWO))
    assert [one["title"] for one in run_newsspider("crawl", "seeds", "-a", "path=a.warc.gz").records] == BOTH
    ran = run_newsspider("reclean")
    assert ran.code == 0, ran.stderr


HEAD = b"WARC/1.0\r\nWARC-Type: response\r\n"


def endless(first: bytes, piece: bytes, count: int) -> bytes:
    """Return a gzip member of *first* and *count* times *piece*."""
    stream = zlib.compressobj(1, zlib.DEFLATED, 31)
    block = piece * max(1, 1_000_000 // len(piece))
    packed = [stream.compress(first)]
    packed += [stream.compress(block) for _ in range(max(1, count * len(piece) // len(block)))]
    return b"".join([*packed, stream.flush()])


def bomb(kind: str) -> bytes:
    """Return an archive that unpacks to hundreds of megabytes of nothing."""
    if kind == "headers":
        return endless(HEAD, b"X-A: b\r\n", 20_000_000)
    if kind == "line":
        return endless(HEAD + b"X-A: ", b"a", 400_000_000)
    if kind == "first":
        return endless(b"WARC/1.", b"1", 400_000_000)
    if kind == "blanks":
        return endless(b"", b"\0", 400_000_000)
    head = b"WARC-Target-URI: https://a.cn/1\r\nContent-Length: 300000000\r\n\r\nHTTP/1.1 200 OK\r\n"
    return endless(HEAD + head, b"X-A: b\r\n", 40_000_000)


MEASURE = """
import re, resource, sys
from pathlib import Path
from newsspider.limits import LIMITS
from newsspider.sources.files import SeedFile
from newsspider.sources.seed_formats import documents
before = resource.getrusage(resource.RUSAGE_SELF)
for one in documents(SeedFile("a", sys.argv[1]), LIMITS):
    print(type(one).__name__, getattr(one, "reason", ""))
after = resource.getrusage(resource.RUSAGE_SELF)
# Not `ru_maxrss`: that counts what the process had before its exec, which is the memory of the tests themselves.
most = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1))
print(most // 1024, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["headers", "line", "first", "blanks", "http"])
def test_a_bomb_takes_neither_memory_nor_time(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(bomb(kind) + gzipped(ONE))
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    *found, measured = ran.stdout.splitlines()
    memory, seconds = measured.split()
    assert (int(memory) < 300, float(seconds) < 10) == (True, True), ran.stdout
    assert found[-1].startswith("ArchivedPage")
    assert [line.split()[0] for line in found[:-1]] in (["Unread"], ["Unread"] * 2)


@pytest.mark.parametrize(
    ("limits", "refused"),
    [
        (Limits(headers=5), True),
        (Limits(headers=50), False),
        (Limits(header_line=60), True),
        (Limits(header_line=90), False),
    ],
)
def test_limits_of_heads_are_settings(tmp_path: Path, limits: Limits, refused: bool) -> None:
    if refused:
        with pytest.raises(Rejected, match="too_large"):
            read(tmp_path / "a.warc", ONE, limits)
    else:
        assert titles(read(tmp_path / "a.warc", ONE, limits)[0]) == [title(1)]


def test_a_reading_thread_ends_with_its_run(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    with path.open("wb") as file:
        file.write(HEAD + b"Content-Length: 99999999999\r\n\r\n")
        file.truncate(1 << 36)  # 64 GB that are not there
    ended = threading.Event()
    seed = SeedFile("a", str(path), stop=ended.is_set)
    refused: list[Rejected] = []

    def work() -> None:
        try:
            list(WarcReader().read(seed, LIMITS))
        except Rejected as refusal:
            refused.append(refusal)

    reading = threading.Thread(target=work)
    reading.start()
    time.sleep(0.2)
    assert reading.is_alive()
    ended.set()
    reading.join(5)
    assert not reading.is_alive()
    assert [refusal.reason.value for refusal in refused] == ["cut_off"]


def test_a_run_that_is_stopped_does_not_wait_for_an_archive(run_newsspider: Newsspider) -> None:
    path, output = run_newsspider.folder / "a.warc", run_newsspider.folder / "o"
    with path.open("wb") as file:
        file.write(HEAD + b"Content-Length: 99999999999\r\n\r\n")
        file.truncate(1 << 40)
    command = [sys.executable, "-m", "scrapy", "crawl", "seeds", "-a", f"path={path}"]
    ran = subprocess.Popen(
        [*command, "-s", f"NEWSSPIDER_OUTPUT={output}"],
        cwd=Path(files.__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (output / "ledger.db").exists():
            assert ran.poll() is None
            time.sleep(0.1)
        time.sleep(3)
        assert ran.poll() is None
        ran.terminate()
        assert ran.wait(60) == 143
    finally:
        ran.kill()
        ran.wait()


def test_a_message_names_the_byte(tmp_path: Path) -> None:
    found, _ = read(tmp_path / "a.warc", ONE + b"words\r\n" + TWO)
    (damage,) = [one for one in found if isinstance(one, Unread)]
    assert damage.detail.endswith(f"(byte {len(ONE)})")
    assert damage.locator == "a.warc"


def test_other_records_are_no_pages(tmp_path: Path) -> None:
    made = (
        Making()
        .other("", "warcinfo", b"software: x\r\n")
        .other(url(1), "request", b"GET / HTTP/1.1\r\n\r\n")
        .page(1)
    )
    assert titles(read(tmp_path / "a.warc.gz", made.data)[0]) == [title(1)]
