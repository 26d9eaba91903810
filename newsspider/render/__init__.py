"""The forms of an article in the outputs: Markdown, text, HTML, front matter, file name, summary.

Pure functions of the body's tree and the record. To add a form, add a module with one `to_…` function.
"""
