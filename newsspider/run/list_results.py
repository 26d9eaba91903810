"""Tells the ledger how the rows of lists ended that did not become an article.

A failure is a try, and the last one ends the row: then the input is given up, which is said once. What is
looked at once more is stored already, so whatever becomes of it, its row keeps its end.
"""

from __future__ import annotations

from typing import Any

from newsspider.errors import NewsspiderError, Rejected
from newsspider.model.draft import Listed
from newsspider.model.outcomes import Outcome, Reason
from newsspider.run.failures import Failures
from newsspider.run.hosts import HostState
from newsspider.run.ledger_session import LedgerSession
from newsspider.sources.inputs import FetchedPage


class ListResults:
    """Has a word in what inputs end as, from the start of the run on."""

    def __init__(self, session: LedgerSession, failures: Failures, hosts: HostState) -> None:
        self._session = session
        self._failures = failures
        self._hosts = hosts

    def settled(self, item: Any, refusal: Rejected) -> Rejected:
        """Return what *item* ends as: *refusal*, or given up where its last try has failed."""
        listed = getattr(item, "listed", None)
        if listed is not None and not listed.key:
            return refusal
        self._tell_hosts(item, refusal)
        if listed is None or refusal.reason is Reason.NOT_WRITTEN:
            return refusal
        try:
            return self._noted(listed, refusal)
        except NewsspiderError as error:
            self._failures.fail(error)
            return refusal

    def _tell_hosts(self, item: Any, refusal: Rejected) -> None:
        if getattr(item, "listed", None) is None:
            return
        if refusal.reason is Reason.BLOCKED:
            self._hosts.turned_away(item.locator)
        elif isinstance(item, FetchedPage):  # a page came, if none of an article
            self._hosts.answered(item.locator)

    def _noted(self, listed: Listed, refusal: Rejected) -> Rejected:
        ledger, rules, now = self._session.ledger, self._session.rules, self._session.now()
        failed = refusal.outcome is Outcome.FAILED
        if listed.again:
            if failed:
                ledger.rechecks.failed(listed.key, now)
            else:
                ledger.rechecks.done([listed.key])
        elif not failed:
            ledger.lists.ended([listed.key], refusal.outcome.value, refusal.reason.value, rules=rules)
        elif ledger.lists.failed([listed.key], refusal.reason.value, rules=rules, now=now):
            return Rejected(Outcome.GIVEN_UP, refusal.reason, refusal.detail)
        return refusal
