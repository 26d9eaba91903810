"""Lists and documents: where the inputs of a run come from. Knows no Scrapy, no clock, no network."""
