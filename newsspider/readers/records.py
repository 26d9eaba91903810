"""Records: lines of the JSONL that newsspider writes, read back with nothing lost.

The body is built again from its Markdown and only sanitised, since other tools may have changed the line;
every other field is as it was written, including origin and time of fetching.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from newsspider.errors import Rejected
from newsspider.limits import LIMITS, Limits
from newsspider.model.article import SCHEMA_VERSION, Article, from_record
from newsspider.model.draft import Draft, Trace
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import markdown, posts
from newsspider.render.inline import guarded
from newsspider.text import lenient_json, unicode, urls

_REPAIRS = {repair.value: repair for repair in Repair}
_SHOWN = 200
_ESCAPE = b"\\u"


def read(data: bytes, locator: str, limits: Limits = LIMITS) -> Draft:  # noqa: ARG001 - the record has its own
    """Return the draft of one line; raises Rejected for what is not a record of newsspider."""
    article, repairs = _article(data)
    fault = _fault_of_times(article)
    if fault is not None:
        raise Rejected(Outcome.REJECTED, Reason.BAD_RECORD, fault)
    tree, _ = markdown.to_tree(guarded(article.markdown), own=True, limits=limits)
    article.url = urls.canonical(article.url or "")
    article.cover = urls.safe_src(article.cover or "")
    known = [_REPAIRS[name] for name in article.repairs if name in _REPAIRS]
    return Draft(
        article=article,
        tree=tree,
        own=True,
        record=True,
        trace=Trace(repairs=list(dict.fromkeys([*known, *repairs]))),
    )


def _article(data: bytes) -> tuple[Article, list[Repair]]:
    """Return the article of the line and what was mended; raises Rejected."""
    try:
        found = lenient_json.whole(data.decode("utf-8-sig"))
        # Another tool may have written them as escapes; a database would refuse the article.
        values = unicode.without_controls(found) if _ESCAPE in data else found
        fault = _fault(values) if isinstance(values, dict) else "no object"
        if fault is None:
            return from_record(values), [] if values == found else [Repair.CONTROLS_REMOVED]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        fault = f"{type(error).__name__}: {error}"
    raise Rejected(Outcome.REJECTED, Reason.BAD_RECORD, fault[:_SHOWN])


def _fault(values: dict[str, Any]) -> str | None:
    """Return why *values* are not a record of newsspider, None if they are one."""
    schema = values.get("schema")
    if type(schema) is not int or not posts.is_own_id(values.get("id")):
        return "not a newsspider record: it has no schema or no id"
    if schema > SCHEMA_VERSION:
        return f"a record of schema {schema}, this newsspider knows {SCHEMA_VERSION}: upgrade it"
    if type(values.get("revision")) is not int or values["revision"] < 1:
        return "revision is not a number greater than 0"
    wrong = (name for name, fits in _FIELDS.items() if not fits(values.get(name)))
    return next((f"{name} is missing or of another type" for name in wrong), None)


def _fault_of_times(article: Article) -> str | None:
    times = (article.published, article.updated, article.fetched)
    return "a time without a zone" if any(at is not None and at.tzinfo is None for at in times) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_text_or_nothing(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_pictures(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(one["url"]) for one in value)


_FIELDS: dict[str, Callable[[object], bool]] = {
    **dict.fromkeys(("id", "title", "site", "summary", "markdown", "lang", "digest"), _is_text),
    **dict.fromkeys(("url", "original_title", "source", "editor"), _is_text_or_nothing),
    **dict.fromkeys(("channel", "cover", "duplicate_of"), _is_text_or_nothing),
    **dict.fromkeys(("authors", "categories", "tags", "stocks", "repairs"), _is_texts),
    "images": _is_pictures,
}
