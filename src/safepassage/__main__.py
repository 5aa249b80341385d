"""`python -m safepassage`: the same as the command `safepassage`."""

from safepassage.cli import main

main(prog_name="safepassage")
