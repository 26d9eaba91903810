"""The tasks of `scrapy ledger`, one file each: a function of the options that returns the exit code.

A further task is one file here and one row of `TASKS` in `commands/ledger.py`.
"""
