"""What may be shown to a person or kept in a log: no password, and nothing that a terminal obeys.

A further way of writing a secret is one more row of `_SECRETS`.
"""

from __future__ import annotations

import re

from newsspider.text.paths import visible

_MASK = "***"
_SECRETS = (
    # scheme://user:password@host, as in the address of a feed, a proxy or a database.
    (re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*://)[^\s/?#@'\"]+@"), rf"\1{_MASK}@"),
    # 'AWS_SECRET_ACCESS_KEY': 'x', as Scrapy lists the settings of a run.
    (
        re.compile(r"((['\"])\w*(?:SECRET|PASSWORD|PASSWD|TOKEN|ACCESS_KEY|API_KEY)\w*\2: )(['\"]).*?\3"),
        rf"\1'{_MASK}'",
    ),
    # ?token=x in an address.
    (
        re.compile(
            r"([?&](?:\w*token|\w*secret|passw(?:or)?d|api_?key|access_?key)=)[^&\s'\"#]+", re.IGNORECASE
        ),
        rf"\1{_MASK}",
    ),
)
# What a terminal takes for a command; a tab and a line feed are none.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def masked(text: str) -> str:
    """Return *text* with every password in it as `***`."""
    for pattern, mask in _SECRETS:
        text = pattern.sub(mask, text)
    return text


def harmless(text: str) -> str:
    r"""Return *text* as `masked` does, controls and bytes of a path that are no UTF-8 as `\x1b`."""
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], masked(visible(text)))
