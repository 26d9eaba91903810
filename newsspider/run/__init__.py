"""One run of the crawler: what it holds, counts, keeps, publishes and reports."""
