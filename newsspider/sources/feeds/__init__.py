"""Feeds: RSS, Atom, RDF and JSON Feed, from their bytes to rows of a list and to drafts; and OPML.

`parse` recognises the formats (to add one, add a branch there), `entries` makes rows of the entries, `drafts`
makes articles of the rows, `routes` knows the feeds that carry our channels.
"""
