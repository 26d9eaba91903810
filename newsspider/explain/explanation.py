"""The explanation of one document: the result, its fields, removals and repairs.

To name the origin of another field that follows from others, add a row to `_MADE_OF`; for a removal by code
instead of a rule, add a row to `_BY_CODE`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from newsspider.clean.rules import RuleSet
from newsspider.errors import Rejected
from newsspider.explain import in_place
from newsspider.model.article import Article, record
from newsspider.model.draft import Draft

# Fields that follow from others, or come with the document.
_MADE_OF = {
    "markdown": "the cleaned body",
    "text": "the cleaned body",
    "html": "the cleaned body",
    "images": "the pictures of the cleaned body",
    "summary": "the first sentences of the text",
    "lang": "counted from the text",
    "chars": "counted from the text",
    "digest": "the cleaned text",
    "site": "the host of the address",
    "published_precision": "what gave published",
    "published_from": "what gave published",
    "fetched": "the clock of the run",
    "origin": "the input",
    "repairs": "everything that was corrected or is missing",
    "schema": "the version of the record",
    "id": "the ledger: docid, else address, else text",
    "revision": "the ledger",
    "duplicate_of": "the ledger",
}
# Removals by code, which no table of rules has.
_BY_CODE = {
    "sanitise:address": "an unsafe address: a script, a local file, another scheme",
    "title-repeated": "the title again, at the beginning of the text",
    "title-heading": "the heading that became the title",
    "title-cut": "the part of the title beyond NEWSSPIDER_MAX_TITLE",
    "lone-code": "the article is nothing but QR codes",
    "end-code": "a QR code at the beginning or end of the text",
    "note": "what a clipper or note program wrote around the text",
    "feed-tail": "what the feed's publisher adds below every entry",
    "live-stock": "a code that is not a share's",
    "eastmoney-stock": "a code that is not a share's",
    "cls-stock": "a code that is not a share's",
}
_SANITISE = "sanitise:"
# Fields that are shown as the text, or that only outputs ask for.
BODIES = ("markdown", "text", "html")


@dataclass(frozen=True)
class FieldOrigin:
    """One field of the record: its JSON value, and what gave it (empty if there is no value)."""

    name: str
    value: Any
    given_by: str


@dataclass(frozen=True)
class Removed:
    """One removal; `what` as in `draft.Removal`, `why` as the rule says it."""

    rule: str
    why: str
    what: str
    text: str


@dataclass
class Explanation:
    """The result for one document, and the reasons.

    `name` is what the user gave, `read` what was read again, `rules` the version of the rules.
    `rejected` has outcome, reason and detail if it is not an article. `text` is the text in order: pieces
    with the index of the removal that took them out. `verdict` is what the ledger says, see `evidence`;
    `tried` is what other rules change, a line each, None if no others were given.
    """

    name: str
    read: str
    rules: str
    rejected: dict[str, str] | None = None
    fields: list[FieldOrigin] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    removals: list[Removed] = field(default_factory=list)
    text: list[in_place.Piece] = field(default_factory=list)
    verdict: dict[str, Any] = field(default_factory=dict)
    tried: list[str] | None = None

    @property
    def title(self) -> str:
        """The title of the article, or the name that the user gave."""
        found = next((each.value for each in self.fields if each.name == "title"), "")
        return str(found or self.name)


def of_draft(name: str, read: str, draft: Draft, rules: RuleSet) -> Explanation:
    """Return the explanation of a finished *draft*, whose trace has a walk."""
    whys = dict(_whys(rules))
    return Explanation(
        name,
        read,
        rules.version,
        fields=list(_fields(draft.article, draft.trace.fields, _record_says(draft.article))),
        repairs=list(draft.article.repairs),
        removals=[
            Removed(each.rule, _why(each.rule, whys), each.what, each.text) for each in draft.trace.removals
        ],
        text=in_place.pieces(draft.trace),
    )


def of_record(
    name: str, read: str, article: Article, given_by: Mapping[str, str], rules: RuleSet
) -> Explanation:
    """Return the explanation of a stored *article* without its source: its fields and its text.

    *given_by* are the origins of fields that the ledger kept.
    """
    return Explanation(
        name,
        read,
        rules.version,
        fields=list(_fields(article, given_by, "the record; its source was not kept")),
        repairs=list(article.repairs),
        text=[(None, article.text)],
    )


def of_refusal(name: str, read: str, refusal: Rejected, rules: RuleSet) -> Explanation:
    """Return the explanation of an input that is not an article."""
    rejected = {
        "outcome": refusal.outcome.value,
        "reason": refusal.reason.value,
        "detail": refusal.detail,
    }
    return Explanation(name, read, rules.version, rejected=rejected)


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Return *explanation* as plain JSON types."""
    values = asdict(explanation)
    values["text"] = [{"text": text, "removal": index} for index, text in explanation.text]
    return {key: value for key, value in values.items() if value not in (None, {})}


def _record_says(article: Article) -> str:
    reader = article.origin.extractor
    return f"the record, read by {reader}" if reader else "the record"


def _fields(article: Article, given_by: Mapping[str, str], otherwise: str) -> Iterator[FieldOrigin]:
    """Yield the fields of *article*; *otherwise* is the origin of fields without another."""
    for name, value in record(article).items():
        by = given_by.get(name) or _MADE_OF.get(name, otherwise)
        if name.startswith("published_") and not article.published:
            by = ""
        yield FieldOrigin(name, value, by if value not in (None, "", []) else "")


def _whys(rules: RuleSet) -> Iterator[tuple[str, str]]:
    for node_rule in rules.nodes:
        yield node_rule.rule.id, node_rule.rule.why
    for pattern_rule in (*rules.comments, *rules.texts):
        yield pattern_rule.rule.id, pattern_rule.rule.why


def _why(rule: str, whys: dict[str, str]) -> str:
    if rule in whys:
        return whys[rule]
    if rule in _BY_CODE:
        return _BY_CODE[rule]
    if rule.startswith(_SANITISE):
        return f"a <{rule.removeprefix(_SANITISE)}> element is never the article's text"
    return ""
