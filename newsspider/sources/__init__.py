"""Lists and documents: where the inputs of a run come from. Uses no Scrapy, no clock and no network."""
