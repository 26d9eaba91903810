"""Requests that are not made, each with what it means for the input that asked for it.

A further reason not to ask is one more class.
"""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from newsspider.model.outcomes import Reason


class Refusal(IgnoreRequest):
    """A request that must not be made; its text says why."""

    reason = Reason.FOREIGN_HOST


class ForeignHost(Refusal):
    """It goes to a host that is neither the site's own nor one that the user named."""


class PrivateAddress(Refusal):
    """It goes to an address that is not on the open Internet."""

    reason = Reason.PRIVATE_ADDRESS


class ForbiddenToRobots(Refusal):
    """The host's robots.txt forbids it."""

    reason = Reason.ROBOTS


class NotNow(IgnoreRequest):
    """It is not made in this run: what was to be asked stays for the next one."""


class HostLeft(NotNow):
    """The host is left in peace for the rest of the run."""


class RunEnds(NotNow):
    """The run was told to end."""
