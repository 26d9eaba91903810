"""Modules of the old layout that wait to be merged into the new one."""
