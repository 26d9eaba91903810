"""The record and what else everything below speaks of: the draft, the body, outcomes and reasons."""
