"""``documine-nb doctor``: what works here and what does not."""

from __future__ import annotations

import argparse
from typing import Any

from documine_nb.doctor import examine

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser("doctor", help="what works here and what does not, redacted")
    parser.add_argument("--profile", help="also look whether this profile's service is reachable")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; 1 where something that was asked for does not work."""
    findings = examine(profile=arguments.profile)
    print(findings)
    return 1 if any(finding.is_wrong for finding in findings) else 0
