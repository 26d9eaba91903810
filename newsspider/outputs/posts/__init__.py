"""Posts of a folder: written, found again, and merged with what a person did to them."""
