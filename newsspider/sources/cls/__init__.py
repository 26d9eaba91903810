"""The lists of CLS (财联社), built from what public crawlers know of them; see `channels.toml`."""
