"""What a status and an error of the network mean: an outcome with its reason."""

from __future__ import annotations

from gzip import BadGzipFile

import pytest
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from newsspider.middlewares import errors
from newsspider.middlewares.errors import ForbiddenToRobots, ForeignHost, PrivateAddress


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (200, None),
        (301, "rejected bad_redirect"),
        (304, "failed bad_status"),
        (403, "failed blocked"),
        (404, "rejected gone"),
        (410, "rejected gone"),
        (429, "failed blocked"),
        (500, "failed bad_status"),
        (204, "failed bad_status"),
    ],
)
def test_a_status(status: int, told: str | None) -> None:
    refusal = errors.of_status(status)
    assert (refusal and f"{refusal.outcome.value} {refusal.reason.value}") == told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DownloadTimeoutError("x"), "failed timed_out"),
        (ResponseDataLossError("x"), "failed cut_off"),
        (DownloadCancelledError("x"), "rejected too_large"),
        (DownloadConnectionRefusedError("x"), "failed no_connection"),
        (TunnelError("x"), "failed no_connection"),
        (BadGzipFile("x"), "failed unreadable"),
        (CannotResolveHostError("x"), "failed no_connection"),
        (ForbiddenToRobots("x"), "rejected robots"),
        (ForeignHost("x"), "rejected foreign_host"),
        (PrivateAddress("x"), "rejected private_address"),
        (IgnoreRequest("max redirections reached"), "rejected bad_redirect"),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE (8 B) during"), "rejected too_large"),
        (IgnoreRequest("someone's own"), "filtered pipeline_dropped"),
        (RuntimeError("x"), "failed no_connection"),
    ],
)
def test_an_error(error: BaseException, told: str) -> None:
    refusal = errors.of_error(error)
    assert f"{refusal.outcome.value} {refusal.reason.value}" == told
