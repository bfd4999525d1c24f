"""``documine-nb login``: prove the settings by signing in, and keep them as a profile."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from documine_nb.auth.fields import FIELDS
from documine_nb.auth.flows import FLOWS, sign_in
from documine_nb.auth.profiles import write_profile
from documine_nb.auth.settings import ConnectSettings, load_settings
from documine_nb.auth.store import KEEPS, SignInStore, open_store
from documine_nb.bridge import run as wait_for
from documine_nb.connecting import open_session

__all__ = ["add_parser"]

_ASKED = ("base_url", "workspace", "client_id")


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "login",
        help="sign in once, and keep the settings (no password) as a profile",
    )
    parser.add_argument("--profile", help="the profile's name; by default the workspace's id")
    parser.add_argument("--flow", choices=FLOWS, help="how to sign in; by browser by default")
    parser.add_argument(
        "--keep",
        choices=KEEPS,
        default="memory",
        help="where the sign-in is kept for your notebooks; nowhere by default",
    )
    for row in FIELDS:
        if not row.secret:
            parser.add_argument(_option(row.argument), dest=row.argument, help=row.help)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Sign in, then write the profile."""
    given = {row.argument: getattr(arguments, row.argument, None) for row in FIELDS}
    if sys.stdin.isatty():
        _ask(given)
    settings = load_settings(**given)
    store = open_store(arguments.keep)
    wait_for(_prove(settings, arguments.flow, store))
    name = arguments.profile or settings.workspace
    kept = {row.key: given[row.argument] for row in FIELDS if not row.secret}
    kept |= {key: getattr(settings, key) for key in _ASKED}
    path = write_profile(name, kept)
    keep = "" if store is None else f", keep={arguments.keep!r}"
    print(f"Profile {name!r} is in {path}. In a notebook: dm.connect(profile={name!r}{keep})")
    return 0


async def _prove(settings: ConnectSettings, flow: str | None, store: SignInStore | None) -> None:
    keeper = await sign_in(settings, flow=flow, store=store)
    session = open_session(settings, keeper, quiet=True)
    try:
        templates = await session.templates.list.aio()
        print(f"Signed in as {session.who.name}; {len(templates)} dossier templates.")
        if store is None:
            # The sign-in is not kept, so it is not left open on the server either.
            print(await session.logout.aio())
    finally:
        await session.close.aio()


def _ask(given: dict[str, Any]) -> None:
    for row in FIELDS:
        if row.argument in _ASKED and not given[row.argument]:
            given[row.argument] = input(f"{row.argument} ({row.help}): ").strip() or None


def _option(argument: str) -> str:
    return f"--{argument.replace('_', '-')}"
