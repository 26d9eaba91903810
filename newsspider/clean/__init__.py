"""What goes and what stays of a body.

`rules/*.toml` says what goes, with a reason each; `engine` applies it to the parsed tree and leaves blocks
and a trace of every removal. A new promotion is one table of TOML and one before/after pair in the tests.
"""
