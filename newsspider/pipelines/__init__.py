"""The steps from a draft to an article, one file each, in the order that `settings.py` gives."""
