"""The manners and the health of live runs, against a server on this machine that settings point to."""
