"""The ways to sign in, each ending in a keeper of tokens.

Every way is an object with ``start()``, ``wait()`` and ``complete()``, which any front end can
drive; :func:`sign_in` drives one by text alone.
"""

from __future__ import annotations

from documine_nb.auth.flows.again import Again
from documine_nb.auth.flows.code import CodeSignIn
from documine_nb.auth.flows.device import DeviceNotOfferedError, DeviceSignIn
from documine_nb.auth.flows.direct import (
    DirectSignIn,
    client_credentials_sign_in,
    password_sign_in,
)
from documine_nb.auth.flows.ladder import FLOWS, Choice, choose, open_sign_in, resume, sign_in
from documine_nb.auth.flows.redeeming import Door
from documine_nb.auth.flows.steps import SignIn
from documine_nb.auth.surroundings import is_remote

__all__ = [
    "FLOWS",
    "Again",
    "Choice",
    "CodeSignIn",
    "DeviceNotOfferedError",
    "DeviceSignIn",
    "DirectSignIn",
    "Door",
    "SignIn",
    "choose",
    "client_credentials_sign_in",
    "is_remote",
    "open_sign_in",
    "password_sign_in",
    "resume",
    "sign_in",
]
