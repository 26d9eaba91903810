"""The outputs: exporters, storages that write safely, and where outputs are."""
