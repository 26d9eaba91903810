"""What an article looks like when it leaves: Markdown, text, HTML, front matter, file name, summary.

Pure functions of the body's tree and the record. A new form is one more module with one `to_…` function.
"""
