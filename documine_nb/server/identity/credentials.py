"""The sign-in of one data folder: drawn at random once, kept in a file for its owner only."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from documine_nb.server.private_files import create_once, private_folder

__all__ = ["Credentials", "load_or_create"]

_FILE = "credentials.json"


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What a client needs for the embedded server; secrets are kept out of its repr.

    ``client_id`` is public (code with PKCE, loopback addresses); ``service_client_id`` goes with
    ``client_secret``. ``username`` has every role, ``viewer_username`` that of a user only.
    """

    workspace: str
    client_id: str
    service_client_id: str
    client_secret: str = field(repr=False)
    username: str
    password: str = field(repr=False)
    viewer_username: str
    viewer_password: str = field(repr=False)


def load_or_create(folder: Path, *, workspace: str = "demo") -> Credentials:
    """Return the credentials kept in `folder`, drawing them the first time.

    Processes that start at once get the same ones.
    """
    tag = secrets.token_hex(3)
    drawn = Credentials(
        workspace=workspace,
        client_id="documine-notebook",
        service_client_id="documine-service",
        client_secret=secrets.token_urlsafe(32),
        username=f"manager-{tag}",
        password=_password(),
        viewer_username=f"viewer-{tag}",
        viewer_password=_password(),
    )
    path = private_folder(folder) / _FILE
    kept = create_once(path, json.dumps(asdict(drawn), indent=1).encode())
    try:
        return Credentials(**json.loads(kept))
    except (ValueError, TypeError) as error:
        # The text is not shown: it holds secrets.
        raise ValueError(
            f"{path} does not hold credentials. Delete it to have new ones drawn."
        ) from error


def _password() -> str:
    # The four kinds of characters that DocuMine's own password rule asks for, whatever was drawn.
    return f"{secrets.token_urlsafe(18)}-{secrets.choice('ABCDEFGH')}{secrets.choice('abcdefgh')}7"
