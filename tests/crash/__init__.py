"""Killing runs: the same command again and again until it ends, and what must be the same then.

`killing` ends a process while it is at work, for every test that kills; `at_moment` is how a process ends itself at
a counted moment. `harness` has seeds and the comparison; `test_kills` tries chosen moments, `python -m tests.crash`
as many random ones as one likes, through each of `doors`.
"""
