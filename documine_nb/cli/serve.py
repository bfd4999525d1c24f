"""``documine-nb serve``: the embedded server on a socket."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from documine_nb.errors import ConfigError, MissingExtraError

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser("serve", help="the embedded server on this machine, until Ctrl-C")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path("documine-data"),
        help="where its data is kept (default: %(default)s)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="a port; 0 takes a free one")
    parser.add_argument("--uds", type=Path, help="a Unix socket instead of a port")
    parser.add_argument(
        "--issuer",
        metavar="URL",
        help="the realm of an outside login server whose users may use this one, such as "
        "https://login.example/auth/realms/acme",
    )
    parser.add_argument("--faults", action="store_true", help="faults can be planned; for tests")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    try:
        from documine_nb.server.serving import serve  # noqa: PLC0415 -- optional
        from documine_nb.server.settings import ServerSettings  # noqa: PLC0415 -- the same
    except ImportError as missing:
        raise MissingExtraError(
            f"the embedded server needs {missing.name}",
            cure='Install it with: pip install "documine_nb[demo]"',
        ) from missing
    settings = ServerSettings(
        folder=arguments.folder, faults=arguments.faults, issuer=arguments.issuer
    )
    try:
        serve(settings, host=arguments.host, port=arguments.port, uds=arguments.uds)
    except (OSError, RuntimeError, ValueError) as error:
        raise ConfigError(
            f"the server cannot be started: {error}",
            cure="Choose another --port, --uds, --folder or --issuer.",
        ) from error
    return 0
