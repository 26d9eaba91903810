"""Records the outcome of list rows that did not become articles.

A failure is a try, and after the last one the item is given up. Whether the item failed or its whole host
shows only at the end of the run, so tries are counted then; while most pages of a host fail, none is counted.
An article that is fetched again is already stored, so its row keeps its outcome whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from newsspider.errors import NewsspiderError, Rejected
from newsspider.ledger import Tries
from newsspider.model.draft import Listed
from newsspider.model.outcomes import Outcome, Reason
from newsspider.run.failures import Failures
from newsspider.run.hosts import HostState
from newsspider.run.ledger_session import LedgerSession
from newsspider.run.outcomes import OutcomeRecord
from newsspider.sources.inputs import FetchedPage


class ListResults:
    """Decides whether a failed input is given up."""

    def __init__(
        self, session: LedgerSession, failures: Failures, hosts: HostState, ended: Callable[[str], None]
    ) -> None:
        self._ended = ended  # takes the key of each row of which no article comes
        self._session = session
        self._failures = failures
        self._hosts = hosts

    def settled(self, item: Any, refusal: Rejected) -> str:
        """Note the outcome of *item*; return its key if `conclude` counts its try, else ""."""
        listed = getattr(item, "listed", None)
        if listed is not None and not listed.key:
            return ""
        if listed is not None:
            self._ended(listed.key)
        self._tell_hosts(item, refusal)
        if listed is None or refusal.reason is Reason.NOT_WRITTEN:
            return ""
        if refusal.outcome is Outcome.FAILED and not listed.again:
            self._hosts.failed(item.locator)
            return str(listed.key)
        try:
            self._note(listed, refusal)
        except NewsspiderError as error:
            self._failures.fail(error)
        return ""

    def conclude(self, tries: Mapping[str, OutcomeRecord]) -> set[str]:
        """Count the *tries* that failed, by the keys of their items; return the items now given up."""
        given_up: set[str] = set()
        lists, now = self._session.ledger.lists, self._session.now()
        try:
            for key, record in tries.items():
                if self._hosts.mostly_fails(record.row.locator):
                    lists.postponed([key], record.row.reason, now=now)
                else:
                    failed = lists.failed([key], record.row.reason, rules=self._session.rules, now=now)
                    given_up.update(failed)
        except NewsspiderError as error:
            self._failures.fail(error)
        return given_up

    def of_tries(self, tries: Mapping[str, OutcomeRecord]) -> dict[str, Tries]:
        """Return how often each of the failed items was tried, and when it is asked for again."""
        try:
            return self._session.ledger.lists.tries(tries) if tries else {}
        except NewsspiderError as error:
            self._failures.fail(error)
            return {}

    def _tell_hosts(self, item: Any, refusal: Rejected) -> None:
        if getattr(item, "listed", None) is None:
            return
        if refusal.reason is Reason.BLOCKED:
            self._hosts.turned_away(item.locator)
        elif isinstance(item, FetchedPage):  # a page came, but without an article
            self._hosts.answered(item.locator)

    def _note(self, listed: Listed, refusal: Rejected) -> None:
        ledger, rules, now = self._session.ledger, self._session.rules, self._session.now()
        if not listed.again:
            ledger.lists.ended([listed.key], refusal.outcome.value, refusal.reason.value, rules=rules)
        elif refusal.outcome is Outcome.FAILED:
            ledger.rechecks.failed(listed.key, now)
        else:
            ledger.rechecks.done([listed.key])
