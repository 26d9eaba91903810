"""Addresses of outputs: templates, percent signs, home folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.extensions.feedexport import GCSFeedStorage, StdoutFeedStorage

from newsspider.outputs.remote import FtpFile, S3File
from newsspider.outputs.storages import Abilities, abilities, local_storage
from newsspider.outputs.targets import is_fixed, local_path, redacted


def test_a_home_folder_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert local_path("~/x.csv") == Path("/home/somebody/x.csv")
    assert local_storage("~/x.csv").path == Path("/home/somebody/x.csv")


def test_an_address_is_shown_as_it_will_be() -> None:
    assert redacted("s3://u:p@b/100%-%(run)s.csv") == "s3://***@b/100%-<run>.csv"


@pytest.mark.parametrize(
    ("uri", "fixed"),
    [
        ("a.csv", True),
        ("%(name)s.csv", True),
        ("a-%(batch_id)d.csv", True),
        ("a-%(run)s.csv", False),
        ("a-%(time)s.csv", False),
        ("%(name)s/%(batch_time)s.csv", False),
        ("%(_job)s.csv", False),
    ],
)
def test_which_names_are_new_in_each_run(uri: str, fixed: bool) -> None:
    assert is_fixed(uri) is fixed


def test_each_storage_says_what_it_can_do() -> None:
    assert abilities("", local_storage) == abilities("file", local_storage) == Abilities(True, True, True)
    assert abilities("stdout", StdoutFeedStorage).append
    assert not abilities("gs", GCSFeedStorage).append
    assert not abilities("s3", S3File).append
    assert abilities("ftp", FtpFile) == Abilities(append=False, lock=False, rename=True)

    class Own:
        abilities = Abilities(append=True, lock=False, rename=False)

    assert abilities("far", Own).append
    assert not abilities("far", object()).append
