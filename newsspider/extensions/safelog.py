"""The log shows no password and nothing that a terminal obeys, whoever wrote the line."""

from __future__ import annotations

import logging
from typing import Any

from newsspider.text.redact import harmless


def install() -> None:
    """Have every record of the log made harmless from now on; calling it again changes nothing."""
    logging.setLogRecordFactory(_record)


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = logging.LogRecord(*args, **kwargs)
    try:
        record.msg, record.args = harmless(record.getMessage()), ()
    except (TypeError, ValueError):
        return record  # logging tells of a message that does not fit its arguments
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = harmless(logging.Formatter().formatException(record.exc_info))
    return record
