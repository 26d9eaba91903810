"""The envelope of a post: where its front matter begins and ends, even in a damaged file.

Handles leading blank lines, a missing opening or closing fence, fences followed by words or with more
dashes, YAML (`---`), TOML (`+++`) and JSON (`{…}`, `;;;`), front matter in a comment or a block of code, and
a second one after the first. What it had to repair is in `repairs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsspider.errors import Rejected, UsageError
from newsspider.lazy import lazily, pattern
from newsspider.limits import LIMITS
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.readers import plain_yaml
from newsspider.readers.plain_yaml import NAME
from newsspider.text import lenient_json
from newsspider.toml import loads

if TYPE_CHECKING:
    from newsspider.readers import any_yaml
else:  # nearly all front matter is plain
    any_yaml = lazily("newsspider.readers.any_yaml")

# A fence may name its language or have a comment: `---toml`, `--- # by hand`. A line with any other words or
# more dashes is a fence only where the keys of an article follow.
_FENCE = pattern(
    r"(?P<mark>-{3,}|—{1,9}|\+{3,}|;{3,})[ \t]*(?P<language>ya?ml|toml|json)?[ \t]*(?P<words>\S.{0,200})?$",
    re.IGNORECASE,
)
_FORMS = {"-": "yaml", "—": "yaml", "+": "toml", ";": "json"}
_CLOSERS = {
    "-": pattern(r"-{3,}[ \t]*(?:#.*)?$|\.\.\.[ \t]*$"),
    "—": pattern(r"(?:—{1,9}|-{3,})[ \t]*$"),  # what an editor makes of dashes
    "+": pattern(r"\+{3,}[ \t]*$"),
    ";": pattern(r";{3,}[ \t]*$"),
}
_MAY_CLOSE = re.compile(r"\n[-—+;.]")  # few lines begin with one of these
_SHORT = 3  # fences that need no keys below them
# The head of a file in a comment, as Nikola and docsify have it, and one before the fence.
_COMMENT = pattern(r"<!--(.*?)-->[ \t]*\n?", re.DOTALL)
_CODE_BLOCK = pattern(
    r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>ya?ml|toml|json)\b[^\n]*\n"
    r"(?P<front_matter>.*?)\n(?P=fence)[`~]*[ \t]*(?:\n|$)",
    re.DOTALL | re.IGNORECASE,
)
_NIKOLA = pattern(r"^\.\. (?=\w[\w-]*:)", re.MULTILINE)
_MOST_BEFORE = 5  # comments before the front matter
# A line of YAML front matter: a key (MultiMarkdown's have spaces), an item, an indented line or a comment.
_KEY = pattern(rf"{NAME}(?: \w{{1,20}}){{0,2}}\s*:(?:\s|$)")
_YAML_LINE = pattern(rf"(?:{NAME}(?: \w{{1,20}}){{0,2}}\s*:(?:\s|$)|\s*-\s|\s+\S|\s*#|\s*$)")
# Front matter without a fence must have one of these keys, or it is the beginning of a text.
_TELLING = frozenset(
    word
    for line in (
        "title date categories tags author headimg layout slug pubdate pubdatetime",
        "标题 日期 分类 标签 作者",
    )
    for word in line.split()
)


@dataclass(slots=True)
class Envelope:
    """Front matter and body as text; `form` is yaml, toml, json or none."""

    front_matter: str = ""
    body: str = ""
    form: str = "none"
    repairs: list[Repair] = field(default_factory=list)


def split(text: str) -> Envelope:
    """Return the envelope of *text*; if there is no front matter, all of it is body."""
    repairs: list[Repair] = []
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        repairs.append(Repair.NEWLINES_NORMALISED)
    stripped = text.lstrip(" \t\n\u3000\xa0\ufeff")
    if len(stripped) != len(text) and stripped:
        repairs.append(Repair.LEADING_BLANKS)
    envelope = _open(stripped) or _behind_comments(stripped) or Envelope(body=stripped)
    envelope.repairs = repairs + envelope.repairs
    return envelope


def _open(text: str) -> Envelope | None:
    return _json(text) or _fenced(text) or _in_code(text) or _unfenced(text)


def second(body: str) -> Envelope | None:
    """Return the envelope of a second front matter at the start of *body*; None if there is none.

    Tools that convert posts put theirs before the existing one. A horizontal rule alone is not front matter.
    """
    found = _fenced(body.lstrip("\n"))
    return found if found and _tells(found.front_matter.split("\n")) else None


def _json(text: str) -> Envelope | None:
    if not text.startswith("{"):
        return None
    try:
        value, end = lenient_json.first(text)
    except ValueError:
        return None
    return Envelope(text[:end], text[end:], "json") if isinstance(value, dict) else None


def _fenced(text: str) -> Envelope | None:
    first = text.partition("\n")[0]
    fence = _FENCE.match(first.rstrip())
    if fence is None:
        return None
    mark, words = fence["mark"], fence["words"] or ""
    form = (fence["language"] or _FORMS[mark[0]]).lower().replace("yml", "yaml")
    is_sure = len(mark) == _SHORT and mark[0] != "—" and (not words or words.startswith("#"))
    begin = len(first) + 1
    for found in _MAY_CLOSE.finditer(text, begin - 1):
        at = found.start() + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if _CLOSERS[mark[0]].match(text[at:end].rstrip()):
            inner = text[begin : at - 1]
            if not is_sure and not _tells(inner.split("\n")):
                return None
            return Envelope(inner, text[end + 1 :], form)
    return _unclosed(text[begin:].split("\n")) if mark[0] == "-" else None


def _behind_comments(text: str) -> Envelope | None:
    """Return front matter in a comment at the head of *text*, or after such comments."""
    for _ in range(_MOST_BEFORE):
        comment = _COMMENT.match(text)
        if comment is None:
            return None
        rest = text[comment.end() :].lstrip("\n")
        front_matter = _NIKOLA.sub("", comment[1].strip("\n"))
        inner = _fenced(front_matter) or Envelope(front_matter, form="yaml")
        if _tells(inner.front_matter.split("\n")):
            return Envelope(inner.front_matter, rest, inner.form, [Repair.FENCE_MISSING])
        found = _open(rest)
        if found is not None:
            return found
        text = rest
    return None


def _in_code(text: str) -> Envelope | None:
    """Return front matter in a block of code at the head of *text*, as an editor pastes it."""
    block = _CODE_BLOCK.match(text)
    if block is None or not (
        _tells(block["front_matter"].split("\n")) or block["language"].lower() == "toml"
    ):
        return None
    inner = _fenced(block["front_matter"])
    front_matter = inner.front_matter if inner else block["front_matter"]
    form = block["language"].lower().replace("yml", "yaml")
    return Envelope(front_matter, text[block.end() :], form, [Repair.FENCE_MISSING])


def _unclosed(lines: list[str]) -> Envelope | None:
    """Front matter that was opened but never closed ends with its last line of keys."""
    end = next(
        (at for at, line in enumerate(lines) if not line.strip() or not _YAML_LINE.match(line)), len(lines)
    )
    if not _tells(lines[:end]):
        return None
    return Envelope("\n".join(lines[:end]), "\n".join(lines[end:]), "yaml", [Repair.FENCE_MISSING])


def _unfenced(text: str) -> Envelope | None:
    """Front matter that was never opened: keys down to a fence, or to the first empty line."""
    if _NIKOLA.match(text):
        head, gap, body = text.partition("\n\n")
        text = f"{_NIKOLA.sub('', head)}{gap}{body}"
    lines = text.split("\n")
    if not _KEY.match(lines[0]):
        return None
    for at, line in enumerate(lines):
        if line.rstrip() == "---" or not line.strip():
            skip = 1
        elif not _YAML_LINE.match(line):
            skip = 0
        else:
            continue
        if not _tells(lines[:at]):
            return None
        return Envelope("\n".join(lines[:at]), "\n".join(lines[at + skip :]), "yaml", [Repair.FENCE_MISSING])
    return None


def _tells(lines: list[str]) -> bool:
    keys = {line.partition(":")[0].strip().lower() for line in lines if _KEY.match(line)}
    return bool(keys & _TELLING) and len(keys) > 1


# --- values ---

# JSON, which tools write as YAML, writes a character above U+FFFF as two escapes, which YAML does not know.
_PAIR = pattern(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def parse(envelope: Envelope, deepest: int = LIMITS.matter_depth) -> tuple[dict[str, Any], list[Repair]]:
    """Return the keys (lower case) and values of the front matter, and the repairs.

    Values are text, lists and dictionaries for YAML, and the types of TOML and JSON. YAML that nests deeper
    than *deepest* is read line by line, like invalid YAML. Raises Rejected if the front matter is not a
    mapping.
    """
    repairs: list[Repair] = []
    if envelope.form == "none":
        return {}, repairs
    values = (
        _yaml(envelope.front_matter, repairs, deepest) if envelope.form == "yaml" else _toml_or_json(envelope)
    )
    if not isinstance(values, dict):
        raise Rejected(Outcome.REJECTED, Reason.BAD_FRONT_MATTER, "the front matter has no keys")
    return {str(key).lower(): value for key, value in values.items()}, repairs


def _yaml(text: str, repairs: list[Repair], deepest: int) -> Any:
    if "\\u" in text:
        text, pairs = _PAIR.subn(_character, text)
        if pairs:
            repairs.append(Repair.FRONT_MATTER_REPAIRED)
    plain = plain_yaml.read(text)
    return any_yaml.read(text, repairs, deepest) if plain is None else plain


def _character(pair: re.Match[str]) -> str:
    return bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be")


def _toml_or_json(envelope: Envelope) -> Any:
    try:
        if envelope.form == "toml":
            return loads(envelope.front_matter, "the front matter")
        text = envelope.front_matter.strip()
        return lenient_json.whole(text if text.startswith("{") else f"{{{text}}}")
    except (UsageError, ValueError, RecursionError) as error:
        raise Rejected(Outcome.REJECTED, Reason.BAD_FRONT_MATTER, str(error)[:200]) from error
