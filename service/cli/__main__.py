"""`python -m service.cli`: the same as `tamar`."""

from service.cli.main import main

main(prog_name="tamar")
