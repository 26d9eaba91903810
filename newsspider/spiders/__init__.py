"""The spiders: they carry what `sources` lists and `readers` read."""
