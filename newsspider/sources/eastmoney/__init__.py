"""The lists of Eastmoney (东方财富), built from what public crawlers know of them; see `channels.toml`."""
