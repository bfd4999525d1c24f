"""What is known of a DocuMine before anybody has signed in."""

from __future__ import annotations

import importlib.util
import os

from documine_nb.auth.fields import FIELDS as SETTINGS
from documine_nb.auth.settings import load_settings
from documine_nb.auth.surroundings import find_place
from documine_nb.errors import ConfigError

__all__ = ["FIELDS", "KEPT_IN", "keeps_here", "known_fields"]

FIELDS = {
    "base_url": ("Address", "https://acme.documine.example"),
    "workspace": ("Workspace", "the workspace's id"),
    "client_id": ("Client id", "ask DocuMine support for it"),
}
"""What has to be known of a DocuMine, with its label and a hint; README's table has each."""

KEPT_IN = {
    "memory": "for this session only",
    "file": "in a file that only you can read",
    "keyring": "in the system's keyring",
}
"""What staying signed in means, in words."""


def known_fields() -> dict[str, str]:
    """Return the fields as the environment gives them, and the profile that it names."""
    try:
        known = load_settings()
    except ConfigError:  # not all of it is known, and what is missing can be typed
        names = {row.argument: row.environment for row in SETTINGS}
        return {name: os.environ.get(names[name], "") for name in FIELDS}
    return {name: getattr(known, name) for name in FIELDS}


def keeps_here() -> tuple[str, ...]:
    """Return where a sign-in may be kept here: on Binder's public machines nowhere."""
    if find_place().is_binder:
        return ("memory",)
    has_keyring = importlib.util.find_spec("keyring") is not None
    return ("memory", "file", "keyring") if has_keyring else ("memory", "file")
