"""The command line: ``documine-nb demo | serve | login | doctor | lab``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from documine_nb import __version__
from documine_nb.cli import demo, doctor, lab, login, serve
from documine_nb.errors import DocuMineError

__all__ = ["main"]

_COMMANDS = (demo, serve, login, doctor, lab)
_INTERRUPTED = 130
_NOTHING_ASKED = 2  # as argparse has it


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 1 for an error of ours, 130 for Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="documine-nb", description="From a DocuMine workspace to a chart, in any notebook."
    )
    parser.add_argument("--version", action="version", version=f"documine_nb {__version__}")
    commands = parser.add_subparsers(metavar="command")
    for command in _COMMANDS:
        command.add_parser(commands)
    arguments = parser.parse_args(argv)
    if not hasattr(arguments, "run"):
        parser.print_help(sys.stderr)
        return _NOTHING_ASKED
    try:
        code: int = arguments.run(arguments)
    except DocuMineError as error:
        # The message names the cure; a traceback would only bury it.
        print(f"documine-nb: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("documine-nb: stopped", file=sys.stderr)
        return _INTERRUPTED
    return code
