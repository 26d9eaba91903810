"""The title by which a list names an article, kept beside the page's own where the two differ."""

from __future__ import annotations

from newsspider.model.draft import Draft
from newsspider.run.outcomes import Step
from newsspider.text import titles, unicode

# How a list marks a title that it has cut short; so does a title that the page's begins with.
_CUT = ("…", "...")


class TitlesPipeline(Step):
    """Fills the original title where neither page nor body told one."""

    def work(self, item: Draft) -> Draft:
        """Return *item*; the page's title stays, whatever the list says."""
        listed = titles.clean_title(str(item.meta.get("list_title") or ""))
        if listed and item.article.original_title is None and _is_another(listed, item.article.title):
            item.article.original_title = listed
            item.trace.fields["original_title"] = "list:title"
        return item


def _is_another(listed: str, title: str) -> bool:
    """Return whether *listed* is a title of its own, and not *title* shortened to the width of a list."""
    if listed.endswith(_CUT) or titles.same(listed, title):
        return False
    return not unicode.bare(title).startswith(unicode.bare(listed))
