"""The spiders: they fetch what `sources` lists, for `readers` to read."""
