"""A page of any publisher: what it declares, what it shows and where its text is, by general rules.

No class or host of one publisher is named here: a publisher that needs it gets its own reader in `readers`.
To add a declaration, add a name to `declared`; to add a wording, add a row to `phrases` or `class_names`.
"""

from newsspider.readers.generic.reader import read

__all__ = ("read",)
