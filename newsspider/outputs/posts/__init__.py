"""The posts of a folder: writing them, finding them again, merging them with the user's changes."""
