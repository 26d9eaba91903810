"""The lists of CLS (财联社), built from public crawlers' descriptions; see `channels.toml`."""
