"""Pure helpers over text, dates and addresses; they know no site reader, no Scrapy, no clock, no network.

A sibling is one more file named by its noun, with functions from plain values to plain values.
"""
