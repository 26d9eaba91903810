"""Pages of Eastmoney: read like those of any site, and the stocks that its links name.

Public crawlers read the body at `#ContentBody`. A link to a stock has `data-code="1,600519"`, the market and
the code, as the tests of one of them show.
"""

from __future__ import annotations

from newsspider.model.draft import Draft, Removal
from newsspider.model.outcomes import Repair
from newsspider.readers import generic
from newsspider.readers.html_page import Page, visible_text
from newsspider.text import stock_codes, unicode

HOSTS = ("eastmoney.com",)
_BODY = "#ContentBody"
_LINKS = "[data-code]"
_RULE = "eastmoney-stock"
# The markets of `data-code` to those of Sina's linker, whose notation `stock_codes` reads. Boards (90) and
# funds have no notation in the record. 0 is Shenzhen and Beijing: the code says which.
_MARKETS = {
    "1": "stock_sh",
    "0": "stock_sz",
    "116": "hkstock_",
    **dict.fromkeys(("105", "106", "107"), "usstock_"),
}
# Codes of Beijing begin so; those of Shenzhen begin with 0, 1, 2 or 3.
_BEIJING = ("4", "8", "92")


def shows(page: Page) -> bool:
    """Return whether *page* is one of Eastmoney's by what it holds."""
    return page.first(_BODY) is not None and page.first(f"{_BODY} .em_media, {_BODY} {_LINKS}") is not None


def read(page: Page) -> Draft:
    """Return the draft of *page*; raises Rejected if it is not an article, or is gone, blocked or empty."""
    made = generic.read(page)
    if made.tree is None:
        return made
    text = visible_text(made.tree)
    for link in made.tree.css(_LINKS):
        code = _code(link.attributes.get("data-code") or "")
        if code is None or code in made.article.stocks:
            continue
        name = unicode.strip(link.text())
        if stock_codes.stands_in_other_words(name, text):
            made.trace.removals.append(Removal(_RULE, f"{code} {name}", what="field"))
            made.trace.repaired(Repair.STOCK_REJECTED)
        else:
            made.article.stocks.append(code)
            made.trace.fields.setdefault("stocks", f"css:{_LINKS}")
    return made


def _code(given: str) -> str | None:
    market, _, code = given.replace(".", ",", 1).partition(",")
    prefix = _MARKETS.get(market.strip())
    code = code.strip()
    if prefix == "stock_sz" and code.startswith(_BEIJING):
        prefix = "stock_bj"
    return stock_codes.code_of_span(f"{prefix}{code}") if prefix and code else None
