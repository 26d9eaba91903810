"""Cleaning: what is removed from a body, and what stays.

`rules/*.toml` lists what is removed, each with its reason; `engine` applies the rules to the parsed tree and
leaves blocks and a trace of every removal. To add a rule, add one table of TOML and one before/after pair in
the tests.
"""
