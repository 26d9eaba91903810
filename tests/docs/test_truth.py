"""The documents say what the code does: codes, settings, arguments, keys, messages, links."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

from newsspider import settings
from newsspider.clean.embeds import Embed
from newsspider.clean.rules import ACTIONS, TAKES, WHERES, Rule
from newsspider.errors import ExitCode
from newsspider.model.article import FIELDS
from newsspider.model.outcomes import Outcome, Reason, Repair
from newsspider.run.selection import Condition
from newsspider.sources import sites
from newsspider.sources.files import ENDINGS
from newsspider.spiders.archive import ArchiveSpider
from newsspider.spiders.base import BaseSpider
from newsspider.spiders.feed import FeedSpider
from newsspider.spiders.seeds import SeedsSpider
from newsspider.spiders.sina_finance import SinaFinanceSpider
from tests.conftest import ROOT
from tests.docs import documents, settings_page

_DOCS = ROOT / "docs"


def _section(page: str, heading: str) -> str:
    """Return the part of a page below *heading*, up to the next one of its level or above."""
    text = (_DOCS / page).read_text(encoding="utf-8")
    level = len(heading) - len(heading.lstrip("#"))
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no section {heading!r}"
    return found[1]


def _first_column(text: str) -> list[str]:
    """Return the names in the first column of the tables in *text*."""
    cells = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def _tables(text: str, heading: str) -> list[str]:
    """Return the tables in *text* whose first column is called *heading*."""
    return re.findall(rf"^\| {heading} \|(?:.*\n)+?(?=\n|\Z)", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("heading", "codes"), [("## Outcomes", Outcome), ("## Reasons", Reason), ("## Repairs", Repair)]
)
def test_every_code_is_explained_and_no_other(heading: str, codes: type[Enum]) -> None:
    explained = _first_column(_section("reasons.md", heading))
    assert sorted(explained) == sorted(code.value for code in codes)


def test_every_exit_code_is_explained_and_no_other() -> None:
    text = (_DOCS / "exit-codes.md").read_text(encoding="utf-8")
    assert [int(code) for code in re.findall(r"^\| `(\d+)` \|", text, re.MULTILINE)] == list(
        map(int, ExitCode)
    )


def test_the_page_of_settings_is_made_of_the_settings() -> None:
    """If this fails, run `python -m tests.docs.settings_page`."""
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.page()


def test_every_setting_has_a_comment() -> None:
    named = {setting.name: setting.comment for setting in settings_page.found()}
    assert set(named) == {name for name in vars(settings) if name.isupper() and name != "LIMITS"}
    assert [
        name for name, comment in named.items() if not comment and name != "RETRY_GIVE_UP_LOG_LEVEL"
    ] == []


@pytest.mark.parametrize("spider", [SinaFinanceSpider, FeedSpider, SeedsSpider, ArchiveSpider])
def test_every_argument_is_explained_and_no_other(spider: type[BaseSpider]) -> None:
    (table,) = _tables(_section("commands.md", f"## crawl {spider.name}"), "argument")
    explained = _first_column(table)
    assert sorted(explained) == sorted(spider.arguments)


def test_every_ending_of_a_seed_is_explained_and_no_other() -> None:
    (table,) = _tables(_section("commands.md", "## crawl seeds"), "ending")
    assert sorted(_first_column(table)) == sorted(ENDINGS)


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("### Keys of a rule", [each.name for each in fields(Rule)]),
        ("### `action`", ACTIONS),
        ("### `where`", WHERES),
        ("### `take`", TAKES),
        ("### Keys of a selection", Condition.__struct_fields__),
        ("### Keys of an embed", [each.name for each in fields(Embed)]),
        (
            "### Keys of a channel",
            [*("name", "group", "kind", "zone", "why", "fallback", "back", "ids", "path", "off")],
        ),
    ],
)
def test_every_key_of_a_table_is_explained_and_no_other(heading: str, names: list[str]) -> None:
    assert sorted(_first_column(_section("own-rules.md", heading))) == sorted(names)


def test_every_kind_of_list_is_explained() -> None:
    assert set(sites.kinds()) <= set(
        re.findall(r"`([\w-]+)`", _section("own-rules.md", "### Keys of a channel"))
    )


def test_every_field_of_the_record_is_explained_and_no_other() -> None:
    assert sorted(_first_column(_section("outputs.md", "## The record"))) == sorted(FIELDS)


def test_every_command_is_explained() -> None:
    commands = {path.stem for path in (ROOT / "newsspider" / "commands").glob("[a-z]*.py")}
    text = (_DOCS / "commands.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"`(?:scrapy|newsspider) (\w+)", text))
    assert {name for name in commands if not name.startswith(("base", "ledger_", "looking"))} <= shown


@cache
def _messages() -> tuple[str, ...]:
    """Return every text of the package with `…` for what is filled in."""
    texts: list[str] = []
    for path in (ROOT / "newsspider").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (str(one.value) if isinstance(one, ast.Constant) else "…" for one in node.values)
                texts.append("".join(parts))
    return tuple(texts)


def _explained() -> list[str]:
    text = (_DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    return re.findall(r"^### `(.+)`$", text, re.MULTILINE)


@pytest.mark.parametrize("message", _explained())
def test_a_message_that_is_explained_is_one_of_ours(message: str) -> None:
    assert any(message in each for each in _messages())


@pytest.mark.parametrize("path", documents.paths(), ids=documents.name)
def test_a_link_leads_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        page = (path.parent / name) if name else path
        assert page.exists(), f"{target}: there is no such file"
        if anchor:
            assert anchor in _anchors(page), f"{target}: there is no such heading"


def _anchors(page: Path) -> set[str]:
    """Return the names that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}
