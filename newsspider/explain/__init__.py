"""Explains an article: the origin of each field, each removal, and what the ledger decided.

`explanation` collects the answer, `evidence` asks the ledger, `terminal` and `web_page` show it, `fixture`
saves a document for a test. The command is `commands/explain.py`.
"""
