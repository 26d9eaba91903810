"""The lists of Eastmoney (东方财富), built from public crawlers' descriptions; see `channels.toml`."""
