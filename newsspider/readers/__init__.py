"""Readers: one file for each kind of document (posts, pages of one site, pages of any publisher).

A reader is a pure function of bytes (and headers and URL, for a page) that returns a `Draft` or raises
`Rejected`. To add a site, add one file with its reader.
"""
