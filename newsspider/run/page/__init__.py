"""The report as one self-contained page, made at the end of a run from its report and those before it.

`added` adds up the reports of several runs, `view` works out what the page tells, `charts` draws, and
`page.html.jinja` shows it, with everything escaped. `words.toml` has the Chinese of each text of the page.
"""
