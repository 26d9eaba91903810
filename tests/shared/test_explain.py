"""`explain` over ten real articles whose promotion is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsspider.text import unicode
from tests.conftest import Newsspider

pytestmark = pytest.mark.shared

# A document of the real ones, and promotion or furniture that it is known to have.
_KNOWN = {
    "seeds/000_*.txt": ("sina-append-qr", "sina-editor", "sina-original-title"),
    "seeds/0*.md": ("sina-append-qr", "sina-editor", "source-line"),
    "seeds/1月*.md": ("sina-append-qr", "sina-editor"),
    "seeds/derived/60*.md": ("sina-editor",),
    "seeds/derived/债券*.md": ("sina-editor", "sina-place-after", "sina-quote-figures"),
    "seeds/derived/最强*.md": ("original-title", "sina-editor"),
    "seeds/derived/谷歌*.md": ("sina-quote-chart", "sina-quote-figures"),
    "pages/other/163-1.html": ("original-title", "page-furniture", "source-line"),
    "pages/sina/gne-3.html": ("sina-editor", "sina-place-after", "sina-quote-figures"),
    "pages/sina/tech-2014.html": ("sina-quote-chart", "sina-quote-figures"),
}


@pytest.mark.parametrize("name", _KNOWN)
def test_each_removal_has_its_rule_and_each_field_its_origin(
    name: str, shared: Path, run_newsspider: Newsspider
) -> None:
    (path,) = (shared / "data").glob(name)
    ran = run_newsspider("explain", "--json", path)
    assert ran.code == 0
    told = json.loads(ran.stdout)
    rules = [each["rule"] for each in told["removals"]]
    assert set(_KNOWN[name]) <= set(rules)
    placed = {each["removal"] for each in told["text"]}
    for index, removal in enumerate(told["removals"]):
        assert removal["why"]
        assert index in placed or removal["what"] != "text" or not removal["text"]
    for each in told["fields"]:
        assert each["given_by"] or each["value"] in (None, "", [])
    kept = unicode.bare("".join(each["text"] for each in told["text"] if each["removal"] is None))
    (text,) = (each["value"] for each in told["fields"] if each["name"] == "text")
    assert kept == unicode.bare(text)
