"""Every shipped rule: what comes in, what goes out, and the look-alike that stays."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.clean.rules import RuleSet, load
from tests.clean.cleaning import PAIRS, RULES, cleaned

MARKS = {rule.rule.id for rule in RULES.nodes if rule.rule.action != "drop"} | {"sina-stock-comment"}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['rule']}-{pair['before'][:20]}")
def test_pair(pair: dict[str, Any]) -> None:
    draft = cleaned(pair["before"])
    assert draft.article.text == pair["after"]
    if "markdown" in pair:
        assert draft.article.markdown == pair["markdown"]
    for name, value in pair.get("fields", {}).items():
        assert getattr(draft.article, name) == value, name
    if pair["rule"] not in MARKS:
        removed_by = {removal.rule for removal in draft.trace.removals}
        assert (pair["rule"] in removed_by) is not pair.get("stays", False)


@pytest.mark.parametrize("rule", RULES.ids)
def test_every_rule_has_a_pair_that_fails_without_it(rule: str) -> None:
    pairs = [pair for pair in PAIRS if pair["rule"] == rule and not pair.get("stays")]
    assert pairs, f"no pair for the rule {rule}"
    without = load([{"id": rule, "off": True}])
    assert rule not in without.ids
    for pair in pairs:
        draft = cleaned(pair["before"], rules=without)
        wanted = {name: getattr(draft.article, name) for name in pair.get("fields", {})}
        same_text = draft.article.text == pair["after"]
        same_markdown = draft.article.markdown == pair.get("markdown", draft.article.markdown)
        removed_by = {removal.rule for removal in draft.trace.removals}
        assert (
            not (same_text and same_markdown and wanted == pair.get("fields", {})) or rule not in removed_by
        )


def test_rules_say_why() -> None:
    for kind in (RULES.nodes, RULES.comments, RULES.texts):
        for compiled in kind:
            assert len(compiled.rule.why) > 10, compiled.rule.id
            assert compiled.rule.seen, compiled.rule.id


def test_no_rules_leave_everything() -> None:
    draft = cleaned('<p>一句。</p><p class="article-editor">责任编辑：某人</p>', rules=RuleSet())
    assert draft.article.text == "一句。\n\n责任编辑：某人"
    assert draft.article.editor is None
