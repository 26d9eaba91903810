"""The record, and the other types that every package uses: draft, body, outcomes and reasons."""
