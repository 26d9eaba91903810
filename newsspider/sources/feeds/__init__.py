"""Feeds: RSS, Atom, RDF and JSON Feed, from their bytes to rows of a list and to drafts; and OPML.

`reading` tells the formats apart (a further one is one branch there), `entries` makes rows of the entries,
`drafts` makes articles of the rows, `routes` knows the feeds that carry lists of ours.
"""
