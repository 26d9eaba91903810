"""The ledger of the settings, opened if it is there: no task of upkeep makes one."""

from __future__ import annotations

from newsspider.errors import NewsspiderError
from newsspider.ledger import Ledger
from newsspider.ledger.presence import exists
from newsspider.options import Options


def opened(run: Options) -> Ledger:
    """Return the ledger, open; raises NewsspiderError where there is none or it cannot be used."""
    must_exist(run)
    return Ledger.open(run.ledger)


def must_exist(run: Options) -> None:
    """Raise NewsspiderError where there is no ledger."""
    if not exists(run.ledger):
        message = (
            f"there is no ledger {shown(run)}: the first run makes one, "
            "and `scrapy ledger rebuild` makes one of the posts that are there"
        )
        raise NewsspiderError(message)


def shown(run: Options) -> str:
    """Return the address of the ledger without a password."""
    scheme, separator, rest = run.ledger.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}" if separator else run.ledger
