"""An exporter and a feed storage of somebody else's project, to be written there as `parts.py`."""

from __future__ import annotations

OWN_PARTS = """
    from pathlib import Path
    from scrapy.exporters import BaseItemExporter
    from scrapy.extensions.feedexport import BlockingFeedStorage

    class Titles(BaseItemExporter):
        def __init__(self, file, **options):
            super().__init__(dont_fail=True, **options)
            self.file = file

        def export_item(self, item):
            self.file.write((item.title + "\\n").encode())

    class Shouting(BlockingFeedStorage):
        def __init__(self, uri, *, feed_options=None):
            self.path = uri.removeprefix("shout://")

        def _store_in_thread(self, file):
            file.seek(0)
            Path(self.path).write_bytes(file.read().upper())
            file.close()
"""
