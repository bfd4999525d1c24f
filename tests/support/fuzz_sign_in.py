"""Coverage-guided fuzzing of what reads bytes from outside during a sign-in.

Run as a program, with a number of seconds; it ends with 0 where nothing but our own errors, or a
refusal, ever came out, and says how many inputs it tried.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["documine_nb.auth", "documine_nb.transport.body"]):
    from support.sign_in_parsers import PARSERS, read_one


def one_input(data: bytes) -> None:
    """Give the rest of an input to the parser that its first byte names."""
    names = sorted(PARSERS)
    if data:
        read_one(names[data[0] % len(names)], data[1:])


if __name__ == "__main__":
    options = [f"-max_total_time={sys.argv[1]}", "-max_len=4096", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, "-verbosity=0"], one_input)
    atheris.Fuzz()
