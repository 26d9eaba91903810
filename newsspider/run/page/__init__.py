"""The report as one self-contained page, written at the end of a run from its report and earlier ones.

`added` adds up the reports of several runs, `view` computes what the page shows, `charts` draws the charts,
and `page.html.jinja` is the template, which escapes everything. `words.toml` translates each text into
Chinese.
"""
