"""The program `okrsite`, which `python -m okrsite` is, too: one command in a process of its own."""

import atexit
import gc

from okrsite.cli import main


def run() -> None:
    """Do what the command line says.

    A command makes much and throws little away: looking for what refers to itself would take it a third of its time, and a tenth of it
    once more when it ends.
    """
    gc.disable()
    atexit.register(gc.freeze)
    main()


if __name__ == "__main__":
    run()
