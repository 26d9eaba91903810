from __future__ import annotations

import pytest

from newsspider.model.outcomes import Repair
from newsspider.readers.front_matter import split

YAML = "title: 甲\ndate: 2021-01-02"


@pytest.mark.parametrize(
    ("text", "form", "matter", "body", "repairs"),
    [
        (f"---\n{YAML}\n---\n正文\n", "yaml", YAML, "正文\n", []),
        (f"\n\n---\n{YAML}\n---\n正文", "yaml", YAML, "正文", [Repair.LEADING_BLANKS]),
        (f"---  \r\n{YAML}\r\n---\r\n正文", "yaml", YAML, "正文", [Repair.NEWLINES_NORMALISED]),
        (f"{YAML}\n---\n正文", "yaml", YAML, "正文", [Repair.FENCE_MISSING]),
        (f"{YAML}\n\n正文", "yaml", YAML, "正文", [Repair.FENCE_MISSING]),
        (f"---\n{YAML}\n\n正文", "yaml", YAML, "\n正文", [Repair.FENCE_MISSING]),
        (f"---\n{YAML}\n<div>正文", "yaml", YAML, "<div>正文", [Repair.FENCE_MISSING]),
        ('+++\ntitle = "甲"\n+++\n正文', "toml", 'title = "甲"', "正文", []),
        ('{"title": "甲"}\n正文', "json", '{"title": "甲"}', "\n正文", []),
        ('"title": "甲"\n;;;\n正文', "none", "", '"title": "甲"\n;;;\n正文', []),
        (';;;\n"title": "甲"\n;;;\n正文', "json", '"title": "甲"', "正文", []),
        ("记者：他说了什么\n正文", "none", "", "记者：他说了什么\n正文", []),
        ("Note: this is prose\nwith a colon", "none", "", "Note: this is prose\nwith a colon", []),
        ("---\n一条横线之后的正文\n---\n", "yaml", "一条横线之后的正文", "", []),
        ("", "none", "", "", []),
    ],
)
def test_split(text: str, form: str, matter: str, body: str, repairs: list[Repair]) -> None:
    found = split(text)
    assert (found.form, found.front_matter, found.body, found.repairs) == (form, matter, body, repairs)
