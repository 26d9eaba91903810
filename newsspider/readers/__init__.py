"""One file a kind of document: how a post, a page of one publisher or any page becomes a draft.

A reader is a pure function of bytes (and headers and URL, for a page) that returns a `Draft` or raises
`Rejected`. A new site is one file with its reader.
"""
