"""The outputs: exporters, the storage that writes safely, the feeds that carry both."""
