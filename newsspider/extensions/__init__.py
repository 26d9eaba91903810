"""The Scrapy extensions: commits, shutdown, throttle, progress and log format."""
