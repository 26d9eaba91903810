"""The spiders: thin carriers of what `sources` lists and `sites` reads."""
