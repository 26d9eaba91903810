"""A page of any publisher: what it declares, what it shows, and where its text stands, by rules of the kind.

No class or host of one publisher is named here: a publisher that needs it gets a reader of its own in
`sites`. A further declaration is one more name in `declared`, a further wording one more row of `wording` or
`names`.
"""

from newsspider.readers.generic.reader import read

__all__ = ("read",)
