"""The upkeep of a ledger: what `newsspider ledger` does, a module for each task."""
