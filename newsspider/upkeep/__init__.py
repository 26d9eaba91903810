"""The maintenance of a ledger: the tasks of `newsspider ledger`, a module each."""
