"""WARC: archives of what servers answered, read record by record however large they are.

`records` reads any archive, `coding` undoes the coding of an answer, `recorded` is what a live run of ours
adds to its own: which list led to which page.
"""
