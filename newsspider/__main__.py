"""`python -m newsspider`: the same as the command `newsspider`."""

from newsspider.cli import main

main()
