"""WARC: archives of what servers answered, read record by record, however large they are.

`records` reads any archive, `codings` undoes the coding of an answer, `inputs` holds what our live runs add
to their own archives: which list led to which page.
"""
