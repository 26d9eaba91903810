"""The commands that `scrapy` gains in this project, one file each."""
