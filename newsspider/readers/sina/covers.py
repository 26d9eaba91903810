"""Pictures that Sina's pages declare for themselves and that show nothing of the article.

A further one is one more row, with what it is. A picture that is in the body is the article's whatever
its address: this table is about pictures that are declared only.
"""

from __future__ import annotations

import re

_PLACEHOLDERS = (
    (r"//n\.sinaimg\.cn/default/", "the folder of the site's own: SsL9-fzihnep… is its logo"),
    (r"//n\.sinaimg\.cn/[^?]*/(?:w180h180|320[Xx]320)[^/]*$", "the square logo that shares of a page show"),
    (r"/(?:favicon|(?:sina_)?logo|default|blank|loading)[\w.-]*\.(?:png|jpe?g|gif|ico)$", "by its name"),
    (r"//(?:www|i\d?|mjs)\.sina(?:img)?\.(?:com\.cn|cn)/(?:dy/)?deco/", "decoration of the pages"),
    (r"//image\.sinajs\.cn/newchart/", "a chart of today's prices, another picture tomorrow"),
)
_ANY = re.compile("|".join(pattern for pattern, _ in _PLACEHOLDERS), re.IGNORECASE)


def is_placeholder(url: str) -> bool:
    """Return whether *url* is a picture of the site and not of the article."""
    return _ANY.search(url.partition("?")[0]) is not None
