"""Killing runs: the same command again and again until it ends, and what must be the same then.

`harness` has the moments and the comparison; `test_kills` runs a seeded share of them, `python -m tests.crash`
as many as one likes.
"""
