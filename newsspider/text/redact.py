"""What may be shown to a user or kept in a log: no password, and nothing that a terminal obeys.

To add a way of writing a secret, add a row to `_SECRETS`. Where it cannot be told how far a secret
goes, more is masked rather than less.
"""

from __future__ import annotations

import re

from newsspider.lazy import pattern
from newsspider.text.paths import visible

_MASK = "***"
# Behind a host a colon and digits are a port: `https://example.org:8080/@name` holds no password.
_PORT = r"[0-9]{1,5}(?![^/?#\s'\",;)\]}])"
_SITE = r"(?:[^\s/?#@:'\".]{0,255}\.[^\s/?#@:'\"]{0,255}|localhost|\[[^\s\]]{0,99}\])"
_NAME = r"[^\s/?#@:'\".\[]{0,255}"
_LOGINS = (
    # scheme://user:password@host, as in the address of a feed, a proxy or a database. The password goes as
    # far as the last `@` of the word, whatever is in it.
    pattern(rf"://(?:{_SITE}:(?!{_PORT})|(?!localhost:){_NAME}:)\S{{0,1000}}@"),
    pattern(r"://[^\s/?#'\"]{1,1000}@"),
    # The same with spaces in the password, which only a person types.
    pattern(
        rf"://(?!\*)(?:{_SITE}|{_NAME}):(?!{_PORT})(?=\S)[^@\n]{{1,200}}@(?:[^/@\n'\"]{{0,100}}@){{0,9}}"
    ),
)

# What the name of a secret holds, wherever it is given a value.
_NAMED = (
    r"(?:(?:secret|passw(?:or)?d|passwd|passphrase|pwd|token|credential|signature|(?:access|api|app|private)[_-]?key"
    r"|authorization|_pass|http_?auth)[\w.\-]{0,40}|(?<![a-z0-9])cookies?)"
)
# Whole names, and whole names in an address, that are common words elsewhere.
_KEY = r"(?:key|sig|auth|pass)"
_WORD = rf"(?:(?<![a-z0-9]){_KEY}|(?<=[?&;])(?:sign|code|session(?:_?id)?|sid|ticket))"
_HEADER = r"(?:(?:proxy-)?authorization|(?:set-)?cookie2?|x-[a-z-]{0,30}(?:token|key|auth[a-z]{0,30}))"
# What a name is given: quoted, in braces as ODBC has it, or up to where a value ends.
_QUOTED = r"b?'(?:[^'\\\n]|\\.)*'|b?\"(?:[^\"\\\n]|\\.)*\""
_VALUE = rf"(?:{_QUOTED}|\{{[^}}\n]*\}}|(?:(?!%26)[^&\s'\"#;])+)"
_SECRETS = tuple(
    (pattern(form, re.IGNORECASE), mask)
    for form, mask in (
        # A header as Python shows it, with a value or several; one in quotes; one on a line, to its end.
        (rf"(?<![\w-])({_HEADER}['\"]\s*[:=,]\s*)(?:\[[^\]\n]*\]|{_QUOTED})", rf"\1'{_MASK}'"),
        (rf"(['\"])({_HEADER}\s*:\s*)(?:(?!\1)[^\r\n])+", rf"\1\2{_MASK}"),
        (rf"(?<![\w'\"-])({_HEADER}\s*:\s*)[^\r\n]+", rf"\1{_MASK}"),
        # 'AWS_SECRET_ACCESS_KEY': 'x', as Scrapy lists the settings of a run; JSON alike.
        (rf"({_NAMED}['\"]\s*:\s*)(?:{_QUOTED})", rf"\1'{_MASK}'"),
        # ?token=x in an address, escaped once or not; password=x and PWD={{x}} in a connection string.
        (rf"((?:{_NAMED}(?:\s?=\s?|%3D)|{_WORD}=|(?<=%26|%3F){_KEY}%3D))(?!\*){_VALUE}", rf"\1{_MASK}"),
    )
)
# One of these is in the name of every secret: most lines hold none, and are not looked at further.
_TELLING = (
    *("secret", "pass", "pwd", "token", "credential", "key", "sig", "auth", "cookie"),
    *("code=", "session", "sid=", "ticket"),
)
# What a terminal takes for a command; a tab and a line feed are harmless.
_CONTROL = pattern(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def masked(text: str) -> str:
    """Return *text* with every password in it as `***`."""
    if "@" in text and "://" in text:
        for login in _LOGINS:
            text = login.sub(f"://{_MASK}@", text)
    lowered = text.lower()
    if any(word in lowered for word in _TELLING):
        for form, mask in _SECRETS:
            text = form.sub(mask, text)
    return text


def harmless(text: str) -> str:
    r"""Return *text* as `masked` does, controls and bytes of a path that are not UTF-8 as `\x1b`."""
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], masked(visible(text)))
