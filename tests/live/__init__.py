"""A local server that plays Sina, and live runs against it.

`wire` and `proxy` carry requests, `certificate` makes what CONNECT needs; `stories`, `pages` and `lists` make
what Sina shows, `trouble` what goes wrong, `world` puts them together, `sina` serves them and keeps the log.
`crawling` runs the command line against it, `killing` ends it again and again; `python -m tests.live` does so
as often as one likes. `month` plays hourly runs with all that goes wrong in a month, and counts what was lost,
missed or said in vain: `python -m tests.live --month`. A further layout is a file in `pages/` and a row of `stories.LAYOUTS`, a further fault
a function or constant in `trouble`.
"""
