"""Makes Scrapy's deprecation warnings errors in every Python that has this folder on its path.

PYTHONWARNINGS cannot: a category outside the standard library is not importable when it is read.
"""

from __future__ import annotations

import warnings

from scrapy.exceptions import ScrapyDeprecationWarning

warnings.simplefilter("error", ScrapyDeprecationWarning)
