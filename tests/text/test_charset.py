from __future__ import annotations

import codecs
import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.errors import Rejected
from newsspider.model.outcomes import Reason, Repair
from newsspider.text.charset import decode

POST = "---\ntitle: '央行宣布降准'\n---\n\n<p>　　中国人民银行决定下调存款准备金率0.5个百分点。</p>\n"
REMOVED, GUESSED, REPLACED = Repair.BOM_REMOVED, Repair.CHARSET_GUESSED, Repair.BYTES_REPLACED


@pytest.mark.parametrize(
    ("data", "encoding", "repairs"),
    [
        (POST.encode(), "utf-8", ()),
        (codecs.BOM_UTF8 + POST.encode(), "utf-8", (REMOVED,)),
        (codecs.BOM_UTF16_LE + POST.encode("utf-16-le"), "utf-16-le", (REMOVED,)),
        (codecs.BOM_UTF16_BE + POST.encode("utf-16-be"), "utf-16-be", (REMOVED,)),
        (codecs.BOM_UTF32_LE + POST.encode("utf-32-le"), "utf-32-le", (REMOVED,)),
        (codecs.BOM_UTF32_BE + POST.encode("utf-32-be"), "utf-32-be", (REMOVED,)),
        (POST.encode("gbk"), "gb18030", (GUESSED,)),
        (POST.encode("gb18030"), "gb18030", (GUESSED,)),
        (codecs.BOM_UTF8 + POST.encode("gbk"), "gb18030", (REMOVED, GUESSED)),
        (POST.encode("utf-16-le"), "utf-16-le", (GUESSED,)),
        (POST.encode("utf-16-be"), "utf-16-be", (GUESSED,)),
        (b"", "utf-8", ()),
        (codecs.BOM_UTF8, "utf-8", (REMOVED,)),
    ],
)
def test_every_charset_gives_the_same_text(data: bytes, encoding: str, repairs: tuple[Repair, ...]) -> None:
    decoded = decode(data)
    assert decoded.text == (POST if len(data) > 4 else "")
    assert (decoded.encoding, decoded.repairs) == (encoding, repairs)


@pytest.mark.parametrize("text", ["联通", "中", "简讯：沪指微涨", "<p>港股收盘</p>"])
def test_short_gbk_is_not_taken_for_damaged_utf8(text: str) -> None:
    assert decode(text.encode("gbk")).text == text


@pytest.mark.parametrize("cut", [1, 2])
def test_a_cut_off_last_character_leaves_utf8(cut: int) -> None:
    decoded = decode("收盘综述".encode()[:-cut])
    assert decoded.text == "收盘综\ufffd"
    assert (decoded.encoding, decoded.repairs) == ("utf-8", (REPLACED,))


def test_one_bad_byte_does_not_turn_utf8_into_gb18030() -> None:
    data = "两市成交额突破一万亿元，北向资金净流入。".encode()
    decoded = decode(data[:30] + b"\xff" + data[30:])
    assert decoded.encoding == "utf-8"
    assert decoded.text == "两市成交额突破一万亿\ufffd元，北向资金净流入。"
    assert decoded.repairs == (REPLACED,)


def test_broken_gbk_stays_gb18030_with_a_replacement() -> None:
    data = "两市成交额突破一万亿元".encode("gbk")
    decoded = decode(data[:8] + b"\xff\n" + data[8:])
    assert (decoded.encoding, decoded.repairs) == ("gb18030", (REPLACED,))
    assert decoded.text.startswith("两市成交")
    assert decoded.text.endswith("突破一万亿元")


def test_controls_and_nuls_are_taken_out() -> None:
    decoded = decode("---\ntitle: '央\x00行\x1b[31m降\u202e准'\n---\n正文从这里开始，共有两段。\n".encode())
    assert decoded.text == "---\ntitle: '央行[31m降准'\n---\n正文从这里开始，共有两段。\n"
    assert decoded.repairs == (Repair.CONTROLS_REMOVED,)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x06\x00\x00\x00",
        b"\x7fELF\x02\x01\x01" + bytes(200),
        bytes(100),
        b"".join(hashlib.sha256(bytes([number])).digest() for number in range(200)),
    ],
    ids=["png", "elf", "zeros", "noise"],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(Rejected) as refusal:
        decode(data)
    assert refusal.value.reason is Reason.NOT_TEXT


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Cn", "Co"]), min_size=1))
def test_utf8_is_read_as_it_was_written(text: str) -> None:
    assert decode(text.encode()).text == text


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_refusal(data: bytes) -> None:
    decoded = None
    with contextlib.suppress(Rejected):
        decoded = decode(data)
    if decoded is not None:
        assert "\x00" not in decoded.text
        assert decoded.text.encode().decode() == decoded.text
